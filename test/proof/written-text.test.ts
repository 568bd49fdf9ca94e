import { access, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../helpers/command.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extramile-text-'));
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

const extramile = (...args: string[]) => runCommand(system, args);
const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
const why = ['--why', 'Asked by the shop', '--yes'];

test('a text without a file is written from the HTML, and worded by hand again when it gets one', async () => {
  const [mine, theirs] = [join(folder, 'mine'), join(folder, 'theirs')];
  await extramile('rules', 'pull', mine);
  await cp(mine, theirs, { recursive: true });
  const file = 'templates/check-in/en.txt';
  await rm(join(mine, file));
  const differs = await extramile('rules', 'diff', mine);
  expect(differs).toMatchObject({ code: 3, error: '' });
  expect(differs.out).toMatch(/languages\.en\.text, line 1\n +- /);
  await extramile('rules', 'push', mine, ...why);
  expect(await extramile('rules', 'publish', ...why)).toMatchObject({ code: 0 });

  for (const words of ['diff', 'push'])
    expect(await extramile('rules', words, mine, ...(words === 'push' ? why : []))).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing differs.'),
    });
  // A folder of before, in which nobody changed anything, loses the file.
  expect((await extramile('rules', 'pull', theirs)).out).toContain('template check-in');
  expect(await isThere(join(theirs, file))).toBe(false);
  expect(await isThere(join(theirs, 'templates/check-in/de.txt'))).toBe(true);
  expect((await extramile('templates', 'diff', theirs)).out).toContain('Nothing differs.');
  expect((await extramile('templates', 'show', 'check-in')).out).toContain('plain text is written from them');

  const into = join(folder, 'previews');
  const shown = await extramile('templates', 'preview', 'check-in', '--language', 'en', '--into', into);
  expect(shown.out).toMatch(/\| Unsubscribe <https:\/\/\S+> · Choose what you get <https:/);
  expect(shown.out).toContain('Its text is written from its HTML.');
  const liquid = join(into, 'check-in/en.liquid.txt');
  expect(await readFile(liquid, 'utf8')).toContain('Unsubscribe <{{ unsubscribe_url }}>');

  await cp(liquid, join(mine, file));
  await extramile('rules', 'push', mine, ...why);
  const own = await extramile(
    'templates',
    'preview',
    'check-in',
    '--draft',
    'template:check-in',
    '--into',
    into,
  );
  expect(own).toMatchObject({ code: 0 });
  expect(own.out).not.toContain('Its text is written from its HTML.');
});
