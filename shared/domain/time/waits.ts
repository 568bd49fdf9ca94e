import { Temporal } from 'temporal-polyfill';
import type { Timing } from '../../contract/follow-up.ts';

/** The form in which instants are stored: UTC with milliseconds, so that text order is time order. */
export const iso = (instant: Temporal.Instant): string => new Date(instant.epochMilliseconds).toISOString();

/** A replay reads and writes a hundred thousand instants in the stored form; `Date` knows that form, ten times as fast. */
export function parseInstant(text: string): Temporal.Instant {
  const ms = Date.parse(text);
  const isStored = Number.isFinite(ms) && new Date(ms).toISOString() === text;
  return isStored ? Temporal.Instant.fromEpochMilliseconds(ms) : Temporal.Instant.from(text);
}

const durations = new Map<string, Temporal.Duration>();
/** More than a brand's rules name; the next ones are read each time. */
const MOST_DURATIONS = 1000;

/** Rules name few waits, and a decision asks for them several times. */
export function parseDuration(text: string): Temporal.Duration {
  const known = durations.get(text);
  if (known) return known;
  const duration = Temporal.Duration.from(text);
  if (durations.size < MOST_DURATIONS) durations.set(text, duration);
  return duration;
}

/**
 * When a follow-up is due. `after` is the least wait, in the calendar of `zone` (a day is a local day, so the wall
 * clock keeps through a DST change); then, with `at`, the first such local time. A time that a DST gap swallows is
 * taken at the next valid minute, one that an overlap repeats at its first.
 */
export function dueAt(
  from: Temporal.Instant,
  timing: Pick<Timing, 'after' | 'at'>,
  zone: string,
): Temporal.Instant {
  const wait = parseDuration(timing.after);
  if (timing.at === undefined && wait.blank) return from;
  const earliest = from.toZonedDateTimeISO(zone).add(wait);
  if (timing.at === undefined) return earliest.toInstant();
  const sameDay = atLocalTime(earliest.toPlainDate(), timing.at, zone);
  if (Temporal.Instant.compare(sameDay, earliest.toInstant()) >= 0) return sameDay;
  return atLocalTime(earliest.toPlainDate().add({ days: 1 }), timing.at, zone);
}

/**
 * The same for what is told of late, when that moment has passed: nobody is written to in the middle of the night for it,
 * but at the next such local time. Where that would be too late altogether, it is due at once.
 */
export function dueFrom(
  now: Temporal.Instant,
  due: Temporal.Instant,
  { at, zone, expires }: { at: string | undefined; zone: string; expires: Temporal.Instant },
): Temporal.Instant {
  if (at === undefined || Temporal.Instant.compare(due, now) >= 0) return due;
  const next = dueAt(now, { after: 'PT0S', at }, zone);
  return Temporal.Instant.compare(next, expires) < 0 ? next : due;
}

/** A local time of a local day as an instant, by the policy above. */
export function atLocalTime(day: Temporal.PlainDate, time: string, zone: string): Temporal.Instant {
  const wanted = day.toPlainDateTime(Temporal.PlainTime.from(time));
  const found = wanted.toZonedDateTime(zone);
  if (found.toPlainDateTime().equals(wanted)) return found.toInstant();
  // In a gap it lies past its end by as much as the wish lay past its start: go back to the end itself, which it may be.
  const end = found.add({ nanoseconds: 1 }).getTimeZoneTransition('previous') ?? found;
  // In Nuuk the day ends with one: what is for that day goes in its last minute, not on the next.
  return (end.toPlainDate().equals(day) ? end : end.subtract({ minutes: 1 })).toInstant();
}

/** Until when the message makes sense: `within` from when it happened, in local days like the wait. */
export const expiresAt = (from: Temporal.Instant, within: string, zone: string): Temporal.Instant =>
  from.toZonedDateTimeISO(zone).add(parseDuration(within)).toInstant();

/**
 * The end of the quiet hours that `now` falls into, or `undefined` outside them. Hours that pass midnight
 * (`21:00` to `08:00`) belong to both days; equal ends mean none.
 */
export function quietUntil(
  now: Temporal.Instant,
  hours: { from: string; to: string },
  zone: string,
): Temporal.Instant | undefined {
  if (hours.from === hours.to) return undefined;
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const passesMidnight = hours.to < hours.from;
  for (const start of [today.subtract({ days: 1 }), today]) {
    const from = atLocalTime(start, hours.from, zone);
    const to = atLocalTime(passesMidnight ? start.add({ days: 1 }) : start, hours.to, zone);
    if (Temporal.Instant.compare(now, from) >= 0 && Temporal.Instant.compare(now, to) < 0) return to;
  }
  return undefined;
}
