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
import { readMany } from './requests.ts';
import { keys } from './table.ts';

/** Many follow-ups at once; those that are not there are left out. */
export async function loadFollowUps(wanted: readonly FollowUpKey[]): Promise<FollowUp[]> {
  const items = await readMany(wanted.map(keys.followUp));
  return items.map((item) => followUpSchema.parse(item));
}

/** What many follow-ups are about. */
export async function loadSubjects(
  brand: string,
  wanted: readonly { source: string; id: string }[],
): Promise<Subject[]> {
  const items = await readMany(wanted.map(({ source, id }) => keys.subject(brand, source, id)));
  return items.map((item) => subjectSchema.parse(item));
}

/** All dates of these people as the calendar finds them. */
export async function loadDates(people: readonly Contact[]): Promise<FoundDate[]> {
  const wanted = people.flatMap(({ brand, id, dates }) =>
    [...Object.keys(dates), EVERYONE].map((kind) => keys.date(brand, id, kind)),
  );
  return (await readMany(wanted)).map((item) => foundDate.parse(item));
}
