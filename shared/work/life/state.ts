import type { Entry } from '../../contract/life.ts';
import { listEntries } from '../../store/entries.ts';
import { type LiveSet, readLive } from '../../store/rules.ts';
import type { KnownTemplates } from './check.ts';

/** A brand as it stands: what is live, and what is edited. */
export type State = { live: LiveSet; rules: Entry[]; templates: Entry[] };

/** What is live first: an act that is missed there is noticed when the pointer is flipped. */
export async function loadState(brand: string): Promise<State> {
  const live = await readLive(brand);
  const [rules, templates] = await Promise.all([listEntries(brand, 'rule'), listEntries(brand, 'template')]);
  return { live, rules, templates };
}

/** The version that a rule takes which names a template that no live rule sends. */
export const publishedOf = ({ templates }: State): Map<string, number> =>
  new Map(templates.flatMap(({ id, published }) => (published === undefined ? [] : [[id, published]])));

/** Which templates a rule may name when `fresh` are published, too. */
export function knownTemplates({ live, templates }: State, fresh: readonly string[] = []): KnownTemplates {
  const sent = live.rules.map(({ template }) => template);
  const retired = new Map(
    templates.flatMap(({ id, retired: deed }) => (deed && !fresh.includes(id) ? [[id, deed.at]] : [])),
  );
  const kept = templates.filter(({ published }) => published !== undefined).map(({ id }) => id);
  return { there: new Set([...sent, ...kept, ...fresh]), retired };
}

/** An entry once its draft is live. */
export function ended(entry: Entry, fresh: ReadonlyMap<string, number>): Entry {
  const { draft: _draft, retired: _retired, ...rest } = entry;
  const published = entry.kind === 'template' ? (fresh.get(entry.id) ?? entry.published) : undefined;
  return { ...rest, revision: entry.revision + 1, ...(published !== undefined && { published }) };
}

/** Whether an entry is a lock alone: its only draft was given up before anything was published. */
export const isGone = (entry: Entry, live: number | undefined): boolean =>
  live === undefined && !entry.draft && !entry.retired && entry.published === undefined;

/** The entry of what may never have been edited here. */
export const entryOf = (
  known: readonly Entry[],
  { brand, kind, id, name }: Pick<Entry, 'brand' | 'kind' | 'id' | 'name'>,
): Entry => known.find((entry) => entry.id === id) ?? { brand, kind, id, name, revision: 0 };
