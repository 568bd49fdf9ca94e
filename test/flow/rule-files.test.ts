import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extramile-rules-'));
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

function extramile(...args: string[]) {
  const file = join(import.meta.dirname, '../../infra/cli/main.ts');
  const env = { ...process.env, EXTRAMILE_URL: system.url, EXTRAMILE_DATA: system.data };
  return new Promise<{ code: number; out: string; error: string }>((done) => {
    const child = execFile(process.execPath, [file, ...args], { env }, (_, out, error) =>
      done({ code: child.exitCode ?? -1, out, error }),
    );
  });
}

const welcome = (): string => join(folder, 'rules/welcome.yaml');

/** Every byte of a folder, by file. */
async function bytesOf(path: string): Promise<Record<string, string>> {
  const names = (await readdir(path, { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  );
  const paths = names.map((each) => join(each.parentPath, each.name)).toSorted();
  const read = paths.map(async (each) => [each.slice(path.length), await readFile(each, 'base64')] as const);
  return Object.fromEntries(await Promise.all(read));
}

describe('rules in a folder', () => {
  test('come from what is live, and pushing them unchanged saves nothing', async () => {
    const pulled = await extramile('rules', 'pull', folder);
    expect(pulled).toMatchObject({ code: 0, error: '' });
    expect(await readFile(welcome(), 'utf8')).toMatch(/^name: Welcome\non: signup\nif:\n {2}field: /);
    expect(await readdir(join(folder, 'templates/welcome'))).toContain('de.mjml');
    expect((await extramile('rules', 'push', folder)).out).toBe('Nothing differs.\n');
  });

  test('go there and back byte for byte, comments included, also once they are published', async () => {
    const text = await readFile(welcome(), 'utf8');
    await writeFile(
      welcome(),
      `# Not before they have looked around.\r\n${text.replace('PT1H', 'PT2H  # was 1 h')}\n\n`,
    );
    const subject = join(folder, 'templates/welcome/en.subject');
    await writeFile(subject, 'Hello and welcome');
    const before = await bytesOf(folder);
    expect((await extramile('rules', 'push', folder, '--dry-run')).out).toBe(
      'rule welcome\ntemplate welcome\nNothing was saved.\n',
    );
    const pushed = await extramile('rules', 'push', folder);
    expect(pushed.out).toContain('rule welcome: draft\n  after: PT1H → PT2H');
    expect(pushed.out).toContain('languages.en.subject: ');
    const expected = async () => {
      const other = await mkdtemp(join(tmpdir(), 'extramile-other-'));
      await extramile('rules', 'pull', other);
      const { '/.extramile.json': _base, ...files } = await bytesOf(other);
      await rm(other, { recursive: true });
      const { '/.extramile.json': _same, ...mine } = before;
      // A subject is a line; ours had no end.
      const line = { '/templates/welcome/en.subject': Buffer.from('Hello and welcome\n').toString('base64') };
      expect(files).toEqual({ ...mine, ...line });
    };
    await expected();
    const published = await extramile('rules', 'publish', '--why', 'Kinder', '--yes');
    expect(published.out).toContain('Published');
    await expected();
    // Into the folder itself nothing is written: it says what is live.
    expect((await extramile('rules', 'pull', folder)).out).toContain('0 written');
    expect(await readFile(subject, 'utf8')).toBe('Hello and welcome');
  });

  test('do not write over what somebody else changed, and are not written over by it', async () => {
    const theirs = await mkdtemp(join(tmpdir(), 'extramile-theirs-'));
    await cp(folder, theirs, { recursive: true });
    const text = await readFile(welcome(), 'utf8');
    await writeFile(join(theirs, 'rules/welcome.yaml'), text.replace('PT2H', 'PT3H'));
    expect((await extramile('rules', 'push', theirs)).code).toBe(0);
    await writeFile(welcome(), text.replace('PT2H', 'PT4H'));
    const pushed = await extramile('rules', 'push', folder);
    expect(pushed).toMatchObject({ code: 1, out: '' });
    expect(pushed.error).toContain('Somebody else changed rule welcome');
    const pulled = await extramile('rules', 'pull', folder);
    expect([pulled.code, pulled.out]).toEqual([1, expect.stringContaining('left alone')]);
    expect(await readFile(welcome(), 'utf8')).toContain('PT4H');
    expect((await extramile('rules', 'push', folder, '--force')).out).toContain('PT3H → PT4H');
    await rm(theirs, { recursive: true });
  });

  test.each([
    ['an unknown key', 'tempalte: x\n', /Did you mean "template"\?/],
    ['what is no YAML', 'name: [\n', /welcome\.yaml: .* line 2/],
    ['the same key twice', 'on: a\non: b\n', /unique .* line 2/],
    ['a list', '- 1\n', /is not a rule/],
    ['parts that refer to themselves', 'if: &a\n  not: *a\n', /anchors and aliases/],
  ])('are refused with %s', async (_, text, message) => {
    const kept = await readFile(welcome(), 'utf8');
    await writeFile(welcome(), text);
    const refused = await extramile('rules', 'push', folder);
    await writeFile(welcome(), kept);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.error).toMatch(message);
  });

  test('with a name that nobody reads, or of 50 MB, are refused before anything is sent', async () => {
    for (const [name, size] of [
      ['rules/Welcome.yml', 1],
      ['rules/huge.yaml', 50_000_000],
    ] as const) {
      await writeFile(join(folder, name), 'x'.repeat(size));
      const refused = await extramile('rules', 'push', folder);
      await rm(join(folder, name));
      expect(refused).toMatchObject({ code: 2, out: '' });
      expect(refused.error).toContain(name);
    }
  });
});
