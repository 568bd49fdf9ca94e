import { ruleDraft } from '../../contract/draft.ts';
import type { Kind } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import type { Starter } from '../../starters/lib/starter.ts';
import { ruleOf, templateOf } from '../../starters/registry.ts';
import { loadBrand } from '../../store/brands.ts';
import { loadEntry } from '../../store/entries.ts';
import { write } from '../../store/requests.ts';
import { readLive } from '../../store/rules.ts';
import { checkHeard } from '../life/check-fit.ts';
import { prepareDraft } from '../life/draft.ts';
import { liveVersion } from '../life/live-content.ts';
import { listAll } from '../life/show.ts';

export type Use = {
  brand: string;
  starter: Starter;
  /** The name of the rule and of its template; default: the starter's own. */
  as?: string | undefined;
  by: string;
  at: string;
  why?: string | undefined;
  dryRun?: boolean | undefined;
};
/** `notices` are worth knowing, and keep nobody from publishing it. */
export type Used = { rule: string; template: string; saved: boolean; problems: string[]; notices: string[] };

/** Saves drafts of a starter's rule and of its template, both or neither. What is there already is never touched. */
export async function useStarter(use: Use): Promise<Result<Used, Failure<'invalid' | 'conflict'>>> {
  const { starter, as: id = starter.id, dryRun = false } = use;
  const wishes = [
    { kind: 'template', raw: templateOf(starter, id) },
    { kind: 'rule', raw: ruleOf(starter, id) },
  ] as const;
  const writes = [];
  const problems: string[] = [];
  for (const { kind, raw } of wishes) {
    const revision = await freeRevision(use.brand, kind, id);
    if (revision === undefined) return isThere(kind, id);
    const { brand, by, at, why } = use;
    const prepared = await prepareDraft({ brand, kind, id, revision, by, at, why, raw });
    if (!prepared.ok) return prepared;
    problems.push(...prepared.value.saved.problems);
    writes.push(...prepared.value.writes);
  }
  const moved = !dryRun && (await write(writes));
  if (moved)
    return fail(
      'conflict',
      `Somebody else is writing "${id}" at this moment. Nothing was saved; look again.`,
    );
  const notices = checkHeard({ draft: ruleDraft.parse(ruleOf(starter, id)) }, await loadBrand(use.brand));
  return ok({ rule: id, template: id, saved: !dryRun, problems, notices });
}

const isThere = (kind: Kind, id: string) =>
  fail(
    'conflict',
    `There is a ${kind} "${id}" already, and it was not touched: edit that one, or use the starter under another name.`,
  );

/** The revision that a new draft starts from; none where there is a draft, something live or something retired. */
async function freeRevision(brand: string, kind: Kind, id: string): Promise<number | undefined> {
  const [entry, live] = await Promise.all([loadEntry({ brand, kind, id }), readLive(brand)]);
  const isTaken = entry?.draft || entry?.retired || entry?.published !== undefined;
  return isTaken || liveVersion(kind, id, live) !== undefined ? undefined : (entry?.revision ?? 0);
}

/** The names that `useStarter` would refuse. */
export async function takenNames(brand: string): Promise<Set<string>> {
  const lines = await Promise.all([listAll(brand, 'rule'), listAll(brand, 'template')]);
  // Of a draft that was given up a line stays.
  return new Set(lines.flat().flatMap(({ id, state, draft }) => (state !== 'draft' || draft ? [id] : [])));
}
