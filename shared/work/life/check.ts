import type { TemplateDraft } from '../../contract/draft.ts';
import { MOST_RULES, type Rule } from '../../contract/rule.ts';
import type { CompiledLanguage, TemplateSource } from '../../contract/template.ts';
import { tryOut } from '../../domain/message/try-out.ts';
import { checkSet } from '../../domain/rules/check-set.ts';
import { checkRule } from '../../domain/rules/check.ts';
import { type Planned, idOf, ruleOf } from '../../domain/rules/live-set.ts';
import { didYouMean } from '../../domain/rules/nearest.ts';
import { compileLanguage } from '../compile-template.ts';

export type CompiledTemplate = {
  id: string;
  languages: Record<string, CompiledLanguage>;
  source: Record<string, TemplateSource>;
};

/** DynamoDB takes 400 kB an item; this leaves room for the keys. */
const MOST_COMPILED = 380_000;

/** One template made ready to be sent, and what is wrong with it. */
export async function compileTemplate(
  draft: TemplateDraft,
): Promise<{ template: CompiledTemplate; problems: string[] }> {
  const languages: Record<string, CompiledLanguage> = {};
  const problems: string[] = [];
  for (const [language, source] of Object.entries(draft.languages)) {
    const result = await compileLanguage(source, language);
    if (result.ok) languages[language] = result.value;
    else
      for (const problem of result.failure.message.split('\n'))
        problems.push(`Template ${draft.id}, ${language}, ${problem}`);
  }
  if (Object.keys(draft.languages).length === 0)
    problems.push(`Template ${draft.id} has no language; write it in one at least.`);
  const bytes = Buffer.byteLength(JSON.stringify(languages));
  if (bytes > MOST_COMPILED)
    problems.push(
      `Template ${draft.id} is ${Math.ceil(bytes / 1000)} kB when compiled; make it shorter, 380 kB is the most.`,
    );
  else problems.push(...tryOut({ id: draft.id, version: 1, languages }));
  return { template: { id: draft.id, languages, source: draft.languages }, problems };
}

export async function compileAll(
  drafts: readonly TemplateDraft[],
): Promise<{ templates: CompiledTemplate[]; problems: string[] }> {
  const compiled = [];
  for (const draft of drafts) compiled.push(await compileTemplate(draft));
  return {
    templates: compiled.map(({ template }) => template),
    problems: compiled.flatMap(({ problems }) => problems),
  };
}

/** What templates there will be, and which are retired since when. */
export type KnownTemplates = { there: ReadonlySet<string>; retired: ReadonlyMap<string, string> };

/**
 * What is wrong with the next live set. What is live already is not judged again by itself: it would keep everything
 * else from being published when the checks have become stricter.
 */
export function checkNext(
  next: readonly Planned[],
  live: readonly Rule[],
  templates: KnownTemplates,
): string[] {
  const kept = new Set<unknown>(live);
  const fresh = next.filter((planned) => !('kept' in planned && kept.has(planned.kept)));
  const known = new Set(checkSet(live));
  return [
    ...fresh.flatMap((planned) => checkRule(withVersion(planned)).map(about(idOf(planned)))),
    ...checkSet(next.map(withVersion)).filter((problem) => !known.has(problem)),
    ...fresh.flatMap((planned) => checkTemplate(planned, templates)),
    ...repeated(next.map(idOf)),
    ...tooMany(next.length, live.length),
  ];
}

const about =
  (rule: string) =>
  (problem: string): string =>
    `Rule ${rule}: ${problem}`;

/** The checks do not look at versions. */
export const withVersion = (planned: Planned): Rule =>
  'kept' in planned ? planned.kept : { ...planned.draft, version: 1, templateVersion: 1 };

/** Whether the template that it names will be there. */
export function checkTemplate(planned: Planned, { there, retired }: KnownTemplates): string[] {
  const { id, template } = ruleOf(planned);
  const since = retired.get(template);
  if (since !== undefined)
    return [
      `Rule ${id}: its template "${template}" was retired on ${since.slice(0, 10)}; publish that again first.`,
    ];
  if (there.has(template)) return [];
  const hint = didYouMean(template, [...there]) || ' Save it, and publish it together with the rule.';
  return [`Rule ${id}: there is no template "${template}".${hint}`];
}

function repeated(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  return ids
    .filter((id) => seen.size === seen.add(id).size)
    .map((id) => `Rule ${id} is there twice; take one of them out.`);
}

/** A brand that has more may still retire some. */
const tooMany = (next: number, live: number): string[] =>
  next > MOST_RULES && next > live
    ? [`These would be ${next} live rules; a brand has ${MOST_RULES} at most: retire some first.`]
    : [];
