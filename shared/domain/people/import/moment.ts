import { Temporal } from 'temporal-polyfill';
import { iso } from '../../time/waits.ts';
import type { Read } from './read.ts';
import { readWritten } from './written-date.ts';

type Of = { zone: string; now: Temporal.Instant };

/** When something was: an instant, a local time of the zone, or a day. */
export function readMoment(raw: string, { zone, now }: Of): Read<string> {
  const at = instantOf(raw.trim(), zone);
  if (!at) return { fault: 'this is no time; write for instance 2026-11-22T09:00:00Z' };
  if (Temporal.Instant.compare(at, now) > 0) return { fault: 'the time is still to come' };
  return { value: iso(at) };
}

function instantOf(text: string, zone: string): Temporal.Instant | undefined {
  const parts = text
    .replace(/ ?utc$/i, 'Z')
    .replace(/^(\S+) (\d)/, '$1T$2')
    .replace(/ (?=[+-]\d)/, '');
  try {
    if (/(Z|[+-]\d{2}:?\d{2})$/i.test(parts) && parts.includes('T')) return Temporal.Instant.from(parts);
    const written = parts.includes('T') ? { on: parts } : readWritten(text);
    if ('fault' in written || written.on.startsWith('--')) return undefined;
    return Temporal.PlainDateTime.from(written.on).toZonedDateTime(zone).toInstant();
  } catch {
    return undefined;
  }
}
