import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { runCommand } from '../helpers/command.ts';
import { newOrder, postStandard, purchase } from '../helpers/shop.ts';
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

const extramile = (...args: string[]) => runCommand(system, args);

const versions = z.array(z.object({ rule: z.string(), ruleVersion: z.number() }));

/** Somebody buys; what is planned for them, by rule and version. */
async function buy(): Promise<string[]> {
  const order = newOrder();
  await postStandard(system, purchase(order, await system.now()));
  await system.settle();
  const planned = versions.parse(await system.followUps(order.email));
  return planned.map(({ rule, ruleVersion }) => `${rule} ${ruleVersion}`).toSorted();
}

const why = ['--why', 'Asked by the shop', '--yes'];
const RULE = '/api/brands/demo/rules/check-in';
const detail = z.object({ content: z.object({ live: z.object({ rule: z.looseObject({}) }) }) });

/** Saves a draft as an editor would, starting from what is live. */
async function edit(over: object): Promise<void> {
  const { rule } = detail.parse(await system.call('GET', RULE)).content.live;
  await system.call('PUT', RULE, { rule: { ...rule, ...over } });
}

describe('the life of a rule on the running system', () => {
  test('edited, published, obeyed by the next webhook, and taken back again', async () => {
    expect(await buy()).toEqual(['check-in 1', 'first-purchase-thanks 1']);
    await edit({ if: { field: 'contact.orders', op: 'gte', value: 3 } });
    const dry = await extramile('rules', 'publish', 'check-in', '--dry-run');
    expect(dry).toMatchObject({ code: 0, error: '' });
    expect(dry.out).toContain('rule check-in: version 1 → the next');
    expect(dry.out).toContain('check-in version 1: 1 waits by that version');
    expect(dry.out).toContain('Nothing was changed.');
    expect(await extramile('rules', 'publish', 'check-in', '--why', 'x')).toMatchObject({ code: 2, out: '' });
    const published = await extramile('rules', 'publish', 'check-in', ...why);
    expect(published.out).toContain('Published: the live set is now number 2');

    // The rooms may remember the live rules of a moment ago, for 30 s at most.
    await system.clock('PT30S');
    expect(await buy()).toEqual(['first-purchase-thanks 1']);

    const back = await extramile('rules', 'rollback', 'check-in', '1', ...why);
    expect(back.out).toContain('Version 1 of "check-in" is live again');
    await system.clock('PT30S');
    expect(await buy()).toEqual(['check-in 1', 'first-purchase-thanks 1']);
  });

  test('is told by lists, by the rule itself and by the audit', async () => {
    const [list, templates, one, audit, asJson] = await Promise.all([
      extramile('rules', 'list'),
      extramile('templates', 'list'),
      extramile('rules', 'show', 'check-in'),
      extramile('audit'),
      extramile('audit', '--json'),
    ]);
    expect(list.out).toMatch(/^rule +state +live +draft +name\n/);
    expect(list.out).toMatch(/^check-in +published +1 +– +Check-in$/m);
    expect(templates.out).toMatch(/^check-in +published +1 /m);
    expect(one.out).toContain('after: P14D');
    expect(one.out).toMatch(/^2 +\d{4}-\d\d-\d\d \d\d:\d\d +local-operator +Asked by the shop$/m);
    expect(audit.out).toContain('rollback by local-operator: Asked by the shop');
    const { items } = z
      .object({ items: z.array(z.object({ act: z.string() })) })
      .parse(JSON.parse(asJson.out));
    expect(items.map(({ act }) => act)).toEqual(['rollback', 'publish', 'draft', 'publish']);
  });

  test('has a brake', async () => {
    const mistyped = await extramile('rules', 'pause', 'first-purchase-tanks', ...why);
    expect(mistyped.code).toBe(1);
    expect(mistyped.error).toContain('Did you mean');
    const paused = await extramile('rules', 'pause', 'welcome', ...why);
    expect(paused.out).toContain('Paused rules: welcome.');
    expect((await extramile('rules', 'list')).out).toMatch(/^welcome +published, paused /m);
    expect(await extramile('rules', 'resume', 'welcome', '--why', 'x')).toMatchObject({ code: 2 });
    expect((await extramile('rules', 'resume', 'welcome', ...why)).out).toContain('No rule is paused.');
  });

  test('ends by retiring', async () => {
    expect(await extramile('rules', 'retire')).toMatchObject({ code: 2 });
    expect((await extramile('rules', 'retire', 'low-review', ...why)).out).toContain(
      '"low-review" is retired',
    );
    expect((await extramile('rules', 'list')).out).toMatch(/^low-review +retired +– /m);
    expect(await extramile('rules', 'rollback', 'low-review', '7', ...why)).toMatchObject({ code: 1 });
  });
});

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
    const dry = await extramile('rules', 'push', folder, '--dry-run');
    const pushed = await extramile('rules', 'push', folder);
    for (const [{ out }, what] of [
      [dry, 'would be saved'],
      [pushed, 'saved as a draft'],
    ] as const) {
      expect(out).toContain(`rule welcome: ${what}\n  after: PT1H → PT2H`);
      expect(out).toMatch(new RegExp(`^template welcome: ${what}\n {2}languages.en.subject: `, 'm'));
    }
    expect(dry.out).toMatch(/\nNothing was saved\.\n$/);
    expect(pushed.out).toContain('2 drafts saved. Next: rules publish');
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

  test('are tried and replayed before they are saved, and as drafts before they are published', async () => {
    const check = join(folder, 'rules/check-in.yaml');
    const text = await readFile(check, 'utf8');
    await writeFile(check, text.replace('P14D', 'P3D'));
    const subject = join(folder, 'templates/check-in/en.subject');
    const before = await readFile(subject, 'utf8');
    await writeFile(subject, 'How is it going?');
    const trying = ['try', 'purchase', '--email', 'new@example.com'];
    const isOf = (out: string) => [out.includes(': 3 days after'), out.includes('Subject: How is it going?')];
    expect(isOf((await extramile(...trying, '--files', folder)).out)).toEqual([true, true]);
    expect(isOf((await extramile(...trying, '--drafts')).out)).toEqual([false, false]);
    const replayed = await extramile('replay', '--files', folder);
    expect(replayed.out).toMatch(/^first-purchase-thanks +3 +3 /m);
    expect((await extramile('rules', 'push', folder)).code).toBe(0);
    expect(isOf((await extramile(...trying, '--draft', 'check-in')).out)).toEqual([true, true]);
    expect(isOf((await extramile(...trying)).out)).toEqual([false, false]);
    await writeFile(check, text);
    await writeFile(subject, before);
    expect((await extramile('rules', 'push', folder)).code).toBe(0);
    expect(await extramile(...trying, '--draft', 'chek-in')).toMatchObject({
      code: 1,
      error: expect.stringContaining('Did you mean "check-in"?'),
    });
  });

  test('are compared with what is live and with the saved drafts, for people and for pipelines', async () => {
    const same = await extramile('rules', 'diff', folder);
    expect(same).toMatchObject({ code: 0, out: 'Nothing differs.\n' });
    const check = join(folder, 'rules/check-in.yaml');
    const text = await readFile(check, 'utf8');
    await writeFile(check, text.replace('P14D', 'P3D'));
    const subject = join(folder, 'templates/check-in/en.subject');
    const before = await readFile(subject, 'utf8');
    await writeFile(subject, 'How is it going?');
    const differs = await extramile('rules', 'diff', folder);
    expect(differs.code).toBe(3);
    expect(differs.out).toMatch(
      /^rule check-in: live version 1 → the file\n {2}after\n {4}- P14D\n {4}\+ P3D$/m,
    );
    expect(differs.out).toMatch(/^template check-in: [^]*\+ How is it going\?$/m);
    expect((await extramile('templates', 'diff', folder)).out).not.toContain('rule check-in');
    const json = JSON.parse((await extramile('rules', 'diff', folder, '--json')).out);
    expect(json).toMatchObject({ changes: [{ kind: 'rule', id: 'check-in' }, { kind: 'template' }] });
    await extramile('rules', 'push', folder);
    expect((await extramile('rules', 'diff', folder)).out).toContain('The saved draft says the same.');
    const published = await extramile('templates', 'publish', ...why);
    expect(published.out).toContain('Published');
    expect((await extramile('templates', 'rollback', 'check-in', '1', ...why)).code).toBe(0);
    const used = await extramile('templates', 'retire', 'check-in', ...why);
    expect([used.code, used.error]).toEqual([1, expect.stringContaining('is sent by check-in')]);
    await writeFile(check, text);
    await writeFile(subject, before);
    const third = (await extramile('rules', 'diff', folder)).out;
    expect(third).toMatch(/the saved draft → the file\n {2}after\n {4}- P3D\n {4}\+ P14D/);
    expect((await extramile('rules', 'push', folder)).code).toBe(0);
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
    expect(pushed.error).toMatch(
      /rule welcome was changed since you pulled \(now: a draft by local-operator, /,
    );
    const pulled = await extramile('rules', 'pull', folder);
    expect([pulled.code, pulled.out]).toEqual([1, expect.stringContaining('left alone')]);
    expect(await readFile(welcome(), 'utf8')).toContain('PT4H');
    expect((await extramile('rules', 'push', folder, '--force')).out).toContain('PT3H → PT4H');
    await rm(theirs, { recursive: true });
  });

  test('save what was edited here beside what was changed there alone', async () => {
    const theirs = await mkdtemp(join(tmpdir(), 'extramile-theirs-'));
    await cp(folder, theirs, { recursive: true });
    const other = join(theirs, 'rules/check-in.yaml');
    const [text, before] = [await readFile(welcome(), 'utf8'), await readFile(other, 'utf8')];
    await writeFile(other, before.replace('P14D', 'P13D'));
    expect((await extramile('rules', 'push', theirs)).code).toBe(0);
    await writeFile(welcome(), text.replace('PT4H', 'PT5H'));
    const pushed = await extramile('rules', 'push', folder);
    expect(pushed.out).toContain('rule welcome: saved as a draft\n  after: PT4H → PT5H');
    expect(pushed.out).toMatch(
      /^rule check-in was changed since you pulled .* and its file was not: rules pull/m,
    );
    expect((await extramile('rules', 'show', 'check-in')).out).toContain('after: P13D');
    await writeFile(other, before);
    expect((await extramile('rules', 'push', theirs)).out).toContain('check-in: saved as a draft');
    await rm(theirs, { recursive: true });
  });

  test('save a draft again whose rule was taken back meanwhile, and then it can be published', async () => {
    const path = join(folder, 'rules/survey-thanks.yaml');
    const text = await readFile(path, 'utf8');
    const save = async (priority: number) => {
      await writeFile(
        path,
        `${text}priority: ${priority}\n`.replace(/^priority: \d+\n(?=[^]*^priority)/m, ''),
      );
      expect((await extramile('rules', 'push', folder, '--force')).out).toContain('survey-thanks: saved as');
    };
    await save(411);
    expect((await extramile('rules', 'publish', 'survey-thanks', ...why)).code).toBe(0);
    await save(412);
    expect((await extramile('rules', 'rollback', 'survey-thanks', '1', ...why)).code).toBe(0);
    const refused = await extramile('rules', 'publish', 'survey-thanks', ...why);
    expect([refused.code, refused.error]).toEqual([1, expect.stringContaining('save it again (rules push)')]);
    const again = await extramile('rules', 'push', folder);
    expect(again.out).toContain(
      'survey-thanks: saved as a draft again, upon version 1, which is live by now',
    );
    expect((await extramile('rules', 'publish', 'survey-thanks', ...why)).code).toBe(0);
    expect((await extramile('rules', 'push', folder)).out).not.toContain('survey-thanks');
  });

  test('differ in comments alone, which is told and asks nobody about what waits', async () => {
    const other = await mkdtemp(join(tmpdir(), 'extramile-comment-'));
    await extramile('rules', 'pull', other);
    const path = join(other, 'rules/first-purchase-thanks.yaml');
    await writeFile(path, `# For the first one alone.\n${await readFile(path, 'utf8')}`);
    const diff = await extramile('rules', 'diff', other);
    expect(diff.code).toBe(3);
    expect(diff.out).toMatch(
      /^rule first-purchase-thanks: live version 1 → the file\n {2}comments or spacing only\n/,
    );
    expect((await extramile('rules', 'push', other, '--dry-run')).out).toContain('comments or spacing only');
    expect((await extramile('rules', 'push', other)).out).toContain('comments or spacing only');
    expect((await extramile('rules', 'diff', other)).out).toContain('The saved draft says the same.');
    const published = await extramile('rules', 'publish', 'first-purchase-thanks', ...why);
    expect(published.out).toMatch(
      /^rule first-purchase-thanks: version 1 → 2\n {2}comments or spacing only\nPublished/,
    );
    await rm(other, { recursive: true });
  });

  test('are refused under the id of another, also on a dry run', async () => {
    const path = join(folder, 'rules/first.yaml');
    await writeFile(path, 'id: second\n');
    for (const args of [['--dry-run'], []])
      expect((await extramile('rules', 'push', folder, ...args)).error).toContain(
        'rules/first.yaml says id: "second", and by its name it is the rule "first". Rename the file, or take the id out.',
      );
    await rm(path);
  });

  test('are refused with a key that is not known, and the one that was meant is named', async () => {
    await writeFile(welcome(), 'tempalte: x\n');
    const refused = await extramile('rules', 'push', folder, '--force');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.error).toContain('Did you mean "template"?');
  });
});
