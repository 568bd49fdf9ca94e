import { loadKey } from '../clients/secrets.ts';
import type { Contact, Suppression, Tombstone } from '../contract/contact.ts';
import type { Event } from '../contract/event.ts';
import type { FollowUp, Subject } from '../contract/follow-up.ts';
import { ENV } from '../contract/names.ts';
import { contactId } from '../domain/people/identity.ts';
import { customerOf, hasRow, orderNumber } from '../domain/ledger/subjects.ts';
import { namedBy, touchedBy } from '../domain/ledger/touched.ts';
import { loadState } from '../store/planning.ts';

/** What stands around an event; without `contactId` nobody is known yet. */
export type Around = {
  /** As it was told, or by the name that its subject goes by. */
  event: Event;
  contactId: string | undefined;
  contact: Contact | undefined;
  suppression: Suppression | undefined;
  tombstone: Tombstone | undefined;
  subject: Subject | undefined;
  customer: Subject | undefined;
  open: FollowUp[];
};

/**
 * One read for an event that names its person; one more where the subject belongs to somebody else, goes by another
 * name, or nobody was named, and one where the person has follow-ups that this event may touch.
 */
export async function loadAround(event: Event): Promise<Around> {
  const { brand } = event;
  const named = await personOf(event);
  const first = await loadState({ brand, contact: named, ...rowsOf(event, named) });
  const { subject, customer } = first;
  if (subject?.same !== undefined) return loadAround({ ...event, subject: subject.same });
  const owner = subject?.contact ?? named ?? customer?.contact ?? onlyOne(first.owners);
  const state = owner === named ? first : await loadState({ brand, contact: owner });
  const { contact, suppression, tombstone } = state;
  const open = contact ? await loadOpen(event, contact, [subject, customer]) : [];
  return { event, contactId: owner, contact, suppression, tombstone, subject, customer, open };
}

/** Rows that may lead to the person, or hold what waits for them. Only a review is joined by the number of an order. */
const rowsOf = (event: Event, named: string | undefined) => ({
  subject: hasRow(event.subject) ? { source: event.source, id: event.subject } : undefined,
  customer: customerOf(event),
  orderNumber: named === undefined && event.kind === 'review' ? orderNumber(event) : undefined,
});

/** Two shops of a brand may count alike; then the number says nothing. */
const onlyOne = (owners: readonly string[] = []): string | undefined =>
  owners.length === 1 ? owners[0] : undefined;

async function personOf(event: Event): Promise<string | undefined> {
  if (event.contact !== undefined) return event.contact;
  const named = namedBy(event);
  return named && contactId(await loadKey(ENV.contactKey), event.brand, named);
}

async function loadOpen(
  event: Event,
  contact: Contact,
  rows: readonly (Subject | undefined)[],
): Promise<FollowUp[]> {
  const touched = touchedBy(event, contact, rows);
  if (touched.length === 0) return [];
  const { followUps } = await loadState({ brand: event.brand, followUps: touched });
  return followUps;
}
