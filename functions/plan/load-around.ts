import { loadKey } from '../../shared/clients/secrets.ts';
import type { Contact, Suppression, Tombstone } from '../../shared/contract/contact.ts';
import type { Event } from '../../shared/contract/event.ts';
import type { FollowUp, Subject } from '../../shared/contract/follow-up.ts';
import { ENV } from '../../shared/contract/names.ts';
import { contactId } from '../../shared/domain/people/identity.ts';
import { hasRow } from '../../shared/domain/ledger/subjects.ts';
import { namedBy, touchedBy } from '../../shared/domain/ledger/touched.ts';
import { loadState } from '../../shared/store/planning.ts';

/** What stands around an event; without `contactId` nobody is known yet. */
export type Around = {
  contactId: string | undefined;
  contact: Contact | undefined;
  suppression: Suppression | undefined;
  tombstone: Tombstone | undefined;
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
    tombstone: state.tombstone,
    subject: first.subject,
    open: state.contact ? await loadOpen(event, state.contact, first.subject) : [],
  };
}

async function personOf(event: Event): Promise<string | undefined> {
  const named = namedBy(event);
  return named && contactId(await loadKey(ENV.contactKey), event.brand, named);
}

async function loadOpen(event: Event, contact: Contact, subject: Subject | undefined): Promise<FollowUp[]> {
  const touched = touchedBy(event, contact, subject);
  if (touched.length === 0) return [];
  const { followUps } = await loadState({ brand: event.brand, followUps: touched });
  return followUps;
}
