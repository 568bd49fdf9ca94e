import type * as z from 'zod';
import { counted } from '../../shared/contract/wording.ts';
import { confirm } from './ask.ts';
import { describeChange } from './changes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { inLanes } from './lanes.ts';
import { startProgress } from './progress.ts';
import { type Base, digestOf, readBase, writeBase } from './rule-base.ts';
import {
  type Fit,
  brokenOf,
  compare,
  describeBroken,
  describeFit,
  describeGone,
  goneFiles,
} from './rule-compare.ts';
import { type Item, byName, nameOf, parseTemplate } from './rule-files.ts';
import { INVALID, inFiles } from './rule-lines.ts';
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
  const { chosen, left, standing } = choosePushes(items, { remote, base, isForced: options.force ?? false });
  const remarks = [...left, ...goneFiles(base, items, all).map(describeGone)];
  const pushes = chosen.map((item) => prepare(item, remote.get(nameOf(item))));
  const of = { pushes, standing, remarks, remote: all };
  if (pushes.length === 0) return stay(run, of);
  if (options['dry-run']) return look(run, of);
  await confirm(`${pushes.map(nameOf).join('\n')}\nSave these as drafts?`, options.yes);
  return send(run, { folder, base, ...of });
}

function prepare(item: Item, there: Remote | undefined): Push {
  const { revision = 0, version: live, isStale = false } = there ?? {};
  const of = { ...item, revision, live, isStale };
  if (item.kind === 'template')
    return { ...of, body: { template: { languages: parseTemplate(item.files) } } };
  const [[name, text] = ['', '']] = [...item.files];
  return { ...of, body: { rule: parseRule(name, text), text } };
}

/** What a push knows of both sides. */
type Chosen = { pushes: Push[]; standing: Item[]; remarks: string[]; remote: readonly Remote[] };

async function stay(run: Run, { standing, remarks, remote }: Chosen): Promise<Found> {
  const broken = brokenOf(standing, await compare(run, standing, remote));
  const exitCode = codeOf(broken);
  const last = exitCode === 0 ? 'Nothing differs.' : `Nothing differs. ${MEND}`;
  const text = [...broken.map(describeBroken), ...remarks, last].join('\n');
  return { data: { saved: [], broken }, text, exitCode };
}

/** What would be saved, how it differs from the draft or else from what is live, and what keeps it from being published. */
async function look(run: Run, { pushes, standing, remarks, remote }: Chosen): Promise<Found> {
  const found = await compare(run, [...pushes, ...standing], remote);
  const broken = brokenOf(standing, found);
  const items = pushes.map((item) => {
    const { draft, difference = [], problems = [], notices = [] } = found.get(nameOf(item)) ?? {};
    return { name: nameOf(item), difference: draft ?? difference, problems, notices, item };
  });
  const lines = items.map(({ item, ...of }) => describe(item, of, 'would be saved'));
  return {
    data: {
      names: items.map(({ name }) => name),
      items: items.map(({ item: _item, ...rest }) => rest),
      broken,
    },
    text: [...lines, ...broken.map(describeBroken), ...remarks, 'Nothing was saved.'].join('\n'),
    exitCode: codeOf([...items, ...broken]),
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

const MEND = 'What is marked ✗ keeps them from being published: mend it, and push again.';

type Sending = { folder: string; base: Base; pushes: Push[] };

/** Drafts that are saved at the same time, and after how many it is noted what was. */
const AT_ONCE = 8;
const NOTED = 100;

async function saveAll(run: Run, { folder, base, pushes }: Sending) {
  const { client, brand, options } = run;
  const why = options.why && { why: options.why };
  const results: (z.infer<typeof saved> & { item: Push })[] = [];
  const progress = startProgress();
  const save = async (item: Push): Promise<void> => {
    const path = `${brandPath(brand)}/${item.kind}s/${item.id}`;
    const sent = { method: 'PUT', path, body: { ...item.body, ...why }, revision: item.revision };
    const answer = await client.edit(sent).catch((error: unknown) => refuse(item, error));
    results.push({ item, ...saved.parse(answer) });
    base[nameOf(item)] = digestOf(item.files);
    progress.show(results.length / pushes.length, `${results.length} of ${pushes.length} saved`);
    if (results.length % NOTED === 0) await writeBase(folder, base);
  };
  try {
    await inLanes(pushes, AT_ONCE, save);
  } catch (error) {
    throw withRest(error, results.length);
  } finally {
    progress.end();
    // If one is refused, those that were not are known.
    await writeBase(folder, base);
  }
  const order = new Map(pushes.map((item, at) => [item, at]));
  return results.toSorted((a, b) => (order.get(a.item) ?? 0) - (order.get(b.item) ?? 0));
}

async function send(run: Run, of: Sending & Chosen): Promise<Found> {
  const { folder, base, pushes, standing, remarks, remote } = of;
  const results = await saveAll(run, { folder, base, pushes });
  // Beside all that was saved now, and not beside what was there when each was.
  const found = await compare(run, [...pushes, ...standing], remote);
  const broken = brokenOf(standing, found);
  const items = results.map((of) => {
    const { problems, notices } = found.get(nameOf(of.item)) ?? of;
    return { ...of, problems, notices };
  });
  const lines = items.map(({ item, ...of }) => describe(item, of, 'saved as a draft'));
  const exitCode = codeOf([...items, ...broken]);
  const next = exitCode === 0 ? `Next: rules publish --brand ${run.brand}` : MEND;
  const text = [
    ...lines,
    ...broken.map(describeBroken),
    ...remarks,
    `${counted(items.length, 'draft')} saved. ${next}`,
  ].join('\n');
  return {
    data: { saved: items.map(({ item: { kind, id }, ...of }) => ({ kind, id, ...of })), broken },
    text,
    exitCode,
  };
}

function refuse(item: Item, error: unknown): never {
  if (!(error instanceof CommandError)) throw error;
  if (item.kind === 'rule' && error.message.startsWith(INVALID)) throw inFiles(error, [item]);
  throw new CommandError(`${nameOf(item)}: ${error.message}`, error.exitCode, { cause: error });
}

function withRest(error: unknown, count: number): unknown {
  if (!(error instanceof CommandError)) return error;
  const rest = count === 0 ? 'Nothing was saved.' : `${counted(count, 'other')} saved as drafts.`;
  return new CommandError(`${error.message}\n${rest}`, error.exitCode, { cause: error });
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
    'Exit code 1 when something keeps it from being published (✗); the drafts are saved all the same, and drafts that are there already are told of again.',
  ],
  run: push,
};
