import * as z from 'zod';
import type { Brand } from '../../shared/contract/brand.ts';
import { type Failure, type Result, fail, ok } from '../../shared/contract/result.ts';
import { type Survey, keepDays, question, survey, wording } from '../../shared/contract/survey.ts';
import { USUAL_DAYS } from '../../shared/domain/survey/answer.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { changeSettings } from '../../shared/work/life/settings.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { operation } from './operation.ts';
import type { Call, Resource } from './resource.ts';

const figure = z.number().int();
const answer = z.object({
  /** The question as each language words it; none while the brand asks nothing. */
  items: z.array(wording),
  /** For so many days answers are kept from now on. */
  keepDays: figure,
  revision: figure,
});
const change = { dryRun: z.boolean().optional(), why: whyOf };

/** `…/settings/question`: what the brand asks people by the link to its survey, and how long their answers are kept. */
export const questionSettings: Resource = {
  path: 'settings/question',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Shows the question that the survey asks, by language, and for how long answers are kept.',
      answer,
      refusals: ['not-found'],
      run: async ({ brand }) => {
        const found = await readBrand(brand);
        return found ? ok(shown(found)) : fail('not-found', 'There is no such brand.');
      },
    }),
    PATCH: operation({
      role: 'admin',
      summary: 'Sets for how many days answers are kept that come from now on; null is as usual, a year.',
      body: z.strictObject({ keepDays: keepDays.nullable(), ...change }),
      answer,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: { body: { keepDays: 90, dryRun: true, why: 'We read them every month' } },
      run: (call) =>
        edit(call, call.body, ({ question: asked }) =>
          ok({ question: asked, ...(call.body.keepDays !== null && { keepDays: call.body.keepDays }) }),
        ),
    }),
  },
};

/** `…/settings/question/{wording}`: its wording in one language, set or taken away. */
export const questionWording: Resource = {
  path: 'settings/question/{wording}',
  operations: {
    PUT: operation({
      role: 'admin',
      summary: 'Words the question in a language; who reads none of them is asked in that of the brand.',
      body: z.strictObject({ text: question, ...change }),
      answer,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: {
        parameters: { wording: 'en' },
        body: { text: 'What is your biggest struggle with coffee?', why: 'So we know what to write about' },
      },
      run: (call) => edit(call, call.body, (before) => worded(before, languageIn(call), call.body.text)),
    }),
    DELETE: operation({
      role: 'admin',
      summary: 'Takes the wording in a language away; without any, the link in mails leads to no question.',
      body: z.strictObject(change),
      answer,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: { parameters: { wording: 'en' }, body: { dryRun: true, why: 'We have asked enough' } },
      run: (call) => edit(call, call.body, (before) => without(before, languageIn(call))),
    }),
  },
};

const languageIn = ({ parameters }: Call): string => parameters['wording'] ?? '';

type Edited = Result<Survey, Failure<'invalid' | 'not-found'>>;

function worded(before: Survey, language: string, text: string): Edited {
  const others = before.question.filter((one) => one.language !== language);
  const all = [...others, { language, text }].toSorted((a, b) => (a.language < b.language ? -1 : 1));
  const made = survey.safeParse({ ...before, question: all });
  if (made.success) return ok(made.data);
  return fail(
    'invalid',
    `"${language}" cannot be set: ${made.error.issues[0]?.message ?? 'it is no language'}.`,
  );
}

function without(before: Survey, language: string): Edited {
  const left = before.question.filter((one) => one.language !== language);
  if (left.length < before.question.length) return ok({ ...before, question: left });
  const known = before.question.map((one) => one.language).join(', ');
  return fail('not-found', `The question is not worded in "${language}"; it is in: ${known || 'none'}.`);
}

async function edit(
  call: Call,
  { why, dryRun }: { why: string; dryRun?: boolean | undefined },
  make: (before: Survey) => Edited,
) {
  const { brand, by } = call;
  const seen = await readBrand(brand);
  if (!seen) return fail('not-found', 'There is no such brand.');
  const made = make(seen.survey ?? { question: [] });
  if (!made.ok) return made;
  const isNone = made.value.question.length === 0 && made.value.keepDays === undefined;
  const { revision = seen.revision ?? 0 } = call;
  const settings = { survey: isNone ? undefined : made.value };
  const changed = await changeSettings({ brand, revision, settings, deed: deedOf(call, why), dryRun });
  if (!changed.ok) return changed;
  if (!dryRun) log.info('question changed', { brand, by });
  return ok(shown(changed.value));
}

const shown = ({ survey: of, revision = 0 }: Brand): z.output<typeof answer> => ({
  items: of?.question ?? [],
  keepDays: of?.keepDays ?? USUAL_DAYS,
  revision,
});
