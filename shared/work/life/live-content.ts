import type { Content, Kind } from '../../contract/life.ts';
import { contentOf } from '../../domain/rules/changes.ts';
import { liveRule, liveTemplate } from '../../domain/rules/live-set.ts';
import type { Place } from '../../store/entries.ts';
import type { LiveSet } from '../../store/rules.ts';
import { loadRuleVersions, loadTemplateSources } from '../../store/versions.ts';

/** The version of each rule that decides now, or of each template that is sent now. */
export function liveVersions(kind: Kind, { rules }: LiveSet): Map<string, number> {
  const versions = new Map<string, number>();
  for (const { id, version, template, templateVersion } of rules)
    if (kind === 'rule') versions.set(id, version);
    else versions.set(template, Math.max(versions.get(template) ?? 0, templateVersion));
  return versions;
}

export const liveVersion = (kind: Kind, id: string, { rules }: LiveSet): number | undefined =>
  kind === 'rule' ? liveRule(rules, id)?.version : liveTemplate(rules, id);

/** One published version as it was written; `undefined` when it is not there or its source was not kept. */
export async function loadContent(
  { brand, kind, id }: Place,
  version: number | undefined,
): Promise<Content | undefined> {
  if (version === undefined) return undefined;
  return (await loadContents(brand, kind, new Map([[id, version]]))).get(id);
}

/** The same of many, by id. */
export async function loadContents(
  brand: string,
  kind: Kind,
  versions: ReadonlyMap<string, number>,
): Promise<Map<string, Content>> {
  if (kind === 'rule') {
    const found = await loadRuleVersions(brand, versions);
    return mapped(found, ({ rule, text }) => ({
      rule: contentOf(rule),
      ...(text !== undefined && { text }),
    }));
  }
  const found = await loadTemplateSources(brand, versions);
  return mapped(found, ({ languages }, id) => ({ template: { id, languages } }));
}

const mapped = <T>(
  found: ReadonlyMap<string, T>,
  make: (of: T, id: string) => Content,
): Map<string, Content> => new Map([...found].map(([id, of]) => [id, make(of, id)]));

/** What is said, without the file that it came from. */
export const saidOf = (content: Content | undefined): object | undefined =>
  content && ('rule' in content ? content.rule : content.template);
