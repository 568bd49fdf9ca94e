import { isDeepStrictEqual } from 'node:util';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { type RuleDraft, type TemplateDraft, ruleDraft } from '../contract/draft.ts';
import { type Failure, type Result, fail, ok } from '../contract/result.ts';
import { ruleChanges } from '../domain/rules/changes.ts';
import type { Planned } from '../domain/rules/live-set.ts';
import { iso } from '../domain/time/waits.ts';
import type { Change, Entry } from '../contract/life.ts';
import { auditId } from '../store/audit.ts';
import { type LiveSet, loadLive } from '../store/rules.ts';
import { listEntries } from '../store/entries.ts';
import { checkNext, compileAll } from './life/check.ts';
import { flip } from './life/flip.ts';
import { entryOf } from './life/state.ts';
import { saveRules, saveTemplates } from './life/versions.ts';

export type { RuleDraft, TemplateDraft } from '../contract/draft.ts';
export type PublishFailure = Failure<'invalid' | 'conflict'>;

/**
 * Makes `rules` the live set of a brand, with the templates they name. Everything is checked before anything is
 * written; what has not changed keeps its version, so publishing the same again changes nothing.
 * `invalid` lists every problem, one a line; `conflict` when somebody else published meanwhile.
 */
export async function publish(of: {
  brand: string;
  templates: TemplateDraft[];
  rules: RuleDraft[];
}): Promise<Result<LiveSet, PublishFailure>> {
  const { brand } = of;
  const live = await loadLive(brand);
  const compiled = await compileAll(of.templates);
  const drafts = of.rules.map((draft) => ruleDraft.safeParse(draft));
  const next: Planned[] = drafts.flatMap(({ data }) => (data ? [{ draft: data }] : []));
  const there = new Set([...of.templates.map(({ id }) => id), ...live.rules.map(({ template }) => template)]);
  const problems = [
    ...compiled.problems,
    ...drafts.flatMap((draft, index) =>
      draft.success ? [] : [`Rule ${of.rules[index]?.id}: ${z.prettifyError(draft.error)}`],
    ),
    ...checkNext(next, live.rules, { there, retired: new Map() }),
  ];
  if (problems.length > 0) return fail('invalid', problems.join('\n'));
  const deed = { by: 'setup', at: iso(Temporal.Now.instant()), why: '' };
  const audit = auditId();
  const all = { brand, live: live.rules, deed, audit, published: new Map<string, number>() };
  const fresh = await saveTemplates(compiled.templates, all);
  const rules = await saveRules(next, { ...all, fresh });
  if (isDeepStrictEqual(rules, live.rules)) return ok(live);
  const entries = await publishedEntries(brand, fresh);
  return flip({
    brand,
    live,
    rules,
    act: 'publish',
    deed,
    audit,
    changes: [...ruleChanges(live.rules, rules), ...entries.map(changeOf)],
    entries,
  });
}

const changeOf = ({ kind, id, published }: Entry): Change => ({
  kind,
  id,
  ...(published !== undefined && { to: published }),
  difference: [],
});

/** A template stays published when the last rule that sends it is retired: its entry knows so, a live rule does not. */
async function publishedEntries(brand: string, fresh: ReadonlyMap<string, number>): Promise<Entry[]> {
  const known = await listEntries(brand, 'template');
  return [...fresh].flatMap(([id, published]) => {
    const before = entryOf(known, { brand, kind: 'template', id, name: id });
    return before.published === published ? [] : [{ ...before, revision: before.revision + 1, published }];
  });
}
