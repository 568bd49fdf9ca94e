import type { Temporal } from 'temporal-polyfill';
import type { Event, EventKind } from '../../contract/event.ts';
import type { FollowUp, Timing } from '../../contract/follow-up.ts';
import { counted, theKind } from '../../contract/wording.ts';
import { DATED } from '../rules/its-day.ts';
import { iso, parseDuration } from '../time/waits.ts';
import { type Zone, inWords } from '../time/zones.ts';

/** Sentences of the trace: plain words, no personal data. */
export const day = (instant: Temporal.Instant): string => iso(instant).slice(0, 10);

/** Of a mail that SES has accepted. */
export const TAKEN = 'SES took the mail.';

/** What an event has done to a follow-up that waited, for the reasons of the event. */
export const effectOn = ({ ruleName, subject, trace }: FollowUp): string =>
  `"${ruleName}" for ${subject}: ${trace.at(-1)}`;

/** `purchase #1001`, or just `signup`. */
export function naming(event: Event): string {
  const { mail } = event.facts;
  if (mail) return `${theKind(event.kind)} of "${mail.rule}"`;
  const { order, review, survey, subscription } = event.facts;
  const what = [order?.number, order?.id, subscription?.id, review?.id, survey?.id].find(Boolean);
  return what === undefined ? `the ${event.kind}` : `the ${event.kind} ${what}`;
}

export function dueInWords(of: {
  due: Temporal.Instant;
  from: Temporal.Instant;
  timing: Pick<Timing, 'after' | 'at'>;
  zone: Zone;
  since: EventKind;
  /** What else has moved it, each after a comma. */
  moved: readonly string[];
}): string {
  if (of.due.epochMilliseconds === of.from.epochMilliseconds && of.moved.length === 0) return 'Due at once.';
  const why = [waitInWords(of.timing, of.since), ...of.moved].join(', ');
  return `Due ${inWords(of.due, of.zone)}: ${why}.`;
}

function waitInWords({ after, at }: Pick<Timing, 'after' | 'at'>, since: EventKind): string {
  const { blank } = parseDuration(after);
  // A rule may be for a day before the date, so its own day is meant.
  const what = DATED.includes(since) ? 'its day began' : theKind(since);
  const wait = blank ? `at once after ${what}` : `${length(after)} after ${what}`;
  if (at === undefined) return wait;
  return blank ? `at the first ${at} after ${what}` : `${wait}, then the first ${at}`;
}

/** Of what leaves over a while, not in one minute. */
export const spreadInWords = (over: string): string => `spread over ${length(over)}`;

const UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;

/** `P14D` as `14 days`, `PT1H` as `1 hour`. */
export function length(duration: string): string {
  const parts = parseDuration(duration);
  const words = UNITS.filter((unit) => parts[unit] !== 0).map((unit) =>
    counted(parts[unit], unit.slice(0, -1)),
  );
  return words.length === 0 ? 'no time' : words.join(' and ');
}

/** A trace stays readable: the first reasons and the latest ones, and nothing twice in a row. */
export const MAX_TRACE = 40;
export function addTrace(trace: readonly string[], sentence: string): string[] {
  if (trace.at(-1) === sentence) return [...trace];
  if (trace.length < MAX_TRACE) return [...trace, sentence];
  return [...trace.slice(0, 5), ...trace.slice(7 - MAX_TRACE), sentence];
}

/** Of somebody who moved far to the east. */
export const DAY_IS_OVER = 'Due at once, as the day is over where they are now.';
