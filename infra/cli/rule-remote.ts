import type { Client } from './client.ts';
import { type Files, type Item, type Kind, templateFiles } from './rule-files.ts';
import { readLines } from './rule-list.ts';
import { type Content, hasNoSource, shown } from './rule-shapes.ts';
import { ruleText } from './rule-yaml.ts';

/** A rule or a template as files: as it is edited, else as it is live; and both sides. */
export type Remote = Item & {
  /** What an edit names. */
  revision: number;
  live: Files;
  draft: Files;
  /** The version that is live. */
  version: number | undefined;
  /** Live without what it was written as, which versions of the first days did not keep. */
  isUnkept: boolean;
  /** Who saved the draft, and when. */
  saved: { by: string; at: string } | undefined;
  /** A draft of a rule that was written upon another version than the live one; it cannot be published so. */
  isStale: boolean;
};

/** So many are asked for at once. */
const AT_ONCE = 8;

/** What is edited, else what is live; what is retired, or was never kept as a source, has no files. */
export async function readRemote(client: Client, brand: string): Promise<Remote[]> {
  const found: Remote[] = [];
  for (const kind of ['rule', 'template'] as const) {
    const path = `/api/brands/${encodeURIComponent(brand)}/${kind}s`;
    const read = async ({ id }: { id: string }): Promise<Remote> => {
      const item = shown.parse(await client.call('GET', `${path}/${encodeURIComponent(id)}`));
      const { content, revision } = item;
      const [draft, live] = [content.draft, content.live].map((one) => filesOf(kind, id, one));
      const sides = { draft: draft ?? new Map(), live: live ?? new Map() };
      const isUnkept = hasNoSource(item);
      const { draft: saved, live: version } = item;
      const isStale = kind === 'rule' && saved !== undefined && saved.basedOn !== version;
      const files = content.draft ? sides.draft : sides.live;
      return { kind, id, files, ...sides, revision, version, isUnkept, saved, isStale };
    };
    const items = await readLines(client, path);
    for (let from = 0; from < items.length; from += AT_ONCE)
      found.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(read))));
  }
  return found;
}

function filesOf(kind: Kind, id: string, content: Content | undefined): Files {
  if (kind === 'template')
    return content?.template ? templateFiles(id, content.template.languages) : new Map();
  if (!content?.rule) return new Map();
  return new Map([[`rules/${id}.yaml`, content.text ?? ruleText(content.rule)]]);
}
