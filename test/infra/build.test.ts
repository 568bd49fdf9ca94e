import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildFunctions } from '../../infra/build.ts';
import { OPTIONAL_ROOMS, ROOMS } from '../../infra/rooms.ts';

const rooms = [...ROOMS, ...OPTIONAL_ROOMS];

let folder: string;
beforeAll(async () => {
  folder = await buildFunctions();
});

test('the asset holds one file per room and shared chunks, nothing else', () => {
  expect(readdirSync(folder).sort()).toEqual(['chunks', ...rooms.map((room) => `${room}.mjs`)].sort());
});

test('a second build of the same files is the first one', async () => {
  expect(await Promise.all([buildFunctions(), buildFunctions()])).toEqual([folder, folder]);
});

describe.each(rooms)('the bundle of %s', (room) => {
  test('loads on its own, with no module but those of Node, and offers a handler', () => {
    const script = `process.stdout.write(typeof (await import(${JSON.stringify(join(folder, `${room}.mjs`))})).handler)`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: '/',
      env: {},
    });
    expect(printed.toString()).toBe('function');
  });

  test('loads MJML, the heaviest of our libraries, only when it is asked for', () => {
    const loaded = loadedAtStart(`${room}.mjs`);
    const size = loaded.reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0);
    expect(size).toBeLessThan(1_500_000);
  });
});

/** The files that a bundle imports before it runs, itself included. */
function loadedAtStart(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const code = readFileSync(join(folder, file), 'utf8');
  for (const [, from] of code.matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)) {
    loadedAtStart(join(dirname(file), String(from)), seen);
  }
  return [...seen];
}
