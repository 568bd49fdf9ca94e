import type { Change, Deed, Entry, Kind } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import type { Rule } from '../../contract/rule.ts';
import { type Waiting, countWaiting } from '../../store/waiting.ts';
import { flip } from './flip.ts';
import { liveVersion } from './live-content.ts';
import { type State, entryOf, loadState } from './state.ts';

export type RetireWish = { brand: string; kind: Kind; id: string; deed: Deed; dryRun?: boolean | undefined };
type Refusal = Failure<'not-found' | 'conflict'>;
export type Acted = {
  version: number;
  changes: Change[];
  waiting: { counts: Waiting[]; isWhole: boolean };
};

/**
 * Takes a rule out of the live set, or a template out of use. Nothing is lost: its versions stay, what waits is still
 * sent by them, and publishing it again brings it back.
 */
export async function retire(wish: RetireWish): Promise<Result<Acted, Refusal>> {
  const { brand, kind, id, deed } = wish;
  const state = await loadState(brand);
  const retiring = find(wish, state);
  if (!retiring.ok) return retiring;
  const { live } = state;
  const isRule = kind === 'rule';
  const rules = isRule ? live.rules.filter((rule) => rule.id !== id) : live.rules;
  const changes: Change[] = [{ kind, id, from: retiring.value.from, difference: [] }];
  const waiting = await countWaiting(brand, new Set(isRule ? [id] : []));
  if (wish.dryRun) return ok({ version: live.version, changes, waiting });
  const entries = [retiring.value.after];
  const flipped = await flip({ brand, live, rules, act: 'retire', deed, changes, entries });
  return flipped.ok ? ok({ version: flipped.value.version, changes, waiting }) : flipped;
}

/** The version that is taken out of use, and the entry that will say so. */
function find(
  { brand, kind, id, deed }: RetireWish,
  { live, rules, templates }: State,
): Result<{ from: number; after: Entry }, Refusal> {
  const name = live.rules.find((rule) => kind === 'rule' && rule.id === id)?.name ?? id;
  const before = entryOf(kind === 'rule' ? rules : templates, { brand, kind, id, name });
  const from = liveVersion(kind, id, live) ?? before.published;
  if (before.retired) return fail('conflict', `The ${kind} "${id}" is retired already.`);
  if (from === undefined) return fail('not-found', `There is no published ${kind} "${id}".`);
  const used = kind === 'template' ? whyInUse(live.rules, id) : undefined;
  if (used !== undefined) return fail('conflict', used);
  const published = kind === 'template' && { published: from };
  return ok({ from, after: { ...before, ...published, revision: before.revision + 1, name, retired: deed } });
}

function whyInUse(live: readonly Rule[], template: string): string | undefined {
  const users = live.filter((rule) => rule.template === template).map((rule) => rule.id);
  if (users.length === 0) return undefined;
  const those = users.length === 1 ? 'that rule' : 'those rules';
  return `The template "${template}" is sent by ${users.join(', ')}: retire ${those} first.`;
}
