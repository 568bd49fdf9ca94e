import { Temporal } from 'temporal-polyfill';
import { realZone } from '../../shared/domain/people/date-entries.ts';
import type { Celebrations } from '../../shared/domain/time/calendar.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import type { DateLists } from '../../shared/store/dates.ts';

/** Further ahead it is not looked: a run on a day on which nobody has a date costs next to nothing. */
const DAYS_AHEAD = 7;

type Asked = { celebrationsOn: Celebrations; lists: DateLists };

/**
 * When the next local day begins on which somebody may have a date; at the latest in a week. Whoever comes in later is
 * not foreseen.
 */
export async function nextDay(
  of: Asked & { brand: Brand; zones: readonly string[] },
  now: Temporal.Instant,
): Promise<Temporal.Instant> {
  const zones = of.zones.map((zone) => {
    const real = realZone(zone, of.brand);
    return { zone, real, today: now.toZonedDateTimeISO(real).toPlainDate() };
  });
  const begin = (ahead: number, among: typeof zones): Temporal.Instant[] =>
    among.map(({ real, today }) => today.add({ days: ahead }).toZonedDateTime(real).toInstant());
  const isCelebrated = celebrated(of);
  const found = async (ahead: number) => {
    const are = await Promise.all(
      zones.map(({ zone, today }) => isCelebrated(zone, today.add({ days: ahead }))),
    );
    return { ahead, among: zones.filter((_, at) => are[at]) };
  };
  const tomorrow = await found(1);
  // Mostly somebody has a date tomorrow; if not, the rest is asked at once.
  const days =
    tomorrow.among.length > 0
      ? [tomorrow]
      : await Promise.all(Array.from({ length: DAYS_AHEAD - 1 }, (_, at) => found(at + 2)));
  const first = days.find(({ among }) => among.length > 0);
  if (!first) return earliest(begin(DAYS_AHEAD + 1, zones));
  // Where a day has 25 hours, the day after it begins elsewhere before this one ends.
  return earliest([...begin(first.ahead, first.among), ...begin(first.ahead + 1, zones)]);
}

/** Whether somebody of a zone may have a date on a day. */
function celebrated({ celebrationsOn, lists }: Asked) {
  return async (zone: string, day: Temporal.PlainDate): Promise<boolean> => {
    for (const list of celebrationsOn(day).keys()) if (await lists.has(list, zone)) return true;
    return false;
  };
}

const earliest = (instants: readonly Temporal.Instant[]): Temporal.Instant =>
  instants.reduce((a, b) => (Temporal.Instant.compare(a, b) <= 0 ? a : b));
