import type { Content, Kind } from '../../contract/life.ts';
import { contentOf } from '../../domain/rules/changes.ts';
import type { Place } from '../../store/entries.ts';
import type { LiveSet } from '../../store/rules.ts';
import { loadRuleVersion, loadTemplateSource } from '../../store/versions.ts';

/** The version of each rule that decides now, or of each template that is sent now. */
export function liveVersions(kind: Kind, { rules }: LiveSet): Map<string, number> {
  const versions = new Map<string, number>();
  for (const { id, version, template, templateVersion } of rules)
    if (kind === 'rule') versions.set(id, version);
    else versions.set(template, Math.max(versions.get(template) ?? 0, templateVersion));
  return versions;
}

export const liveVersion = (kind: Kind, id: string, live: LiveSet): number | undefined =>
  liveVersions(kind, live).get(id);

/** One published version as it was written; `undefined` when it is not there or its source was not kept. */
export async function loadContent(
  { brand, kind, id }: Place,
  version: number | undefined,
): Promise<Content | undefined> {
  if (version === undefined) return undefined;
  if (kind === 'rule') {
    const found = await loadRuleVersion(brand, id, version);
    return found && { rule: contentOf(found.rule), ...(found.text !== undefined && { text: found.text }) };
  }
  const found = await loadTemplateSource(brand, id, version);
  return found && { template: { id, languages: found.languages } };
}

/** What is said, without the file that it came from. */
export const saidOf = (content: Content | undefined): object | undefined =>
  content && ('rule' in content ? content.rule : content.template);
