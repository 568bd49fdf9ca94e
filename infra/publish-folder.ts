import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Makes a folder once and for all: `fill` writes into a temporary sibling that is then renamed, so nobody ever sees
 * half of it and of two that work at once the first wins. A folder that is already there is taken as it is.
 */
export async function publishFolder(
  folder: string,
  fill: (temporary: string) => Promise<void>,
): Promise<string> {
  if (existsSync(folder)) {
    await touch(folder);
    return folder;
  }
  await mkdir(dirname(folder), { recursive: true });
  const temporary = await mkdtemp(join(dirname(folder), 'tmp-'));
  try {
    await fill(temporary);
    await rename(temporary, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  await removeUnused(folder);
  return folder;
}

/** The time of a folder says when it was last asked for. */
const touch = (folder: string): Promise<void> =>
  utimes(folder, new Date(), new Date()).catch(() => undefined);

/** Folders that nobody asked for in a week go, else every edit would leave some megabytes behind. */
async function removeUnused(folder: string): Promise<void> {
  const [kind] = basename(folder).split('-');
  for (const name of await readdir(dirname(folder))) {
    const path = join(dirname(folder), name);
    if (!name.startsWith(`${kind}-`) && !name.startsWith('tmp-')) continue;
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > MAX_AGE_MS) await rm(path, { recursive: true, force: true });
  }
}
