import * as z from 'zod';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { isSame } from './rule-base.ts';
import { type Item, type Kind, nameOf } from './rule-files.ts';
import { type Remote, readRemote } from './rule-remote.ts';
import { bad, bold, dim, good } from './style.ts';
import { bodyOf, itemsIn } from './trial.ts';

const difference = z.object({
  at: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
const answer = z.object({
  changes: z.array(
    z.object({
      kind: z.string(),
      id: z.string(),
      live: z.number().optional(),
      difference: z.array(difference),
      draft: z.array(difference).optional(),
      problems: z.array(z.string()),
    }),
  ),
});
type Change = z.infer<typeof answer>['changes'][number];

/** What CI may ask: 0 the same, 3 it differs. */
const DIFFERS = 3;

async function run({ client, brand, rest: [folder] }: Run, kind: Kind): Promise<Found> {
  if (!folder) throw new CommandError(`Say which folder: ${kind}s diff my-rules`, 2);
  const remote = new Map((await readRemote(client, brand)).map((item) => [nameOf(item), item]));
  const asked = (await itemsIn(folder)).filter((item) => kind === 'rule' || item.kind === kind);
  const files = bodyOf(asked.filter((item) => isOther(item, remote.get(nameOf(item)))));
  const data = answer.parse(await client.call('POST', `${brandPath(brand)}/diff`, { files }));
  if (data.changes.length === 0) return { data, text: 'Nothing differs.' };
  return { data, text: data.changes.map(describe).join('\n\n'), exitCode: DIFFERS };
}

/** Whether it may differ from what is live, or from the draft that is saved. */
const isOther = ({ files }: Item, there: Remote | undefined): boolean =>
  !there || !isSame(files, there.live) || (there.draft.size > 0 && !isSame(files, there.draft));

function describe({ kind, id, live, difference: fields, draft, problems }: Change): string {
  const against = live === undefined ? 'new' : `live version ${live} → the file`;
  return [
    bold(`${kind} ${id}: ${against}`),
    ...(fields.length === 0 ? [dim('  as it is live')] : unified(fields)),
    ...draftLines(draft),
    ...problems.map((problem) => bad(`  ✗ ${problem}`)),
  ].join('\n');
}

function draftLines(draft: Change['draft']): string[] {
  if (!draft) return [];
  if (draft.length === 0) return [dim('  The saved draft says the same.')];
  return [bold('  the saved draft → the file'), ...unified(draft)];
}

const unified = (fields: Change['difference']): string[] =>
  fields.flatMap(({ at, before, after }) => [
    `  ${at || 'all'}`,
    ...marked('-', before).map(bad),
    ...marked('+', after).map(good),
  ]);

function marked(sign: string, value: unknown): string[] {
  if (value === undefined) return [];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.split('\n').map((line) => `    ${sign} ${line}`);
}

export const diffOf = (kind: Kind): Command => ({
  words: [`${kind}s`, 'diff'],
  usage: `${kind}s diff DIR`,
  takes: 1,
  about:
    kind === 'rule'
      ? 'what pushing and publishing a folder would change, field by field'
      : 'the same of the templates in a folder alone',
  help: ['Exit code 0 when all is the same, 3 when something differs: a pipeline may ask.'],
  run: (of) => run(of, kind),
});
