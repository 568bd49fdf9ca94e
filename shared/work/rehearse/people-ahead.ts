import type { Contact, Suppression } from '../../contract/contact.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import { hasRow, parseSubjectRef } from '../../domain/ledger/subjects.ts';
import { type World, emptyWorld } from '../../domain/ledger/world.ts';
import { followUpId } from '../../domain/people/identity.ts';
import type { DueHint } from '../../store/due.ts';
import type { FoundDate } from '../../store/dates.ts';
import { loadDates, loadFollowUps, loadSubjects } from '../../store/in-bulk.ts';
import { dueBefore, dueKey } from '../../store/indexes.ts';
import { loadPeople } from '../../store/planning.ts';

/** As many people as one read takes. */
export const PEOPLE_AT_ONCE = 30;

/** Whole people, since a cap or a limit is about all that a person gets. */
export type PersonAhead = {
  contact: Contact;
  suppression: Suppression | undefined;
  waiting: FollowUp[];
  dates: FoundDate[];
};

/** People with all that waits for them and all dates of theirs; `hints` tell of follow-ups that an index knows. */
export async function loadAhead(
  brand: string,
  ids: readonly string[],
  hints: readonly DueHint[] = [],
): Promise<PersonAhead[]> {
  if (ids.length === 0) return [];
  const people = await loadPeople(brand, ids);
  const known = [...people].flatMap(([, { contact, suppression }]) =>
    // Without a profile nothing is sent: the gate of a live one would not even be asked.
    contact ? [{ contact, suppression }] : [],
  );
  const open = known.flatMap(({ contact }) =>
    contact.open.map(({ rule, subject }) => ({ brand, contact: contact.id, rule, subject })),
  );
  const [followUps, dates] = await Promise.all([
    loadFollowUps([...open, ...hints.map(({ key }) => key)]),
    loadDates(known.map(({ contact }) => contact)),
  ]);
  const [waitingOf, datesOf] = [
    Map.groupBy(followUps.filter(isOpen), ({ contact }) => contact),
    Map.groupBy(dates, ({ contact }) => contact),
  ];
  return known.map((person) => ({
    ...person,
    waiting: waitingOf.get(person.contact.id) ?? [],
    dates: datesOf.get(person.contact.id) ?? [],
  }));
}

/** The world around these people. */
export async function worldAround(brand: string, people: readonly PersonAhead[]): Promise<World> {
  const world = emptyWorld();
  for (const { contact, suppression, waiting } of people) {
    world.contacts.set(contact.id, contact);
    if (suppression) world.suppressions.set(contact.id, suppression);
    for (const followUp of waiting) world.followUps.set(followUpId(followUp), followUp);
  }
  const refs = [...world.followUps.values()].flatMap((followUp) => {
    const { source, subject } = parseSubjectRef(followUp.subject);
    return hasRow(subject) ? [{ source, id: subject }] : [];
  });
  for (const row of await loadSubjects(brand, refs)) world.subjects.set(`${row.source}/${row.id}`, row);
  return world;
}

const isOpen = ({ state }: FollowUp): boolean => ['planned', 'queued', 'sending'].includes(state);

/**
 * The id of the follow-up that stands for its person: the first in the order of `byDue` that is due before the minute of
 * `end`. Many are due at the same instant, as at ten o'clock, and an engine orders these as it likes: the id decides among them.
 */
export function firstOf(waiting: readonly FollowUp[], end: string): string | undefined {
  const places = waiting
    .map((followUp) => ({ id: followUpId(followUp), ...dueKey(followUp) }))
    .filter(({ dueSk }) => dueSk < dueBefore(end))
    .map(({ id, duePk, dueSk }) => ({ id, place: `${duePk} ${dueSk} ${id}` }));
  return places.toSorted((a, b) => (a.place < b.place ? -1 : 1))[0]?.id;
}
