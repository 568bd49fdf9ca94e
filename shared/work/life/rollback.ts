import type { Change, Deed, Entry, Kind } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import type { Rule } from '../../contract/rule.ts';
import { type AnyRule, contentOf, isOtherwise, placesEach, ruleChanges } from '../../domain/rules/changes.ts';
import { differences } from '../../domain/rules/difference.ts';
import { type Planned, liveTemplate, replaceIn } from '../../domain/rules/live-set.ts';
import { auditId } from '../../store/audit.ts';
import { countWaiting } from '../../store/waiting.ts';
import { checkFit } from './check-fit.ts';
import { checkNext } from './check.ts';
import { flip } from './flip.ts';
import { loadContent, saidOf } from './live-content.ts';
import { type Version, loadVersion } from './load-version.ts';
import type { Acted } from './retire.ts';
import { type State, entryOf, knownTemplates, loadState, publishedOf } from './state.ts';
import { saveRules } from './versions.ts';

export type RollbackWish = {
  brand: string;
  kind: Kind;
  id: string;
  /** The published version that is to be live again. */
  version: number;
  deed: Deed;
  dryRun?: boolean | undefined;
};

type Refusal = Failure<'not-found' | 'conflict' | 'invalid'>;
/** `notices` are worth knowing, and in nobody's way: languages that the older version has not, for instance. */
export type WentBack = Acted & { notices: string[] };
/** The next live set as it would be, and what the rules of it send anew. */
type Back = { next: Planned[]; fresh: Map<string, number>; name: string };

/** Publishes an older version again, as the next live set. A draft of it stays, and is then of another version. */
export async function rollback(wish: RollbackWish): Promise<Result<WentBack, Refusal>> {
  const { brand, kind, id, version, deed } = wish;
  const state = await loadState(brand);
  const { live } = state;
  if (isLive(wish, live.rules))
    return fail('conflict', `Version ${version} of the ${kind} "${id}" is live already.`);
  const found = await loadVersion(wish, version);
  if (!found) return fail('not-found', `There is no version ${version} of the ${kind} "${id}".`);
  const { next, fresh, name } = backTo(found, wish, live.rules);
  const published = publishedOf(state);
  const fit = await checkFit({ brand, live: live.rules, next, drafts: [], published, back: fresh });
  const problems = [
    ...checkNext(next, live.rules, knownTemplates(state, [...fresh.keys()])),
    ...fit.problems,
  ];
  if (problems.length > 0) return fail('invalid', problems.join('\n'), { details: { problems } });
  const { notices } = fit;
  if (wish.dryRun) {
    const changes = await changesOf(wish, live.rules, planned(next, fresh));
    return ok({ ...(await acted(wish, live.version, changes)), notices });
  }
  const audit = auditId();
  const rules = await saveRules(next, { brand, live: live.rules, deed, audit, published, fresh });
  const changes = await changesOf(wish, live.rules, rules);
  const entries = [restored(wish, state, name)];
  const flipped = await flip({ brand, live, rules, act: 'rollback', deed, audit, changes, entries });
  if (!flipped.ok) return flipped;
  return ok({ ...(await acted(wish, flipped.value.version, changes)), notices });
}

/** Of a template only when every rule that sends it sends this version. */
function isLive({ kind, id, version }: RollbackWish, live: readonly Rule[]): boolean {
  if (kind === 'rule') return live.some((rule) => rule.id === id && rule.version === version);
  const users = live.filter((rule) => rule.template === id);
  return users.length > 0 && users.every((rule) => rule.templateVersion === version);
}

const backTo = ({ rule, version }: Version, { id }: RollbackWish, live: readonly Rule[]): Back =>
  rule
    ? { next: replaceIn(live, [{ kept: rule }]), fresh: new Map(), name: rule.name }
    : { next: replaceIn(live, []), fresh: new Map([[id, version]]), name: id };

/** The next live set before it is written: a rule that sends another version of its template gets a version of its own. */
const planned = (next: readonly Planned[], fresh: ReadonlyMap<string, number>): AnyRule[] =>
  next.map((each) => {
    if (!('kept' in each)) return each.draft;
    const { kept } = each;
    const templateVersion = fresh.get(kept.template) ?? kept.templateVersion;
    return templateVersion === kept.templateVersion ? kept : { ...contentOf(kept), templateVersion };
  });

/** Of a template with the text that comes back: the rules that send it tell its number alone. */
async function changesOf(
  { brand, kind, id, version }: RollbackWish,
  before: readonly Rule[],
  after: readonly AnyRule[],
): Promise<Change[]> {
  const rules = ruleChanges(before, after);
  if (kind === 'rule') return rules;
  const from = liveTemplate(before, id);
  const place = { brand, kind, id };
  const [was, is] = await Promise.all([loadContent(place, from), loadContent(place, version)]);
  // Of versions of the first days the text was not kept.
  const difference = is ? differences(saidOf(was) ?? {}, saidOf(is), placesEach(rules.length + 1)) : [];
  return [...rules, { kind, id, ...(from !== undefined && { from }), to: version, difference }];
}

async function acted(wish: RollbackWish, version: number, changes: Change[]): Promise<Acted> {
  const touched = new Set(
    changes.filter(isOtherwise).flatMap(({ kind, id }) => (kind === 'rule' ? [id] : [])),
  );
  return { version, changes, waiting: await countWaiting(wish.brand, touched) };
}

function restored({ brand, kind, id, version }: RollbackWish, state: State, name: string): Entry {
  const before = entryOf(kind === 'rule' ? state.rules : state.templates, { brand, kind, id, name });
  const { retired: _retired, ...rest } = before;
  return { ...rest, revision: before.revision + 1, ...(kind === 'template' && { published: version }) };
}
