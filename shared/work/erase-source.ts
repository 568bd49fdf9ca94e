import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { contact as contactSchema } from '../contract/contact.ts';
import type { ErasedCounts, PrivacyRequest, WalkCursor } from '../contract/privacy.ts';
import { hasRow, parseSubjectRef } from '../domain/ledger/subjects.ts';
import { shareOf, sourceOf, withoutSource } from '../domain/people/erasure.ts';
import { iso } from '../domain/time/waits.ts';
import { eraseSubject, removeSubjects } from '../store/erasures.ts';
import { readPerson, walkPeople } from '../store/people.ts';
import { loadState, putContact } from '../store/planning.ts';
import { removeAll, write } from '../store/requests.ts';
import { type Key, parsePersonKey } from '../store/table.ts';
import { addErased, countKeys, customerRow, eraseContact, nothingErased } from './erase.ts';

export type Slice = { erased: ErasedCounts; cursor?: WalkCursor };

/**
 * Erases the people of a source until `until` (of `performance.now()`) or the end: those who were known when it was
 * asked. Without a cursor it was the last slice; each can be repeated.
 */
export async function eraseSourceSlice(
  { brand, source, requestedAt }: PrivacyRequest,
  from: WalkCursor | undefined,
  until: number,
): Promise<Slice> {
  let erased = nothingErased();
  let cursor = from ?? { shard: 0 };
  do {
    const page = await walkPeople(brand, requestedAt, cursor);
    for (const contact of page.contacts)
      erased = addErased(erased, await eraseShare({ brand, contact, source }));
    if (!page.cursor) return { erased };
    cursor = page.cursor;
  } while (performance.now() < until);
  return { erased, cursor };
}

type Share = { brand: string; contact: string; source: string };

/** The whole person where nothing is known from elsewhere, else what the source told and what is owed to it. */
async function eraseShare({ brand, contact, source }: Share): Promise<ErasedCounts> {
  const held = await readHeld({ brand, contact, source });
  const share = shareOf(source, held);
  if (share === 'all') return eraseContact(brand, contact);
  if (share === 'none') return nothingErased();
  const at = iso(Temporal.Now.instant());
  // First of all: what is told again of these must not be taken for new.
  const rows = held.subjects.filter(hasRow);
  for (const id of new Set(rows)) await eraseSubject({ brand, source, id }, at);
  await removeAll(held.ofSource);
  await strip({ brand, contact, source });
  return countKeys(held.ofSource);
}

const eventItem = z.object({ event: z.object({ source: z.string(), subject: z.string() }) });
const followUpItem = z.object({ subject: z.string() });
const profileItem = contactSchema.pick({ externalIds: true });

type Held = Parameters<typeof shareOf>[1] & {
  /** Keys of what came from the source or is owed to it, and what those are about. */
  ofSource: Key[];
  subjects: string[];
};

async function readHeld({ brand, contact, source }: Share): Promise<Held> {
  const events: z.infer<typeof eventItem>['event'][] = [];
  const followUps: z.infer<typeof followUpItem>[] = [];
  const held: Held = { contact: undefined, events, followUps, ofSource: [], subjects: [] };
  const note = (key: Key, isOfSource: boolean, subject: string): void => {
    if (!isOfSource) return;
    held.ofSource.push(key);
    held.subjects.push(subject);
  };
  let cursor: string | undefined;
  do {
    const page = await readPerson({ brand, contact }, cursor);
    for (const item of page.items) {
      const key = { pk: String(item['pk']), sk: String(item['sk']) };
      const { kind } = parsePersonKey(key);
      if (kind === 'profile') held.contact = profileItem.parse(item);
      if (kind === 'event') {
        const { event } = eventItem.parse(item);
        events.push(event);
        note(key, event.source === source, event.subject);
      }
      if (kind === 'followUp') {
        const followUp = followUpItem.parse(item);
        followUps.push(followUp);
        note(key, sourceOf(followUp) === source, parseSubjectRef(followUp.subject).subject);
      }
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return held;
}

const ATTEMPTS = 5;

/** Takes the source out of the profile; anew where the person changes meanwhile. */
async function strip({ brand, contact: id, source }: Share): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { contact } = await loadState({ brand, contact: id });
    if (!contact) return;
    const number = contact.externalIds[source];
    if (number !== undefined) await removeSubjects([customerRow(brand, source, number)]);
    const moved = await write([putContact(withoutSource(contact, source))]);
    if (!moved) return;
  }
  throw new Error('A person kept changing while a source was taken out of their profile.');
}
