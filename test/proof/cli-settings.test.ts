import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/command.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

const extramile = (...args: string[]) => runCommand(system, args);
const set = (part: string, ...args: string[]) => extramile('settings', part, ...args, '--why', 'As agreed');
/** Somebody buys for the first time, a minute later: by then what was set counts everywhere. */
async function buy(name: string): Promise<void> {
  await system.clock('PT1M');
  const posted = await extramile('post', 'purchase', '--email', `${name}@example.com`);
  expect(posted).toMatchObject({ code: 0, out: expect.stringContaining('accepted') });
  await system.settle();
}
const mailsTo = async (name: string) =>
  (await system.mails()).filter(({ destinations }) => destinations.includes(`${name}@example.com`));
const shown = async (): Promise<string> => (await extramile('settings', 'show')).out;

describe('settings reputation', () => {
  test('shows what became of the mails and where sending stops', async () => {
    const { code, out } = await extramile('settings', 'reputation');
    expect(code).toBe(0);
    expect(out).toMatch(/within 24 hours +0 +0 +0/);
    expect(out).toContain('above 0.1% reported or 5% back for good, of 200 mails at least');
    expect(out).toContain('It was not stopped.');
  });

  test('a dry run says what it would be and changes nothing; then it is set, and back to usual', async () => {
    const before = await shown();
    const dry = await set('reputation', '--bounces', '3%', '--dry-run');
    expect(dry.out).toMatch(/or 3% back for good[^]*Nothing was changed/);
    expect(await shown()).toBe(before);
    const done = await set('reputation', '--bounces', '3%', '--complaints', '0.05%', '--at-least', '50');
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('within 30 s') });
    const json = await extramile('settings', 'reputation', '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      limits: { complaints: 0.0005, bounces: 0.03, atLeast: 50, softBounces: 3 },
    });
    await set('reputation', '--bounces', 'usual', '--complaints', 'usual', '--at-least', 'usual');
    expect((await extramile('settings', 'reputation')).out).toContain('0.1% reported or 5% back');
  });

  test.each([
    [['--bounces', '3'], 2, '--bounces 5%, or --bounces usual'],
    [['--soft-bounces', 'some'], 2, '--soft-bounces 3'],
    [['--bounces', '80%'], 1, '0.5 (50 %) at most'],
    [['--at-least', '1'], 1, '10 at least'],
  ])('is refused with how to write it: %j', async (args, code, words) => {
    const before = await shown();
    expect(await set('reputation', ...args)).toMatchObject({ code, error: expect.stringContaining(words) });
    expect(await shown()).toBe(before);
  });

  test('takes a reason', async () => {
    expect(await extramile('settings', 'reputation', '--bounces', '3%')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--why'),
    });
  });
});

describe('settings sender', () => {
  test('shows what it would change, sets it, and the next mail comes from there', async () => {
    const wish = [
      '--name',
      'Kettle & Co',
      '--address',
      'hi@shop.demo.example',
      '--reply-to',
      'help@demo.example',
    ];
    const dry = await set('sender', ...wish, '--dry-run');
    expect(dry.out).toMatch(/hi@shop\.demo\.example[^]*Nothing was changed/);
    expect(await shown()).not.toContain('hi@shop.demo.example');
    const done = await set('sender', ...wish);
    expect(done).toMatchObject({
      code: 0,
      out: expect.stringContaining('Mails come from there within 30 s.'),
    });
    expect((await set('sender', ...wish)).out).toContain('It is set so already');
    await buy('sender');
    const [mail] = await mailsTo('sender');
    expect(mail?.raw.toString()).toMatch(/^From: "?Kettle & Co"? <hi@shop\.demo\.example>/m);
    expect(mail?.raw.toString()).toMatch(/^Reply-To: help@demo\.example/m);
    await set('sender', '--reply-to', 'none');
    expect(await shown()).not.toContain('help@demo.example');
  });

  test.each([
    [['--address', 'hello@other.example'], 1, 'use an address of demo.example'],
    [['--reply-to', 'help@gmail.com'], 1, 'reply-to address is of gmail.com'],
    [['--address', 'not an address'], 1, 'address'],
    [[], 2, 'Say what'],
  ])('is refused, and stays: %j', async (args, code, words) => {
    const before = await shown();
    expect(await set('sender', ...args)).toMatchObject({ code, error: expect.stringContaining(words) });
    expect(await shown()).toBe(before);
  });
});

describe('settings warm-up', () => {
  const warmUp = (...args: string[]) => set('warm-up', ...args);
  const today = async (): Promise<string> =>
    new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date(await system.now()));

  test('is off, shows its plan on a dry run, and is set, shown and ended', async () => {
    expect((await extramile('settings', 'warm-up')).out).toContain('not warmed up');
    const dry = await warmUp('--from', await today(), '--dry-run');
    expect(dry.out).toMatch(/: 100, 150, 225[^]*day 1 of 16: 0 of 100 mails[^]*Nothing was changed/);
    expect((await extramile('settings', 'warm-up')).out).toContain('not warmed up');
    expect((await warmUp('--from', '2999-01-01')).out).toContain('Today is not of it');
    expect((await warmUp('--off')).out).toContain('not warmed up');
  });

  test('what has no room waits, says so, and goes on the next day', async () => {
    // Not over a midnight.
    if (new Date(await system.now()).getUTCHours() >= 21) await system.clock('PT4H');
    await warmUp('--from', await today(), '--ceilings', '1,5');
    await buy('first');
    await buy('second');
    expect(await mailsTo('first')).toHaveLength(1);
    expect(await mailsTo('second')).toHaveLength(0);
    const state = await extramile('settings', 'warm-up');
    expect(state.out).toMatch(/day 1 of 2: 1 of 1 mails went[^]*No more goes today/);
    const held = 'Held back by the warm-up of the sender: day 1 (1 mail) is used up';
    expect((await extramile('why', '--email', 'second@example.com')).out).toContain(held);
    expect((await extramile('follow-ups', 'list', '--email', 'second@example.com')).out).toContain(held);
    expect((await extramile('doctor')).out).toMatch(/warms its sender up[^]*The rest waits for tomorrow/);
    await system.clock('P1D');
    expect(await mailsTo('second')).toHaveLength(1);
    await warmUp('--off');
  });

  test('a forecast tells the days on which more is due than may go', async () => {
    await buy('third');
    await buy('fourth');
    const ask = () => extramile('forecast', '--days', '20', '--json');
    const days: Record<string, Record<string, number>> = JSON.parse((await ask()).out).days;
    const totals = Object.entries(days).map(([day, rules]) => ({
      day,
      due: Object.values(rules).reduce((sum, one) => sum + one, 0),
    }));
    const { day = '', due = 0 } = totals.find((one) => one.due >= 2) ?? {};
    await warmUp('--from', day, '--ceilings', '1,1000');
    await system.clock('PT1M');
    const { out } = await extramile('forecast', '--days', '20');
    expect(out).toContain('On 1 day more is due than may go:');
    const [are, wait] = [`${due} mails are due`, due === 2 ? '1 waits' : `${due - 1} wait`];
    expect(out).toContain(
      `${day}: ${are} and 1 may go by the warm-up of the sender; ${wait} for the next day.`,
    );
    expect(JSON.parse((await ask()).out).over).toEqual([
      { day, due, goes: 1, waits: due - 1, by: 'warm-up', most: 1 },
    ]);
    await warmUp('--off');
  });

  test.each([
    [['--from', 'tomorrow'], 1, 'use a day'],
    [['--ceilings', 'many'], 2, '--ceilings 50,100,200'],
    [['--ceilings', '5'], 1, 'from which day on'],
    [['--off', '--from', '2026-12-01'], 2, 'not both'],
  ])('is refused with how to write it: %j', async (args, code, words) => {
    expect(await warmUp(...args)).toMatchObject({ code, error: expect.stringContaining(words) });
    expect((await extramile('settings', 'warm-up')).out).toContain('not warmed up');
  });
});

describe('settings refused', () => {
  test('is empty, shows a change on a dry run, and counts for orders, imports and what waits', async () => {
    expect((await extramile('settings', 'refused')).out).toContain('The brand refuses no address');
    const dry = await set('refused', '--add', 'eve@example.com,rival.example', '--dry-run');
    expect(dry.out).toMatch(/ {2}rival\.example\n[^]* {2}[\w-]{22}\n[^]*Nothing was changed/);
    expect((await extramile('settings', 'refused')).out).toContain('The brand refuses no address');
    await buy('eve');
    expect(await mailsTo('eve')).toHaveLength(1);
    await set('refused', '--add', 'eve@example.com,rival.example');
    expect(await shown()).not.toContain('eve@');
    await buy('eve');
    await system.clock('P21D');
    expect(await mailsTo('eve')).toHaveLength(1);
    const list = await extramile('follow-ups', 'list', '--email', 'eve@example.com');
    expect(list.out).toContain('Nothing is sent to this address: the brand refuses it.');
    const eve = await extramile('contacts', 'show', '--email', 'eve@example.com');
    expect(eve.out).toContain('✗ Nothing is sent to this address: the brand refuses it.');
    const done = await set('refused', '--remove', 'eve@example.com,rival.example');
    expect(done.out).toContain('The brand refuses no address');
    await system.clock('PT1M');
    expect((await extramile('contacts', 'show', '--email', 'eve@example.com')).out).not.toContain('✗');
  });

  test.each([
    [['--add', 'rival'], 1, '--add'],
    [['--add', 'a@b.example,'], 2, '--add lacks an address or domain'],
    [['--remove', 'other.example'], 1, 'The domain other.example is not on the list'],
  ])('is refused with how to write it: %j', async (args, code, words) => {
    const before = await shown();
    expect(await set('refused', ...args)).toMatchObject({ code, error: expect.stringContaining(words) });
    expect(await shown()).toBe(before);
  });
});
