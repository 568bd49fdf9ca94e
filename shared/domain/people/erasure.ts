import type { Contact, Tombstone } from '../../contract/contact.ts';
import type { Event, EventKind } from '../../contract/event.ts';
import type { FollowUp, Subject } from '../../contract/follow-up.ts';
import { parseSubjectRef } from '../ledger/subjects.ts';
import { normaliseEmail } from './identity.ts';

type Around = {
  tombstone: Tombstone | undefined;
  subject: Subject | undefined;
  contact: Contact | undefined;
};

/**
 * Whether an event belongs to what was erased, so that a late repeat or a back-fill neither writes to the person nor
 * makes them known again: it happened before, or it is about something that was known before, or it finds nobody there
 * and begins nothing. What is new after the erasure is a new relation.
 */
export function isErased(
  event: Pick<Event, 'kind' | 'occurredAt' | 'person' | 'facts'>,
  { tombstone, subject, contact }: Around,
): boolean {
  if (subject?.erasedAt !== undefined) return true;
  if (tombstone === undefined) return false;
  if (contact === undefined && !begins(event)) return true;
  const erased = Date.parse(tombstone.erasedAt);
  return [event.occurredAt, ...Object.values(subject?.seen ?? {})].some((at) => Date.parse(at) <= erased);
}

/** What somebody does anew; a withdrawal, a review or a delivery still belongs to what was erased. */
const BEGINNINGS: readonly EventKind[] = ['signup', 'purchase', 'renewal', 'survey'];

const begins = ({ kind, person, facts }: Pick<Event, 'kind' | 'person' | 'facts'>): boolean =>
  normaliseEmail(person.email) !== undefined &&
  (BEGINNINGS.includes(kind) || (kind === 'consent' && facts.consent?.marketing === 'granted'));

/** What a person's items tell of where they came from. */
export type Origins = {
  contact: Pick<Contact, 'externalIds'> | undefined;
  events: readonly Pick<Event, 'source'>[];
  followUps: readonly Pick<FollowUp, 'subject'>[];
};

/**
 * What the erasure of a source means for a person: all of them where nothing is known from elsewhere, the source's part
 * where there is more, nothing where they never came from it.
 */
export function shareOf(source: string, { contact, events, followUps }: Origins): 'all' | 'part' | 'none' {
  const known = new Set([
    ...events.map((event) => event.source),
    ...followUps.map(sourceOf),
    ...Object.keys(contact?.externalIds ?? {}),
  ]);
  // What belongs to the person alone came from one of the others.
  known.delete('person');
  if (!known.has(source)) return 'none';
  return known.size === 1 ? 'all' : 'part';
}

/** The source that a follow-up is owed to; `person` where it belongs to the person alone. */
export const sourceOf = ({ subject }: Pick<FollowUp, 'subject'>): string => parseSubjectRef(subject).source;

/** The person without what a source told; their name and counters cannot be taken apart. */
export function withoutSource(contact: Contact, source: string): Contact {
  const { [source]: _gone, ...externalIds } = contact.externalIds;
  return {
    ...contact,
    externalIds,
    open: contact.open.filter((open) => sourceOf(open) !== source),
    version: contact.version + 1,
  };
}
