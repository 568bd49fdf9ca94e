import { mkdir } from 'node:fs/promises';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { type Base, digestOf, isSame, readBase, writeBase } from './rule-base.ts';
import { type Files, type Item, byName, nameOf, readFolder, writeAll } from './rule-files.ts';
import { type Remote, readRemote } from './rule-remote.ts';

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
  const told = wanted.map((item) => ({ ...item, before: local.get(nameOf(item))?.files }));
  if (!options['dry-run']) await writeAndRemember(folder, told, { ...base, ...digests(remote, kept) });
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

type Written = { files: Files; before: Files | undefined };

async function writeAndRemember(folder: string, items: readonly Written[], base: Base): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { files, before } of items) await writeAll(folder, files, before);
  await writeBase(folder, base);
}

export const pullCommand: Command = {
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
    'pulled, and belongs into Git with the rest. Without a .txt the text is written from the HTML. Exit code 1 when a',
    'file was left alone.',
  ],
  run: pull,
};
