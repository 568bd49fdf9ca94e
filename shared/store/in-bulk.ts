import type { Contact } from '../contract/contact.ts';
import {
  type FollowUp,
  type FollowUpKey,
  type Subject,
  followUp as followUpSchema,
  subject as subjectSchema,
} from '../contract/follow-up.ts';
import { EVERYONE } from '../domain/time/calendar.ts';
import { type FoundDate, foundDate } from './dates.ts';
import { readAll } from './requests.ts';
import { type Key, keys } from './table.ts';

/** Many follow-ups at once; those that are not there are left out. */
export async function loadFollowUps(wanted: readonly FollowUpKey[]): Promise<FollowUp[]> {
  const items = await inParts(wanted.map(keys.followUp));
  return items.map((item) => followUpSchema.parse(item));
}

/** What many follow-ups are about. */
export async function loadSubjects(
  brand: string,
  wanted: readonly { source: string; id: string }[],
): Promise<Subject[]> {
  const items = await inParts(wanted.map(({ source, id }) => keys.subject(brand, source, id)));
  return items.map((item) => subjectSchema.parse(item));
}

/** All dates of these people as the calendar finds them. */
export async function loadDates(people: readonly Contact[]): Promise<FoundDate[]> {
  const wanted = people.flatMap(({ brand, id, dates }) =>
    [...Object.keys(dates), EVERYONE].map((kind) => keys.date(brand, id, kind)),
  );
  return (await inParts(wanted)).map((item) => foundDate.parse(item));
}

/** One request takes 100 keys, each once. */
async function inParts(wanted: readonly Key[]): Promise<Record<string, unknown>[]> {
  const once = [...new Map(wanted.map((key) => [`${key.pk} ${key.sk}`, key])).values()];
  const items: Record<string, unknown>[] = [];
  for (let from = 0; from < once.length; from += 100)
    items.push(...(await readAll(once.slice(from, from + 100))));
  return items;
}
