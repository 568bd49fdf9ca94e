import type { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Contact, Counters, Suppression } from '../../contract/contact.ts';
import type { Event } from '../../contract/event.ts';
import type { FollowUp, Subject } from '../../contract/follow-up.ts';
import { countEvent } from '../people/counters.ts';
import { newContact, withPerson } from '../people/contact.ts';
import { followUpId } from '../people/identity.ts';
import { choose, explainChoice } from '../rules/choose.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { iso } from '../time/waits.ts';
import { affect } from './affect.ts';
import { draft } from './draft.ts';
import { hasRow, newSubject, subjectRef, withSeen } from './subjects.ts';

export type PlanInput = {
  event: Event;
  /** Whose event it is: the keyed hash, also when nothing is stored yet. */
  contactId: string;
  contact: Contact | undefined;
  subject: Subject | undefined;
  suppression: Suppression | undefined;
  /** The person's follow-ups that this event may cancel or re-time. */
  open: readonly FollowUp[];
  /** Ids of follow-ups known to exist: one reason never makes a second one. */
  existing: ReadonlySet<string>;
  rules: RuleSet;
  brand: Brand;
  now: Temporal.Instant;
};

/** An event with the person as they were before it, and why each rule did or did not fire: what rehearsal reads. */
export type RecordedEvent = { event: Event; before: Counters; trace: string[] };

export type Plan = {
  /** The event that was asked about, among those decided with it. */
  eventId: string;
  contact: Contact;
  subject: Subject | undefined;
  created: FollowUp[];
  changed: { seen: FollowUp; after: FollowUp }[];
  events: RecordedEvent[];
};

/** The most follow-ups one decision makes: with 50 open ones and 20 waiting events it stays below 100 items. */
const MAX_CREATED = 20;
/** The most sentences kept with an event, whatever number of rules fired: the item must fit the table. */
const MAX_TRACE = 150;
/** The most open follow-ups remembered with a person; the gate looks at the subject again, so none is sent wrongly. */
const MAX_OPEN = 50;

type State = {
  contact: Contact;
  subject: Subject | undefined;
  followUps: Map<string, { seen: FollowUp | undefined; after: FollowUp }>;
  events: RecordedEvent[];
};

/**
 * What an event changes: the person's counters, the subject, new follow-ups, and older ones cancelled or re-timed.
 * Events that waited in the subject's row for somebody to be known are decided in the same breath, in the order in
 * which they happened.
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
  const waiting = state.subject?.waiting ?? [];
  const queue = [event, ...waiting.filter(({ id }) => id !== event.id)].toSorted(
    (a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt),
  );
  for (const each of queue) step(state, each, input);
  return finish(state, input);
}

/** One event, applied to the state. */
function step(state: State, event: Event, input: PlanInput): void {
  const before = state.contact.counters;
  state.contact = withPerson(state.contact, event);
  state.contact = {
    ...state.contact,
    counters: countEvent(before, event),
    last: { ...state.contact.last, [event.kind]: latest(state.contact.last[event.kind], event.occurredAt) },
  };
  state.subject &&= withSeen(state.subject, event);
  for (const [id, { seen, after }] of state.followUps) {
    const changed = affect(after, event, { contact: state.contact, brand: input.brand, now: input.now });
    state.followUps.set(id, { seen, after: changed });
  }
  state.events.push({ event, before, trace: fire(state, event, input).slice(0, MAX_TRACE) });
}

/** Adds the follow-ups of the rules that fire; answers with the reasons for all of them. */
function fire(state: State, event: Event, input: PlanInput): string[] {
  const facts = { event, contact: state.contact };
  const chosen = choose(input.rules, facts);
  const trace = explainChoice(input.rules, facts, chosen);
  const { brand, suppression, now } = input;
  for (const rule of chosen) {
    const key = { brand: event.brand, contact: state.contact.id, rule: rule.id, subject: subjectRef(event) };
    const id = followUpId(key);
    if (input.existing.has(id) || state.followUps.has(id)) {
      trace.push(`"${rule.name}" already has a follow-up for this ${event.kind}; there is never a second.`);
      continue;
    }
    if (createdSoFar(state) >= MAX_CREATED) {
      trace.push(`"${rule.name}" was left out: one event makes at most ${MAX_CREATED} follow-ups.`);
      continue;
    }
    const { contact, subject } = state;
    const after = draft({ key, rule, event, contact, subject, suppression, brand, now });
    state.followUps.set(id, { seen: undefined, after });
  }
  return trace;
}

const createdSoFar = (state: State): number =>
  [...state.followUps.values()].filter(({ seen }) => seen === undefined).length;

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
    created,
    changed,
    events: state.events,
  };
}

/** What stays open: of the follow-ups looked at those that still wait, of the others all. */
function openAfter(state: State, input: PlanInput): Contact['open'] {
  const looked = new Set(input.open.map((seen) => `${seen.rule} ${seen.subject}`));
  const untouched = state.contact.open.filter(({ rule, subject }) => !looked.has(`${rule} ${subject}`));
  const waiting = [...state.followUps.values()]
    .filter(({ after }) => after.state === 'planned' || after.state === 'queued')
    .map(({ after }) => openEntry(after));
  return [...untouched, ...waiting].slice(-MAX_OPEN);
}

export const openEntry = ({ rule, subject, unless }: FollowUp): Contact['open'][number] => ({
  rule,
  subject,
  watch: unless.flatMap(({ event, of }) => (of === 'contact' ? [event] : [])),
});

const latest = (a: string | undefined, b: string): string => (a && Date.parse(a) > Date.parse(b) ? a : b);
