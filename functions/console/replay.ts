import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { PRICE } from '../../shared/domain/ledger/price.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { REHEARSAL_SHARDS } from '../../shared/store/table.ts';
import { addPart, emptyPart } from '../../shared/work/rehearse/replay-part.ts';
import { replayShard } from '../../shared/work/rehearse/replay.ts';
import { loadTrial, trialWish } from '../../shared/work/rehearse/trial.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { findBrand } from './find-brand.ts';
import type { Call, Resource } from './resource.ts';
import { MOST_FILES } from './try.ts';

const wish = z.strictObject({
  /** How far back: events that we heard of in the last so many days. */
  days: z.number().int().min(1).max(400).default(30),
  ...trialWish,
  /** Of the last answer, to go on from there. */
  cursor: z
    .number()
    .int()
    .min(0)
    .max(REHEARSAL_SHARDS - 1)
    .optional(),
});

/** Milliseconds; a shard that has begun is finished within the time of the function. */
const SLICE = 8000;

/**
 * `POST …/replay`: the recorded events of the last days once more, under the live rules or with drafts over them: what
 * would have been sent, and how that differs from what was. Nothing is written. Each answer holds a part of the people;
 * whoever asks goes on with the `cursor` until it is `done` and adds the parts up.
 */
export const replay: Resource = {
  path: 'replay',
  operations: { POST: { role: 'viewer', most: MOST_FILES, run } },
};

async function run(call: Call): Promise<Result<object, HttpFailure>> {
  const asked = wish.safeParse(call.body ?? {});
  if (!asked.success) return fail('invalid', z.prettifyError(asked.error));
  const found = await findBrand(call);
  if (!found.ok) return found;
  const trial = await loadTrial(call.brand, asked.data);
  if (!trial.ok) return trial;
  const { days, cursor = 0 } = asked.data;
  const [brand, rules] = [found.value, compileRules(trial.value.rules)];
  const until = performance.now() + SLICE;
  const now = Temporal.Now.instant();
  let part = emptyPart();
  let shard = cursor;
  do {
    part = addPart(part, await replayShard({ brand, rules, days, shard, now }));
    shard += 1;
  } while (shard < REHEARSAL_SHARDS && performance.now() < until);
  const done = shard === REHEARSAL_SHARDS;
  const rest = { progress: shard / REHEARSAL_SHARDS, timezone: brand.timezone, price: PRICE };
  return ok({ done, ...(!done && { cursor: shard }), ...rest, ...part });
}
