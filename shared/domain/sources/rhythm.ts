import { Temporal } from 'temporal-polyfill';

/** When genuine webhooks of a source came. Hours are whole ones since 1970 (UTC), in any order. */
export type Heard = { lastSeenAt: Temporal.Instant; hours: readonly number[] };

/** How long a source uses to pause, and how long we wait before we say that it fell silent; in hours. */
export type Rhythm = { usualPause: number; patience: number };

/** What is older than this before the last webhook is no longer its rhythm. */
const WINDOW = 56 * 24;
/** Nobody is woken for less, however busy the shop. */
const LEAST_PATIENCE = 6;
/** Eight weeks without a webhook are told of any source; it bounds how long its hours are kept. */
const MOST_PATIENCE = 56 * 24;
/** Before a week and four pauses are known, nothing is: the first weekend would be a silence. */
const NEW = { pauses: 4, span: 7 * 24 };
const SETTLED = { pauses: 30, span: 28 * 24 };

/**
 * The rule, in words: a source has fallen silent when nothing came for two and a half times its usual pause, and for
 * six hours at least. Its usual pause is the second longest of the last eight weeks, so that nights and weekends are
 * usual and a single outage is not. In its first four weeks, and for shops that sell less than once in two days, it
 * is four times the longest pause. `undefined` while too little is known.
 */
export function rhythmOf({ lastSeenAt, hours }: Heard): Rhythm | undefined {
  const from = hourOf(lastSeenAt) - WINDOW;
  const heard = [...new Set(hours)].filter((hour) => hour >= from).toSorted((a, b) => a - b);
  const pauses = heard.slice(1).map((hour, at) => hour - (heard[at] ?? hour));
  const span = pauses.reduce((sum, pause) => sum + pause, 0);
  const reaches = (least: typeof NEW): boolean => pauses.length >= least.pauses && span >= least.span;
  if (!reaches(NEW)) return undefined;
  const [longest = 0, second = longest] = pauses.toSorted((a, b) => b - a);
  const [usualPause, factor] = reaches(SETTLED) ? [second, 2.5] : [longest, 4];
  const patience = Math.min(MOST_PATIENCE, Math.max(LEAST_PATIENCE, Math.ceil(factor * usualPause)));
  return { usualPause, patience };
}

/** When a source that says nothing more has to be called silent. */
export const silentFrom = ({ lastSeenAt }: Heard, { patience }: Rhythm): Temporal.Instant =>
  lastSeenAt.add({ hours: patience });

export const hourOf = (instant: Temporal.Instant): number =>
  Math.floor(instant.epochMilliseconds / 3_600_000);

/** What we last said of a source: that it is silent since then. */
export type Silence = { lastSeenAt: Temporal.Instant };

export type Verdict =
  | { say: 'silent'; rhythm: Rhythm }
  | { say: 'speaks'; told: Silence; next: Temporal.Instant | undefined }
  /** `next` is when it becomes silent unless something comes; nothing while it is silent or too little is known. */
  | { say: 'nothing'; next: Temporal.Instant | undefined };

/** What there is to say of a source now, so that each silence and its end are told once. */
export function judge(heard: Heard, told: Silence | undefined, now: Temporal.Instant): Verdict {
  const rhythm = rhythmOf(heard);
  const due = rhythm && silentFrom(heard, rhythm);
  const silent = due !== undefined && Temporal.Instant.compare(due, now) <= 0;
  if (told) {
    const spoke = Temporal.Instant.compare(heard.lastSeenAt, told.lastSeenAt) > 0;
    // It may have spoken once and be silent again: first the one is told, then, at the next look, the other.
    if (spoke) return { say: 'speaks', told, next: silent ? now : due };
    return { say: 'nothing', next: undefined };
  }
  return silent && rhythm ? { say: 'silent', rhythm } : { say: 'nothing', next: due };
}
