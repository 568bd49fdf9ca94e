import { createHash } from 'node:crypto';
import type { TemplateDraft } from '../../contract/draft.ts';
import type { Rule } from '../../contract/rule.ts';
import { type Planned, idOf, ruleOf } from '../../domain/rules/live-set.ts';
import { loadBrand } from '../../store/brands.ts';
import { checkFallback, checkRuleFit } from '../life/check-fit.ts';
import { compileTemplate } from '../life/check.ts';

/** What would keep a trial from being published, and the rules whose mails would so never be written. */
export type Unfit = { problems: string[]; unfit: ReadonlySet<string> };
export const FIT: Unfit = { problems: [], unfit: new Set() };

type Tried = {
  brand: string;
  live: readonly Rule[];
  next: readonly Planned[];
  published: ReadonlyMap<string, number>;
};

/** Looks at the mails of a trial as publishing would: each draft of a template, and the rules that would send it. */
export async function findUnfit(of: Tried, drafts: readonly TemplateDraft[]): Promise<Unfit> {
  const ofTemplates = await checkTemplates(of.brand, drafts);
  const problems = [...ofTemplates.values()].flat();
  const unfit = new Set<string>();
  const kept = new Set<unknown>(of.live);
  const found = new Map<string, Promise<string[]>>();
  for (const planned of of.next) {
    const ofTemplate = ofTemplates.get(ruleOf(planned).template);
    const isTouched = ofTemplate || !('kept' in planned && kept.has(planned.kept));
    const ofRule = isTouched ? await checkRuleFit(planned, { ...of, drafts, found }) : [];
    problems.push(...ofRule);
    if (ofRule.length > 0 || ofTemplate?.length) unfit.add(idOf(planned));
  }
  return { problems, unfit };
}

/** What is wrong with each draft of a template by itself, and beside the brand. */
async function checkTemplates(
  brand: string,
  drafts: readonly TemplateDraft[],
): Promise<Map<string, string[]>> {
  const locale = (await loadBrand(brand))?.locale;
  const ofTemplates = new Map<string, string[]>();
  for (const draft of drafts) {
    const fallback = locale === undefined ? [] : checkFallback(draft, locale).problems;
    ofTemplates.set(draft.id, [...(await problemsOf(draft)), ...fallback]);
  }
  return ofTemplates;
}

/** A replay asks for the same drafts with each of its slices, and compiling takes longer than all else here. */
const known = new Map<string, string[]>();
const MOST_KNOWN = 1000;

async function problemsOf(draft: TemplateDraft): Promise<string[]> {
  const name = createHash('sha256').update(JSON.stringify(draft)).digest('base64');
  const before = known.get(name);
  if (before) return before;
  const { problems } = await compileTemplate(draft);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, problems);
  return problems;
}
