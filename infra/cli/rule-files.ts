import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LineCounter, parseDocument, stringify } from 'yaml';
import { CommandError } from './client.ts';

export type Kind = 'rule' | 'template';
/** What one rule or template says, as files: by their names below the folder. */
export type Files = Map<string, string>;
export type Item = { kind: Kind; id: string; files: Files };
export const nameOf = ({ kind, id }: Pick<Item, 'kind' | 'id'>): string => `${kind} ${id}`;

const ID = /^[a-z0-9][a-z0-9-]{0,31}$/;
const PART = /^([A-Za-z]{2}[A-Za-z0-9-]{0,33})\.(mjml|txt|subject)$/;
/** More is no rule, and no mail. */
const MOST_BYTES = 200_000;
const MOST_ITEMS = 2000;

/** Everything in a folder; a name that nobody reads was meant for something and is refused. */
export async function readFolder(folder: string): Promise<Item[]> {
  const rules = await namesIn(join(folder, 'rules'));
  const templates = await namesIn(join(folder, 'templates'));
  if (rules.length + templates.length > MOST_ITEMS)
    throw new CommandError(`${folder} holds more than ${MOST_ITEMS} rules and templates.`, 2);
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
  const paths = names.map((name) => `templates/${id}/${name}`);
  return { kind: 'template', id, files: await readAll(folder, paths) };
}

const strange = (given: string, expected: string): CommandError =>
  new CommandError(`"${given}" is no name that is read; it would be ${expected}.`, 2);

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('.')).sort();
}

async function readAll(folder: string, names: string[]): Promise<Files> {
  const files: Files = new Map();
  for (const name of names) {
    const bytes = await readFile(join(folder, name));
    if (bytes.length > MOST_BYTES)
      throw new CommandError(`${name} is larger than ${MOST_BYTES / 1000} kB.`, 2);
    files.set(name, bytes.toString('utf8'));
  }
  return files;
}

export async function writeAll(folder: string, files: Files): Promise<void> {
  for (const [name, text] of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** What is sent of a file; a fault of its form is told with its line. */
export function parseRule(name: string, text: string): object {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: true });
  const [problem] = document.errors;
  if (problem) throw new CommandError(`${name}: ${problem.message}`);
  try {
    // A rule is a page: whoever refers to another part of it could hide thousands of lines in ten.
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    throw new CommandError(`${name}: anchors and aliases (& and *) are not for rules; write it out.`);
  }
  throw new CommandError(`${name} is not a rule: a rule is names with values, for instance "on: purchase".`);
}

/** A rule that was never a file, as one. */
export const ruleText = ({ id: _id, ...rule }: Record<string, unknown>): string => stringify(rule);

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

/** The files of a template. A language is a part of a path here, so it has to look like one. */
export function templateFiles(
  id: string,
  languages: Record<string, { subject: string; mjml: string; text: string }>,
): Files {
  return new Map(
    Object.entries(languages).flatMap(([language, { subject, mjml, text }]) => {
      const base = `templates/${id}/${language}`;
      if (!PART.test(`${language}.txt`)) throw new CommandError(`"${language}" of ${id} is no language.`);
      return [
        [`${base}.mjml`, mjml] as const,
        [`${base}.subject`, `${subject}\n`] as const,
        [`${base}.txt`, text] as const,
      ];
    }),
  );
}
