import { access } from 'node:fs/promises';
import { MOST_FILE_BYTES, MOST_FILE_TEMPLATES } from '../../shared/contract/files.ts';
import { CommandError } from './client.ts';
import type { Options, Run } from './command.ts';
import { isSame } from './rule-base.ts';
import { type Body, bodyOf, bytesOf, megabytes, together } from './rule-body.ts';
import { type Item, byName, nameOf, readFolder } from './rule-files.ts';
import { readRemote } from './rule-remote.ts';
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
async function differing({ client, brand }: Pick<Run, 'client' | 'brand'>, folder: string): Promise<Body> {
  const items = await itemsIn(folder);
  const remote = byName(await readRemote(client, brand));
  const changed = items.filter((item) => !isSame(item.files, remote.get(nameOf(item))?.live ?? new Map()));
  const body = together(changed.map((item) => ({ kind: item.kind, body: bodyOf(item) })));
  const bytes = bytesOf(body);
  const most = [`${MOST_FILE_TEMPLATES} templates`, megabytes(MOST_FILE_BYTES)];
  const found = [`${body.templates.length} templates`, megabytes(bytes)];
  if (bytes <= MOST_FILE_BYTES && body.templates.length <= MOST_FILE_TEMPLATES) return body;
  throw new CommandError(
    `What differs in ${folder} from what is live comes to ${found.join(' and ')}; ${most.join(' and ')} can be tried at once. ` +
      `Save it (rules push ${folder}), and try the drafts: --drafts, or --draft with a few of them.`,
    2,
  );
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

export async function itemsIn(folder: string): Promise<Item[]> {
  if (!(await isThere(folder))) throw new CommandError(`There is no folder ${folder}.`, 2);
  const items = await readFolder(folder);
  if (items.length > 0) return items;
  throw new CommandError(`There are no rules and no templates in ${folder}.`, 2);
}
