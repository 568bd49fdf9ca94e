import * as z from 'zod';
import type { Client } from './client.ts';
import { brandPath } from './deed.ts';
import { type Files, type Item, type Kind, templateFiles } from './rule-files.ts';
import { readPages } from './rule-list.ts';
import { type Content, hasNoSource, line, sides as contents } from './rule-shapes.ts';
import { ruleText } from './rule-yaml.ts';

const told = line.extend({ content: contents });
const pages = z.object({ items: z.array(told), cursor: z.string().optional() });

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
  /** The template that the live rule sends. */
  sends: string | undefined;
};

/** What is edited, else what is live; what is retired, or was never kept as a source, has no files. */
export async function readRemote(client: Client, brand: string): Promise<Remote[]> {
  const found: Remote[] = [];
  for (const kind of ['rule', 'template'] as const) {
    const path = `${brandPath(brand)}/${kind}s`;
    const items = await readPages(client, { path, query: { with: 'content' }, page: pages });
    found.push(...items.map((item) => remoteOf(kind, item)));
  }
  return found;
}

function remoteOf(kind: Kind, item: z.infer<typeof told>): Remote {
  const { id, content, revision, draft: saved, live: version } = item;
  const [draft, live] = [content.draft, content.live].map((one) => filesOf(kind, id, one));
  const sides = { draft: draft ?? new Map(), live: live ?? new Map() };
  const isStale = kind === 'rule' && saved !== undefined && saved.basedOn !== version;
  const files = content.draft ? sides.draft : sides.live;
  const template = content.live?.rule?.['template'];
  const sends = typeof template === 'string' ? template : undefined;
  return { kind, id, files, ...sides, revision, version, isUnkept: hasNoSource(item), saved, isStale, sends };
}

function filesOf(kind: Kind, id: string, content: Content | undefined): Files {
  if (kind === 'template')
    return content?.template ? templateFiles(id, content.template.languages) : new Map();
  if (!content?.rule) return new Map();
  return new Map([[`rules/${id}.yaml`, content.text ?? ruleText(content.rule)]]);
}
