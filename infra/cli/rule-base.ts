import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Files } from './rule-files.ts';

/** What the system said when it was last pulled or pushed: so an edit that somebody made there is noticed. */
export type Base = Record<string, string>;

const NAME = '.extramile.json';
const shape = z.record(z.string(), z.string());

export async function readBase(folder: string): Promise<Base> {
  const text = await readFile(join(folder, NAME), 'utf8').catch(() => '{}');
  return shape.parse(JSON.parse(text));
}

export async function writeBase(folder: string, base: Base): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(base).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(join(folder, NAME), `${JSON.stringify(sorted, undefined, 2)}\n`);
}

export const digestOf = (files: Files): string =>
  createHash('sha256')
    .update(JSON.stringify([...plain(files)].toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
    .slice(0, 16);

export const isSame = (one: Files, other: Files): boolean => digestOf(one) === digestOf(other);

/** A subject says the same with and without the line break at its end. */
const plain = (files: Files): Files =>
  new Map(
    [...files].map(([name, text]) => [name, name.endsWith('.subject') ? text.replace(/\r?\n$/, '') : text]),
  );
