import { setTimeout as wait } from 'node:timers/promises';
import type { Temporal } from 'temporal-polyfill';
import { queueFollowUps } from '../../shared/clients/queue.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Event } from '../../shared/contract/event.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { plan, type Plan } from '../../shared/domain/ledger/plan.ts';
import { newSubject, withWaiting } from '../../shared/domain/ledger/subjects.ts';
import { queued } from '../../shared/domain/ledger/transitions.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { type Outcome, savePlan, saveWaiting } from '../../shared/store/planning.ts';
import { log } from '../middleware/logger.ts';
import { loadAround, type Around } from './load-around.ts';
import { liveRules } from './live-rules.ts';

/** How often a decision is made anew when something moved meanwhile, and the first pause between in milliseconds. */
const ATTEMPTS = 8;
const FIRST_PAUSE = 15;

/** Decides what an event changes and writes it, once. */
export async function planEvent(event: Event, now: Temporal.Instant): Promise<Result<void>> {
  const brand = await loadBrand(event.brand);
  if (!brand) return fail('unknown-brand', 'No such brand.', { retryable: true });
  const fields = { event: event.id, brand: event.brand, kind: event.kind };
  if (event.test && !brand.test) {
    log.info('test event left alone', fields);
    return ok(undefined);
  }
  const existing = new Set<string>();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await wait(FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + Math.random()));
    const outcome = await decide({ event, brand, existing, now });
    if (outcome.kind !== 'again') {
      log.info(outcome.kind === 'known' ? 'event known already' : 'event planned', fields);
      return ok(undefined);
    }
    for (const id of outcome.existing) existing.add(id);
  }
  return fail('contended', 'Others kept changing the same person.', { retryable: true });
}

type Decision = { event: Event; brand: Brand; existing: ReadonlySet<string>; now: Temporal.Instant };

async function decide(decision: Decision): Promise<Outcome> {
  const { event, brand, existing, now } = decision;
  const around = await loadAround(event);
  if (around.contactId === undefined) return keepWaiting(event, around);
  const rules = await liveRules(event.brand);
  const planned = plan({ event, brand, existing, now, rules, ...around, contactId: around.contactId });
  return save(planned, now);
}

async function keepWaiting(event: Event, around: Around): Promise<Outcome> {
  const subject = around.subject ?? newSubject(event);
  const after = withWaiting(subject, event);
  return after === subject ? { kind: 'known' } : saveWaiting(after);
}

/** Writes the decision; what is due already is written as queued and put on the queue, to leave within moments. */
async function save(decided: Plan, now: Temporal.Instant): Promise<Outcome> {
  const isDue = (followUp: FollowUp): boolean =>
    followUp.state === 'planned' && Date.parse(followUp.dueAt) <= now.epochMilliseconds;
  const created = decided.created.map((followUp) => (isDue(followUp) ? queued(followUp, now) : followUp));
  const outcome = await savePlan({ ...decided, created });
  if (outcome.kind === 'saved') await accelerate(created.filter(({ state }) => state === 'queued'));
  return outcome;
}

/** An accelerator only: when it fails, the lease in the ledger brings the follow-up back. */
async function accelerate(followUps: FollowUp[]): Promise<void> {
  if (followUps.length === 0) return;
  try {
    const { failed } = await queueFollowUps(followUps);
    if (failed > 0) log.warn('follow-ups not queued at once', { failed });
  } catch (error) {
    log.error('follow-ups not queued at once', error, { count: followUps.length });
  }
}
