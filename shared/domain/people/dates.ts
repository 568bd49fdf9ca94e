import type { Brand } from '../../contract/brand.ts';
import type { Contact } from '../../contract/contact.ts';
import { type KnownDate, type KnownDates, MOST_DATES } from '../../contract/date.ts';
import type { Event, Person } from '../../contract/event.ts';
import { faultOfDate } from '../time/dates.ts';
import { parseInstant } from '../time/waits.ts';
import { zoneOf } from '../time/zones.ts';
import { dateToldBy } from './told-date.ts';

/** What is told of a person's dates, by kind, beside what is known; what cannot be a date is not believed. */
export function datesToldBy(event: Event, known: KnownDates): KnownDates {
  const { person, occurredAt, receivedAt, source } = event;
  const today = parseInstant(receivedAt).toZonedDateTimeISO('UTC').toPlainDate();
  const told = Object.entries({ ...datesIn(person), ...dateToldBy(event, known) });
  const believed = told.filter(([, on]) => faultOfDate(on, today) === undefined);
  return Object.fromEntries(
    believed.map(([kind, on]) => [kind, { on, from: 'event', source, at: occurredAt }]),
  );
}

/** The dates that somebody tells of a person; a birthday has a field of its own. */
export const datesIn = ({ birthday, dates }: Pick<Person, 'birthday' | 'dates'>): Record<string, string> => ({
  ...dates,
  ...(birthday ? { birthday } : {}),
});

/**
 * What is told beside what is known: news change a date, an older arrival only fills gaps. What is the same stays as it
 * was, with where we had it from, and there are not more than fit.
 */
export function joinDates(known: KnownDates, told: KnownDates, { isNews }: { isNews: boolean }): KnownDates {
  const differs = ([kind, { on }]: [string, KnownDate]): boolean =>
    known[kind] === undefined || (isNews && known[kind].on !== on);
  const joined = { ...known, ...Object.fromEntries(Object.entries(told).filter(differs)) };
  return Object.fromEntries(Object.entries(joined).slice(0, MOST_DATES));
}

/**
 * The person with what an order says of their own dates: since when they are a customer, or have a subscription. Of
 * somebody who ordered before we were there the first day is not known, and none is made up.
 */
export function withOrderDates(contact: Contact, event: Event, brand: Brand): Contact {
  if (event.kind !== 'purchase') return contact;
  const on = parseInstant(event.occurredAt).toZonedDateTimeISO(zoneOf(contact, brand).id).toPlainDate();
  const date: KnownDate = { on: on.toString(), from: 'orders', source: event.source, at: event.occurredAt };
  const { customer, subscription } = contact.dates;
  const isFirst = contact.counters.orders === 1;
  const found: KnownDates = {
    ...(isEarlier(date, customer, isFirst) && { customer: date }),
    ...(event.facts.subscription && isEarlier(date, subscription, true) && { subscription: date }),
  };
  return Object.keys(found).length === 0
    ? contact
    : { ...contact, dates: joinDates(contact.dates, found, { isNews: true }) };
}

/** What somebody told stays; what we read from orders gives way to an earlier one. */
const isEarlier = (date: KnownDate, known: KnownDate | undefined, isFirst: boolean): boolean =>
  known === undefined ? isFirst : known.from === 'orders' && date.on < known.on;
