import { textOf } from '../json.ts';
import type { Json } from '../json.ts';
import { answerError, answerJson } from './call.ts';
import type { Answer } from './call.ts';

export type Suppressed = { address: string; reason: string; at: Date };

/** How many a page of the list has, unless a caller wants fewer. */
const PAGE = 100;

/** To which addresses SES sends nothing for this account, in the order in which they came; until the next start. */
export class MailSuppressions {
  private readonly known = new Map<string, Suppressed>();
  private readonly now: () => Date;

  constructor(now: () => Date) {
    this.now = now;
  }

  /** SES keeps one reason for an address, the latest. */
  put(address: string, reason: string, at = this.now()): void {
    this.known.delete(address);
    this.known.set(address, { address, reason, at });
  }

  clear(): void {
    this.known.clear();
  }

  putDestination(input: Json): Answer {
    const [address, reason] = [textOf(input, 'EmailAddress'), textOf(input, 'Reason')];
    if (!address?.includes('@') || !REASONS.has(reason ?? ''))
      return bad('Give an EmailAddress, and as Reason BOUNCE or COMPLAINT.');
    this.put(address, reason ?? '');
    return answerJson({});
  }

  deleteDestination(input: Json): Answer {
    return this.known.delete(textOf(input, 'EmailAddress') ?? '') ? answerJson({}) : notFound();
  }

  getDestination(input: Json): Answer {
    const found = this.known.get(textOf(input, 'EmailAddress') ?? '');
    return found ? answerJson({ SuppressedDestination: shown(found) }) : notFound();
  }

  listDestinations(input: Json): Answer {
    const from = placeIn(textOf(input, 'NextToken'));
    if (from === undefined) return bad('The NextToken is not valid.');
    const [start, end] = ['StartDate', 'EndDate'].map((name) => timeOf(textOf(input, name)));
    const wanted = [...this.known.values()].filter(
      ({ at }) => at.getTime() >= (start ?? -Infinity) && at.getTime() <= (end ?? Infinity),
    );
    const size = Number(textOf(input, 'PageSize') ?? PAGE);
    const next = from + size;
    return answerJson({
      SuppressedDestinationSummaries: wanted.slice(from, next).map(shown),
      ...(next < wanted.length && { NextToken: tokenOf(next) }),
    });
  }
}

const REASONS = new Set(['BOUNCE', 'COMPLAINT']);

const shown = ({ address, reason, at }: Suppressed): Json => ({
  EmailAddress: address,
  Reason: reason,
  LastUpdateTime: at.getTime() / 1000,
});

/** The SDK writes times into an address as `2026-11-22T09:00:00Z`. */
const timeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text);

const tokenOf = (place: number): string => Buffer.from(`from ${place}`).toString('base64url');

function placeIn(token: string | undefined): number | undefined {
  if (token === undefined) return 0;
  const [, place] = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return place === undefined ? undefined : Number(place);
}

const bad = (message: string): Answer => answerError('sesv2', { code: 'BadRequestException', message });

const notFound = (): Answer =>
  answerError('sesv2', {
    status: 404,
    code: 'NotFoundException',
    message: 'The address is not on the suppression list of the account.',
  });
