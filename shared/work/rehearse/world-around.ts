import type { FollowUp } from '../../contract/follow-up.ts';
import { type World, emptyWorld } from '../../domain/ledger/world.ts';
import { followUpId } from '../../domain/people/identity.ts';
import { hasEvent } from '../../store/events.ts';
import { listFollowUps } from '../../store/follow-ups.ts';
import type { Around } from '../load-around.ts';

/** The part of the table that can bear on an event: its person with all that waits for them, and what it is about. */
export async function worldAround(around: Around): Promise<World> {
  const { event, contactId, contact, suppression, tombstone, subject, customer } = around;
  const world = emptyWorld();
  for (const row of [subject, customer]) if (row) world.subjects.set(`${row.source}/${row.id}`, row);
  if (contactId === undefined) return world;
  if (contact) world.contacts.set(contactId, contact);
  if (suppression) world.suppressions.set(contactId, suppression);
  if (tombstone) world.tombstones.set(contactId, tombstone);
  for (const followUp of await allFollowUps(event.brand, contactId))
    world.followUps.set(followUpId(followUp), followUp);
  if (await hasEvent(event.brand, contactId, event.id)) world.events.add(event.id);
  return world;
}

async function allFollowUps(brand: string, contact: string): Promise<FollowUp[]> {
  const all: FollowUp[] = [];
  let cursor: string | undefined;
  do {
    const page = await listFollowUps({ brand, contact, ...(cursor !== undefined && { cursor }) });
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}
