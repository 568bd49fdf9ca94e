import { mkdir } from 'node:fs/promises';
import { confirm } from './ask.ts';
import { describeChange } from './changes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { type Base, digestOf, isSame, readBase, writeBase } from './rule-base.ts';
import { describeGone, findProblems, findProblemsOfSaved, goneFiles } from './rule-compare.ts';
import { type Item, nameOf, parseTemplate, readFolder, writeAll } from './rule-files.ts';
import { type Remote, readRemote } from './rule-remote.ts';
import { saved } from './rule-shapes.ts';
import { parseRule } from './rule-yaml.ts';
import { bad } from './style.ts';
import { itemsIn } from './trial.ts';

const byName = <T extends Pick<Item, 'kind' | 'id'>>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [nameOf(item), item]));

/** Writes what the system has into files. A file that was changed here since is left alone, unless `--force` says so. */
async function pull({ client, brand, options, rest: [folder] }: Run): Promise<Found> {
  if (!folder) throw new CommandError('Say where to: rules pull my-rules', 2);
  const base = await readBase(folder);
  const local = byName(await readFolder(folder));
  const all = await readRemote(client, brand);
  const unkept = all.filter(({ files, isUnkept }) => isUnkept && files.size === 0);
  const remote = all.filter(({ files }) => files.size > 0);
  const differing = remote.filter(({ files, ...item }) => {
    const here = local.get(nameOf(item));
    return !here || !isSame(here.files, files);
  });
  const kept = options.force ? [] : differing.filter((item) => isChanged(local.get(nameOf(item)), base));
  const wanted = differing.filter((item) => !kept.includes(item));
  if (!options['dry-run']) await writeAndRemember(folder, wanted, { ...base, ...digests(remote, kept) });
  const data = { written: wanted.map(nameOf), kept: kept.map(nameOf), unkept: unkept.map(nameOf) };
  const left = [
    ...data.kept.map((name) => `${name} was changed here and was left alone: --force takes theirs`),
    ...data.unkept.map(
      (name) => `${name} has no files: it is kept only as it is sent; write it anew to change it`,
    ),
  ];
  const last = options['dry-run'] ? 'Nothing was written.' : `${wanted.length} written to ${folder}.`;
  return { data, text: [...data.written, ...left, last].join('\n'), exitCode: kept.length > 0 ? 1 : 0 };
}

/** Whether a file says something else than what was last pulled or pushed. */
const isChanged = (here: Item | undefined, base: Base): boolean =>
  here !== undefined && base[nameOf(here)] !== digestOf(here.files);

const digests = (remote: readonly Remote[], but: readonly Remote[]): Base =>
  Object.fromEntries(
    remote.filter((item) => !but.includes(item)).map((item) => [nameOf(item), digestOf(item.files)]),
  );

async function writeAndRemember(folder: string, items: readonly Remote[], base: Base): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { files } of items) await writeAll(folder, files);
  await writeBase(folder, base);
}

type Push = Item & { revision: number; body: object };

/** Saves as drafts what differs. What somebody else changed since the last pull is not written over. */
async function push(run: Run): Promise<Found> {
  const { client, brand, options, rest } = run;
  const [folder] = rest;
  if (!folder) throw new CommandError('Say where from: rules push my-rules', 2);
  const base = await readBase(folder);
  const all = await readRemote(client, brand);
  const remote = byName(all);
  const items = await itemsIn(folder);
  const gone = goneFiles(base, items, all).map(describeGone);
  const differing = items.filter((item) => {
    const there = remote.get(nameOf(item));
    return !there || !isSame(item.files, there.files);
  });
  const pushes = differing.map((item) => prepare(item, remote.get(nameOf(item))));
  if (!options.force) refuseForeign(differing, remote, base);
  const names = pushes.map(nameOf);
  if (names.length === 0) return { data: { saved: [] }, text: [...gone, 'Nothing differs.'].join('\n') };
  if (options['dry-run']) return look(run, pushes, gone);
  await confirm(`${names.join('\n')}\nSave these as drafts?`, options.yes);
  return send(run, { folder, base, pushes, gone });
}

/** What would be saved, and what keeps it from being published. */
async function look(run: Run, pushes: readonly Push[], gone: readonly string[]): Promise<Found> {
  const found = await findProblems(run, pushes);
  const items = pushes.map((item) => ({ name: nameOf(item), problems: found.get(nameOf(item)) ?? [] }));
  const lines = items.map(({ name, problems }) => withProblems(name, problems));
  return {
    data: { names: items.map(({ name }) => name), items },
    text: [...lines, ...gone, 'Nothing was saved.'].join('\n'),
    exitCode: codeOf(items),
  };
}

const withProblems = (text: string, problems: readonly string[]): string =>
  [text, ...problems.map((problem) => bad(`  ✗ ${problem}`))].join('\n');

/** Nobody who reads exit codes alone is to miss that it cannot be published so. */
const codeOf = (items: readonly { problems: readonly string[] }[]): number =>
  items.some(({ problems }) => problems.length > 0) ? 1 : 0;

async function send(
  run: Run,
  { folder, base, pushes, gone }: { folder: string; base: Base; pushes: Push[]; gone: string[] },
): Promise<Found> {
  const { client, brand, options } = run;
  const { why } = options;
  const results = [];
  for (const item of pushes) {
    const path = `/api/brands/${encodeURIComponent(brand)}/${item.kind}s/${item.id}`;
    const body = { ...item.body, ...(why && { why }) };
    const answer = client.edit({ method: 'PUT', path, body, revision: item.revision });
    const result = saved.parse(await answer.catch((error: unknown) => refuse(item, results.length, error)));
    results.push({ kind: item.kind, id: item.id, ...result });
    base[nameOf(item)] = digestOf(item.files);
    // At once: if the next one is refused, this one is known.
    await writeBase(folder, base);
  }
  // Beside all that was saved now, and not beside what was there when each was.
  const found = await findProblemsOfSaved(run, pushes);
  const items = results.map((item) => ({ ...item, problems: found.get(nameOf(item)) ?? item.problems }));
  const lines = items.map(({ problems, ...change }) =>
    withProblems(describeChange(change, 'draft'), problems),
  );
  const exitCode = codeOf(items);
  const next =
    exitCode === 0
      ? `Next: rules publish --brand ${brand}`
      : 'What is marked ✗ keeps them from being published: mend it, and push again.';
  const text = [...lines, ...gone, `${results.length} saved as drafts. ${next}`].join('\n');
  return { data: { saved: items }, text, exitCode };
}

function refuse(item: Item, before: number, error: unknown): never {
  if (!(error instanceof CommandError)) throw error;
  const rest = before === 0 ? 'Nothing was saved.' : `The ${before} before it are saved as drafts.`;
  throw new CommandError(`${nameOf(item)}: ${error.message}\n${rest}`, error.exitCode, { cause: error });
}

function prepare(item: Item, there: Remote | undefined): Push {
  const revision = there?.revision ?? 0;
  if (item.kind === 'template')
    return { ...item, revision, body: { template: { languages: parseTemplate(item.files) } } };
  const [[name, text] = ['', '']] = [...item.files];
  return { ...item, revision, body: { rule: parseRule(name, text), text } };
}

function refuseForeign(items: readonly Item[], remote: ReadonlyMap<string, Remote>, base: Base): void {
  const names = items.map(nameOf).flatMap((name) => {
    const there = remote.get(name);
    if (!there || base[name] === undefined || base[name] === digestOf(there.files)) return [];
    const { last } = there;
    return [last ? `${name} (${last.by}, ${last.at.slice(0, 16).replace('T', ' ')} UTC)` : name];
  });
  if (names.length === 0) return;
  throw new CommandError(
    `Somebody else changed ${names.join(', ')} since the last pull. Nothing was saved: rules diff shows both sides; or write over it with --force.`,
  );
}

export const syncCommands: Command[] = [
  {
    words: ['rules', 'pull'],
    reads: ['force', 'dry-run'],
    usage: 'rules pull DIR',
    takes: 1,
    about: 'write rules and templates into files, as they are edited, else as they are live',
    help: [
      '--force     also over files that were changed here since',
      '--dry-run   says what would be written, and writes nothing',
      '',
      'DIR/rules/{id}.yaml, DIR/templates/{id}/{language}.mjml, .txt and .subject; .extramile.json remembers what was',
      'pulled, and belongs into Git with the rest. Exit code 1 when a file was left alone.',
    ],
    run: pull,
  },
  {
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
  },
];
