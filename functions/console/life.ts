import * as z from 'zod';
import type { Kind } from '../../shared/contract/life.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { discardDraft, saveDraft } from '../../shared/work/life/draft.ts';
import { loadVersion } from '../../shared/work/life/load-version.ts';
import { listAll, show } from '../../shared/work/life/show.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { log } from '../middleware/logger.ts';
import { actsOf } from './acts.ts';
import { now, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { pageOf } from './page.ts';
import type { Call, Operation, Resource } from './resource.ts';

/** A template in several languages; the table takes 400 kB. */
const MOST_TEMPLATE = 352 * 1024;

/** The addresses of rules and of templates: they live alike. */
function resourcesOf(kind: Kind): Resource[] {
  const path = `${kind}s/{${kind}}`;
  const most = kind === 'template' ? MOST_TEMPLATE : 64 * 1024;
  const placeOf = ({ brand, parameters }: Call) => ({ brand, kind, id: parameters[kind] ?? '' });
  const put: Operation = { role: 'editor', most, run: (call) => save(call, placeOf(call)) };
  return [
    { path: `${kind}s`, operations: { GET: { role: 'viewer', run: (call) => list(call, kind) } } },
    {
      path,
      operations: {
        GET: { role: 'viewer', run: (call) => showOne(placeOf(call)) },
        PUT: put,
        DELETE: { role: 'editor', run: (call) => discard(call, placeOf(call)) },
      },
    },
    {
      path: `${path}/versions/{version}`,
      operations: { GET: { role: 'viewer', run: (call) => showVersion(call, placeOf(call)) } },
    },
    ...actsOf(kind, path),
  ];
}

export const RULES = resourcesOf('rule');
export const TEMPLATES = resourcesOf('template');

type Place = { brand: string; kind: Kind; id: string };

async function list(call: Call, kind: Kind): Promise<Result<object, HttpFailure>> {
  const found = await findBrand(call);
  if (!found.ok) return found;
  const paused = new Set(found.value.pausedRules);
  const items = await listAll(call.brand, kind);
  const shown = items.map((item) => (kind === 'rule' ? { ...item, paused: paused.has(item.id) } : item));
  return pageOf(shown, call.query);
}

async function showOne(place: Place): Promise<Result<object, HttpFailure>> {
  const shown = await show(place);
  return shown ? ok(shown) : fail('not-found', `There is no ${place.kind} "${place.id}" in this brand.`);
}

/** `rule` or `template` is what is written; `text` the file that it stands in. */
const drafts = {
  rule: z.strictObject({
    rule: z.record(z.string(), z.unknown()),
    text: z.string().max(60_000).optional(),
    why: whyOf.optional(),
  }),
  template: z.strictObject({ template: z.record(z.string(), z.unknown()), why: whyOf.optional() }),
};

async function save(call: Call, place: Place): Promise<Result<object, HttpFailure>> {
  const brand = await findBrand(call);
  if (!brand.ok) return brand;
  const wish = drafts[place.kind].safeParse(call.body);
  if (!wish.success) return fail('invalid', z.prettifyError(wish.error));
  const given = 'rule' in wish.data ? wish.data.rule : wish.data.template;
  const raw = { id: place.id, ...given };
  if (raw.id !== place.id) return fail('invalid', `It says "id" ${raw.id}; the address says otherwise.`);
  const text = 'text' in wish.data ? wish.data.text : undefined;
  const { why } = wish.data;
  const edit = { ...place, raw, text, why, revision: call.revision ?? 0, by: call.by, at: now() };
  const saved = await saveDraft(edit);
  if (saved.ok) log.info('draft saved', { ...place, revision: saved.value.revision, by: call.by });
  return saved;
}

async function discard(call: Call, place: Place): Promise<Result<object, HttpFailure>> {
  if (call.revision === undefined) return fail('invalid', 'Name the revision that you saw: If-Match.');
  const done = await discardDraft({ ...place, revision: call.revision, by: call.by, at: now() });
  if (done.ok) log.info('draft discarded', { ...place, by: call.by });
  return done;
}

async function showVersion(call: Call, place: Place): Promise<Result<object, HttpFailure>> {
  const version = Number(call.parameters['version']);
  const found = Number.isSafeInteger(version) ? await loadVersion(place, version) : undefined;
  return found
    ? ok(found)
    : fail('not-found', `There is no such version of the ${place.kind} "${place.id}".`);
}
