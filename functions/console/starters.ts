import * as z from 'zod';
import { ruleDraft, templateDraft } from '../../shared/contract/draft.ts';
import { ruleKind } from '../../shared/contract/event.ts';
import { id } from '../../shared/contract/primitives.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { didYouMean } from '../../shared/domain/rules/nearest.ts';
import { LANGUAGES, type Starter } from '../../shared/starters/lib/starter.ts';
import { STARTERS, findStarter, ruleOf, templateOf } from '../../shared/starters/registry.ts';
import { previewStarter } from '../../shared/work/starters/preview.ts';
import { takenNames, useStarter } from '../../shared/work/starters/use.ts';
import { log } from '../middleware/logger.ts';
import { now, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const starterLine = z.object({
  id,
  title: z.string(),
  /** Whom it is for, what happens, and why it works. */
  story: z.string(),
  on: ruleKind,
  /** What has to exist for it to fire. */
  needs: z.string().optional(),
  languages: z.array(z.string()),
  /** Whether the brand has a rule or a template of that name: edited, live or retired. */
  taken: z.boolean(),
});
const starterList = z.object({ items: z.array(starterLine) });

const webhook = z.object({
  type: ruleKind,
  timestamp: z.string(),
  data: z.record(z.string(), z.unknown()),
});
const shownStarter = starterLine.extend({
  rule: ruleDraft,
  template: templateDraft,
  /** The mail of the example in every language, as its reader would get it from this brand. */
  mails: z.array(z.object({ language: z.string(), subject: z.string(), text: z.string() })),
  /** Our own webhooks: after those of `before` this one sends the mail, at that time. */
  example: z.object({ before: z.array(webhook), fires: webhook, sentAt: z.string() }),
});

const wish = z.strictObject({
  /** Another name for the rule and its template. */
  as: id.optional(),
  why: whyOf.optional(),
  dryRun: z.boolean().optional(),
});
const usedStarter = z.object({
  rule: id,
  template: id,
  /** Not by a dry run. */
  saved: z.boolean(),
  problems: z.array(z.string()),
  /** Worth knowing, and in nobody's way: a day that the brand does not have. */
  notices: z.array(z.string()),
});

const lineOf = (of: Starter, taken: ReadonlySet<string>): z.output<typeof starterLine> => ({
  id: of.id,
  title: of.title,
  story: of.story,
  on: of.rule.on,
  ...(of.needs !== undefined && { needs: of.needs }),
  languages: [...LANGUAGES],
  taken: taken.has(of.id),
});

function noSuch(asked: string) {
  const ids = STARTERS.map((one) => one.id);
  const meant = didYouMean(asked, ids) || ` There are: ${ids.join(', ')}.`;
  return fail('not-found', `There is no such starter "${asked}".${meant}`);
}

/** `GET …/starters`: the rules that are ready to be used. */
export const starters: Resource = {
  path: 'starters',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Lists the rules that are ready to be used, and which of them the brand has.',
      answer: starterList,
      refusals: ['not-found'],
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        const taken = await takenNames(call.brand);
        return ok({ items: STARTERS.map((one) => lineOf(one, taken)) });
      },
    }),
  },
};

/** `GET …/starters/{starter}`: one of them, with its rule, its mail and an example. */
export const starter: Resource = {
  path: 'starters/{starter}',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Shows a rule that is ready to be used, with its mail in every language and an example.',
      answer: shownStarter,
      refusals: ['not-found'],
      example: { parameters: { starter: 'birthday' } },
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        const { starter: asked = '' } = call.parameters;
        const one = findStarter(asked);
        if (!one) return noSuch(asked);
        const { before = [], fires, sentAt } = one.example;
        return ok({
          ...lineOf(one, await takenNames(call.brand)),
          rule: ruleDraft.parse(ruleOf(one)),
          template: templateOf(one),
          mails: previewStarter(one, found.value),
          example: { before: [...before], fires, sentAt },
        });
      },
    }),
  },
};

/** `POST …/starters/{starter}/use`: its rule and its template as drafts of the brand, to be edited and published. */
export const starterUse: Resource = {
  path: 'starters/{starter}/use',
  operations: {
    POST: operation({
      role: 'editor',
      summary: 'Saves a rule that is ready to be used, and its template, as drafts of the brand.',
      body: wish.optional(),
      answer: usedStarter,
      refusals: ['not-found', 'conflict'],
      example: {
        parameters: { starter: 'employee-birthday' },
        body: { why: 'The birthdays of the staff are imported by now' },
      },
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        const { brand, by, body } = call;
        const { starter: asked = '' } = call.parameters;
        const one = findStarter(asked);
        if (!one) return noSuch(asked);
        const done = await useStarter({ ...body, brand, starter: one, by, at: now() });
        if (done.ok && done.value.saved) log.info('starter used', { brand, rule: done.value.rule, by });
        return done;
      },
    }),
  },
};
