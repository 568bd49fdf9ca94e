import type { TemplateDraft } from '../../contract/draft.ts';
import type { Change, Content, Entry, Kind } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { isOtherwise, placesEach, ruleChanges } from '../../domain/rules/changes.ts';
import { differences } from '../../domain/rules/difference.ts';
import { type Planned, liveTemplate, replaceIn, ruleOf } from '../../domain/rules/live-set.ts';
import { auditId } from '../../store/audit.ts';
import { loadDrafts } from '../../store/entries.ts';
import type { LiveSet } from '../../store/rules.ts';
import { type Waiting, countWaiting } from '../../store/waiting.ts';
import { checkFit } from './check-fit.ts';
import { checkNext, compileAll } from './check.ts';
import { type PublishWish, choose } from './choose-drafts.ts';
import { flip } from './flip.ts';
import { loadContent, saidOf } from './live-content.ts';
import { saveRules, saveTemplates } from './versions.ts';
import { ended, knownTemplates, loadState, publishedOf } from './state.ts';

export type Published = {
  /** The live set: the present one on a dry run, else the one that came of it. */
  version: number;
  changes: Change[];
  problems: string[];
  /** What whoever publishes should know of it. */
  notices: string[];
  /** Follow-ups that wait by the rules that change, by version: they keep theirs. */
  waiting: { counts: Waiting[]; isWhole: boolean };
};

/** Makes drafts live, all together or none. Rules that nobody touched keep their version; so does what waits. */
export async function publishDrafts(
  wish: PublishWish,
): Promise<Result<Published, Failure<'invalid' | 'conflict' | 'forbidden'>>> {
  const state = await loadState(wish.brand);
  const chosen = await choose(wish, state);
  if (!chosen.ok) return chosen;
  const [rules, templates] = await Promise.all([
    contentsOf(wish.brand, 'rule', chosen.value.rules),
    contentsOf(wish.brand, 'template', chosen.value.templates),
  ]);
  const { live } = state;
  const next = replaceIn(live.rules, rules.flatMap(plannedOf));
  const drafts = templates.flatMap((content) => ('template' in content ? [content.template] : []));
  const compiled = await compileAll(drafts);
  const known = knownTemplates(
    state,
    drafts.map(({ id }) => id),
  );
  const published = publishedOf(state);
  const fit = await checkFit({ brand: wish.brand, live: live.rules, next, drafts, published });
  const { notices } = fit;
  const problems = [...compiled.problems, ...checkNext(next, live.rules, known), ...fit.problems];
  if (wish.dryRun) return ok({ ...(await preview(wish.brand, live, { next, drafts })), problems, notices });
  if (problems.length > 0) return fail('invalid', problems.join('\n'), { details: { problems } });
  const changes = await templateChanges(wish.brand, live, drafts);
  const audit = auditId();
  const of = { brand: wish.brand, live: live.rules, deed: wish.deed, audit, published };
  const fresh = await saveTemplates(compiled.templates, of);
  const saved = await saveRules(next, { ...of, fresh });
  const all = [
    ...ruleChanges(live.rules, saved),
    ...changes.map((each) => ({ ...each, ...versionOf(fresh, each.id) })),
  ];
  const entries = [...chosen.value.rules, ...chosen.value.templates].map((entry) => ended(entry, fresh));
  const flipped = await flip({ ...wish, live, rules: saved, act: 'publish', audit, changes: all, entries });
  if (!flipped.ok) return flipped;
  const waiting = await waitingFor(wish.brand, all);
  return ok({ version: flipped.value.version, changes: all, problems: [], notices, waiting });
}

const versionOf = (fresh: ReadonlyMap<string, number>, id: string): { to?: number } => {
  const to = fresh.get(id);
  return to === undefined ? {} : { to };
};

async function contentsOf(brand: string, kind: Kind, entries: readonly Entry[]): Promise<Content[]> {
  const ids = entries.map(({ id }) => id);
  const found = await loadDrafts(brand, kind, ids);
  return ids.flatMap((id) => found.get(id) ?? []);
}

const plannedOf = (content: Content): Planned[] =>
  'rule' in content ? [{ draft: content.rule, text: content.text }] : [];

/** What would change, before it has versions. */
async function preview(
  brand: string,
  live: LiveSet,
  { next, drafts }: { next: readonly Planned[]; drafts: readonly TemplateDraft[] },
): Promise<Pick<Published, 'version' | 'changes' | 'waiting'>> {
  const sent = new Set(drafts.map(({ id }) => id));
  const rules = ruleChanges(live.rules, next.map(ruleOf));
  const changes = [...rules, ...(await templateChanges(brand, live, drafts))];
  const theirs = live.rules.filter(({ template }) => sent.has(template)).map(({ id }) => id);
  const touched = new Set([...rules.filter(isOtherwise).map(({ id }) => id), ...theirs]);
  return { version: live.version, changes, waiting: await countWaiting(brand, touched) };
}

const waitingFor = (brand: string, changes: readonly Change[]): Promise<Published['waiting']> =>
  countWaiting(
    brand,
    new Set(changes.filter(isOtherwise).flatMap(({ kind, id }) => (kind === 'rule' ? [id] : []))),
  );

async function templateChanges(
  brand: string,
  live: LiveSet,
  drafts: readonly TemplateDraft[],
): Promise<Change[]> {
  const most = placesEach(drafts.length);
  return Promise.all(
    drafts.map(async (draft) => {
      const { id } = draft;
      const from = liveTemplate(live.rules, id);
      const before = await loadContent({ brand, kind: 'template', id }, from);
      const difference = differences(saidOf(before) ?? {}, draft, most);
      return { kind: 'template', id, ...(from !== undefined && { from }), difference };
    }),
  );
}
