import { isDeepStrictEqual } from 'node:util';
import type { Deed } from '../../contract/life.ts';
import type { Rule } from '../../contract/rule.ts';
import { type Planned, liveTemplate, ruleOf, templateVersionOf } from '../../domain/rules/live-set.ts';
import { saveRule } from '../../store/rules.ts';
import { loadTemplate, saveTemplate } from '../../store/templates.ts';
import {
  findVersion,
  loadRuleVersion,
  loadTemplateSource,
  saveTemplateSource,
} from '../../store/versions.ts';
import type { CompiledTemplate } from './check.ts';

/** `audit` is the id of the line that the act will have there: what is written for it counts once that line is there. */
type Of = {
  brand: string;
  live: readonly Rule[];
  deed: Deed;
  audit: string;
  published: ReadonlyMap<string, number>;
};

/** The version of each template: the first from the live one on that is free, or says exactly this. */
export async function saveTemplates(
  templates: readonly CompiledTemplate[],
  of: Of,
): Promise<Map<string, number>> {
  const versions = new Map<string, number>();
  for (const template of templates) {
    let version = liveTemplate(of.live, template.id) ?? 1;
    while (!(await takes({ ...of, template, version }))) version++;
    versions.set(template.id, version);
  }
  return versions;
}

/** Whether this version is, or has now become, this template. */
async function takes({
  brand,
  template: { id, languages, source },
  version,
  deed: publication,
  audit,
}: Of & { template: CompiledTemplate; version: number }): Promise<boolean> {
  const known = await loadTemplate(brand, id, version);
  if (known && !isDeepStrictEqual(known.languages, languages)) return false;
  // Of an act that is still going on, or did not take place: it is not ours to publish.
  if (known && !(await findVersion({ brand, kind: 'template', id }, version))) return false;
  const isKept = await saveTemplateSource({ brand, id, version }, { languages: source });
  if (!isKept) {
    const before = await loadTemplateSource(brand, id, version);
    if (!isDeepStrictEqual(before?.languages, source)) return false;
  }
  return (
    known !== undefined || (await saveTemplate(brand, { id, version, languages }, { publication, audit })).ok
  );
}

/** The next live set with its versions; what has not changed keeps its own. */
export async function saveRules(
  next: readonly Planned[],
  of: Of & { fresh: ReadonlyMap<string, number> },
): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (const planned of next) rules.push(await saveNext(planned, of));
  return rules;
}

async function saveNext(planned: Planned, of: Of & { fresh: ReadonlyMap<string, number> }): Promise<Rule> {
  const rule = { ...ruleOf(planned), templateVersion: templateVersionOf(planned, of) };
  if ('kept' in planned && planned.kept.templateVersion === rule.templateVersion) return planned.kept;
  const known = of.live.find(({ id }) => id === rule.id);
  const text = 'kept' in planned ? await textOf(of.brand, planned.kept) : planned.text;
  if (known && isDeepStrictEqual({ ...rule, version: known.version }, known))
    if (text === (await textOf(of.brand, known))) return known;
  return saveFrom((known?.version ?? 0) + 1, rule, { ...of, text });
}

/** As the first version from this one on that is free. */
async function saveFrom(
  first: number,
  rule: Omit<Rule, 'version'>,
  { brand, deed: publication, audit, text }: Of & { text: string | undefined },
): Promise<Rule> {
  const origin = { publication, audit, ...(text !== undefined && { text }) };
  for (let version = first; ; version++) {
    const saved = { ...rule, version };
    if ((await saveRule(brand, saved, origin)).ok) return saved;
  }
}

const textOf = async (brand: string, { id, version }: Rule): Promise<string | undefined> =>
  (await loadRuleVersion(brand, id, version))?.text;
