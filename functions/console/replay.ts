import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { ruleDraft } from '../../shared/contract/draft.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { REHEARSAL_SHARDS } from '../../shared/store/table.ts';
import { addPart, emptyPart, replayShard } from '../../shared/work/rehearse/replay.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import type { Call, Resource } from './resource.ts';
import { rulesToTry } from './try.ts';

const wish = z.strictObject({
  /** How far back: events that we heard of in the last so many days. */
  days: z.number().int().min(1).max(400).default(30),
  /** Instead of the live ones. */
  rules: z.array(ruleDraft).max(1000).optional(),
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
 * `POST …/replay`: the recorded events of the last days once more, under the live rules or others: what would have been
 * sent, and how that differs from what was. Nothing is written. Each answer holds a part of the people; whoever asks
 * goes on with the `cursor` until it is `done` and adds the parts up.
 */
export const replay: Resource = { path: 'replay', operations: { POST: { role: 'viewer', run } } };

async function run({ brand: brandId, body }: Call): Promise<Result<object, HttpFailure>> {
  const asked = wish.safeParse(body ?? {});
  if (!asked.success) return fail('invalid', z.prettifyError(asked.error));
  const brand = await loadBrand(brandId);
  if (!brand) return fail('not-found', 'There is no such brand.');
  const rules = await rulesToTry(brandId, asked.data.rules);
  if (!rules.ok) return rules;
  const { days, cursor = 0 } = asked.data;
  const until = performance.now() + SLICE;
  const now = Temporal.Now.instant();
  let part = emptyPart();
  let shard = cursor;
  do {
    part = addPart(part, await replayShard({ brand, rules: rules.value, days, shard, now }));
    shard += 1;
  } while (shard < REHEARSAL_SHARDS && performance.now() < until);
  const done = shard === REHEARSAL_SHARDS;
  return ok({ done, ...(!done && { cursor: shard }), progress: shard / REHEARSAL_SHARDS, ...part });
}
