import { type Item, type Kind, parseTemplate } from './rule-files.ts';
import { parseRule } from './rule-yaml.ts';

/** Rules and templates of files as the API takes them. */
export type Body = { rules: object[]; templates: object[] };

/** What one file, or the files of one template, say. */
export function bodyOf({ kind, id, files }: Item): object {
  if (kind === 'template') return { id, languages: parseTemplate(files) };
  const [[name, text] = ['', '']] = [...files];
  return { id, ...parseRule(name, text) };
}

export const together = (all: readonly { kind: Kind; body: object }[]): Body => ({
  rules: all.filter(({ kind }) => kind === 'rule').map(({ body }) => body),
  templates: all.filter(({ kind }) => kind === 'template').map(({ body }) => body),
});

export const bytesOf = (body: object): number => Buffer.byteLength(JSON.stringify(body));

/** For people. */
export const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
