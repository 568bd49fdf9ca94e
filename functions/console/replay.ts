import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Brand } from '../../shared/contract/brand.ts';
import { ruleDraft } from '../../shared/contract/draft.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import type { RuleSet } from '../../shared/domain/rules/rule-set.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { REHEARSAL_SHARDS } from '../../shared/store/table.ts';
import { addPart, emptyPart, replayShard } from '../../shared/work/rehearse/replay.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';
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

const count = z.number().int();

/** The parts of all answers are added up by whoever asks. */
const part = z.object({
  done: z.boolean(),
  cursor: count.optional(),
  /** From 0 to 1. */
  progress: z.number(),
  events: count,
  people: count,
  /** By rule: what would have been sent, what was, and what is more or less. */
  rules: z.record(z.string(), z.object({ rehearsed: count, real: count, more: count, less: count })),
  /** Mails that would have gone out, by day (UTC). */
  days: z.record(z.string(), count),
  /** A few that differ, to be looked at: ids of follow-ups. */
  more: z.array(z.string()),
  less: z.array(z.string()),
});

/** Milliseconds; a shard that has begun is finished within the time of the function. */
const SLICE = 8000;

/**
 * `POST …/replay`: the recorded events of the last days once more, under the live rules or others: what would have been
 * sent, and how that differs from what was. Nothing is written. Each answer holds a part of the people; whoever asks
 * goes on with the `cursor` until it is `done` and adds the parts up.
 */
export const replay: Resource = {
  path: 'replay',
  operations: {
    POST: operation({
      role: 'viewer',
      summary: 'Lets recorded events happen once more under these or other rules; nothing is written.',
      body: wish.prefault({}),
      answer: part,
      refusals: ['not-found'],
      example: { body: { days: 30 } },
      run: async ({ brand: brandId, body }) => {
        const brand = await loadBrand(brandId);
        if (!brand) return fail('not-found', 'There is no such brand.');
        const rules = await rulesToTry(brandId, body.rules);
        return rules.ok ? ok(await replayFrom({ ...body, brand, rules: rules.value })) : rules;
      },
    }),
  },
};

type Asked = { brand: Brand; rules: RuleSet; days: number; cursor?: number | undefined };

async function replayFrom({ brand, rules, days, cursor = 0 }: Asked): Promise<z.output<typeof part>> {
  const until = performance.now() + SLICE;
  const now = Temporal.Now.instant();
  let sum = emptyPart();
  let shard = cursor;
  do {
    sum = addPart(sum, await replayShard({ brand, rules, days, shard, now }));
    shard += 1;
  } while (shard < REHEARSAL_SHARDS && performance.now() < until);
  const done = shard === REHEARSAL_SHARDS;
  return { done, ...(!done && { cursor: shard }), progress: shard / REHEARSAL_SHARDS, ...sum };
}
