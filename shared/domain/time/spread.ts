import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { atLocalTime, parseDuration } from './waits.ts';

export type Spreading = {
  over: string;
  /** Whose: one person has the same minute every time, so what waits for one free slot of theirs still goes by priority. */
  by: string;
  zone: string;
  /** Nothing is spread past these: the end of its time, the end of the local day, the beginning of quiet hours. */
  expires: Temporal.Instant;
  quietHours: { from: string; to: string } | undefined;
};

const MINUTE = 60_000;

/** A whole minute within `over` from a moment at which many are due; the same for the same person. */
export function spread(moment: Temporal.Instant, spreading: Spreading): Temporal.Instant {
  const { over, by, expires } = spreading;
  const end = Math.min(
    moment.add(parseDuration(over)).epochMilliseconds,
    expires.epochMilliseconds,
    ...barriers(moment, spreading),
  );
  const room = Math.floor((end - moment.epochMilliseconds) / MINUTE);
  if (room < 2) return moment;
  const drawn = createHash('sha256').update(by).digest().readUInt32BE();
  return moment.add({ minutes: drawn % room });
}

/** Beyond these it would come on another day, or be held until one. */
function barriers(moment: Temporal.Instant, { zone, quietHours }: Spreading): number[] {
  const day = moment.toZonedDateTimeISO(zone).toPlainDate();
  const midnight = atLocalTime(day.add({ days: 1 }), '00:00', zone);
  const quiet = quietHours && atLocalTime(day, quietHours.from, zone);
  return [midnight, quiet].flatMap((barrier) =>
    barrier && Temporal.Instant.compare(barrier, moment) > 0 ? [barrier.epochMilliseconds] : [],
  );
}
