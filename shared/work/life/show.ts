import type { Content, Deed, Entry, Kind } from '../../contract/life.ts';
import { type Place, listEntries, loadDraft, loadDrafts, loadEntry } from '../../store/entries.ts';
import { type LiveSet, readLive } from '../../store/rules.ts';
import { type VersionLine, listVersions } from '../../store/versions.ts';
import { liveVersion, liveVersions, loadContent, loadContents } from './live-content.ts';
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

/** What one of them says, as it is edited and as it is live. */
type Sides = { draft: Content | undefined; live: Content | undefined };

/** So many are read at once, and what they say comes to so much at most: Lambda answers 6 MB. */
const STEP = 100;
const MOST_BYTES = 4_000_000;

/** The first of these lines with what each says: as many as one answer can hold, one at least. */
export async function withContent(
  brand: string,
  kind: Kind,
  lines: readonly Line[],
): Promise<(Line & { content: Sides })[]> {
  const found: (Line & { content: Sides })[] = [];
  let bytes = 0;
  for (let from = 0; from < lines.length; from += STEP) {
    for (const line of await readStep(brand, kind, lines.slice(from, from + STEP))) {
      bytes += Buffer.byteLength(JSON.stringify(line));
      if (bytes > MOST_BYTES && found.length > 0) return found;
      found.push(line);
    }
  }
  return found;
}

async function readStep(brand: string, kind: Kind, lines: readonly Line[]) {
  const live = lines.flatMap(({ id, live: version }) =>
    version === undefined ? [] : [[id, version] as const],
  );
  const edited = lines.filter(({ draft }) => draft).map(({ id }) => id);
  const [contents, drafts] = await Promise.all([
    loadContents(brand, kind, new Map(live)),
    loadDrafts(brand, kind, edited),
  ]);
  return lines.map((line) => ({
    ...line,
    content: { draft: drafts.get(line.id), live: contents.get(line.id) },
  }));
}

export type Shown = Line & {
  content: Sides;
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
