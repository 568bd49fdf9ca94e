import type { Content, Deed, Entry, Kind } from '../../contract/life.ts';
import { type Place, listEntries, loadDraft, loadEntry } from '../../store/entries.ts';
import { type LiveSet, readLive } from '../../store/rules.ts';
import { type VersionLine, listVersions } from '../../store/versions.ts';
import { liveVersion, liveVersions, loadContent } from './live-content.ts';
import { readContent } from './read.ts';
import { isGone } from './state.ts';

export type Line = {
  id: string;
  name: string;
  state: 'draft' | 'published' | 'retired';
  /** The version that is live. */
  live: number | undefined;
  revision: number;
  draft: Entry['draft'];
  retired: Deed | undefined;
};

/** Every rule or template of a brand by id, whether it was edited here or came with the house. */
export async function listAll(brand: string, kind: Kind): Promise<Line[]> {
  const live = await readLive(brand);
  const names = namesOf(kind, live);
  const versions = liveVersions(kind, live);
  const edited = (await listEntries(brand, kind)).filter((entry) => !isGone(entry, versions.get(entry.id)));
  const entries = new Map(edited.map((entry) => [entry.id, entry]));
  const ids = [...new Set([...names.keys(), ...entries.keys()])].sort();
  return ids.map((id) => lineOf({ id, name: names.get(id), entry: entries.get(id), live: versions.get(id) }));
}

const namesOf = (kind: Kind, { rules }: LiveSet): Map<string, string> =>
  new Map(rules.map((rule) => (kind === 'rule' ? [rule.id, rule.name] : [rule.template, rule.template])));

/** `name` is that of what is live. */
type Known = { id: string; name: string | undefined; entry: Entry | undefined; live: number | undefined };

const lineOf = ({ id, name, entry, live }: Known): Line => ({
  id,
  name: (entry?.draft ? entry.name : name) ?? entry?.name ?? id,
  state: stateOf(entry, live),
  live,
  revision: entry?.revision ?? 0,
  draft: entry?.draft,
  retired: entry?.retired,
});

function stateOf(entry: Entry | undefined, live: number | undefined): Line['state'] {
  if (entry?.retired) return 'retired';
  return live !== undefined || entry?.published !== undefined ? 'published' : 'draft';
}

export type Shown = Line & {
  content: { draft: Content | undefined; live: Content | undefined };
  problems: string[];
  history: VersionLine[];
};

/** One of them with what it says, now and as it is edited, and its versions, the newest first. */
export async function show(place: Place): Promise<Shown | undefined> {
  const { brand, kind, id } = place;
  const [live, entry, history] = await Promise.all([readLive(brand), loadEntry(place), listVersions(place)]);
  const version = liveVersion(kind, id, live);
  if (history.length === 0 && (!entry || isGone(entry, version))) return undefined;
  const [draft, now] = await Promise.all([
    entry?.draft ? loadDraft(place) : undefined,
    loadContent(place, version),
  ]);
  const name = namesOf(kind, live).get(id);
  return {
    ...lineOf({ id, name, entry, live: version }),
    content: { draft, live: now },
    problems: draft ? await problemsOf(kind, draft) : [],
    history,
  };
}

/** Said anew each time: the checks may have become stricter since it was saved. */
async function problemsOf(kind: Kind, content: Content): Promise<string[]> {
  const read = await readContent(kind, 'rule' in content ? content.rule : content.template);
  return read.ok ? read.value.problems : read.failure.message.split('\n');
}
