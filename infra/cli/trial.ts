import { CommandError } from './client.ts';
import type { Options, Run } from './command.ts';
import { isSame } from './rule-base.ts';
import { type Item, nameOf, parseTemplate, readFolder } from './rule-files.ts';
import { readRemote } from './rule-remote.ts';
import { parseRule } from './rule-yaml.ts';
import { bad } from './style.ts';

/** The options of every rehearsal: what is tried instead of what is live. */
export const TRIAL_OPTIONS = ['draft', 'drafts', 'files'] as const satisfies readonly (keyof Options)[];

export const TRIAL_USAGE = '[--draft check-in | --drafts | --files DIR]';

export const TRIAL_HELP = [
  '--draft R     with the saved draft of this rule and of what it sends; may be said again; template:T is a template',
  '--drafts      with all saved drafts',
  '--files DIR   with what stands in this folder, saved or not, as "rules pull" wrote it',
];

/** What of it goes into the body of a request. */
export async function trialOf({ client, brand, options }: Pick<Run, 'client' | 'brand' | 'options'>) {
  const { draft, drafts, files } = options;
  if (draft && drafts) throw new CommandError('Say --draft with names, or --drafts for all of them.', 2);
  const saved = drafts ? true : draft;
  return {
    ...(saved && { drafts: saved }),
    ...(files !== undefined && { files: await differing({ client, brand }, files) }),
  };
}

/** What would keep the drafts or files from being published. */
export const problemLines = (problems: readonly string[]): string[] =>
  problems.length === 0
    ? []
    : [
        ...problems.map((problem) => bad(`✗ ${problem}`)),
        'It could not be published so, and a mail that cannot be written is not counted.',
        '',
      ];

/** Only what is not live goes over the wire. */
async function differing({ client, brand }: Pick<Run, 'client' | 'brand'>, folder: string): Promise<object> {
  const items = await itemsIn(folder);
  const remote = new Map((await readRemote(client, brand)).map((item) => [nameOf(item), item]));
  return bodyOf(items.filter((item) => !isSame(item.files, remote.get(nameOf(item))?.live ?? new Map())));
}

export async function itemsIn(folder: string): Promise<Item[]> {
  const items = await readFolder(folder);
  if (items.length > 0) return items;
  throw new CommandError(`There are no rules and no templates in ${folder}.`, 2);
}

/** Rules and templates of files as the API takes them. */
export function bodyOf(changed: readonly Item[]): { rules: object[]; templates: object[] } {
  const rules = changed.flatMap(({ kind, id, files }) => {
    const [[name, text] = ['', '']] = [...files];
    return kind === 'rule' ? [{ id, ...parseRule(name, text) }] : [];
  });
  const templates = changed.flatMap(({ kind, id, files }) =>
    kind === 'template' ? [{ id, languages: parseTemplate(files) }] : [],
  );
  return { rules, templates };
}
