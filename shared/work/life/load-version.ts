import type { Deed } from '../../contract/life.ts';
import type { Rule } from '../../contract/rule.ts';
import type { Template, TemplateSource } from '../../contract/template.ts';
import type { Place } from '../../store/entries.ts';
import { loadTemplate } from '../../store/templates.ts';
import { findVersion, loadRuleVersion, loadTemplateSource } from '../../store/versions.ts';

export type Version = {
  version: number;
  /** Who published it; not known of versions of the first days. */
  publication?: Deed | undefined;
  rule?: Rule;
  text?: string | undefined;
  /** As it is sent, and what it was compiled from. */
  template?: Template;
  source?: Record<string, TemplateSource> | undefined;
};

/** One published version, as it is and will stay. */
export async function loadVersion(place: Place, version: number): Promise<Version | undefined> {
  const line = await findVersion(place, version);
  if (!line) return undefined;
  const { brand, kind, id } = place;
  if (kind === 'rule') {
    const found = await loadRuleVersion(brand, id, version);
    return found && { ...line, ...found };
  }
  const [template, source] = await Promise.all([
    loadTemplate(brand, id, version),
    loadTemplateSource(brand, id, version),
  ]);
  if (!template) return undefined;
  return { ...line, template, source: source?.languages };
}
