import { Temporal } from 'temporal-polyfill';
import { realZone } from '../../shared/domain/people/date-entries.ts';
import { celebrationsOn, wantsOf } from '../../shared/domain/time/calendar.ts';
import type { CalendarState } from '../../shared/store/calendar.ts';
import type { Listed } from '../../shared/store/dates.ts';

/** Further ahead it is not looked: a run on a day on which nobody has a date costs next to nothing. */
const DAYS_AHEAD = 7;

/**
 * When the next local day begins on which somebody may have a date; at the latest in a week. Whoever comes in later is
 * not foreseen.
 */
export async function nextDay(
  of: Pick<CalendarState, 'brand' | 'rules' | 'zones'> & { listed: Listed },
  now: Temporal.Instant,
): Promise<Temporal.Instant> {
  const zones = of.zones.map((zone) => ({ zone, local: now.toZonedDateTimeISO(realZone(zone, of.brand)) }));
  const begin = (ahead: number, among: typeof zones): Temporal.Instant[] =>
    among.map(({ local }) => local.add({ days: ahead }).startOfDay().toInstant());
  const isCelebrated = celebrated(of);
  for (let ahead = 1; ahead <= DAYS_AHEAD; ahead++) {
    const are = await Promise.all(
      zones.map(({ zone, local }) => isCelebrated(zone, local.toPlainDate().add({ days: ahead }))),
    );
    const found = zones.filter((_, at) => are[at]);
    // Where a day has 25 hours, the day after it begins elsewhere before this one ends.
    if (found.length > 0) return earliest([...begin(ahead, found), ...begin(ahead + 1, zones)]);
  }
  return earliest(begin(DAYS_AHEAD + 1, zones));
}

/** Whether somebody of a zone may have a date on a day. */
function celebrated({ brand, rules, listed }: Pick<CalendarState, 'brand' | 'rules'> & { listed: Listed }) {
  const wants = wantsOf(rules);
  return async (zone: string, day: Temporal.PlainDate): Promise<boolean> => {
    for (const list of celebrationsOn(day, wants, brand.occasions ?? []).keys())
      if (await listed(list, zone)) return true;
    return false;
  };
}

const earliest = (instants: readonly Temporal.Instant[]): Temporal.Instant =>
  instants.reduce((a, b) => (Temporal.Instant.compare(a, b) <= 0 ? a : b));
