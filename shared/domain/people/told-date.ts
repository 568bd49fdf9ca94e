import type { Temporal } from 'temporal-polyfill';
import type { KnownDates } from '../../contract/date.ts';
import type { Event, EventFacts } from '../../contract/event.ts';
import { CALENDAR, PERSONAL } from '../time/calendar.ts';
import { celebratedBy, monthDayOf, readDate } from '../time/dates.ts';
import { iso, parseInstant } from '../time/waits.ts';

/** The birthday or anniversary that a source tells by an event of its own; the calendar's are known already. */
export const toldDate = ({ kind, source, facts }: Event): EventFacts['date'] =>
  source !== CALENDAR && PERSONAL.some((each) => each === kind) ? facts.date : undefined;

/** What it says of the person's dates. Of the day of this year the first one is not known, and none that is gets lost. */
export function dateToldBy(event: Event, known: KnownDates): Record<string, string> {
  const date = toldDate(event);
  if (!date) return {};
  if (date.years !== undefined) return { [date.kind]: date.on };
  const day = date.on.slice(-'-MM-DD'.length);
  return known[date.kind]?.on.endsWith(day) ? {} : { [date.kind]: `-${day}` };
}

/**
 * A date that a source tells counts as the calendar would tell it: from the beginning of its day where the person lives.
 * On any other day it is no occasion, but says when there will be one. All other events are what they were.
 */
export function asOfItsDay(event: Event, zone: string): Event {
  const date = toldDate(event);
  if (!date) return event;
  const today = parseInstant(event.occurredAt).toZonedDateTimeISO(zone).toPlainDate();
  const by = celebration(date.on, today);
  if (!by) return { ...event, kind: 'update' };
  return {
    ...event,
    occurredAt: iso(today.toZonedDateTime(zone).toInstant()),
    facts: { ...event.facts, date: { ...date, ...by } },
  };
}

/** By which custom of February 29 a day is that of a date; `undefined` where it is not. */
function celebration(on: string, day: Temporal.PlainDate): Pick<CelebratedDate, 'leapDay'> | undefined {
  const date = readDate(on);
  const by = date && celebratedBy(day).find(({ monthDay }) => monthDay === monthDayOf(date));
  return by && { ...(by.leapDay && { leapDay: by.leapDay }) };
}
type CelebratedDate = NonNullable<EventFacts['date']>;

/** Why nothing is planned for a date that is told on another day than its own. */
export const OF_ANOTHER_DAY =
  'It was told on another day than its own: the date is noted, and the calendar tells it when its day begins where the person lives.';
