import * as z from 'zod';
import { ruleDraft, templateDraft } from '../../shared/contract/draft.ts';
import { ruleKind } from '../../shared/contract/event.ts';
import { id } from '../../shared/contract/primitives.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { LANGUAGES, type Starter } from '../../shared/starters/lib/starter.ts';
import { STARTERS, findStarter, ruleOf, templateOf } from '../../shared/starters/registry.ts';
import { previewStarter } from '../../shared/work/starters/preview.ts';
import { takenNames, useStarter } from '../../shared/work/starters/use.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { log } from '../middleware/logger.ts';
import { now, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import type { Call, Resource } from './resource.ts';

const line = z.object({
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
const listed = z.object({ items: z.array(line) });

const webhook = z.object({
  type: ruleKind,
  timestamp: z.string(),
  data: z.record(z.string(), z.unknown()),
});
const shown = line.extend({
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
const used = z.object({
  rule: id,
  template: id,
  /** Not by a dry run. */
  saved: z.boolean(),
  problems: z.array(z.string()),
});

/** `GET …/starters`: the rules that are ready to be used. */
export const starters: Resource = {
  path: 'starters',
  operations: { GET: { role: 'viewer', run: list } },
};

/** `GET …/starters/{starter}`: one of them, with its rule, its mail and an example. */
export const starter: Resource = {
  path: 'starters/{starter}',
  operations: { GET: { role: 'viewer', run: showOne } },
};

/** `POST …/starters/{starter}/use`: its rule and its template as drafts of the brand, to be edited and published. */
export const starterUse: Resource = {
  path: 'starters/{starter}/use',
  operations: { POST: { role: 'editor', run: use } },
};

async function list(call: Call): Promise<Result<z.input<typeof listed>, HttpFailure>> {
  const found = await findBrand(call);
  if (!found.ok) return found;
  const taken = await takenNames(call.brand);
  return ok({ items: STARTERS.map((one) => lineOf(one, taken.has(one.id))) });
}

const lineOf = (of: Starter, taken: boolean): z.input<typeof line> => ({
  id: of.id,
  title: of.title,
  story: of.story,
  on: of.rule.on,
  ...(of.needs !== undefined && { needs: of.needs }),
  languages: [...LANGUAGES],
  taken,
});

async function showOne(call: Call): Promise<Result<z.input<typeof shown>, HttpFailure>> {
  const found = await findBrand(call);
  if (!found.ok) return found;
  const one = findStarter(call.parameters['starter'] ?? '');
  if (!one) return noSuch();
  const { before = [], fires, sentAt } = one.example;
  return ok({
    ...lineOf(one, (await takenNames(call.brand)).has(one.id)),
    rule: ruleOf(one),
    template: templateOf(one),
    mails: previewStarter(one, found.value),
    example: { before: [...before], fires, sentAt },
  });
}

const noSuch = () =>
  fail('not-found', `There is no such starter. There are: ${STARTERS.map((each) => each.id).join(', ')}.`);

async function use(call: Call): Promise<Result<z.input<typeof used>, HttpFailure>> {
  const asked = wish.safeParse(call.body ?? {});
  if (!asked.success) return fail('invalid', z.prettifyError(asked.error));
  const found = await findBrand(call);
  if (!found.ok) return found;
  const { brand, by } = call;
  const one = findStarter(call.parameters['starter'] ?? '');
  if (!one) return noSuch();
  const done = await useStarter({ ...asked.data, brand, starter: one, by, at: now() });
  if (done.ok && done.value.saved)
    log.info('starter used', { brand, starter: one.id, rule: done.value.rule, by });
  return done;
}
