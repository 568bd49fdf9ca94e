import * as z from 'zod';
import type { TemplateDraft } from '../../contract/draft.ts';
import { MOST_FILE_TEMPLATES } from '../../contract/files.ts';
import type { Content, Entry, Kind } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { MOST_RULES, type Rule } from '../../contract/rule.ts';
import {
  type Planned,
  idOf,
  liveRule,
  liveTemplate,
  replaceIn,
  ruleOf,
  templateVersionOf,
} from '../../domain/rules/live-set.ts';
import { didYouMean } from '../../domain/rules/nearest.ts';
import { loadDrafts } from '../../store/entries.ts';
import { loadLive } from '../../store/rules.ts';
import { checkNext } from '../life/check.ts';
import { faultsOf, readContent, readTemplate } from '../life/read.ts';
import { type State, knownTemplates, loadState, publishedOf } from '../life/state.ts';
import { FIT, type Unfit, findUnfit } from './unfit.ts';

const written = z.array(z.record(z.string(), z.unknown()));

/** Rules and templates as they stand in files. */
export const filesWish = z.strictObject({
  rules: written.max(MOST_RULES).default([]),
  templates: written.max(MOST_FILE_TEMPLATES).default([]),
});

/** What is to be tried: nothing of it means what is live. */
export const trialWish = {
  /** Saved drafts: all, or those of these rules with what they send; `template:welcome` is a template alone. */
  drafts: z.union([z.literal(true), z.array(z.string().max(41)).min(1).max(200)]).optional(),
  /** What stands in files and is saved nowhere; it goes over the drafts. */
  files: filesWish.optional(),
};
export type TrialWish = z.infer<z.ZodObject<typeof trialWish>>;

/** The rules as they would be live, and the templates that are not published yet, by id. */
export type Trial = { rules: Rule[]; templates: ReadonlyMap<string, TemplateDraft> } & Unfit;

type Invalid = Failure<'invalid'>;
type Layer = { rules: Planned[]; templates: TemplateDraft[] };

/** The live set of a brand with drafts and files laid over it, as publishing them would make it. Nothing is written. */
export async function loadTrial(brand: string, wish: TrialWish): Promise<Result<Trial, Invalid>> {
  if (!wish.drafts && !wish.files)
    return ok({ rules: (await loadLive(brand)).rules, templates: new Map(), ...FIT });
  const state = await loadState(brand);
  const drafts = await savedDrafts(brand, wish.drafts, state);
  if (!drafts.ok) return drafts;
  const files = await readFiles(wish.files);
  if (!files.ok) return files;
  const layers = [drafts.value, files.value];
  const rules = new Map(layers.flatMap((layer) => layer.rules.map((each) => [idOf(each), each])));
  const templates = new Map(layers.flatMap((layer) => layer.templates.map((each) => [each.id, each])));
  const next = replaceIn(state.live.rules, [...rules.values()]);
  const problems = checkNext(next, state.live.rules, knownTemplates(state, [...templates.keys()]));
  if (problems.length > 0) return fail('invalid', problems.join('\n'), { details: { problems } });
  const of = { brand, live: state.live.rules, next, published: publishedOf(state) };
  const unfit = await findUnfit(of, [...templates.values()]);
  return ok({ rules: withVersions(next, templates, state), templates, ...unfit });
}

/** The versions that they would get: the next ones. */
function withVersions(
  next: readonly Planned[],
  templates: ReadonlyMap<string, unknown>,
  state: State,
): Rule[] {
  const live = state.live.rules;
  const fresh = new Map([...templates.keys()].map((id) => [id, (liveTemplate(live, id) ?? 0) + 1]));
  const of = { live, fresh, published: publishedOf(state) };
  return next.map((planned) => {
    const templateVersion = templateVersionOf(planned, of);
    if ('kept' in planned && planned.kept.templateVersion === templateVersion) return planned.kept;
    const rule = ruleOf(planned);
    const version = (liveRule(live, rule.id)?.version ?? 0) + 1;
    return { ...rule, version, templateVersion };
  });
}

async function savedDrafts(
  brand: string,
  wanted: TrialWish['drafts'],
  state: State,
): Promise<Result<Layer, Invalid>> {
  if (!wanted) return ok({ rules: [], templates: [] });
  const open = { rule: openOf(state.rules), template: openOf(state.templates) };
  if (wanted === true) return ok(await load(brand, open));
  const rules = await contentsOf(brand, 'rule', open.rule);
  const sends = new Map(state.live.rules.map(({ id, template }) => [id, template]));
  for (const content of rules) if ('rule' in content) sends.set(content.rule.id, content.rule.template);
  const chosen = { rule: new Set<string>(), template: new Set<string>() };
  for (const name of wanted) {
    const found = findDrafts(name, sends, open);
    if (found.length === 0) {
      const known = [...open.rule, ...open.template.map((id) => `template:${id}`)];
      return fail('invalid', `There is no draft "${name}".${didYouMean(name, known)}`);
    }
    for (const { kind, id } of found) chosen[kind].add(id);
  }
  return ok(await load(brand, { rule: [...chosen.rule], template: [...chosen.template] }));
}

type Ids = Record<Kind, string[]>;

const openOf = (entries: readonly Entry[]): string[] =>
  entries.filter(({ draft }) => draft !== undefined).map(({ id }) => id);

/** `check-in` is the draft of that rule and that of the template it sends, as far as there are any. */
function findDrafts(
  name: string,
  sends: ReadonlyMap<string, string>,
  open: Ids,
): { kind: Kind; id: string }[] {
  const [, alone] = /^template:(.+)$/.exec(name) ?? [];
  const template = alone ?? sends.get(name);
  return [
    ...(alone === undefined && open.rule.includes(name) ? [{ kind: 'rule' as const, id: name }] : []),
    ...(template !== undefined && open.template.includes(template)
      ? [{ kind: 'template' as const, id: template }]
      : []),
  ];
}

async function load(brand: string, ids: Ids): Promise<Layer> {
  const [rules, templates] = await Promise.all([
    contentsOf(brand, 'rule', ids.rule),
    contentsOf(brand, 'template', ids.template),
  ]);
  return {
    rules: rules.flatMap((content) => ('rule' in content ? [{ draft: content.rule }] : [])),
    templates: templates.flatMap((content) => ('template' in content ? [content.template] : [])),
  };
}

const contentsOf = async (brand: string, kind: Kind, ids: string[]): Promise<Content[]> => [
  ...(await loadDrafts(brand, kind, ids)).values(),
];

async function readFiles(files: TrialWish['files']): Promise<Result<Layer, Invalid>> {
  const layer: Layer = { rules: [], templates: [] };
  for (const raw of files?.rules ?? []) {
    const read = await readContent('rule', raw);
    if (!read.ok) return fail('invalid', faultsOf('rule', raw, read.failure).join('\n'));
    if ('rule' in read.value.content) layer.rules.push({ draft: read.value.content.rule });
  }
  for (const raw of files?.templates ?? []) {
    // Its parts are compiled when a mail is written with it: a fault is told there.
    const read = readTemplate(raw);
    if (!read.ok) return fail('invalid', faultsOf('template', raw, read.failure).join('\n'));
    layer.templates.push(read.value);
  }
  return ok(layer);
}
