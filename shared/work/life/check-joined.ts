import type { TemplateDraft } from '../../contract/draft.ts';
import type { Content, Entry } from '../../contract/life.ts';
import { checkBeside } from '../../domain/rules/check-set.ts';
import { type Planned, idOf, replaceIn, ruleOf } from '../../domain/rules/live-set.ts';
import { loadBrand } from '../../store/brands.ts';
import { listEntries, loadDrafts, loadEntry } from '../../store/entries.ts';
import { type LiveSet, readLive } from '../../store/rules.ts';
import { type Fit, checkAsked, checkLanguages, checkHeard, checkRuleFit } from './check-fit.ts';
import { type KnownTemplates, checkTemplate, withVersion } from './check.ts';
import { knownTemplates, publishedOf } from './state.ts';

/** So many other drafts of rules are laid over the live set; who edits more at once is told when publishing. */
const MOST_BESIDE = 300;

/** What is written, by kind. */
type Given = { rules: Planned[]; templates: TemplateDraft[] };

/**
 * How each of these fits: what keeps it from being published beside what is live and the other drafts of the brand, by `rule first`,
 * `template thanks`. Only what they touch is looked at: a push of thousands asks this for each of them. `beside` comes
 * along with them, and is looked at in its own turn.
 */
export async function checkJoined(
  brand: string,
  contents: readonly Content[],
  beside: readonly Content[] = [],
): Promise<Map<string, Fit>> {
  const [given, all] = [byKind(contents), byKind([...beside, ...contents])];
  const live = await readLive(brand);
  const isAlone = given.templates.length === 0 && given.rules.every((each) => !ruleOf(each).group);
  const others = isAlone ? [] : await otherDrafts(brand, all);
  const next = replaceIn(live.rules, [...others, ...all.rules]);
  const { entries, drafts } = await templatesBeside(brand, all);
  const of = {
    brand,
    live,
    next,
    groups: Map.groupBy(next, groupOf),
    own: new Set(all.rules.map(idOf)),
    entries,
    drafts,
    known: knownTemplates(
      { live, rules: [], templates: entries },
      drafts.map(({ id }) => id),
    ),
    found: new Map<string, Promise<string[]>>(),
  };
  const fits = new Map<string, Fit>();
  const settings = await loadBrand(brand);
  for (const planned of given.rules)
    fits.set(`rule ${idOf(planned)}`, {
      problems: await checkOne(planned, of),
      notices: checkHeard(planned, settings),
    });
  for (const draft of given.templates) {
    const { problems, notices } = await checkLanguages(draft, fitting(of), settings?.locale);
    fits.set(`template ${draft.id}`, {
      problems: [...problems, ...(await checkSenders(draft, of))],
      notices: [...notices, ...checkAsked(draft, settings)],
    });
  }
  return fits;
}

const byKind = (contents: readonly Content[]): Given => ({
  rules: contents.flatMap((content) => ('rule' in content ? [{ draft: content.rule }] : [])),
  templates: contents.flatMap((content) => ('template' in content ? [content.template] : [])),
});

type Joined = {
  brand: string;
  live: LiveSet;
  next: readonly Planned[];
  /** The same by kind of event and group. */
  groups: ReadonlyMap<string, Planned[]>;
  /** The rules that are given, or come along. */
  own: ReadonlySet<string>;
  entries: Entry[];
  /** Of templates: those that are given, and the saved ones that rules among these name. */
  drafts: TemplateDraft[];
  known: KnownTemplates;
  found: Map<string, Promise<string[]>>;
};

const groupOf = (planned: Planned): string => {
  const { on, group } = ruleOf(planned);
  return group === undefined ? '' : `${on} ${group}`;
};

const checkOne = async (planned: Planned, of: Joined): Promise<string[]> => [
  ...checkTemplate(planned, of.known),
  ...(await checkRuleFit(planned, fitting(of))),
  ...checkGroup(planned, of),
];

function checkGroup(planned: Planned, { live, groups }: Joined): string[] {
  const [id, group] = [idOf(planned), groupOf(planned)];
  if (group === '') return [];
  // What is so already was not brought about by this one.
  const before = new Set(checkBeside(id, live.rules));
  const others = groups.get(group) ?? [];
  return checkBeside(id, others.map(withVersion)).filter((problem) => !before.has(problem));
}

/** The rules that send a template and are not themselves among what is looked at. */
async function checkSenders({ id }: TemplateDraft, of: Joined): Promise<string[]> {
  const senders = of.next.filter((each) => ruleOf(each).template === id && !of.own.has(idOf(each)));
  return (await Promise.all(senders.map((each) => checkRuleFit(each, fitting(of))))).flat();
}

const fitting = ({ brand, live, drafts, entries, found }: Joined) => ({
  brand,
  live: live.rules,
  drafts,
  found,
  published: publishedOf({ live, rules: [], templates: entries }),
});

async function otherDrafts(brand: string, given: Given): Promise<Planned[]> {
  const own = new Set(given.rules.map(idOf));
  const open = (await listEntries(brand, 'rule')).filter(({ id, draft }) => draft && !own.has(id));
  const ids = open.slice(0, MOST_BESIDE).map(({ id }) => id);
  return byKind([...(await loadDrafts(brand, 'rule', ids)).values()]).rules;
}

async function templatesBeside(brand: string, { rules, templates }: Given) {
  const own = new Set(templates.map(({ id }) => id));
  const named = new Set(rules.map((planned) => ruleOf(planned).template).filter((id) => !own.has(id)));
  const entries = await entriesOf(brand, [...named, ...own]);
  const open = entries.filter(({ id, draft }) => draft && named.has(id)).map(({ id }) => id);
  const saved = byKind([...(await loadDrafts(brand, 'template', open)).values()]).templates;
  return { entries, drafts: [...templates, ...saved] };
}

/** One that is there is read alone; the names of all are asked for where one is missing. */
async function entriesOf(brand: string, names: readonly string[]): Promise<Entry[]> {
  const [id, ...more] = names;
  if (id === undefined) return [];
  const alone = more.length === 0 ? await loadEntry({ brand, kind: 'template', id }) : undefined;
  return alone ? [alone] : listEntries(brand, 'template');
}
