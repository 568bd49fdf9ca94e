import * as z from 'zod';
import type { Kind } from '../../shared/contract/life.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { didYouMean } from '../../shared/domain/rules/nearest.ts';
import { discardDraft, saveDraft } from '../../shared/work/life/draft.ts';
import { loadVersion } from '../../shared/work/life/load-version.ts';
import { listAll, show, withContent } from '../../shared/work/life/show.ts';
import { log } from '../middleware/logger.ts';
import { actsOf, placeOf } from './acts.ts';
import { now, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { discarded, listedLife, publishedVersion, savedDraft, shownLife } from './life-answers.ts';
import { operation } from './operation.ts';
import { cursorOf, cut, pageOf, paging } from './page.ts';
import type { Call, Operation, Resource } from './resource.ts';
/** A template in several languages; the table takes 400 kB. */
const MOST_TEMPLATE = 352 * 1024;

/** The addresses of rules and of templates: they live alike. */
function resourcesOf(kind: Kind): Resource[] {
  const path = `${kind}s/{${kind}}`;
  return [
    { path: `${kind}s`, operations: { GET: list(kind) } },
    { path, operations: { GET: showOne(kind), PUT: DRAFTS[kind], DELETE: discard(kind) } },
    { path: `${path}/versions/{version}`, operations: { GET: showVersion(kind) } },
    ...actsOf(kind, path),
  ];
}

const list = (kind: Kind): Operation =>
  operation({
    role: 'viewer',
    summary: `Lists every ${kind} of the brand by id, with its state; \`with=content\` with what each says, too.`,
    query: listing,
    answer: pageOf(listedLife),
    refusals: ['not-found'],
    example: { query: { limit: 100 } },
    run: async (call) => {
      const found = await findBrand(call);
      if (!found.ok) return found;
      const paused = new Set(found.value.pausedRules);
      const items = await listAll(call.brand, kind);
      const lines = items.map((item) => (kind === 'rule' ? { ...item, paused: paused.has(item.id) } : item));
      const page = cut(lines, call.query);
      if (!page.ok || call.query.with === undefined) return page;
      const whole = await withContent(call.brand, kind, page.value.items);
      // A page that would be larger than Lambda answers ends early.
      return whole.length < page.value.items.length
        ? ok({ items: whole, ...cursorOf(whole.at(-1)?.id) })
        : ok({ ...page.value, items: whole });
    },
  });

/** A folder of thousands is so compared in a few calls: each reads what there is, and not one for each file. */
const listing = paging.extend({
  limit: z.coerce.number().int().min(1).max(2000).default(100),
  with: z.literal('content').optional(),
});

const showOne = (kind: Kind): Operation =>
  operation({
    role: 'viewer',
    summary: `Shows a ${kind} as it is live and as it is edited, with its versions.`,
    answer: shownLife,
    refusals: ['not-found'],
    run: async (call) => {
      const place = placeOf(call, kind);
      const found = await show(place);
      if (found) return ok(found);
      const known = (await listAll(call.brand, kind)).map(({ id }) => id);
      return fail(
        'not-found',
        `There is no ${kind} "${place.id}" in this brand.${didYouMean(place.id, known)}`,
      );
    },
  });

const why = whyOf.optional();
const draftOf = (kind: Kind) =>
  ({
    role: 'editor',
    summary: `Keeps the draft of a ${kind}; what is wrong with its meaning is told, and kept from being published.`,
    answer: savedDraft,
    revision: 'optional',
    refusals: ['not-found', 'conflict'],
  }) as const;

/** `rule` or `template` is what is written; `text` the file that it stands in. */
const DRAFTS: Record<Kind, Operation> = {
  rule: operation({
    ...draftOf('rule'),
    body: z.strictObject({
      rule: z.record(z.string(), z.unknown()),
      text: z.string().max(60_000).optional(),
      why,
    }),
    example: {
      body: {
        rule: {
          name: 'Second order',
          on: 'purchase',
          if: { field: 'contact.orders', op: 'eq', value: 2 },
          purpose: 'transactional',
          template: 'thanks',
          within: 'P2D',
        },
      },
    },
    run: async (call) => save(call, 'rule', call.body),
  }),
  template: operation({
    ...draftOf('template'),
    most: MOST_TEMPLATE,
    body: z.strictObject({ template: z.record(z.string(), z.unknown()), why }),
    example: {
      body: {
        template: {
          languages: {
            en: {
              subject: 'Thank you, {{ contact.first_name | default: "friend" }}',
              mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>Thank you.</mj-text></mj-column></mj-section></mj-body></mjml>',
              text: 'Thank you.',
            },
          },
        },
      },
    },
    run: async (call) => save(call, 'template', { rule: call.body.template, why: call.body.why }),
  }),
};

type Written = { rule: Record<string, unknown>; text?: string | undefined; why?: string | undefined };

async function save(call: Call, kind: Kind, { rule: given, text, why: reason }: Written) {
  const brand = await findBrand(call);
  if (!brand.ok) return brand;
  const place = placeOf(call, kind);
  const raw = { id: place.id, ...given };
  if (raw.id !== place.id)
    return fail(
      'invalid',
      `The address names "${place.id}", but "id" is "${raw.id}": write the same, or leave "id" out.`,
    );
  const edit = { ...place, raw, text, why: reason, revision: call.revision, by: call.by, at: now() };
  const saved = await saveDraft(edit);
  if (saved.ok) log.info('draft saved', { ...place, revision: saved.value.revision, by: call.by });
  return saved;
}

const discard = (kind: Kind): Operation =>
  operation({
    role: 'editor',
    summary: `Gives the draft of a ${kind} up; what is live stays.`,
    body: z.strictObject({ why }).optional(),
    answer: discarded,
    revision: 'required',
    example: { body: { why: 'Overtaken by the new mail for spring' } },
    refusals: ['not-found', 'conflict'],
    run: async (call) => {
      const place = placeOf(call, kind);
      const { revision = 0, by } = call;
      const done = await discardDraft({ ...place, revision, by, at: now(), why: call.body?.why });
      if (done.ok) log.info('draft discarded', { ...place, by: call.by });
      return done;
    },
  });

const showVersion = (kind: Kind): Operation =>
  operation({
    role: 'viewer',
    summary: `Shows one published version of a ${kind}, as it is and will stay.`,
    answer: publishedVersion,
    refusals: ['not-found'],
    run: async (call) => {
      const place = placeOf(call, kind);
      const version = Number(call.parameters['version']);
      const found = Number.isSafeInteger(version) ? await loadVersion(place, version) : undefined;
      return found ? ok(found) : fail('not-found', `There is no such version of the ${kind} "${place.id}".`);
    },
  });

export const RULES = resourcesOf('rule');
export const TEMPLATES = resourcesOf('template');
