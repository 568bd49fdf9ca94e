import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Rule } from '../../contract/rule.ts';
import type { Arrival } from '../../domain/ledger/world.ts';
import { elsewhereOf, realZone } from '../../domain/people/date-entries.ts';
import { type Celebration, celebrationsOn, eventOf, wantsOf } from '../../domain/time/calendar.ts';
import type { FoundDate } from '../../store/dates.ts';

/** The lists of dates (`03-02`, or `everyone`) that have their day in a span of time, and on which days for what. */
export type DatesAhead = Map<string, { day: Temporal.PlainDate; celebrations: Celebration[] }[]>;

type Span = { brand: Brand; now: Temporal.Instant; end: Temporal.Instant };

/** Somewhere the first of the days began yesterday, and somewhere the last goes on till tomorrow. */
export function datesAhead({ brand, rules, now, end }: Span & { rules: readonly Rule[] }): DatesAhead {
  const wants = wantsOf(rules);
  const last = dayOf(end).add({ days: 1 });
  const ahead: DatesAhead = new Map();
  for (
    let day = dayOf(now).subtract({ days: 1 });
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  )
    for (const [list, celebrations] of celebrationsOn(day, wants, brand.occasions ?? []))
      ahead.set(list, [...(ahead.get(list) ?? []), { day, celebrations }]);
  return ahead;
}

const dayOf = (at: Temporal.Instant): Temporal.PlainDate => at.toZonedDateTimeISO('UTC').toPlainDate();

/** What the calendar will tell of these dates, in the order in which it will: at the first full hour of the day. */
export function arrivalsOf(
  dates: readonly FoundDate[],
  ahead: DatesAhead,
  { brand, now, end }: Span,
): Arrival[] {
  const arrivals = dates.flatMap((date) =>
    (ahead.get(date.list) ?? []).flatMap(({ day, celebrations }) => {
      const start = day.toZonedDateTime(realZone(date.zone, brand)).toInstant();
      const told = hourFrom(start, now);
      const today = now.toZonedDateTimeISO(realZone(date.zone, brand)).toPlainDate();
      const isPast = Temporal.PlainDate.compare(day, today) < 0 || date.visited >= day.toString();
      if (isPast || Temporal.Instant.compare(told, end) >= 0) return [];
      const elsewhere = elsewhereOf(date, { day, start, brand });
      return celebrations.flatMap((celebration) => {
        const event = eventOf(date, celebration, { start, elsewhere, now: told });
        return event ? [{ event, contact: date.contact }] : [];
      });
    }),
  );
  return arrivals.toSorted((a, b) => (a.event.receivedAt < b.event.receivedAt ? -1 : 1));
}

const HOUR = 3_600_000;

/** The calendar runs every hour, on the hour. */
const hourFrom = (start: Temporal.Instant, now: Temporal.Instant): Temporal.Instant => {
  const first = Math.max(start.epochMilliseconds, now.epochMilliseconds);
  return Temporal.Instant.fromEpochMilliseconds(Math.ceil(first / HOUR) * HOUR);
};
