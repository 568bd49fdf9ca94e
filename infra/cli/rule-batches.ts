import * as z from 'zod';
import { MOST_FILE_BYTES } from '../../shared/contract/files.ts';
import { CommandError } from './client.ts';
import { type Body, bodyOf, bytesOf, megabytes, together } from './rule-body.ts';
import { type Item, type Kind, byName, nameOf } from './rule-files.ts';
import type { Remote } from './rule-remote.ts';

/** One of a folder: `is` names what others may look for, `wants` what it is looked at beside. */
type Written = { name: string; kind: Kind; body: object; bytes: number; is: string[]; wants: string[] };
export type Batch = { items: Written[]; body: { files: Body; beside: Body } };

/** So much is looked at in one call, beside what comes along; what is answered may be several times as long. */
const MOST = { bytes: 1_000_000, items: 500, templates: 100 };

/**
 * A folder in parts that are each looked at alone. A rule comes together with the template that it sends and the others
 * of its group, a template with the live rules that send it, whatever parts these are looked at in themselves.
 */
export function batchesOf(items: readonly Item[], remote: readonly Remote[]): Batch[] {
  const there = byName(remote);
  const written = items.map((item) => write(item, there.get(nameOf(item))?.sends));
  const index = Map.groupBy(
    written.flatMap((each) => each.is.map((name) => ({ name, each }))),
    ({ name }) => name,
  );
  return cut(written).map((part) => {
    const names = new Set(part.flatMap(({ wants }) => wants));
    const near = new Set([...names].flatMap((name) => index.get(name) ?? []).map(({ each }) => each));
    for (const each of part) near.delete(each);
    const body = { files: together(part), beside: together([...near]) };
    const bytes = bytesOf(body);
    if (bytes > MOST_FILE_BYTES) throw tooLarge(part, bytes);
    return { items: part, body };
  });
}

const tooLarge = ([first]: readonly Written[], bytes: number): CommandError =>
  new CommandError(
    `${first?.name} and what it is looked at beside (its template, the others of its group) come to ${megabytes(bytes)}; ` +
      `${megabytes(MOST_FILE_BYTES)} is the most. Nothing was done: make the group smaller, or the files shorter.`,
    2,
  );

const said = z.object({ on: z.string(), group: z.string(), template: z.string() }).partial().catch({});

function write(item: Item, sends: string | undefined): Written {
  const body = bodyOf(item);
  const of = { name: nameOf(item), kind: item.kind, body, bytes: bytesOf(body) };
  if (item.kind === 'template') return { ...of, is: [`template ${item.id}`], wants: [`sends ${item.id}`] };
  const { on, group, template } = said.parse(body);
  const groups = group === undefined ? [] : [`group ${on} ${group}`];
  return {
    ...of,
    is: [...groups, ...(sends === undefined ? [] : [`sends ${sends}`])],
    wants: [...groups, `template ${template}`],
  };
}

function cut(written: readonly Written[]): Written[][] {
  const parts: Written[][] = [];
  let [bytes, templates] = [Infinity, 0];
  for (const each of written) {
    const isTemplate = each.kind === 'template' ? 1 : 0;
    const isFull =
      bytes + each.bytes > MOST.bytes ||
      templates + isTemplate > MOST.templates ||
      parts.at(-1)?.length === MOST.items;
    if (isFull) {
      parts.push([]);
      [bytes, templates] = [0, 0];
    }
    parts.at(-1)?.push(each);
    bytes += each.bytes;
    templates += isTemplate;
  }
  return parts;
}
