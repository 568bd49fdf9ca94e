import type { Event } from '../../contract/event.ts';
import type { Subject } from '../../contract/follow-up.ts';
import { subjectPart } from '../people/identity.ts';

/** Subjects with an identity of their own; `signup`, `consent` and dates belong to the person and need no row. */
const WITH_ROW = ['order', 'subscription', 'survey', 'review'];

export const hasRow = (subject: string): boolean => WITH_ROW.includes(subject.split('/')[0] ?? '');

/** The row that says who a platform's customer number is; it is a subject like others. */
export const customerOf = ({ source, person }: Event): { source: string; id: string } | undefined =>
  person.externalId === undefined ? undefined : { source, id: subjectPart('customer', person.externalId) };

/** The number of an order as people write it: with or without a `#`, in any case. */
export const orderNumber = ({ facts: { order } }: Event): string | undefined =>
  (order?.number ?? order?.id)?.replace(/^#/, '').trim().toLowerCase() || undefined;

/**
 * The subject across sources, as the ledger's key holds it: `shopify/order/1001`. What belongs to the person alone is
 * the same whoever tells of it, so that two sources do not make two welcomes: `person/signup`.
 */
export const subjectRef = ({ source, subject }: Pick<Event, 'source' | 'subject'>): string =>
  `${hasRow(subject) ? source : 'person'}/${subject}`;

/** The reverse of `subjectRef`. */
export function parseSubjectRef(ref: string): { source: string; subject: string } {
  const slash = ref.indexOf('/');
  return { source: ref.slice(0, slash), subject: ref.slice(slash + 1) };
}

export const newSubject = (event: Event, id = event.subject): Subject => ({
  brand: event.brand,
  source: event.source,
  id,
  seen: {},
  waiting: [],
  version: 0,
});

/** Whether a name leads to somebody by itself: then it is no other name of anything. */
export const leadsAlready = ({ contact, seen }: Subject): boolean =>
  contact !== undefined || seen.purchase !== undefined || seen.renewal !== undefined;

/** The subject knowing of one more event: the latest time of each kind stays. */
export function withSeen(subject: Subject, event: Event): Subject {
  const before = subject.seen[event.kind];
  if (before !== undefined && Date.parse(before) >= Date.parse(event.occurredAt)) return subject;
  return { ...subject, seen: { ...subject.seen, [event.kind]: event.occurredAt } };
}

/** The most events that wait in one row, and their bytes: a platform that tells only of refunds must not fill it. */
const MAX_WAITING = 20;
const MAX_WAITING_BYTES = 250_000;

/**
 * An event that names only its subject, before anybody is known: it waits in the subject's row. The row is unchanged
 * when it waits there already.
 */
export function withWaiting(subject: Subject, event: Event): Subject {
  if (subject.waiting.some((waiting) => waiting.id === event.id)) return subject;
  let waiting = [...subject.waiting, event].slice(-MAX_WAITING);
  while (waiting.length > 1 && Buffer.byteLength(JSON.stringify(waiting)) > MAX_WAITING_BYTES)
    waiting = waiting.slice(1);
  return withSeen({ ...subject, waiting }, event);
}
