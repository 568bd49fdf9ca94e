import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { ok } from '../../shared/contract/result.ts';
import { answer, answerId } from '../../shared/contract/survey.ts';
import { dayOf } from '../../shared/domain/survey/answer.ts';
import { countAnswers, listAnswers } from '../../shared/store/answers.ts';
import { removeAnswer } from '../../shared/work/remove-answer.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import { cursorOf, notOfThisList, pageOf, paging } from './page.ts';
import type { Resource } from './resource.ts';

const line = answer.omit({ brand: true });

/** `GET …/answers`: what people answered to the brand's question, and nothing of who they are. */
export const answers: Resource = {
  path: 'answers',
  operations: {
    GET: operation({
      role: 'viewer',
      summary:
        'Lists the answers to the question of the brand, the newest day first and within a day in no order; those of today (UTC) are only counted until it is over.',
      query: paging,
      answer: pageOf(line).extend({
        /** On the first page: how many came today. Listed at once, they could be matched with who answers just then. */
        ofToday: z.number().int().optional(),
      }),
      refusals: ['not-found'],
      example: { query: { limit: 20 } },
      run: async (call) => {
        const { limit, cursor } = call.query;
        if (cursor !== undefined && !answerId.safeParse(cursor).success) return notOfThisList();
        const found = await findBrand(call);
        if (!found.ok) return found;
        const { brand } = call;
        const now = Temporal.Now.instant();
        const today = dayOf(now);
        const asked = { brand, today, limit, cursor, now: Math.floor(now.epochMilliseconds / 1000) };
        const [{ items, cursor: next }, ofToday] = await Promise.all([
          listAnswers(asked),
          cursor === undefined ? countAnswers(brand, today) : undefined,
        ]);
        const shown = items.map(({ brand: _brand, ...item }) => item);
        return ok({ items: shown, ...(ofToday !== undefined && { ofToday }), ...cursorOf(next) });
      },
    }),
  },
};

/** `DELETE …/answers/{answer}`: what it said is gone at once, and stands in no audit. */
export const oneAnswer: Resource = {
  path: 'answers/{answer}',
  operations: {
    DELETE: operation({
      role: 'editor',
      summary: 'Removes an answer for good; the audit says that, by whom and why, and not what it was.',
      body: z.strictObject({ dryRun: z.boolean().optional(), why: whyOf }),
      answer: z.object({ id: z.string(), removed: z.boolean() }),
      refusals: ['not-found', 'conflict'],
      example: { body: { why: 'It names a colleague', dryRun: true } },
      run: async (call) => {
        const { brand, by, parameters, body } = call;
        const id = parameters['answer'] ?? '';
        const { dryRun, why } = body;
        const done = await removeAnswer({ brand, id, dryRun, deed: deedOf(call, why) });
        if (!done.ok) return done;
        if (!dryRun) log.info('answer removed', { brand, by });
        return ok({ id, removed: !dryRun });
      },
    }),
  },
};
