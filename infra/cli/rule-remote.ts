import type { Client } from './client.ts';
import { type Files, type Item, type Kind, templateFiles } from './rule-files.ts';
import { readLines } from './rule-list.ts';
import { type Content, hasNoSource, shown } from './rule-shapes.ts';
import { ruleText } from './rule-yaml.ts';

/**
 * A rule or a template as files: as it is edited, else as it is live; both sides; the revision that an edit names; and
 * whether it is live without what it was written as, which versions of the first days did not keep; and who wrote it last.
 */
export type Remote = Item & { revision: number; live: Files; draft: Files; isUnkept: boolean; last: Last };
type Last = { by: string; at: string } | undefined;

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
      const last = item.draft ?? item.history[0]?.publication;
      const files = content.draft ? sides.draft : sides.live;
      return { kind, id, files, ...sides, revision, isUnkept, last };
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
