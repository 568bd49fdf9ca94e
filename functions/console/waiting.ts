import * as z from 'zod';
import type { FollowUpKey } from '../../shared/contract/follow-up.ts';
import type { Difference } from '../../shared/contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../shared/contract/result.ts';
import { putAudit } from '../../shared/store/audit.ts';
import { saveAct } from '../../shared/store/claims.ts';
import { batches } from '../../shared/store/follow-up-lists.ts';
import { write } from '../../shared/store/requests.ts';
import { duePartitions } from '../../shared/store/indexes.ts';
import { parseFollowUpKey } from '../../shared/store/table.ts';
import { type Places, places } from '../../shared/store/walk.ts';
import { record } from '../../shared/work/life/flip.ts';
import { type Wish, decide, ruleNow } from '../../shared/work/life/waiting.ts';
import { anew } from '../middleware/anew.ts';
import { inParallel } from '../middleware/in-parallel.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import { MOST_CURSOR, packCursor, unpackCursor } from './page.ts';
import type { Call, Resource } from './resource.ts';
import { type Tally, addTo, emptyTally, numbersOf, tally } from './waiting-tally.ts';

const wished = z.strictObject({
  do: z.enum(['cancel', 'renew']),
  why: whyOf,
  dryRun: z.boolean().optional(),
  /** Of a dry run: as if the draft, or that version, were live. */
  by: z.union([z.literal('draft'), z.int().positive()]).optional(),
  /** Of the last answer, to go on from there. */
  cursor: z.string().min(1).max(MOST_CURSOR).optional(),
});

const answer = tally.extend({ done: z.boolean(), cursor: z.string().optional() });

/**
 * `POST …/rules/{rule}/waiting`: what is to become of the follow-ups that wait by other versions of a rule than the live
 * one: `cancel`, or `renew`, which decides anew about the same events. Each answer holds a part; whoever asks goes on
 * with the `cursor` until it is `done`, and adds the numbers up. What was done is not done twice.
 */
export const waiting: Resource = {
  path: 'rules/{rule}/waiting',
  operations: {
    POST: operation({
      role: 'approver',
      summary:
        'Cancels what waits by older versions of a rule, or plans it anew by the live one, a part at a time.',
      body: wished,
      answer,
      refusals: ['not-found', 'conflict'],
      example: { body: { do: 'renew', why: 'The new wait counts for everybody', dryRun: true } },
      run: async (call) => {
        const { cursor, by, dryRun = false } = call.body;
        if (by !== undefined && !dryRun)
          return fail('invalid', '"by" is for a dry run: publish first, then do it.');
        const from = unpackCursor(cursor, places);
        if (!from.ok) return from;
        const doing = await prepare(call);
        if (!doing.ok) return doing;
        const { id, wish } = doing.value;
        if (!dryRun && !from.value) await note(call, doing.value, [{ at: 'waiting', after: wish.do }]);
        const part = await slice(doing.value, from.value);
        if (!dryRun) await note(call, doing.value, numbersOf(part));
        if (!dryRun) log.info('waiting changed', { brand: call.brand, rule: id, do: wish.do, by: call.by });
        return ok(part);
      },
    }),
  },
};

/** Milliseconds; what has begun is finished within the time of the function. */
const SLICE = 8000;
const PATIENCE = 3000;
/** People at a time; those of one person would only get into each other's way. */
const WIDTH = 12;

async function prepare(
  call: Call<unknown, z.output<typeof wished>>,
): Promise<Result<Doing, Failure<'not-found' | 'conflict'>>> {
  const { by, dryRun = false, why, do: what } = call.body;
  const brand = await findBrand(call);
  if (!brand.ok) return brand;
  const id = call.parameters['rule'] ?? '';
  const rule = await ruleNow(call.brand, id, by);
  if (!rule.ok) return rule;
  if (!rule.value && what === 'renew')
    return fail('conflict', `The rule "${id}" is retired: what waits by it can only be cancelled.`);
  return ok({ id, dryRun, wish: { brand: brand.value, do: what, rule: rule.value, why } });
}

type Doing = { id: string; dryRun: boolean; wish: Wish };

/** A line before the first of them is touched, and one with what came of each part; each follow-up says why in its trace. */
async function note(call: Call, { id, wish }: Doing, difference: Difference[]): Promise<void> {
  if (difference.length === 0) return;
  const to = wish.rule && { to: wish.rule.version };
  const changes = [{ kind: 'rule' as const, id, ...to, difference }];
  await write([putAudit(record(call.brand, deedOf(call, wish.why), { act: 'waiting', changes }))]);
}

async function slice(doing: Doing, from: Places | undefined): Promise<z.output<typeof answer>> {
  const until = performance.now() + SLICE;
  const brand = doing.wish.brand.id;
  let sum = emptyTally();
  for await (const { steps } of batches({ index: 'byDue', partitions: duePartitions(brand), from })) {
    const keys = steps.flatMap(({ key }) => parseFollowUpKey(key) ?? []);
    const people = Map.groupBy(
      keys.filter(({ rule }) => rule === doing.id),
      ({ contact }) => contact,
    );
    const parts = await inParallel([...people.values()], WIDTH, (theirs) => inTurn(theirs, doing));
    for (const part of parts.flat()) sum = addTo(sum, part);
    const last = steps.at(-1);
    if (last && performance.now() >= until) return { done: false, ...packCursor(last.places), ...sum };
  }
  return { done: true, ...sum };
}

async function inTurn(keys: readonly FollowUpKey[], doing: Doing): Promise<Tally[]> {
  const parts: Tally[] = [];
  for (const key of keys) parts.push(await one(key, doing));
  return parts;
}

/** Reads, decides and writes; whoever moved it meanwhile, a sender or a webhook, was right to, and it is looked at again. */
async function one(key: FollowUpKey, { wish, dryRun }: Doing): Promise<Tally> {
  const done = await anew(async () => {
    const decided = await decide(key, wish);
    const saved = !decided || dryRun || (await saveAct(decided.seen, decided, []));
    return saved ? { decided } : undefined;
  }, performance.now() + PATIENCE);
  return emptyTally(done ?? 'missed');
}
