import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { id } from '../contract/primitives.ts';
import { type Failure, type Result, fail, ok } from '../contract/result.ts';
import { type Rule, rule as ruleSchema } from '../contract/rule.ts';
import { type CompiledLanguage, templateSource } from '../contract/template.ts';
import { tryOut } from '../domain/message/try-out.ts';
import { checkSet } from '../domain/rules/check-set.ts';
import { checkRule } from '../domain/rules/check.ts';
import { type LiveSet, loadLive, publishLive, saveRule } from '../store/rules.ts';
import { loadTemplate, saveTemplate } from '../store/templates.ts';
import { compileLanguage } from './compile-template.ts';

/** What people edit: versions are given when it is published. */
export const templateDraft = z.strictObject({
  id,
  languages: z.record(z.string().min(2).max(35), templateSource),
});
export type TemplateDraft = z.input<typeof templateDraft>;
export const ruleDraft = ruleSchema.omit({ version: true, templateVersion: true });
export type RuleDraft = z.input<typeof ruleDraft>;

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
  const live = await loadLive(of.brand);
  const compiled = await compileAll(of.templates);
  const drafts = of.rules.map((draft) => ruleSchema.safeParse({ ...draft, version: 1, templateVersion: 1 }));
  const rules = drafts.flatMap((draft) => (draft.success ? [draft.data] : []));
  const problems = [
    ...compiled.problems,
    ...drafts.flatMap((draft, index) =>
      draft.success ? [] : [`Rule ${of.rules[index]?.id}: ${z.prettifyError(draft.error)}`],
    ),
    ...rules.flatMap((rule) => checkRule(rule).map((problem) => `Rule ${rule.id}: ${problem}`)),
    ...checkSet(rules),
    ...missingTemplates(rules, compiled.templates, live),
    ...repeated(rules.map((rule) => rule.id)),
  ];
  if (problems.length > 0) return fail('invalid', problems.join('\n'));
  const versions = await saveTemplates(of.brand, compiled.templates, live);
  const next: Rule[] = [];
  for (const rule of rules) {
    const templateVersion = versions.get(rule.template) ?? liveTemplate(live, rule.template) ?? 1;
    next.push(await saveNextRule(of.brand, { ...rule, templateVersion }, live));
  }
  return isDeepStrictEqual(next, live.rules) ? ok(live) : flip(of.brand, next, live.version);
}

/**
 * Drafts as they would be if they were published now, to be tried: those of the live set keep their versions, and
 * templates are the published ones.
 */
export function withVersions(
  drafts: readonly z.output<typeof ruleDraft>[],
  live: LiveSet,
): Result<Rule[], Failure<'invalid'>> {
  const rules = drafts.map((draft) => ({
    ...draft,
    version: (live.rules.find(({ id }) => id === draft.id)?.version ?? 0) + 1,
    templateVersion: liveTemplate(live, draft.template) ?? 1,
  }));
  const problems = [
    ...rules.flatMap((rule) => checkRule(rule).map((problem) => `Rule ${rule.id}: ${problem}`)),
    ...checkSet(rules),
    ...missingTemplates(rules, [], live),
    ...repeated(rules.map((rule) => rule.id)),
  ];
  return problems.length > 0 ? fail('invalid', problems.join('\n')) : ok(rules);
}

async function flip(brand: string, rules: Rule[], basedOn: number): Promise<Result<LiveSet, PublishFailure>> {
  const flipped = await publishLive(brand, rules, basedOn);
  return flipped.ok ? flipped : fail('conflict', flipped.failure.message);
}

type CompiledTemplate = { id: string; languages: Record<string, CompiledLanguage> };

async function compileAll(
  drafts: TemplateDraft[],
): Promise<{ templates: CompiledTemplate[]; problems: string[] }> {
  const templates: CompiledTemplate[] = [];
  const problems: string[] = [];
  for (const draft of drafts) {
    const languages: Record<string, CompiledLanguage> = {};
    for (const [language, source] of Object.entries(draft.languages)) {
      const result = await compileLanguage(source);
      if (result.ok) languages[language] = result.value;
      else problems.push(`Template ${draft.id}, ${language}: ${result.failure.message}`);
    }
    if (Object.keys(draft.languages).length === 0) problems.push(`Template ${draft.id} has no language.`);
    problems.push(...tryOut({ id: draft.id, version: 1, languages }));
    templates.push({ id: draft.id, languages });
  }
  return { templates, problems };
}

/** The first version from the live one on that is free or holds exactly this. */
async function saveTemplates(
  brand: string,
  templates: CompiledTemplate[],
  live: LiveSet,
): Promise<Map<string, number>> {
  const versions = new Map<string, number>();
  for (const { id, languages } of templates) {
    for (let version = liveTemplate(live, id) ?? 1; !versions.has(id); version++) {
      const known = await loadTemplate(brand, id, version);
      const isSame = known !== undefined && isDeepStrictEqual(known.languages, languages);
      if (isSame || (!known && (await saveTemplate(brand, { id, version, languages })).ok))
        versions.set(id, version);
    }
  }
  return versions;
}

/** The live rule when nothing changed, else the next free version of it. */
async function saveNextRule(brand: string, rule: Rule, live: LiveSet): Promise<Rule> {
  const known = live.rules.find(({ id }) => id === rule.id);
  if (known && isDeepStrictEqual({ ...rule, version: known.version }, known)) return known;
  for (let version = (known?.version ?? 0) + 1; ; version++) {
    const next = { ...rule, version };
    if ((await saveRule(brand, next)).ok) return next;
  }
}

const liveTemplate = (live: LiveSet, template: string): number | undefined => {
  const versions = live.rules
    .filter((rule) => rule.template === template)
    .map((rule) => rule.templateVersion);
  return versions.length > 0 ? Math.max(...versions) : undefined;
};

function missingTemplates(rules: Rule[], templates: CompiledTemplate[], live: LiveSet): string[] {
  const known = new Set([...templates.map(({ id }) => id), ...live.rules.map(({ template }) => template)]);
  return rules
    .filter((rule) => !known.has(rule.template))
    .map((rule) => `Rule ${rule.id}: there is no template "${rule.template}".`);
}

const repeated = (ids: string[]): string[] =>
  ids.filter((each, index) => ids.indexOf(each) !== index).map((each) => `Rule ${each} is there twice.`);
