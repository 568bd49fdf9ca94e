import type { Preference, Suppression } from '../../contract/contact.ts';
import type { EventKind } from '../../contract/event.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import { later, parseInstant } from '../time/waits.ts';
import { day } from './words.ts';

/** What of a follow-up, or of the rule that would make one, says whether somebody wants it. */
export type Kind = Pick<FollowUp, 'purpose'> & { on: EventKind | undefined; after: string };

/** What somebody did that one thanks for. */
const THANKED: readonly EventKind[] = ['purchase', 'delivery', 'renewal', 'survey', 'review'];
/** Thanks come soon: what comes later asks, reminds or wins back. */
const SOON = 'P7D';
/** Dates of the person's own; fixed days are everybody's. */
const OWN_DATES: readonly EventKind[] = ['birthday', 'anniversary'];

/** One message of the brand in so long, for those who want them less often. */
export const LESS_OFTEN = { max: 1, per: 'P30D' } as const;

/**
 * Why a person does not get this by their own choice, as a sentence; `undefined` where they do. What is not known to be
 * of the kind that they chose is not.
 */
export function unwantedBecause(suppression: Suppression | undefined, kind: Kind): string | undefined {
  const { preference } = suppression ?? {};
  return !preference || isWanted(preference, kind) ? undefined : wishOf(suppression);
}

/** What a person has chosen to get, as a sentence. */
export function wishOf(suppression: Suppression | undefined): string | undefined {
  const { preference } = suppression ?? {};
  if (!preference) return undefined;
  return `The person asked for ${WORDS[preference.gets]} on ${day(parseInstant(preference.at))}.`;
}

function isWanted({ gets, at }: Preference, { on, purpose, after }: Kind): boolean {
  if (gets === 'dates') return on !== undefined && OWN_DATES.includes(on);
  if (gets !== 'thanks') return true;
  const from = parseInstant(at);
  const isSoon = later(from, after, 'UTC').epochMilliseconds <= later(from, SOON, 'UTC').epochMilliseconds;
  return on !== undefined && THANKED.includes(on) && purpose === 'transactional' && isSoon;
}

/** In the middle of a sentence. */
const WORDS: Readonly<Record<Preference['gets'], string>> = {
  all: 'everything',
  less: 'one mail in 30 days at most',
  thanks: 'thanks only',
  dates: 'wishes on birthdays and anniversaries only',
};

/** The limit that a person has set. */
export const wishedLimit = (suppression: Suppression | undefined): typeof LESS_OFTEN | undefined =>
  suppression?.preference?.gets === 'less' ? LESS_OFTEN : undefined;
