import type { Brand } from '../../contract/brand.ts';
import type { TemplateDraft } from '../../contract/draft.ts';
import type { RuleKind } from '../../contract/event.ts';
import type { Rule } from '../../contract/rule.ts';
import { neverThere } from '../../domain/message/check-template.ts';
import { droppedLanguages, droppedTexts } from '../../domain/message/dropped.ts';
import { chooseLanguage } from '../../domain/message/language.ts';
import { unheard, untold } from '../../domain/rules/listens.ts';
import { type Planned, idOf, liveTemplate, ruleOf, templateVersionOf } from '../../domain/rules/live-set.ts';
import { loadBrand } from '../../store/brands.ts';
import { loadTemplate } from '../../store/templates.ts';
import { loadTemplateSource } from '../../store/versions.ts';

/** What mails there are for rules to send. */
type Templates = {
  brand: string;
  live: readonly Rule[];
  drafts: readonly TemplateDraft[];
  published: ReadonlyMap<string, number>;
  /** Versions of templates, published before, that rules are to send instead of theirs. */
  back?: ReadonlyMap<string, number>;
  /** What was found of each template, with the kind of event: thousands of rules may send the same. */
  found?: Map<string, Promise<string[]>>;
};
type Next = Templates & { next: readonly Planned[] };

/** `problems` keep it from going live; `notices` are worth knowing, and keep nobody from anything. */
export type Fit = { problems: string[]; notices: string[] };

/** Whether what is to go live fits together: each rule with the mail that it sends, each mail with its brand. */
export async function checkFit(of: Next): Promise<Fit> {
  const kept = new Set<unknown>(of.live);
  const fresh = new Set([...of.drafts.map(({ id }) => id), ...(of.back?.keys() ?? [])]);
  const touched = of.next.filter(
    (planned) => !('kept' in planned && kept.has(planned.kept)) || fresh.has(ruleOf(planned).template),
  );
  const found = new Map<string, Promise<string[]>>();
  const rules = await Promise.all(touched.map((planned) => checkRuleFit(planned, { ...of, found })));
  const brand = await loadBrand(of.brand);
  const mails = [...of.drafts, ...(await goneBackTo(of, touched))];
  const fallbacks = await Promise.all(mails.map((mail) => checkLanguages(mail, of, brand?.locale)));
  return {
    problems: [...rules.flat(), ...fallbacks.flatMap(({ problems }) => problems)],
    notices: [
      ...touched.flatMap((planned) => checkHeard(planned, brand)),
      ...fallbacks.flatMap(({ notices }) => notices),
      ...mails.flatMap((mail) => checkAsked(mail, brand)),
    ],
  };
}

type Mail = { id: string; languages: Readonly<Record<string, { text?: string | undefined }>> };

/** The older versions that are to be sent again: those that are asked for, and those of older versions of rules. */
function goneBackTo({ brand, live, back }: Next, touched: readonly Planned[]): Promise<Mail[]> {
  const older = touched.flatMap((planned): [string, number][] => {
    if (!('kept' in planned)) return [];
    const { template, templateVersion } = planned.kept;
    return templateVersion === liveTemplate(live, template) ? [] : [[template, templateVersion]];
  });
  const load = async ([id, version]: readonly [string, number]): Promise<Mail> => ({
    id,
    languages: (await loadTemplate(brand, id, version))?.languages ?? {},
  });
  return Promise.all([...new Map([...older, ...(back ?? [])])].map(load));
}

/** Whether it waits for a day that the brand does not have (a webhook may still tell of one), or for what SES does not tell. */
export function checkHeard(planned: Planned, brand: Brand | undefined): string[] {
  const rule = ruleOf(planned);
  const found = unheard(rule, brand?.occasions);
  const all = [...(found === undefined ? [] : [found]), ...untold(rule, brand?.tracking)];
  return all.map((notice) => `Rule ${idOf(planned)}: ${notice}`);
}

/** Whether it leads to a question that the brand does not ask. */
export function checkAsked({ id, languages }: Mail, brand: Brand | undefined): string[] {
  const asks = (brand?.survey?.question ?? []).length > 0;
  if (asks || !JSON.stringify(languages).includes('survey_url')) return [];
  return [
    `Template ${id}: it leads to the survey, and the brand asks no question. To ask one: settings question set en "…"`,
  ];
}

/** What the mail of a rule uses and its events never have. */
export async function checkRuleFit(planned: Planned, of: Templates): Promise<string[]> {
  const { template, on } = ruleOf(planned);
  const { back: fresh = new Map<string, number>(), found } = of;
  const version = templateVersionOf(planned, { ...of, fresh });
  const name = `${on} ${template} ${version}`;
  const problems = found?.get(name) ?? problemsOf({ template, version, on }, of);
  found?.set(name, problems);
  const rule = idOf(planned);
  return (await problems).map((problem) => `Rule ${rule}: its template "${template}", ${problem}`);
}

type Sent = { template: string; version: number; on: RuleKind };

const problemsOf = async ({ template, version, on }: Sent, of: Templates): Promise<string[]> =>
  neverThere(
    of.drafts.find(({ id }) => id === template)?.languages ??
      (await publishedParts(of.brand, template, version)),
    on,
  );

/** As they were written where that was kept, else as they are sent. */
async function publishedParts(brand: string, template: string, version: number) {
  const source = await loadTemplateSource(brand, template, version);
  return source?.languages ?? (await loadTemplate(brand, template, version))?.languages ?? {};
}

/** What comes of the languages that it has, and of those that the live version has and it has not. */
export async function checkLanguages(
  mail: Mail,
  of: Pick<Templates, 'brand' | 'live' | 'published'>,
  locale: string | undefined,
): Promise<Fit> {
  if (locale === undefined) return { problems: [], notices: [] };
  const { problems, notices } = checkFallback(mail, locale);
  const version = liveTemplate(of.live, mail.id) ?? of.published.get(mail.id);
  const lost = version === undefined ? [] : await lostSince({ brand: of.brand, version, locale }, mail);
  return { problems, notices: [...notices, ...lost.map((told) => `Template ${mail.id}: ${told}`)] };
}

type Since = { brand: string; version: number; locale: string };

async function lostSince({ brand, version, locale }: Since, { id, languages }: Mail): Promise<string[]> {
  const before = await loadTemplate(brand, id, version);
  const source = await loadTemplateSource(brand, id, version);
  const [had = [], has = []] = [before?.languages ?? {}, languages].map(Object.keys);
  return [...droppedLanguages(had, has, locale), ...droppedTexts(source?.languages ?? {}, languages)];
}

/** Whoever speaks none of its languages gets that of the brand, else English: never whatever happens to come first. */
export function checkFallback({ id, languages }: Mail, locale: string): Fit {
  const names = Object.keys(languages);
  const last = chooseLanguage(names, { contact: undefined, brand: locale });
  if (last === undefined || base(last) === base(locale)) return { problems: [], notices: [] };
  if (base(last) === 'en') {
    const notice = `Template ${id}: it lacks the language of the brand (${locale}); whoever speaks none of ${names.toSorted().join(', ')} gets "${last}".`;
    return { problems: [], notices: [notice] };
  }
  const isEnglish = base(locale) === 'en';
  const lacking = isEnglish
    ? `lacks the language of the brand (${locale})`
    : `has neither the language of the brand (${locale}) nor English (en)`;
  const problem =
    `Template ${id}: it ${lacking}, so everybody else would get ` +
    `"${last}"; write it in ${isEnglish ? locale : `${locale} or en`}, too.`;
  return { problems: [problem], notices: [] };
}

const base = (name: string): string => name.split(/[-_]/)[0]?.toLowerCase() ?? '';
