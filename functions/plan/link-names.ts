import type { Event } from '../../shared/contract/event.ts';
import type { Subject } from '../../shared/contract/follow-up.ts';
import { leadsAlready, newSubject } from '../../shared/domain/ledger/subjects.ts';
import { loadState, saveRow } from '../../shared/store/planning.ts';
import { anew } from '../middleware/anew.ts';

/**
 * Two names of one thing, as of an invoice and the payment that pays it: from now on whoever speaks of the event's
 * subject means `same`. Answers with the events that waited under the first name; `undefined` when others kept changing
 * it. A name that leads to somebody by itself is left alone.
 */
export const linkNames = (event: Event, same: string, until: number): Promise<Event[] | undefined> =>
  changeRow(event, until, (row) => (leadsAlready(row) || row.same === same ? row : { ...row, same }));

/** Once the events that waited have been planned under the other name. */
export const forgetWaiting = (event: Event, until: number): Promise<Event[] | undefined> =>
  changeRow(event, until, (row) => (row.waiting.length === 0 ? row : { ...row, waiting: [] }));

const changeRow = (
  event: Event,
  until: number,
  change: (row: Subject) => Subject,
): Promise<Event[] | undefined> =>
  anew(async () => {
    const { brand, source, subject: id } = event;
    const { subject: row = newSubject(event) } = await loadState({ brand, subject: { source, id } });
    const after = change(row);
    const isSaved = after === row || (await saveRow(after)).kind === 'saved';
    return isSaved ? (after.same === undefined ? [] : after.waiting) : undefined;
  }, until);
