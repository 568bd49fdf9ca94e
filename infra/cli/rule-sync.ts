import { mkdir } from 'node:fs/promises';
import { confirm } from './ask.ts';
import { describeChange } from './changes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { type Base, digestOf, isSame, readBase, writeBase } from './rule-base.ts';
import { type Item, nameOf, parseTemplate, readFolder, writeAll } from './rule-files.ts';
import { type Remote, readRemote } from './rule-remote.ts';
import { saved } from './rule-shapes.ts';
import { parseRule } from './rule-yaml.ts';

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
  const remote = byName(await readRemote(client, brand));
  const differing = (await readFolder(folder)).filter((item) => {
    const there = remote.get(nameOf(item));
    return !there || !isSame(item.files, there.files);
  });
  const pushes = differing.map((item) => prepare(item, remote.get(nameOf(item))));
  if (!options.force) refuseForeign(differing, remote, base);
  const names = pushes.map(nameOf);
  if (names.length === 0) return { data: { saved: [] }, text: 'Nothing differs.' };
  if (options['dry-run']) return { data: { names }, text: [...names, 'Nothing was saved.'].join('\n') };
  await confirm(`${names.join('\n')}\nSave these as drafts?`, options.yes);
  return send(run, { folder, base, pushes });
}

async function send(
  { client, brand, options: { why } }: Run,
  { folder, base, pushes }: { folder: string; base: Base; pushes: Push[] },
): Promise<Found> {
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
  const lines = results.map(({ problems, ...change }) =>
    [describeChange(change, 'draft'), ...problems.map((problem) => `  ✗ ${problem}`)].join('\n'),
  );
  const text = [...lines, `${results.length} saved as drafts. Next: rules publish --brand ${brand}`].join(
    '\n',
  );
  return { data: { saved: results }, text };
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
      '--dry-run   says what would be saved, and saves nothing',
      '--yes       does not ask before',
    ],
    run: push,
  },
];
