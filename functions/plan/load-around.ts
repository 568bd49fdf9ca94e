import { loadKey } from '../../shared/clients/secrets.ts';
import type { Contact, Suppression } from '../../shared/contract/contact.ts';
import type { Event } from '../../shared/contract/event.ts';
import type { FollowUp, Subject } from '../../shared/contract/follow-up.ts';
import { ENV } from '../../shared/contract/names.ts';
import { contactId, normaliseEmail } from '../../shared/domain/people/identity.ts';
import { hasRow, subjectRef } from '../../shared/domain/ledger/subjects.ts';
import { loadState } from '../../shared/store/planning.ts';

/** What stands around an event; without `contactId` nobody is known yet. */
export type Around = {
  contactId: string | undefined;
  contact: Contact | undefined;
  suppression: Suppression | undefined;
  subject: Subject | undefined;
  open: FollowUp[];
};

/**
 * One read for an event that names its person; one more where the subject belongs to somebody else or nobody was
 * named, and one where the person has follow-ups that this event may touch.
 */
export async function loadAround(event: Event): Promise<Around> {
  const { brand } = event;
  const named = await personOf(event);
  const wanted = hasRow(event.subject) ? { source: event.source, id: event.subject } : undefined;
  const first = await loadState({ brand, contact: named, subject: wanted });
  const owner = first.subject?.contact ?? named;
  const state = owner === named ? first : await loadState({ brand, contact: owner });
  return {
    contactId: owner,
    contact: state.contact,
    suppression: state.suppression,
    subject: first.subject,
    open: state.contact ? await loadOpen(event, state.contact, first.subject) : [],
  };
}

/**
 * Who the event names. A customer id alone does not make somebody the owner of an order: the purchase, which names the
 * address, would then be planned for a person whom no unsubscribing of that address stops.
 */
async function personOf({ brand, source, subject, person }: Event): Promise<string | undefined> {
  const email = normaliseEmail(person.email);
  if (email === undefined && (person.externalId === undefined || hasRow(subject))) return undefined;
  const key = await loadKey(ENV.contactKey);
  if (email !== undefined) return contactId(key, brand, { email });
  return contactId(key, brand, { externalId: `${source}/${person.externalId}` });
}

async function loadOpen(event: Event, contact: Contact, subject: Subject | undefined): Promise<FollowUp[]> {
  const kinds = [event.kind, ...(subject?.waiting ?? []).map(({ kind }) => kind)];
  const touched = contact.open.filter(
    (open) => open.subject === subjectRef(event) || open.watch.some((kind) => kinds.includes(kind)),
  );
  if (touched.length === 0) return [];
  const keys = touched.map(({ rule, subject: ref }) => ({
    brand: event.brand,
    contact: contact.id,
    rule,
    subject: ref,
  }));
  const { followUps } = await loadState({ brand: event.brand, followUps: keys });
  return followUps;
}
