import { Temporal } from 'temporal-polyfill';
import type { Brand, WarmUp } from '../../contract/brand.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import type { Room } from '../ledger/release.ts';
import { counted } from '../../contract/wording.ts';
import { parseInstant } from '../time/waits.ts';
import { inWords } from '../time/zones.ts';

/**
 * Half as many more each day, from a hundred to about what SES allows an account that has left the sandbox (50,000 a
 * day): sixteen days. Receivers want two weeks at least, and never more than twice as many as the day before.
 */
export const USUAL_CEILINGS: readonly number[] = [
  100, 150, 225, 340, 500, 750, 1100, 1700, 2500, 3800, 5700, 8500, 13_000, 19_000, 29_000, 43_000,
];

/** Of a day's ceiling, so much is for marketing at most: what is left is for thanks, whenever in the day they come. */
const MARKETING = 0.5;

/** A day of the plan: the `day`th, of so many mails at most, until the next begins at `until`. */
export type WarmDay = {
  date: string;
  day: number;
  ceiling: number;
  mostMarketing: number;
  until: Temporal.Instant;
};
/** How many mails went on such a day; `marketing` is a part of `mails`. */
export type WarmCount = { mails: number; marketing: number };

/** Which day of the brand's plan it is, by the brand's own clock; `undefined` before it, after it and without one. */
export function warmDayOf(
  { warmUp, timezone }: Pick<Brand, 'warmUp' | 'timezone'>,
  now: Temporal.Instant,
): WarmDay | undefined {
  if (!warmUp) return undefined;
  const today = now.toZonedDateTimeISO(timezone).toPlainDate();
  const day = Temporal.PlainDate.from(warmUp.from).until(today, { largestUnit: 'days' }).days;
  const ceiling = warmUp.ceilings[day];
  if (ceiling === undefined) return undefined;
  return {
    date: today.toString(),
    day: day + 1,
    ceiling,
    mostMarketing: Math.ceil(ceiling * MARKETING),
    until: today.add({ days: 1 }).toZonedDateTime(timezone).toInstant(),
  };
}

/** The last day on which something is held back. */
export const lastDayOf = ({ from, ceilings }: WarmUp): string =>
  Temporal.PlainDate.from(from)
    .add({ days: ceilings.length - 1 })
    .toString();

/** How many more may go today, and how many of them may be marketing. */
export function roomIn(
  { ceiling, mostMarketing, until }: WarmDay,
  { mails, marketing }: WarmCount = NONE,
): Room {
  const most = Math.max(0, ceiling - mails);
  return { most, mostMarketing: Math.max(0, Math.min(most, mostMarketing - marketing)), until };
}

export const NONE: WarmCount = { mails: 0, marketing: 0 };

/** Why a follow-up waits for the next day. */
export function fullBecause({ purpose }: Pick<FollowUp, 'purpose'>, warm: WarmDay, timezone: string): string {
  const { day, ceiling, mostMarketing, until } = warm;
  const mails = counted(ceiling, 'mail');
  const of = purpose === 'marketing' ? `${mails}, marketing ${mostMarketing} at most` : mails;
  return `Held back by the warm-up of the sender: day ${day} (${of}) is used up; the next day begins ${inWords(until, { id: timezone, from: 'brand' })}.`;
}

/** What is no more than a few runs of `dispatch` late has waited for no warm-up. */
const LATE = { minutes: 15 } as const;

/** Of one that has waited long and goes (or ends) while the brand warms up: since when, for its trace. */
export function waitedBecause(
  { dueAt }: Pick<FollowUp, 'dueAt'>,
  { timezone, ...brand }: Pick<Brand, 'warmUp' | 'timezone'>,
  now: Temporal.Instant,
): string | undefined {
  const due = parseInstant(dueAt);
  const warm = warmDayOf({ ...brand, timezone }, now);
  if (!warm || Temporal.Instant.compare(due.add(LATE), now) > 0) return undefined;
  return `Due ${inWords(due, { id: timezone, from: 'brand' })}; held back by the warm-up of the sender until its day ${warm.day}.`;
}
