import type { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Contact, Suppression, Tombstone } from '../../contract/contact.ts';
import type { Event } from '../../contract/event.ts';
import type { FollowUp, Subject } from '../../contract/follow-up.ts';
import { isErased } from '../people/erasure.ts';
import { followUpId } from '../people/identity.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { withEnded, withSlot } from './claim.ts';
import { gate } from './gate.ts';
import { type Plan, plan, type RecordedEvent } from './plan.ts';
import {
  customerOf,
  hasRow,
  leadsAlready,
  newSubject,
  parseSubjectRef,
  subjectRef,
  withWaiting,
} from './subjects.ts';
import { touchedBy } from './touched.ts';
import { ended, planned, sending, sent } from './transitions.ts';
import { TAKEN } from './words.ts';

/** What stands in the table of one brand, as far as decisions look at it. */
export type World = {
  /** By id. */
  contacts: Map<string, Contact>;
  suppressions: Map<string, Suppression>;
  tombstones: Map<string, Tombstone>;
  /** Of orders, reviews and the like by `subjectRef`, of customer numbers by source and id alike. */
  subjects: Map<string, Subject>;
  /** By `followUpId`. */
  followUps: Map<string, FollowUp>;
  /** Ids of those that have been counted. */
  events: Set<string>;
};

export const emptyWorld = (): World => ({
  contacts: new Map(),
  suppressions: new Map(),
  tombstones: new Map(),
  subjects: new Map(),
  followUps: new Map(),
  events: new Set(),
});

/** Something that happened; `contact` is whose it is, where it names a person. */
export type Arrival = { event: Event; contact: string | undefined };

export type Laws = { brand: Brand; rules: RuleSet };

/** What came of an arrival: what is new, what of the older has changed, and the reasons. */
export type Arrived = { created: FollowUp[]; changed: FollowUp[]; events: RecordedEvent[] };

const NOTHING: Arrived = { created: [], changed: [], events: [] };

/** Lets an event happen, by the very `plan` that live events meet. */
export function arrive(world: World, arrival: Arrival, laws: Laws & { now: Temporal.Instant }): Arrived {
  const { event } = arrival;
  if (event.test && !laws.brand.test) return NOTHING;
  if (event.facts.same !== undefined) return link(world, arrival, laws);
  const row = hasRow(event.subject) ? world.subjects.get(subjectRef(event)) : undefined;
  if (row?.same !== undefined)
    return arrive(world, { ...arrival, event: { ...event, subject: row.same } }, laws);
  return world.events.has(event.id) ? NOTHING : decide(world, arrival, laws);
}

function decide(
  world: World,
  { event, contact: named }: Arrival,
  { brand, rules, now }: Laws & { now: Temporal.Instant },
): Arrived {
  const [subject, customer] = [rowOf(world, event), customerRowOf(world, event)];
  const contactId = subject?.contact ?? named ?? customer?.contact;
  const contact = contactId === undefined ? undefined : world.contacts.get(contactId);
  const tombstone = contactId === undefined ? undefined : world.tombstones.get(contactId);
  if (isErased(event, { tombstone, subject, contact })) return NOTHING;
  if (contactId === undefined) return keepWaiting(world, event);
  const touched = contact ? touchedBy(event, contact, [subject, customer]) : [];
  const decided = plan({
    event,
    contactId,
    contact,
    subject,
    customer,
    suppression: inForce(world.suppressions.get(contactId), now),
    open: touched.flatMap((key) => world.followUps.get(followUpId(key)) ?? []),
    existing: world.followUps,
    rules,
    brand,
    now,
  });
  return apply(world, decided);
}

/** A rehearsal of the past may know of what came later. */
function inForce(suppression: Suppression | undefined, now: Temporal.Instant): Suppression | undefined {
  if (!suppression) return undefined;
  const { brand, contact, reason, at, preference } = suppression;
  const isPast = (moment: string): boolean => Date.parse(moment) <= now.epochMilliseconds;
  return {
    brand,
    contact,
    ...(at !== undefined && isPast(at) && { reason, at }),
    ...(preference && isPast(preference.at) && { preference }),
  };
}

function apply(world: World, decided: Plan): Arrived {
  const changed = decided.changed.map(({ after }) => after);
  world.contacts.set(decided.contact.id, decided.contact);
  for (const row of [decided.subject, decided.customer]) if (row) putRow(world, row);
  for (const followUp of [...decided.created, ...changed]) keep(world, followUp);
  for (const { event: known } of decided.events) world.events.add(known.id);
  return { created: decided.created, changed, events: decided.events };
}

const putRow = (world: World, row: Subject): void => void world.subjects.set(`${row.source}/${row.id}`, row);

const rowOf = (world: World, event: Event): Subject | undefined =>
  hasRow(event.subject) ? world.subjects.get(subjectRef(event)) : undefined;

function customerRowOf(world: World, event: Event): Subject | undefined {
  const of = customerOf(event);
  return of && world.subjects.get(`${of.source}/${of.id}`);
}

/** In the row of what it is about, or of the customer number that it names. */
function keepWaiting(world: World, event: Event): Arrived {
  const of = customerOf(event);
  const id = hasRow(event.subject) ? event.subject : of?.id;
  if (id !== undefined)
    putRow(world, withWaiting(world.subjects.get(`${event.source}/${id}`) ?? newSubject(event, id), event));
  return NOTHING;
}

/** Two names of one thing; what waited under the one is decided under the other. */
function link(world: World, { event }: Arrival, laws: Laws & { now: Temporal.Instant }): Arrived {
  const { same } = event.facts;
  const row = rowOf(world, event) ?? newSubject(event);
  if (same === undefined || leadsAlready(row)) return NOTHING;
  putRow(world, { ...row, same, waiting: [] });
  const all = row.waiting.map((one) =>
    arrive(world, { event: { ...one, subject: same }, contact: undefined }, laws),
  );
  return {
    created: all.flatMap(({ created }) => created),
    changed: all.flatMap(({ changed }) => changed),
    events: all.flatMap(({ events }) => events),
  };
}

/** Tries to send a due follow-up, by the very `gate` that live ones meet; SES always takes it. */
export function attempt(
  world: World,
  followUp: FollowUp,
  { brand, now }: { brand: Brand; now: Temporal.Instant },
): FollowUp {
  const contact = world.contacts.get(followUp.contact);
  if (!contact) return followUp;
  const { subject: inSource } = parseSubjectRef(followUp.subject);
  const subject = hasRow(inSource) ? world.subjects.get(followUp.subject) : undefined;
  const suppression = inForce(world.suppressions.get(followUp.contact), now);
  const verdict = gate({ followUp, contact, subject, suppression, brand, now });
  switch (verdict.kind) {
    case 'postpone':
      return keep(world, planned(followUp, { dueAt: verdict.until, reason: verdict.reason }, now));
    case 'end':
      world.contacts.set(contact.id, withEnded(contact, followUp));
      return keep(world, ended(followUp, verdict, now));
    case 'send':
      world.contacts.set(contact.id, withSlot(contact, followUp, now));
      return keep(world, sent(sending(followUp, now), { messageId: REHEARSED, at: now, by: TAKEN }));
    default:
      return verdict satisfies never;
  }
}

const REHEARSED = 'rehearsed';

function keep(world: World, followUp: FollowUp): FollowUp {
  world.followUps.set(followUpId(followUp), followUp);
  return followUp;
}
