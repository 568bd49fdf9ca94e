import { BadRequestException, ListSuppressedDestinationsCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Suppression } from '../contract/contact.ts';
import { type Failure, type Result, fail, ok } from '../contract/result.ts';

let client: SESv2Client | undefined;

export type Listed = { address: string; reason: NonNullable<Suppression['reason']>; at: string };

const REASONS = { BOUNCE: 'bounced', COMPLAINT: 'complained' } as const;

/**
 * A page of the addresses to which SES sends nothing for this account: of those that came to the list between `from`
 * (from the beginning without it) and `to`. `refused` when SES does not know the place to go on from any more.
 */
export async function listSuppressed(of: {
  from: string | undefined;
  to: string;
  cursor: string | undefined;
}): Promise<Result<{ items: Listed[]; cursor: string | undefined }, Failure<'refused'>>> {
  // SES takes about one such question a second: what it throttles is asked again after a pause.
  client ??= new SESv2Client({
    maxAttempts: 6,
    retryMode: 'adaptive',
    requestHandler: { connectionTimeout: 1000, requestTimeout: 8000, throwOnRequestTimeout: true },
  });
  try {
    const { SuppressedDestinationSummaries: found = [], NextToken: cursor } = await client.send(
      new ListSuppressedDestinationsCommand({
        EndDate: new Date(of.to),
        ...(of.from !== undefined && { StartDate: new Date(of.from) }),
        ...(of.cursor !== undefined && { NextToken: of.cursor }),
      }),
    );
    const items = found.flatMap(({ EmailAddress: address, Reason, LastUpdateTime }) =>
      address === undefined || Reason === undefined || LastUpdateTime === undefined
        ? []
        : [{ address, reason: REASONS[Reason], at: LastUpdateTime.toISOString() }],
    );
    return ok({ items, cursor });
  } catch (error) {
    if (!(error instanceof BadRequestException) || of.cursor === undefined) throw error;
    return fail('refused', 'SES does not go on from there.');
  }
}
