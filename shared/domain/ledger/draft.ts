import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Contact, Suppression } from '../../contract/contact.ts';
import type { Event } from '../../contract/event.ts';
import type { FollowUp, FollowUpKey, Subject, Timing } from '../../contract/follow-up.ts';
import type { Rule } from '../../contract/rule.ts';
import { counted } from '../../contract/wording.ts';
import { refusedBecause } from '../people/refused-address.ts';
import { expiresAt, iso, parseInstant } from '../time/waits.ts';
import { dayIn, zoneOf } from '../time/zones.ts';
import { schedule } from './due.ts';
import { cancelledBy, suppressedBecause } from './reasons.ts';
import { unwantedBecause } from './wishes.ts';
import { DAY_IS_OVER, day, length, naming } from './words.ts';

export type DraftInput = {
  key: FollowUpKey;
  rule: Rule;
  event: Event;
  contact: Contact;
  subject: Subject | undefined;
  suppression: Suppression | undefined;
  brand: Brand;
  now: Temporal.Instant;
};

/** The event that the wait is counted from: the latest of those that re-time the rule, else the one it is on. */
function startOf({ rule, event, subject }: DraftInput): { at: string; kind: Event['kind'] } {
  const later = rule.retimedBy
    .flatMap((kind) => (subject?.seen[kind] ? [{ at: subject.seen[kind], kind }] : []))
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return later[0] ?? { at: event.occurredAt, kind: event.kind };
}

/** Whoever moves far to the east may find their day over: what would be in time where they came from goes at once. */
function timesOf(input: DraftInput): ReturnType<typeof schedule> & { from: Temporal.Instant } {
  const { rule, event, contact, brand, now } = input;
  const start = startOf(input);
  const from = parseInstant(start.at);
  const here = { from, ...schedule({ from, since: start.kind, timing: rule, contact, brand, now }) };
  const { elsewhere } = event.facts.date ?? {};
  if (elsewhere === undefined || here.expires.epochMilliseconds > now.epochMilliseconds) return here;
  const expires = expiresAt(parseInstant(elsewhere), rule.within, zoneOf(contact, brand).id);
  const isOver = expires.epochMilliseconds <= now.epochMilliseconds;
  return isOver ? here : { from, due: now, expires, words: DAY_IS_OVER };
}

/** Why a rule that matched sends nothing after all, known already when it is planned. */
function heldBack(
  input: DraftInput,
  until: Temporal.Instant,
): Pick<FollowUp, 'state' | 'reason'> | undefined {
  const { rule, contact, subject, suppression, now, event } = input;
  const since = event.occurredAt;
  const cancelled = cancelledBy({ unless: rule.unless, contact, subject, since, on: event.kind });
  if (cancelled) return { state: 'cancelled', reason: cancelled };
  const { purpose, after } = rule;
  const unwanted =
    suppressedBecause(suppression) ?? unwantedBecause(suppression, { on: event.kind, purpose, after });
  if (unwanted !== undefined) return { state: 'skipped', reason: unwanted };
  const { email } = contact;
  if (!email) return { state: 'skipped', reason: 'No e-mail address is known for this person.' };
  const refused = refusedBecause(email);
  if (refused) return { state: 'skipped', reason: refused };
  if (until.epochMilliseconds <= now.epochMilliseconds) {
    const reason = `Too late: ${happenedOn(input)}, and the rule only makes sense within ${length(rule.within)}.`;
    return { state: 'skipped', reason };
  }
  return undefined;
}

/** A day of the calendar begins on another one in Greenwich. */
const happenedOn = ({ event, contact, brand }: DraftInput): string =>
  event.facts.date
    ? `its day was ${dayIn(zoneOf(contact, brand).id, event.occurredAt)}`
    : `it happened on ${day(parseInstant(event.occurredAt))}`;

const timingOf = ({ after, at, weekdays, within, retimedBy }: Rule): Timing => ({
  after,
  ...(at !== undefined && { at }),
  ...(weekdays && { weekdays }),
  within,
  retimedBy,
});

/** What it fired on. A date is told by its day where the person lives, which begins on another one in Greenwich. */
function whenOf({ event, contact, brand }: DraftInput): string {
  const { date } = event.facts;
  if (!date) return `on ${naming(event)} of ${day(parseInstant(event.occurredAt))}`;
  const { daysBefore = 0 } = date;
  const told = Temporal.PlainDate.from(dayIn(zoneOf(contact, brand).id, event.occurredAt));
  const when = daysBefore === 0 ? 'on' : `${counted(daysBefore, 'day')} before`;
  return `${when} ${naming(event)} of ${told.add({ days: daysBefore }).toString()}`;
}

/** A new follow-up for a rule that fired: planned for its time, or skipped or cancelled with the reason. */
export function draft(input: DraftInput): FollowUp {
  const { key, rule, event, now } = input;
  const { from, due, expires, words } = timesOf(input);
  const held = heldBack(input, expires);
  return {
    ...key,
    ruleVersion: rule.version,
    ruleName: rule.name,
    template: rule.template,
    templateVersion: rule.templateVersion,
    purpose: rule.purpose,
    priority: rule.priority,
    timing: timingOf(rule),
    unless: rule.unless,
    ...(rule.limit ? { limit: rule.limit } : {}),
    state: 'planned',
    dueAt: iso(due),
    expiresAt: iso(expires),
    countedFrom: iso(from),
    event: event.id,
    on: event.kind,
    facts: event.facts,
    attempt: 1,
    ...(input.brand.narrow && { narrow: true }),
    trace: [`"${rule.name}" fired ${whenOf(input)}.`, held?.reason ?? words],
    createdAt: iso(now),
    updatedAt: iso(now),
    revision: 1,
    ...held,
  };
}
