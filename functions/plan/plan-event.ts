import type { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Event } from '../../shared/contract/event.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { isErased } from '../../shared/domain/people/erasure.ts';
import { plan, type Plan } from '../../shared/domain/ledger/plan.ts';
import { newSubject, withWaiting } from '../../shared/domain/ledger/subjects.ts';
import { queued } from '../../shared/domain/ledger/transitions.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { type Outcome, savePlan, saveWaiting } from '../../shared/store/planning.ts';
import { anew } from '../middleware/anew.ts';
import type { Turn } from '../middleware/batch.ts';
import { log } from '../middleware/logger.ts';
import { loadAround, type Around } from './load-around.ts';
import { liveRules } from './live-rules.ts';

/** Decides what an event changes and writes it, once. Answers with the follow-ups that are due already. */
export async function planEvent(event: Event, { now, until }: Turn): Promise<Result<FollowUp[]>> {
  const brand = await loadBrand(event.brand);
  if (!brand) return fail('unknown-brand', 'No such brand.', { retryable: true });
  const fields = { event: event.id, brand: event.brand, kind: event.kind };
  if (event.test && !brand.test) {
    log.info('test event left alone', fields);
    return ok([]);
  }
  const existing = new Set<string>();
  const decided = await anew(async () => {
    const { outcome, due } = await decide({ event, brand, existing, now });
    if (outcome.kind !== 'again') return { kind: outcome.kind, due };
    for (const id of outcome.existing) existing.add(id);
    return undefined;
  }, until);
  if (!decided) return fail('contended', 'Others kept changing the same person.', { retryable: true });
  log.info(decided.kind === 'known' ? 'event known already' : 'event planned', fields);
  return ok(decided.due);
}

type Decision = { event: Event; brand: Brand; existing: ReadonlySet<string>; now: Temporal.Instant };

/** `due` are the follow-ups that were written as queued. */
type Decided = { outcome: Outcome; due: FollowUp[] };

async function decide(decision: Decision): Promise<Decided> {
  const { event, brand, existing, now } = decision;
  const around = await loadAround(event);
  if (isErased(event, around)) return { outcome: { kind: 'known' }, due: [] };
  if (around.contactId === undefined) return { outcome: await keepWaiting(event, around), due: [] };
  const rules = await liveRules(event.brand);
  const planned = plan({ event, brand, existing, now, rules, ...around, contactId: around.contactId });
  return save(planned, now);
}

async function keepWaiting(event: Event, around: Around): Promise<Outcome> {
  const subject = around.subject ?? newSubject(event);
  const after = withWaiting(subject, event);
  return after === subject ? { kind: 'known' } : saveWaiting(after);
}

/** Writes the decision; what is due already is written as queued, for the send queue. */
async function save(decided: Plan, now: Temporal.Instant): Promise<Decided> {
  const isDue = (followUp: FollowUp): boolean =>
    followUp.state === 'planned' && Date.parse(followUp.dueAt) <= now.epochMilliseconds;
  const created = decided.created.map((followUp) => (isDue(followUp) ? queued(followUp, now) : followUp));
  const outcome = await savePlan({ ...decided, created });
  return { outcome, due: outcome.kind === 'saved' ? created.filter(({ state }) => state === 'queued') : [] };
}
