import type { Contact, Counters } from '../../contract/contact.ts';
import type { Event } from '../../contract/event.ts';
import type { FollowUp, Subject } from '../../contract/follow-up.ts';
import { countEvent } from '../people/counters.ts';
import { newContact, withPerson } from '../people/contact.ts';
import { type DateEntry, dateEntries } from '../people/date-entries.ts';
import { withOrderDates } from '../people/dates.ts';
import { followUpId, normaliseEmail } from '../people/identity.ts';
import { OF_ANOTHER_DAY, asOfItsDay } from '../people/told-date.ts';
import { iso } from '../time/waits.ts';
import { zoneOf } from '../time/zones.ts';
import { affect } from './affect.ts';
import { effectOn } from './words.ts';
import { type Firing, type State as Deciding, fire } from './fire.ts';
import { inOrder } from './in-order.ts';
import { customerOf, hasRow, newSubject, orderNumber, withSeen } from './subjects.ts';

export type PlanInput = Firing & {
  event: Event;
  /** Whose event it is: the keyed hash, also when nothing is stored yet. */
  contactId: string;
  contact: Contact | undefined;
  subject: Subject | undefined;
  /** The row of the customer number that the event names. */
  customer?: Subject | undefined;
  /** The person's follow-ups that this event may cancel or re-time. */
  open: readonly FollowUp[];
};

/** An event with the person as they were before it, and why each rule did or did not fire: what rehearsal reads. */
export type RecordedEvent = { event: Event; before: Counters; trace: string[] };

export type Plan = {
  /** The event that was asked about, among those decided with it. */
  eventId: string;
  contact: Contact;
  subject: Subject | undefined;
  /** The row of the customer number, where it has to be written anew. */
  customer: Subject | undefined;
  /** The number of an order that from now on leads to the person. */
  orderNumber: string | undefined;
  created: FollowUp[];
  changed: { seen: FollowUp; after: FollowUp }[];
  events: RecordedEvent[];
  /** Where the calendar finds the person from now on, as far as that is new. */
  dates: DateEntry[];
};

/**
 * Of what waits under a customer number the newest of each kind count (a consent, a history): with 40 follow-ups that are
 * touched, 20 new ones, 20 events that wait for the subject and 11 dates the transaction stays below 100 items.
 */
const MAX_OF_CUSTOMER = 2;
/** The most sentences kept with an event, whatever number of rules fired: the item must fit the table. */
const MAX_TRACE = 150;
/**
 * The most open follow-ups remembered with a person. Those that a later event may re-time stay longest: of the others the
 * gate asks again whether they were cancelled, so none is sent wrongly.
 */
const MAX_OPEN = 200;

type State = Deciding & { events: RecordedEvent[] };

/**
 * What an event changes: the person's counters, the subject, new follow-ups, and older ones cancelled or re-timed.
 * Events that waited for somebody to be known, in the row of the subject or of the customer number, are decided in the
 * same breath, in the order in which they happened.
 */
export function plan(input: PlanInput): Plan {
  const { event, now } = input;
  const at = iso(now);
  const state: State = {
    contact: input.contact ?? newContact(input.contactId, event, at),
    subject: hasRow(event.subject) ? (input.subject ?? newSubject(event)) : undefined,
    followUps: new Map(input.open.map((seen) => [followUpId(seen), { seen, after: seen }])),
    events: [],
  };
  const byKind = Map.groupBy((input.customer?.waiting ?? []).toSorted(byTime), ({ kind }) => kind);
  const ofCustomer = [...byKind.values()].flatMap((all) => all.slice(-MAX_OF_CUSTOMER));
  const waiting = [...(state.subject?.waiting ?? []), ...ofCustomer];
  for (const each of inOrder([event, ...waiting.filter(({ id }) => id !== event.id)]))
    step(state, each, input);
  return finish(state, input);
}

const byTime = (a: Event, b: Event): number => Date.parse(a.occurredAt) - Date.parse(b.occurredAt);

/** One event, applied to the state. */
function step(state: State, told: Event, input: PlanInput): void {
  const { contact } = state;
  const before = contact.counters;
  state.contact = withPerson(contact, told);
  const event = asOfItsDay(told, zoneOf(state.contact, input.brand).id);
  state.contact = {
    ...state.contact,
    counters: countEvent(before, event),
    last: { ...state.contact.last, [event.kind]: latest(state.contact.last[event.kind], event.occurredAt) },
  };
  state.contact = withOrderDates(state.contact, event, input.brand);
  if (state.subject?.id === event.subject) state.subject = withSeen(state.subject, event);
  const effects = affectAll(state, event, { ...input, before: contact });
  const why = event.kind === told.kind ? [] : [OF_ANOTHER_DAY];
  const trace = [...effects, ...why, ...fire(state, event, input)].slice(0, MAX_TRACE);
  state.events.push({ event: told, before, trace });
}

/** What waits, after an event; answers with what became of each that it cancelled or re-timed. */
function affectAll(
  state: State,
  event: Event,
  { brand, now, before }: PlanInput & { before: Contact },
): string[] {
  const effects: string[] = [];
  for (const [id, { seen, after }] of state.followUps) {
    const changed = affect(after, event, { before, contact: state.contact, brand, now });
    state.followUps.set(id, { seen, after: changed });
    if (changed !== after) effects.push(effectOn(changed));
  }
  return effects;
}

function finish(state: State, input: PlanInput): Plan {
  const at = iso(input.now);
  const entries = [...state.followUps.values()];
  const created = entries.flatMap(({ seen, after }) => (seen ? [] : [after]));
  const changed = entries.flatMap(({ seen, after }) => (seen && seen !== after ? [{ seen, after }] : []));
  return {
    eventId: input.event.id,
    contact: {
      ...state.contact,
      open: openAfter(state, input),
      version: state.contact.version + 1,
      updatedAt: at,
    },
    subject: state.subject && {
      ...state.subject,
      contact: state.contact.id,
      waiting: [],
      version: state.subject.version + 1,
    },
    customer: customerAfter(state, input),
    orderNumber: ['purchase', 'renewal'].includes(input.event.kind) ? orderNumber(input.event) : undefined,
    created,
    changed,
    events: state.events,
    dates: dateEntries(input.contact, state.contact, input),
  };
}

/** A customer number leads to the person whose address it came with. */
function customerAfter({ contact }: State, { event, customer }: PlanInput): Subject | undefined {
  const of = customerOf(event);
  if (!of || normaliseEmail(event.person.email) !== contact.email || contact.email === undefined)
    return undefined;
  const row = customer ?? newSubject(event, of.id);
  if (row.contact === contact.id && row.waiting.length === 0) return undefined;
  return { ...row, contact: contact.id, waiting: [], version: row.version + 1 };
}

/** What stays open: of the follow-ups looked at those that still wait, of the others all. */
function openAfter(state: State, input: PlanInput): Contact['open'] {
  const looked = new Set(input.open.map((seen) => `${seen.rule} ${seen.subject}`));
  const untouched = state.contact.open.filter(({ rule, subject }) => !looked.has(`${rule} ${subject}`));
  const waiting = [...state.followUps.values()]
    .filter(({ after }) => after.state === 'planned' || after.state === 'queued')
    .map(({ after }) => openEntry(after));
  const all = [...untouched, ...waiting];
  if (all.length <= MAX_OPEN) return all;
  const [retimed, others] = [true, false].map((is) => all.filter((one) => (one.retimed === true) === is));
  return [...(others ?? []), ...(retimed ?? [])].slice(-MAX_OPEN);
}

export const openEntry = ({ rule, subject, unless, timing }: FollowUp): Contact['open'][number] => ({
  rule,
  subject,
  ...(timing.retimedBy.length > 0 && { retimed: true }),
  watch: unless.flatMap(({ event, of }) => (of === 'contact' ? [event] : [])),
});

const latest = (a: string | undefined, b: string): string => (a && Date.parse(a) > Date.parse(b) ? a : b);
