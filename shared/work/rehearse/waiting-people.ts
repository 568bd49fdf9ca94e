import type { Temporal } from 'temporal-polyfill';
import type { FollowUp } from '../../contract/follow-up.ts';
import { hasRow, parseSubjectRef } from '../../domain/ledger/subjects.ts';
import { type World, emptyWorld } from '../../domain/ledger/world.ts';
import { followUpId } from '../../domain/people/identity.ts';
import { iso } from '../../domain/time/waits.ts';
import type { DueHint } from '../../store/due.ts';
import { loadFollowUps, loadSubjects } from '../../store/in-bulk.ts';
import { loadPeople } from '../../store/planning.ts';
import { dueKey } from '../../store/indexes.ts';

/** As many people as one read takes. */
export const PEOPLE_AT_ONCE = 30;

/**
 * The world around what was found waiting: whole people, since a cap or a limit is about all that a person gets. Whoever
 * has several follow-ups is found several times and belongs to the first of them in the order of the index, so that
 * nobody is counted twice and nothing has to be remembered between two slices.
 */
export async function worldOfWaiting(
  brand: string,
  hints: readonly DueHint[],
  before: Temporal.Instant,
): Promise<World> {
  const world = emptyWorld();
  if (hints.length === 0) return world;
  const byPerson = Map.groupBy(hints, ({ key }) => key.contact);
  const people = await loadPeople(brand, [...byPerson.keys()]);
  const wanted = [...people].flatMap(([contact, person]) => [
    ...(person.contact?.open ?? []).map(({ rule, subject }) => ({ brand, contact, rule, subject })),
    ...(byPerson.get(contact) ?? []).map(({ key }) => key),
  ]);
  const followUps = Map.groupBy(await loadFollowUps(wanted), ({ contact }) => contact);
  const end = iso(before);
  for (const [id, { contact, suppression }] of people) {
    const waiting = (followUps.get(id) ?? []).filter(isOpen);
    // Without a profile nothing is sent: the gate of a live one would not even be asked.
    if (!contact || !isFirst(byPerson.get(id) ?? [], waiting, end)) continue;
    world.contacts.set(id, contact);
    if (suppression) world.suppressions.set(id, suppression);
    for (const followUp of waiting) world.followUps.set(followUpId(followUp), followUp);
  }
  await addSubjects(world, brand);
  return world;
}

const isOpen = ({ state }: FollowUp): boolean => ['planned', 'queued', 'sending'].includes(state);

/** Whether the first of all that waits for a person is among those that were found. */
function isFirst(hints: readonly DueHint[], waiting: readonly FollowUp[], end: string): boolean {
  const first = firstOf(waiting, end);
  return first !== undefined && hints.some(({ key }) => followUpId(key) === first);
}

/**
 * The id of the follow-up that stands for its person: the first in the order of `byDue` that is due before `end`. Many
 * are due at the same instant, as at ten o'clock, and an engine orders these as it likes: the id decides among them.
 */
export function firstOf(waiting: readonly FollowUp[], end: string): string | undefined {
  const places = waiting
    .map((followUp) => ({ id: followUpId(followUp), ...dueKey(followUp) }))
    .filter(({ dueSk }) => dueSk < end)
    .map(({ id, duePk, dueSk }) => ({ id, place: `${duePk} ${dueSk} ${id}` }));
  return places.toSorted((a, b) => (a.place < b.place ? -1 : 1))[0]?.id;
}

async function addSubjects(world: World, brand: string): Promise<void> {
  const refs = [...world.followUps.values()].flatMap((followUp) => {
    const { source, subject } = parseSubjectRef(followUp.subject);
    return hasRow(subject) ? [{ source, id: subject }] : [];
  });
  for (const row of await loadSubjects(brand, refs)) world.subjects.set(`${row.source}/${row.id}`, row);
}
