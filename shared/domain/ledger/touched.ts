import type { Contact } from '../../contract/contact.ts';
import type { Event, EventKind } from '../../contract/event.ts';
import type { FollowUpKey, Subject } from '../../contract/follow-up.ts';
import { withPerson } from '../people/contact.ts';
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
const MAX_TOUCHED = 40;

/** The person's open follow-ups that an event, or what waits in its rows, may cancel or re-time. */
export function touchedBy(
  event: Event,
  contact: Contact,
  rows: readonly (Subject | undefined)[],
): FollowUpKey[] {
  const kinds = [event.kind, ...rows.flatMap((row) => row?.waiting ?? []).map(({ kind }) => kind)];
  const own = subjectRef(event);
  const isMoved = isMovedBy(contact, withPerson(contact, event));
  const [ofSubject, others] = [true, false].map((is) =>
    contact.open.filter((open) => (open.subject === own) === is),
  );
  const affected = (others ?? []).filter(
    (open) => open.watch.some((kind) => kinds.includes(kind)) || isMoved(open),
  );
  return [...(ofSubject ?? []), ...affected]
    .slice(0, MAX_TOUCHED)
    .map(({ rule, subject }) => ({ brand: event.brand, contact: contact.id, rule, subject }));
}

type Open = Contact['open'][number];

/** The open follow-ups whose day or hour hangs on what has changed of a person. */
export const movedBy = (before: Contact, after: Contact): FollowUpKey[] =>
  before.open
    .filter(isMovedBy(before, after))
    .slice(0, MAX_TOUCHED)
    .map(({ rule, subject }) => ({ brand: after.brand, contact: after.id, rule, subject }));

function isMovedBy(before: Contact, after: Contact): (open: Open) => boolean {
  const hasMoved = after.timezone !== before.timezone || after.country !== before.country;
  const corrected = Object.keys(after.dates).filter(
    (kind) => after.dates[kind]?.on !== before.dates[kind]?.on,
  );
  return ({ subject }) => hasMoved || corrected.some((kind) => subject.startsWith(`person/date/${kind}/`));
}
