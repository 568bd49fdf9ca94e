import type { Temporal } from 'temporal-polyfill';
import { atLocalTime } from './waits.ts';

/** When a weekday begins for what has no local time of its own. */
const MORNING = '09:00';

/**
 * The next Monday's `time` (09:00 unless told) if `now` falls on a Saturday or Sunday of the zone, `undefined` on a
 * weekday.
 */
export function weekendUntil(
  now: Temporal.Instant,
  time: string | undefined,
  zone: string,
): Temporal.Instant | undefined {
  const day = now.toZonedDateTimeISO(zone).toPlainDate();
  if (day.dayOfWeek <= FRIDAY) return undefined;
  return atLocalTime(day.add({ days: MONDAY_AFTER - day.dayOfWeek }), time ?? MORNING, zone);
}

const FRIDAY = 5;
const MONDAY_AFTER = 8;
