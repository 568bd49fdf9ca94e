import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../helpers/command.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extramile-problems-'));
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

const extramile = (...args: string[]) => runCommand(system, args);

const rule = (id: string, of: { template: string; group?: string }) =>
  writeFile(
    join(folder, `rules/${id}.yaml`),
    [
      `name: ${id}`,
      'on: refund',
      'purpose: transactional',
      'within: P2D',
      `template: ${of.template}`,
      ...(of.group ? [`group: ${of.group}`] : []),
    ].join('\n'),
  );

test('a folder without rules and templates is refused by diff and by push', async () => {
  for (const act of ['diff', 'push'])
    expect(await extramile('rules', act, folder)).toMatchObject({
      code: 2,
      error: expect.stringContaining('There are no rules and no templates in'),
    });
  for (const act of ['diff', 'push'])
    expect(await extramile('rules', act, '/nope')).toMatchObject({
      code: 2,
      error: 'There is no folder /nope.\n',
    });
});

test('what keeps rules from being published is told by diff, a dry push and a push, with exit code 1', async () => {
  await extramile('rules', 'pull', folder);
  await rule('lost', { template: 'gone' });
  await rule('tied-a', { template: 'welcome', group: 'ties' });
  await rule('tied-b', { template: 'welcome', group: 'ties' });
  const told = (out: string) => {
    expect(out).toMatch(/^rule lost[^]*? {2}✗ Rule lost: there is no template "gone"\./m);
    expect(out).toMatch(/^ {2}✗ Rules "tied-a" and "tied-b" of the group ties have the same priority/m);
  };
  const diff = await extramile('rules', 'diff', folder);
  expect(diff.code).toBe(3);
  told(diff.out);
  const dry = await extramile('rules', 'push', folder, '--dry-run');
  expect(dry).toMatchObject({ code: 1, out: expect.stringMatching(/Nothing was saved\.\n$/) });
  told(dry.out);
  expect((await extramile('rules', 'show', 'lost')).code).toBe(1);
  const pushed = await extramile('rules', 'push', folder, '--yes');
  expect(pushed).toMatchObject({ code: 1, out: expect.stringContaining('3 drafts saved.') });
  told(pushed.out);
  expect((await extramile('rules', 'show', 'lost')).code).toBe(0);
});

test('drafts that are there already and cannot be published are told of at every push', async () => {
  const push = (...args: string[]) => extramile('rules', 'push', folder, ...args);
  for (const again of await Promise.all([push(), push('--dry-run')])) {
    expect(again.code).toBe(1);
    expect(again.out).toMatch(/^rule lost: is saved as this draft already\n {2}✗ .*no template "gone"/m);
    expect(again.out).toContain('\nNothing differs. What is marked ✗ keeps them');
  }
  const json = await push('--json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({ saved: [], broken: [{ id: 'lost' }, {}, {}] });
  // What is pushed beside them is saved, and does not hide them.
  await rule('fine', { template: 'welcome' });
  expect(await push('--dry-run')).toMatchObject({
    code: 1,
    out: expect.stringContaining('rule lost: is sav'),
  });
  const pushed = await push('--yes');
  expect(pushed).toMatchObject({ code: 1, out: expect.stringContaining('rule fine: saved as a draft') });
  expect(pushed.out).toContain('rule lost: is saved as this draft already');
  await rm(join(folder, 'rules/fine.yaml'));
});

test('a rule that comes with its template has no problem', async () => {
  await rule('lost', { template: 'thanks-all' });
  await rule('tied-a', { template: 'welcome' });
  await mkdir(join(folder, 'templates/thanks-all'));
  const parts = { mjml: '<mjml><mj-body></mj-body></mjml>', txt: 'Thank you', subject: 'Thank you' };
  for (const [part, text] of Object.entries(parts))
    await writeFile(join(folder, `templates/thanks-all/en.${part}`), text);
  expect((await extramile('rules', 'push', folder, '--dry-run')).code).toBe(0);
  const pushed = await extramile('rules', 'push', folder, '--yes');
  expect(pushed).toMatchObject({ code: 0, out: expect.stringContaining('Next: rules publish') });
  expect(pushed.out).not.toContain('✗');
});

test('a live rule whose file is removed is told of; one that was never pulled is not', async () => {
  await rm(join(folder, 'rules/check-in.yaml'));
  const gone = 'rule check-in: live, but no longer in the folder; rules retire check-in takes it out of use';
  expect((await extramile('rules', 'push', folder)).out).toBe(`${gone}\nNothing differs.\n`);
  const diff = await extramile('rules', 'diff', folder);
  expect([diff.code, diff.out.trimEnd().split('\n').at(-1)]).toEqual([3, gone]);
  expect((await extramile('templates', 'diff', folder)).out).not.toContain('check-in');
  await extramile('rules', 'retire', 'check-in', '--why', 'Enough', '--yes');
  expect((await extramile('rules', 'diff', folder)).out).not.toContain('rule check-in');
  const other = await mkdtemp(join(folder, 'other-'));
  await mkdir(join(other, 'rules'));
  await writeFile(
    join(other, 'rules/tied-a.yaml'),
    'name: x\non: refund\npurpose: transactional\nwithin: P2D\ntemplate: welcome\n',
  );
  expect((await extramile('rules', 'diff', other)).out).not.toContain('no longer');
});

test('a name that a rule does not have is told with its file and line, and saves nothing', async () => {
  const other = await mkdtemp(join(folder, 'unknown-'));
  await mkdir(join(other, 'rules'));
  await writeFile(join(other, 'rules/z.yaml'), 'name: Z\non: purchase\naftr: P1D\n');
  for (const args of [['diff'], ['push', '--dry-run'], ['push', '--yes']]) {
    const [act = '', ...rest] = args;
    const refused = await extramile('rules', act, other, ...rest);
    expect([refused.code, refused.error]).toEqual([
      1,
      expect.stringContaining('rules/z.yaml, line 3: There is no "aftr". Did you mean "after"?'),
    ]);
  }
});

test('diff leaves out what a push leaves alone, and says what a push refuses', async () => {
  const [mine, theirs] = [await mkdtemp(join(folder, 'mine-')), await mkdtemp(join(folder, 'theirs-'))];
  for (const of of [mine, theirs]) await extramile('rules', 'pull', of);
  const edit = async (of: string, id: string, after: string) => {
    const path = join(of, `rules/${id}.yaml`);
    await writeFile(path, (await readFile(path, 'utf8')).replace(/^after: .*$/m, `after: ${after}`));
  };
  await edit(theirs, 'welcome', 'PT7H');
  expect((await extramile('rules', 'push', theirs, '--yes')).out).toContain('rule welcome: saved as a draft');
  await edit(mine, 'survey-thanks', 'PT9H');
  const left =
    /^rule welcome was changed since you pulled .* and its file was not: rules pull takes it over$/m;
  const diff = await extramile('rules', 'diff', mine);
  expect(diff.out).toMatch(left);
  expect(diff.out).toMatch(/^rule survey-thanks: live version/m);
  expect(diff.out).not.toMatch(/^rule welcome: /m);
  expect((await extramile('rules', 'push', mine, '--dry-run')).out).toMatch(left);
  expect((await extramile('templates', 'diff', mine)).out).not.toContain('rule welcome');
  await edit(mine, 'welcome', 'PT8H');
  const both = await extramile('rules', 'diff', mine);
  expect(both.out).toMatch(/^rule welcome: live version [^]*^ {4}- PT7H\n {4}\+ PT8H$/m);
  expect(both.out).toMatch(
    /^rule welcome was changed since you pulled .*, and its file, too: push refuses it/m,
  );
});
