import { isUtf8 } from 'node:buffer';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError } from './client.ts';

export type Kind = 'rule' | 'template';
/** What one rule or template says, as files: by their names below the folder. */
export type Files = Map<string, string>;
export type Item = { kind: Kind; id: string; files: Files };
export const nameOf = ({ kind, id }: Pick<Item, 'kind' | 'id'>): string => `${kind} ${id}`;
export const byName = <T extends Pick<Item, 'kind' | 'id'>>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [nameOf(item), item]));

const ID = /^[a-z0-9][a-z0-9-]{0,31}$/;
const PART = /^([A-Za-z]{2}[A-Za-z0-9-]{0,33})\.(mjml|txt|subject)$/;
/** More is no rule, and no mail. */
const MOST_BYTES = 200_000;
/** Of each; the system takes no more live rules of a brand. */
const MOST_ITEMS = 10_000;

/** Everything in a folder; a name that nobody reads was meant for something and is refused. */
export async function readFolder(folder: string): Promise<Item[]> {
  const rules = await namesIn(join(folder, 'rules'));
  const templates = await namesIn(join(folder, 'templates'));
  for (const [what, { length }] of Object.entries({ rules, templates }))
    if (length > MOST_ITEMS)
      throw new CommandError(
        `${folder} holds ${length} ${what}; ${MOST_ITEMS} is the most of a brand. Nothing was read: take some out.`,
        2,
      );
  const items: Item[] = [];
  for (const name of rules) {
    const id = name.replace(/\.yaml$/, '');
    if (id === name || !ID.test(id)) throw strange(`rules/${name}`, 'rules/welcome.yaml');
    items.push({ kind: 'rule', id, files: await readAll(folder, [`rules/${name}`]) });
  }
  for (const id of templates) items.push(await readTemplate(folder, id));
  return items;
}

async function readTemplate(folder: string, id: string): Promise<Item> {
  if (!ID.test(id)) throw strange(`templates/${id}`, 'templates/welcome/en.mjml');
  const names = await namesIn(join(folder, 'templates', id));
  const wrong = names.find((name) => !PART.test(name));
  if (wrong) throw strange(`templates/${id}/${wrong}`, `templates/${id}/en.mjml, en.txt and en.subject`);
  const twice = names.find((name, at) => names[at + 1]?.toLowerCase() === name.toLowerCase());
  if (twice)
    throw new CommandError(
      `templates/${id}/${twice} is there twice, in capitals and not: keep one of them.`,
      2,
    );
  const paths = names.map((name) => `templates/${id}/${name}`);
  return { kind: 'template', id, files: await readAll(folder, paths) };
}

const strange = (given: string, expected: string): CommandError =>
  new CommandError(
    `"${given}" is not read: a name there looks like ${expected}, in small letters, digits and hyphens. Rename it, or take it out.`,
    2,
  );

/** In an order that has names next to each other which differ in capitals only. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new CommandError(`${folder} is no folder that can be read.`, 2, { cause: error });
  });
  return names.filter((name) => !name.startsWith('.')).sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

const order = (name: string): string => `${name.toLowerCase()} ${name}`;

async function readAll(folder: string, names: string[]): Promise<Files> {
  const files: Files = new Map();
  for (const name of names) files.set(name, await readText(join(folder, name), name));
  return files;
}

/** Its size is looked at before it is read. What is not UTF-8 would come back as something else. */
async function readText(path: string, name: string): Promise<string> {
  const about = await stat(path);
  if (!about.isFile()) throw new CommandError(`${name} is no file.`, 2);
  if (about.size > MOST_BYTES)
    throw new CommandError(
      `${name} has ${Math.ceil(about.size / 1000)} kB; ${MOST_BYTES / 1000} kB is the most. It was not read.`,
      2,
    );
  const bytes = await readFile(path);
  if (!isUtf8(bytes)) throw new CommandError(`${name} is not in UTF-8: save it as UTF-8.`, 2);
  return bytes.toString('utf8');
}

/** Files that were there `before` and are no part of it any more are taken away. */
export async function writeAll(folder: string, files: Files, before: Files = new Map()): Promise<void> {
  for (const name of before.keys()) if (!files.has(name)) await rm(join(folder, name), { force: true });
  for (const [name, text] of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** The languages that the files of a template hold; one line break at the end of a subject belongs to the file. */
export function parseTemplate(files: Files): Record<string, Record<string, string>> {
  const parts = [...files].map(([name, text]) => {
    const [, language = '', part = ''] = PART.exec(name.slice(name.lastIndexOf('/') + 1)) ?? [];
    const field = { mjml: 'mjml', txt: 'text', subject: 'subject' }[part] ?? part;
    return { language, field, text: part === 'subject' ? text.replace(/\r?\n$/, '') : text };
  });
  const languages = [...Map.groupBy(parts, ({ language }) => language)];
  return Object.fromEntries(
    languages.map(([language, of]) => [
      language,
      Object.fromEntries(of.map(({ field, text }) => [field, text])),
    ]),
  );
}

/**
 * The files of a template; a text that is written from the HTML has none. A language is a part of a path here, so it has
 * to look like one.
 */
export function templateFiles(
  id: string,
  languages: Record<string, { subject: string; mjml: string; text?: string | undefined }>,
): Files {
  return new Map(
    Object.entries(languages).flatMap(([language, { subject, mjml, text }]) => {
      const base = `templates/${id}/${language}`;
      if (!PART.test(`${language}.txt`)) throw new CommandError(`"${language}" of ${id} is no language.`);
      return [
        [`${base}.mjml`, mjml] as const,
        [`${base}.subject`, `${subject}\n`] as const,
        ...(text === undefined ? [] : [[`${base}.txt`, text] as const]),
      ];
    }),
  );
}
