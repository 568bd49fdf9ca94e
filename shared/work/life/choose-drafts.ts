import { isDeepStrictEqual } from 'node:util';
import type { Deed, Entry, Kind } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { contentOf } from '../../domain/rules/changes.ts';
import { didYouMean } from '../../domain/rules/nearest.ts';
import { loadRuleVersion } from '../../store/versions.ts';
import { MOST_AT_ONCE } from './flip.ts';
import { liveVersion } from './live-content.ts';
import type { State } from './state.ts';

export type PublishWish = {
  brand: string;
  /** Which drafts; every one where neither is named. */
  rules?: string[] | undefined;
  templates?: string[] | undefined;
  /** The live set that the publisher has looked at. */
  basedOn?: number | undefined;
  dryRun?: boolean | undefined;
  needsApproval: boolean;
  deed: Deed;
};

type Chosen = { rules: Entry[]; templates: Entry[] };
type Refusal = Failure<'invalid' | 'conflict' | 'forbidden'>;

/** Which drafts are to go live, or why they must not. */
export async function choose(wish: PublishWish, state: State): Promise<Result<Chosen, Refusal>> {
  const { version } = state.live;
  if (wish.basedOn !== undefined && wish.basedOn !== version)
    return fail('conflict', `Live is version ${version} by now: look at the difference again.`, {
      details: { version },
    });
  const chosen = pickAll(wish, state);
  if (!chosen.ok) return chosen;
  const { rules, templates } = chosen.value;
  const refusal = (await stale(wish.brand, rules, state)) ?? unapproved(wish, [...rules, ...templates]);
  return refusal ? { ok: false, failure: refusal } : chosen;
}

function pickAll(wish: PublishWish, state: State): Result<Chosen, Failure<'invalid'>> {
  const none = wish.rules === undefined && wish.templates === undefined ? undefined : [];
  const rules = pick('rule', state.rules, wish.rules ?? none);
  const templates = pick('template', state.templates, wish.templates ?? none);
  const missing = [...rules.missing, ...templates.missing];
  if (missing.length > 0) return fail('invalid', missing.join('\n'));
  const count = rules.found.length + templates.found.length;
  if (count === 0) return fail('invalid', 'There is no draft to publish; save an edit first.');
  if (count > MOST_AT_ONCE)
    return fail('invalid', `These are ${count} drafts; name ${MOST_AT_ONCE} at most for one act.`);
  return ok({ rules: rules.found, templates: templates.found });
}

const isOpen = (entry: Entry): boolean => entry.draft !== undefined;

function pick(
  kind: Kind,
  entries: readonly Entry[],
  wanted: readonly string[] | undefined,
): { found: Entry[]; missing: string[] } {
  const open = entries.filter(isOpen);
  const found = wanted ? open.filter(({ id }) => wanted.includes(id)) : open;
  const ids = found.map(({ id }) => id);
  const missing = (wanted ?? []).filter((id) => !ids.includes(id));
  const known = open.map(({ id }) => id);
  return {
    found,
    missing: missing.map((id) => `There is no draft of the ${kind} "${id}".${didYouMean(id, known)}`),
  };
}

/**
 * A draft that was written upon a version which is no longer live would undo, unseen, whatever was done since. A newer
 * version of its template alone is no such thing.
 */
async function stale(
  brand: string,
  entries: readonly Entry[],
  { live }: State,
): Promise<Failure<'conflict'> | undefined> {
  for (const { id, draft } of entries) {
    const now = liveVersion('rule', id, live);
    if (draft?.basedOn === now) continue;
    const before = draft?.basedOn === undefined ? undefined : await loadRuleVersion(brand, id, draft.basedOn);
    const present = live.rules.find((rule) => rule.id === id);
    if (before && present && isDeepStrictEqual(contentOf(before.rule), contentOf(present))) continue;
    const [started, lives] = [versionName(draft?.basedOn), versionName(now)];
    return fail(
      'conflict',
      `The draft of the rule "${id}" started from ${started}, but ${lives} is live by now. Look at what it would change ` +
        '(rules diff), and save it again (rules push) or give it up (rules discard); or name the drafts that are meant.',
    ).failure;
  }
  return undefined;
}

const versionName = (version: number | undefined): string =>
  version === undefined ? 'none' : `version ${version}`;

/** A dry run may be looked at by everybody who may publish. */
function unapproved(wish: PublishWish, entries: readonly Entry[]): Failure<'forbidden'> | undefined {
  if (!wish.needsApproval || wish.dryRun) return undefined;
  const own = entries.filter(({ draft }) => draft?.editors.includes(wish.deed.by));
  if (own.length === 0) return undefined;
  const names = own.map(({ kind, id }) => `the ${kind} "${id}"`).join(', ');
  return fail(
    'forbidden',
    `This brand asks for a second person, and you had a hand in ${names}: somebody else has to publish.`,
  ).failure;
}
