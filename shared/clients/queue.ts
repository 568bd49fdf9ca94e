import { SQSClient, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { requireEnv } from '../contract/env.ts';
import type { FollowUpKey } from '../contract/follow-up.ts';
import { ENV } from '../contract/names.ts';

let client: SQSClient | undefined;

const MAX_BATCH = 10;

/**
 * Puts the keys of follow-ups on the send queue. Answers how many did not get there: nothing is lost by that, since
 * the ledger asks again when their lease ends.
 */
export async function queueFollowUps(followUps: readonly FollowUpKey[]): Promise<{ failed: number }> {
  client ??= new SQSClient({});
  let failed = 0;
  for (let from = 0; from < followUps.length; from += MAX_BATCH) {
    const Entries = followUps
      .slice(from, from + MAX_BATCH)
      .map(({ brand, contact, rule, subject }, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify({ brand, contact, rule, subject }),
      }));
    const { Failed } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: requireEnv(ENV.sendQueue), Entries }),
    );
    failed += Failed?.length ?? 0;
  }
  return { failed };
}
