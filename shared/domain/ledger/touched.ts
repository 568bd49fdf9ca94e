import type { Contact } from '../../contract/contact.ts';
import type { Event, EventKind } from '../../contract/event.ts';
import type { FollowUpKey, Subject } from '../../contract/follow-up.ts';
import { type Identifier, normaliseEmail } from '../people/identity.ts';
import { hasRow, subjectRef } from './subjects.ts';

/** What a platform tells of a customer by number: it belongs to the person with the address, whenever they turn up. */
const AWAITS_PERSON: readonly EventKind[] = ['consent', 'update'];

/**
 * Who the event names. A customer id alone does not make somebody the owner of an order: the purchase, which names the
 * address, would then be planned for a person whom no unsubscribing of that address stops.
 */
export function namedBy({ kind, source, subject, person }: Event): Identifier | undefined {
  const email = normaliseEmail(person.email);
  if (email !== undefined) return { email };
  if (person.externalId === undefined || hasRow(subject) || AWAITS_PERSON.includes(kind)) return undefined;
  return { externalId: `${source}/${person.externalId}` };
}

/** So many of them one transaction changes; the gate finds the others cancelled. */
const MAX_TOUCHED = 50;

/** The person's open follow-ups that an event, or what waits in its rows, may cancel or re-time. */
export function touchedBy(
  event: Event,
  contact: Contact,
  rows: readonly (Subject | undefined)[],
): FollowUpKey[] {
  const kinds = [event.kind, ...rows.flatMap((row) => row?.waiting ?? []).map(({ kind }) => kind)];
  const own = subjectRef(event);
  const [ofSubject, watching] = [true, false].map((is) =>
    contact.open.filter((open) => (open.subject === own) === is),
  );
  const watched = (watching ?? []).filter(({ watch }) => watch.some((kind) => kinds.includes(kind)));
  return [...(ofSubject ?? []), ...watched]
    .slice(0, MAX_TOUCHED)
    .map(({ rule, subject }) => ({ brand: event.brand, contact: contact.id, rule, subject }));
}
