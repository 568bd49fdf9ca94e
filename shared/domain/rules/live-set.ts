import type { ReadRule } from '../../contract/draft.ts';
import type { Rule } from '../../contract/rule.ts';

/** What the next live set has of a rule: the very version that is there, or what somebody wrote. */
export type Planned = { kept: Rule } | { draft: ReadRule; text?: string | undefined };

export const idOf = (planned: Planned): string => ('kept' in planned ? planned.kept.id : planned.draft.id);
export const ruleOf = (planned: Planned): ReadRule => ('kept' in planned ? planned.kept : planned.draft);

/** The live rules with these in the place of theirs, new ones at the end. */
export function replaceIn(live: readonly Rule[], planned: readonly Planned[]): Planned[] {
  const byId = new Map(planned.map((each) => [idOf(each), each]));
  const known = new Set(live.map(({ id }) => id));
  return [
    ...live.map((rule) => byId.get(rule.id) ?? { kept: rule }),
    ...planned.filter((each) => !known.has(idOf(each))),
  ];
}

type Index = { rules: ReadonlyMap<string, Rule>; templates: ReadonlyMap<string, number> };

/** A live set never changes, and of ten thousand rules each is asked for. */
const indexes = new WeakMap<readonly Rule[], Index>();

function indexOf(live: readonly Rule[]): Index {
  const known = indexes.get(live);
  if (known) return known;
  const templates = new Map<string, number>();
  for (const { template, templateVersion } of live)
    templates.set(template, Math.max(templates.get(template) ?? 0, templateVersion));
  const index = { rules: new Map(live.map((rule) => [rule.id, rule])), templates };
  indexes.set(live, index);
  return index;
}

export const liveRule = (live: readonly Rule[], id: string): Rule | undefined => indexOf(live).rules.get(id);

/** The newest version of a template that a live rule sends. */
export const liveTemplate = (live: readonly Rule[], template: string): number | undefined =>
  indexOf(live).templates.get(template);

/**
 * The version of its template that a rule gets: the one published together with it, else the one that it had (somebody
 * may have gone back on purpose), else the one that others send, else the last one published.
 */
export function templateVersionOf(
  planned: Planned,
  of: {
    live: readonly Rule[];
    fresh: ReadonlyMap<string, number>;
    published: ReadonlyMap<string, number>;
  },
): number {
  const rule = ruleOf(planned);
  const fresh = of.fresh.get(rule.template);
  if (fresh !== undefined) return fresh;
  if ('kept' in planned) return planned.kept.templateVersion;
  const before = liveRule(of.live, rule.id);
  const kept = before?.template === rule.template ? before.templateVersion : undefined;
  return kept ?? liveTemplate(of.live, rule.template) ?? of.published.get(rule.template) ?? 1;
}
