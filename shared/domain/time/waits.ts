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

/** More than a brand's rules name; the next ones are read each time. */
const MOST_KNOWN = 1000;

/** Rules name few waits, and a decision asks for them several times. */
function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = read(text);
    if (known.size < MOST_KNOWN) known.set(text, value);
    return value;
  };
}

export const parseDuration = remembered((text) => Temporal.Duration.from(text));

/** The days and what is longer, and the hours and what is shorter; none where it names none. */
const partsOf = remembered((text) => {
  const { years, months, weeks, days, hours, minutes, seconds, milliseconds } = parseDuration(text);
  const [long, short] = [
    Temporal.Duration.from({ years, months, weeks, days }),
    Temporal.Duration.from({ hours, minutes, seconds, milliseconds }),
  ];
  return { long: long.blank ? undefined : long, short: short.blank ? undefined : short };
});

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
  const earliest = later(from, timing.after, zone);
  if (timing.at === undefined) return earliest;
  let day = earliest.toZonedDateTimeISO(zone).toPlainDate();
  let found = atLocalTime(day, timing.at, zone);
  // Mostly it is today or tomorrow; where clocks go back over midnight, the first of two midnights has passed already.
  while (Temporal.Instant.compare(found, earliest) < 0) {
    day = day.add({ days: 1 });
    found = atLocalTime(day, timing.at, zone);
  }
  return found;
}

/** So much later by the calendar and the wall clock of `zone`: first the days and what is longer, then hours and the rest. */
export function later(from: Temporal.Instant, wait: string, zone: string): Temporal.Instant {
  const { long, short } = partsOf(wait);
  const day = long
    ? atWallClock(from.toZonedDateTimeISO(zone).toPlainDateTime().add(long), zone).toInstant()
    : from;
  return short ? day.add(short) : day;
}

/** A local time of a local day as an instant, by the policy above. */
export function atLocalTime(day: Temporal.PlainDate, time: string, zone: string): Temporal.Instant {
  const found = atWallClock(day.toPlainDateTime(Temporal.PlainTime.from(time)), zone);
  if (found.day === day.day) return found.toInstant();
  // In Nuuk a day ends with a gap: what is for that day goes in its last minute, not on the next. Samoa had no such day.
  const isThere = day.toZonedDateTime(zone).day === day.day;
  return (isThere ? found.subtract({ minutes: 1 }) : found).toInstant();
}

function atWallClock(wanted: Temporal.PlainDateTime, zone: string): Temporal.ZonedDateTime {
  const found = wanted.toZonedDateTime(zone);
  if (found.toPlainDateTime().equals(wanted)) return found;
  // In a gap it lies past its end by as much as the wish lay past its start: go back to the end itself, which it may be.
  return found.add({ nanoseconds: 1 }).getTimeZoneTransition('previous') ?? found;
}

/** Until when the message makes sense: `within` from when it happened, in local days like the wait. */
export const expiresAt = (from: Temporal.Instant, within: string, zone: string): Temporal.Instant =>
  later(from, within, zone);

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
