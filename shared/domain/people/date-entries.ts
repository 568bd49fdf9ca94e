import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Contact } from '../../contract/contact.ts';
import { EVERYONE } from '../time/calendar.ts';
import { monthDayOf, readDate } from '../time/dates.ts';
import { iso, parseInstant } from '../time/waits.ts';
import { zoneOf } from '../time/zones.ts';

/** Where the calendar finds somebody: under a day of the year and in a zone, as not yet looked at since `visited`. */
export type DateEntry = {
  brand: string;
  contact: string;
  /** Of the date, or `everyone`. */
  kind: string;
  on: string;
  /** `03-02`, or `everyone`. */
  list: string;
  zone: string;
  /** The last local day on which the calendar has looked at it. */
  visited: string;
  /** Of somebody who has moved: from which zone, and when. */
  moved?: { from: string; at: string } | undefined;
};

/** Stands for the brand's zone, whichever that is. */
export const OF_BRAND = '-';

/** The zone under which somebody's dates stand. */
export const dateZone = (contact: Contact): string => zoneOf(contact, { timezone: OF_BRAND }).id;

/** The zone that a name under which dates stand means. */
export const realZone = (zone: string, { timezone }: Brand): string => (zone === OF_BRAND ? timezone : zone);

/**
 * What the calendar has to find anew after a change of a person: all where they moved to another zone, else the dates
 * that are new or put right. Today counts, the days before do not: nobody is congratulated late for having come in.
 */
export function dateEntries(
  before: Contact | undefined,
  after: Contact,
  { brand, now }: { brand: Brand; now: Temporal.Instant },
): DateEntry[] {
  const zone = dateZone(after);
  const isElsewhere = before === undefined || dateZone(before) !== zone;
  const todays = [zone, ...(before ? [dateZone(before)] : [])].map((one) =>
    now.toZonedDateTimeISO(realZone(one, brand)).toPlainDate(),
  );
  // Whoever moves far to the east jumps over a part of a day, or over all of it: it counts as not yet looked at.
  const today = todays.reduce((a, b) => (Temporal.PlainDate.compare(a, b) < 0 ? a : b));
  const entry = {
    brand: after.brand,
    contact: after.id,
    zone,
    visited: today.subtract({ days: 1 }).toString(),
    ...(before && isElsewhere && { moved: { from: dateZone(before), at: iso(now) } }),
  };
  const dated = Object.entries(after.dates).flatMap(([kind, { on }]) => {
    const date = readDate(on);
    const isAsBefore = !isElsewhere && before.dates[kind]?.on === on;
    return date && !isAsBefore ? [{ ...entry, kind, on, list: monthDayOf(date) }] : [];
  });
  return isElsewhere ? [...dated, { ...entry, kind: EVERYONE, on: '', list: EVERYONE }] : dated;
}

/**
 * When a local day begins where somebody lived who has moved, if they came after it had begun where they are now, and it
 * begins later there: it counts as theirs until it is too late there, too.
 */
export function elsewhereOf(
  { moved }: Pick<DateEntry, 'moved'>,
  { day, start, brand }: { day: Temporal.PlainDate; start: Temporal.Instant; brand: Brand },
): Temporal.Instant | undefined {
  if (!moved || Temporal.Instant.compare(parseInstant(moved.at), start) <= 0) return undefined;
  const there = day.toZonedDateTime(realZone(moved.from, brand)).toInstant();
  return Temporal.Instant.compare(there, start) > 0 ? there : undefined;
}
