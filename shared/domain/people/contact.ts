import type { Contact } from '../../contract/contact.ts';
import type * as z from 'zod';
import { type Event, person } from '../../contract/event.ts';
import { datesToldBy, joinDates } from './dates.ts';
import { normaliseEmail } from './identity.ts';

export const newContact = (id: string, { brand }: Pick<Event, 'brand'>, now: string): Contact => ({
  brand,
  id,
  externalIds: {},
  kind: 'customer',
  dates: {},
  consent: { marketing: 'unknown' },
  counters: { orders: 0, renewals: 0, refunds: 0, cancellations: 0, spent: {}, refunded: {} },
  last: {},
  open: [],
  recentSends: [],
  version: 0,
  createdAt: now,
  updatedAt: now,
});

/**
 * The person knowing what an event tells: newer facts win, an older arrival only fills gaps. An event of their order may
 * name somebody else (a gift, a colleague): whose name, language or consent that is, it is not theirs.
 */
export function withPerson(contact: Contact, event: Event): Contact {
  if (isOfAnother(contact, event)) return contact;
  const isNews = Object.values(contact.last).every((at) => Date.parse(at) <= Date.parse(event.occurredAt));
  const [told, dates] = [toldBy(event), datesToldBy(event, contact.dates)];
  const email = contact.email ?? normaliseEmail(event.person.email);
  return {
    ...(isNews ? { ...contact, ...told } : { ...told, ...contact }),
    ...(email === undefined ? {} : { email }),
    ...(event.person.externalId === undefined
      ? {}
      : { externalIds: { ...contact.externalIds, [event.source]: event.person.externalId } }),
    dates: joinDates(contact.dates, dates, { isNews }),
    kind: (isNews && event.person.kind) || contact.kind,
    consent: consentAfter(contact, event),
  };
}

function isOfAnother(contact: Contact, { person: { email } }: Event): boolean {
  if (email === contact.email) return false;
  const named = normaliseEmail(email);
  return contact.email !== undefined && named !== undefined && named !== contact.email;
}

/** The fields a person's own facts may fill; blank ones count as not told. */
const facts = person.pick({
  firstName: true,
  lastName: true,
  locale: true,
  timezone: true,
  country: true,
});

const toldBy = (event: Event): z.infer<typeof facts> =>
  facts.parse(Object.fromEntries(Object.entries(event.person).filter(([, value]) => value !== '')));

/** An answer to the question of marketing counts when it is newer; silence (an unticked box) changes nothing. */
function consentAfter(contact: Contact, event: Event): Contact['consent'] {
  const said = event.facts.consent?.marketing ?? event.person.consent;
  if (said === undefined || (said === 'unknown' && event.kind !== 'consent')) return contact.consent;
  if (contact.consent.at !== undefined && Date.parse(contact.consent.at) > Date.parse(event.occurredAt))
    return contact.consent;
  return { marketing: said, at: event.occurredAt, source: event.source };
}
