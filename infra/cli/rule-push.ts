import { counted } from '../../shared/contract/wording.ts';
import { confirm } from './ask.ts';
import { describeChange } from './changes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { type Base, digestOf, readBase, writeBase } from './rule-base.ts';
import { type Fit, compare, compareSaved, describeFit, describeGone, goneFiles } from './rule-compare.ts';
import { type Item, byName, nameOf, parseTemplate } from './rule-files.ts';
import { choosePushes } from './rule-push-choice.ts';
import { type Remote, readRemote } from './rule-remote.ts';
import { type Change, saved } from './rule-shapes.ts';
import { parseRule } from './rule-yaml.ts';
import { itemsIn } from './trial.ts';

type Push = Item & { revision: number; body: object; live: number | undefined; isStale: boolean };

/** Saves as drafts what differs. What somebody else changed since the last pull is not written over. */
async function push(run: Run): Promise<Found> {
  const { client, brand, options, rest } = run;
  const [folder] = rest;
  if (!folder) throw new CommandError('Say where from: rules push my-rules', 2);
  const base = await readBase(folder);
  const all = await readRemote(client, brand);
  const remote = byName(all);
  const items = await itemsIn(folder);
  const { chosen, left } = choosePushes(items, { remote, base, isForced: options.force ?? false });
  const remarks = [...left, ...goneFiles(base, items, all).map(describeGone)];
  const pushes = chosen.map((item) => prepare(item, remote.get(nameOf(item))));
  const names = pushes.map(nameOf);
  if (names.length === 0) return { data: { saved: [] }, text: [...remarks, 'Nothing differs.'].join('\n') };
  if (options['dry-run']) return look(run, pushes, remarks);
  await confirm(`${names.join('\n')}\nSave these as drafts?`, options.yes);
  return send(run, { folder, base, pushes, remarks });
}

function prepare(item: Item, there: Remote | undefined): Push {
  const { revision = 0, version: live, isStale = false } = there ?? {};
  const of = { ...item, revision, live, isStale };
  if (item.kind === 'template')
    return { ...of, body: { template: { languages: parseTemplate(item.files) } } };
  const [[name, text] = ['', '']] = [...item.files];
  return { ...of, body: { rule: parseRule(name, text), text } };
}

/** What would be saved, how it differs from the draft or else from what is live, and what keeps it from being published. */
async function look(run: Run, pushes: readonly Push[], remarks: readonly string[]): Promise<Found> {
  const found = byName((await compare(run, pushes)).changes);
  const items = pushes.map((item) => {
    const { draft, difference = [], problems = [], notices = [] } = found.get(nameOf(item)) ?? {};
    return { name: nameOf(item), difference: draft ?? difference, problems, notices, item };
  });
  const lines = items.map(({ item, ...of }) => describe(item, of, 'would be saved'));
  return {
    data: { names: items.map(({ name }) => name), items: items.map(({ item: _item, ...rest }) => rest) },
    text: [...lines, ...remarks, 'Nothing was saved.'].join('\n'),
    exitCode: codeOf(items),
  };
}

type Outcome = Pick<Change, 'difference'> & Fit;

/** A draft of an older version than the live one is saved again as it is: whoever pushes it has looked at it. */
function describe({ kind, id, live, isStale }: Push, { difference, ...fit }: Outcome, what: string): string {
  const again = isStale ? `${what} again, upon version ${live ?? 'none'}, which is live by now` : what;
  const same = difference.length === 0 && !isStale ? ['  comments or spacing only'] : [];
  const text = describeChange({ kind, id, difference }, again);
  return [text, ...same, ...describeFit(fit)].join('\n');
}

/** Nobody who reads exit codes alone is to miss that it cannot be published so. */
const codeOf = (items: readonly { problems: readonly string[] }[]): number =>
  items.some(({ problems }) => problems.length > 0) ? 1 : 0;

async function send(
  run: Run,
  { folder, base, pushes, remarks }: { folder: string; base: Base; pushes: Push[]; remarks: string[] },
): Promise<Found> {
  const { client, brand, options } = run;
  const { why } = options;
  const results = [];
  for (const item of pushes) {
    const path = `${brandPath(brand)}/${item.kind}s/${item.id}`;
    const body = { ...item.body, ...(why && { why }) };
    const answer = client.edit({ method: 'PUT', path, body, revision: item.revision });
    const result = saved.parse(await answer.catch((error: unknown) => refuse(item, results.length, error)));
    results.push({ item, ...result });
    base[nameOf(item)] = digestOf(item.files);
    // At once: if the next one is refused, this one is known.
    await writeBase(folder, base);
  }
  // Beside all that was saved now, and not beside what was there when each was.
  const found = await compareSaved(run, pushes);
  const items = results.map((of) => {
    const { problems, notices } = found.get(nameOf(of.item)) ?? of;
    return { ...of, problems, notices };
  });
  const lines = items.map(({ item, ...of }) => describe(item, of, 'saved as a draft'));
  const exitCode = codeOf(items);
  const next =
    exitCode === 0
      ? `Next: rules publish --brand ${brand}`
      : 'What is marked ✗ keeps them from being published: mend it, and push again.';
  const text = [...lines, ...remarks, `${counted(items.length, 'draft')} saved. ${next}`].join('\n');
  return {
    data: { saved: items.map(({ item: { kind, id }, ...of }) => ({ kind, id, ...of })) },
    text,
    exitCode,
  };
}

function refuse(item: Item, before: number, error: unknown): never {
  if (!(error instanceof CommandError)) throw error;
  const rest = before === 0 ? 'Nothing was saved.' : `${counted(before, 'draft')} had been saved before it.`;
  throw new CommandError(`${nameOf(item)}: ${error.message}\n${rest}`, error.exitCode, { cause: error });
}

export const pushCommand: Command = {
  words: ['rules', 'push'],
  reads: ['why', 'force', 'dry-run'],
  usage: 'rules push DIR',
  takes: 1,
  about: 'save as drafts what differs in the files, and tell what is wrong with them',
  help: [
    '--why "…"   a sentence for those who look at it later',
    '--force     also over what somebody else changed since the last pull',
    '--dry-run   says what would be saved and what is wrong with it, and saves nothing',
    '--yes       does not ask before',
    '',
    'Exit code 1 when something keeps it from being published (✗); the drafts are saved all the same.',
  ],
  run: push,
};
