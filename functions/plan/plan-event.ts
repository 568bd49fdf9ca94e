import type { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Event } from '../../shared/contract/event.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { isErased } from '../../shared/domain/people/erasure.ts';
import { plan, type Plan } from '../../shared/domain/ledger/plan.ts';
import {
  customerOf,
  hasRow,
  newSubject,
  subjectRef,
  withWaiting,
} from '../../shared/domain/ledger/subjects.ts';
import { queued } from '../../shared/domain/ledger/transitions.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { noteArrivals } from '../../shared/store/calendar.ts';
import { type Outcome, savePlan, saveRow } from '../../shared/store/planning.ts';
import { anew } from '../middleware/anew.ts';
import type { Turn } from '../middleware/batch.ts';
import { log } from '../middleware/logger.ts';
import { landReply } from './land-reply.ts';
import { forgetWaiting, linkNames } from './link-names.ts';
import { loadAround, type Around } from '../../shared/work/load-around.ts';
import { liveRules } from './live-rules.ts';

const SAID = {
  saved: 'event planned',
  known: 'event known already',
  nobody: 'event names nobody that could be found',
  test: 'test event left alone',
} as const;

/** Decides what an event changes and writes it, once. Answers with the follow-ups that are due already. */
export async function planEvent(told: Event, turn: Turn): Promise<Result<FollowUp[]>> {
  if (told.facts.same !== undefined) return planByOtherName(told, told.facts.same, turn);
  const event = told.kind === 'replied' ? await landReply(told) : told;
  const existing = new Set<string>();
  const decided = await anew(async () => {
    const { outcome, due } = await decide({ event, existing, now: turn.now });
    if (outcome.kind !== 'again') return { kind: outcome.kind, due };
    for (const id of outcome.existing) existing.add(id);
    return undefined;
  }, turn.until);
  if (!decided) return contended();
  if (decided.kind === 'no-brand') return unknownBrand();
  log.info(SAID[decided.kind], { event: event.id, brand: event.brand, kind: event.kind });
  return ok(decided.due);
}

const unknownBrand = () => fail('unknown-brand', 'No such brand.', { retryable: true });
const contended = () => fail('contended', 'Others kept changing the same person.', { retryable: true });

/** What waited under one name of a thing is planned under the other. Again after a crash it is known already. */
async function planByOtherName(event: Event, same: string, turn: Turn): Promise<Result<FollowUp[]>> {
  const brand = await loadBrand(event.brand);
  if (!brand) return unknownBrand();
  if (isOnlyTest(event, brand)) return ok([]);
  const waiting = await linkNames(event, same, turn.until);
  if (!waiting) return contended();
  const due: FollowUp[] = [];
  for (const one of waiting) {
    const planned = await planEvent({ ...one, subject: same }, turn);
    if (!planned.ok) return planned;
    due.push(...planned.value);
  }
  return (await forgetWaiting(event, turn.until)) ? ok(due) : contended();
}

/** Outside a test brand nobody is thanked for a test. */
const isOnlyTest = (event: Event, brand: Brand): boolean => event.test && !brand.test;

type Decision = { event: Event; existing: ReadonlySet<string>; now: Temporal.Instant };

/** `due` are the follow-ups that were written as queued. */
type Decided = { outcome: Outcome | { kind: 'no-brand' | 'test' }; due: FollowUp[] };

async function decide({ event, existing, now }: Decision): Promise<Decided> {
  const [brand, around, rules] = await Promise.all([
    loadBrand(event.brand),
    loadAround(event),
    liveRules(event.brand),
  ]);
  if (!brand) return { outcome: { kind: 'no-brand' }, due: [] };
  if (isOnlyTest(event, brand)) return { outcome: { kind: 'test' }, due: [] };
  if (isErased(around.event, around)) return { outcome: { kind: 'known' }, due: [] };
  if (around.contactId === undefined) return { outcome: await keepWaiting(around), due: [] };
  const planned = plan({ brand, existing, now, rules, ...around, contactId: around.contactId });
  const saved = await save(planned, now);
  return saved.outcome.kind === 'known' ? { ...saved, due: leftBehind(around) } : saved;
}

/**
 * The event comes again: whoever planned it may have died before the send queue heard of it. A key too many does no harm,
 * and waiting for the lease would make the thank-you minutes late.
 */
const leftBehind = ({ event, open }: Around): FollowUp[] =>
  open.filter(({ state, subject }) => state === 'queued' && subject === subjectRef(event));

/** In the row of what it is about, or of the customer number that it names. */
async function keepWaiting({ event, subject, customer }: Around): Promise<Outcome> {
  // No later order looks for it there, and what nobody looks for must not lie about.
  if (event.kind === 'review' && event.facts.order !== undefined) return { kind: 'nobody' };
  const of = customerOf(event);
  const [row, fresh] = hasRow(event.subject)
    ? [subject, newSubject(event)]
    : [customer, of && newSubject(event, of.id)];
  const before = row ?? fresh;
  if (!before) return { kind: 'nobody' };
  const after = withWaiting(before, event);
  return after === before ? { kind: 'known' } : saveRow(after);
}

/**
 * Writes the decision; thanks that are due already are written as queued, for the send queue. Marketing waits for
 * `dispatch`, a minute at most: past its pace it would use up what the day keeps for thanks, and stand before them.
 */
async function save(decided: Plan, now: Temporal.Instant): Promise<Decided> {
  const isDue = ({ state, purpose, dueAt }: FollowUp): boolean =>
    state === 'planned' && purpose === 'transactional' && Date.parse(dueAt) <= now.epochMilliseconds;
  const created = decided.created.map((followUp) => (isDue(followUp) ? queued(followUp, now) : followUp));
  // Before anything stands there, so that the calendar cannot miss it.
  const zones = decided.dates.map(({ zone }) => zone);
  await noteArrivals(decided.contact.brand, zones, now);
  const outcome = await savePlan({ ...decided, created });
  return { outcome, due: outcome.kind === 'saved' ? created.filter(({ state }) => state === 'queued') : [] };
}
