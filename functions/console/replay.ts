import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { MOST_FILE_BYTES } from '../../shared/contract/files.ts';
import { ok } from '../../shared/contract/result.ts';
import { PRICE } from '../../shared/domain/ledger/price.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { replayPart } from '../../shared/work/rehearse/replay-part.ts';
import {
  type ReplayCursor,
  type ReplayWish,
  progressOf,
  replayCursor,
  replaySlice,
} from '../../shared/work/rehearse/replay.ts';
import { loadTrial, trialWish } from '../../shared/work/rehearse/trial.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const wish = z.strictObject({
  /** How far back: events that we heard of in the last so many days. */
  days: z.number().int().min(1).max(400).default(30),
  ...trialWish,
  /**
   * Of the last answer, to go on from there. The people are cut into four shards, one after the other; who is in a hurry
   * begins with each, `{"shard": 0}` to `{"shard": 3}`, side by side, and goes on while the cursor stays in the shard.
   */
  cursor: replayCursor.optional(),
});

/** US dollars for a thousand mails, at SES and for the rest of AWS. */
export const price = z.object({ ses: z.number(), rest: z.number() });

/** The parts of all answers are added up by whoever asks. */
const part = replayPart.extend({
  done: z.boolean(),
  cursor: replayCursor.optional(),
  /** From 0 to 1. */
  progress: z.number(),
  /** Of the brand, in which days are counted. */
  timezone: z.string(),
  price,
  /** What would keep the drafts or files from being published; mails that could so not be written are not counted. */
  problems: z.array(z.string()),
});

/** Milliseconds for reading and living through. When they are over, the people of one more portion are lived through at most. */
const SLICE = 16_000;

/**
 * `POST …/replay`: the recorded events of the last days once more, under the live rules or with drafts over them: what
 * would have been sent, and how that differs from what was. Nothing is written. Each answer holds a part of the people;
 * whoever asks goes on with the `cursor` until it is `done` and adds the parts up.
 */
export const replay: Resource = {
  path: 'replay',
  operations: {
    POST: operation({
      role: 'viewer',
      summary: 'Lets recorded events happen once more, as it is live or with drafts; nothing is written.',
      body: wish.prefault({}),
      most: MOST_FILE_BYTES,
      answer: part,
      refusals: ['not-found'],
      example: { body: { days: 30 } },
      run: async (call) => {
        const until = performance.now() + SLICE;
        const brand = await findBrand(call);
        if (!brand.ok) return brand;
        const trial = await loadTrial(call.brand, call.body);
        if (!trial.ok) return trial;
        const { unfit, problems } = trial.value;
        const rules = compileRules(trial.value.rules);
        const asked = { ...call.body, brand: brand.value, rules, unfit, until };
        return ok({ ...(await replayFrom(asked)), problems });
      },
    }),
  },
};

type Asked = Pick<ReplayWish, 'brand' | 'rules' | 'unfit' | 'days'> & {
  cursor?: ReplayCursor | undefined;
  /** Thousands of rules take a part of the time to be read, too. */
  until: number;
};

async function replayFrom({
  cursor: from = { shard: 0 },
  until,
  ...asked
}: Asked): Promise<Omit<z.output<typeof part>, 'problems'>> {
  const hasTime = (): boolean => performance.now() < until;
  const slice = await replaySlice({ ...asked, now: Temporal.Now.instant(), hasTime }, from);
  const { timezone } = asked.brand;
  const rest = { progress: slice.cursor ? progressOf(slice.cursor) : 1, timezone, price: PRICE };
  return { done: !slice.cursor, ...(slice.cursor && { cursor: slice.cursor }), ...rest, ...slice.part };
}
