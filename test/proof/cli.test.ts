import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { runCommand } from '../helpers/command.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
let posted: Awaited<ReturnType<typeof extramile>>;
beforeAll(async () => {
  system = await startSystem();
  const order = join(system.data, 'order.json');
  const data = { contact: { email: 'ana@example.com' }, order: { id: 'A-1' } };
  await writeFile(order, JSON.stringify({ type: 'purchase', data }));
  posted = await extramile(['post', '--event-file', order]);
});
afterAll(() => system.stop());

const extramile = (args: string[], env: Record<string, string> = {}) => runCommand(system, args, { env });

describe('extramile', () => {
  it('posts a webhook that is genuine', () => {
    expect(posted).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^purchase accepted {2}evt_\w{32}\n$/),
    });
  });

  it('waits until all is settled and says what there is', async () => {
    const { code, out } = await extramile(['settle']);
    expect(code).toBe(0);
    expect(out).toContain('1 event; follow-ups: 1 planned, 1 sent');
  });

  it('lists what became of a person, as a table or as JSON', async () => {
    const asTable = await extramile(['follow-ups', 'list', '--email', 'ana@example.com']);
    expect(asTable.out).toMatch(/^state +rule +about +due \(UTC\) +why\n/);
    expect(asTable.out).toContain('first-purchase-thanks');
    const asJson = await extramile(['follow-ups', 'list', '--email', 'ana@example.com', '--json']);
    expect(JSON.parse(asJson.out)).toMatchObject({ items: [{ rule: 'check-in' }, { state: 'sent' }] });
  });

  it('rehearses an event, with the mail and the reasons, and writes nothing', async () => {
    const { code, out } = await extramile(['try', 'purchase', '--email', 'ana@example.com']);
    expect(code).toBe(0);
    expect(out).toMatch(/^purchase-thanks: would be sent \d{4}-/m);
    expect(out).toContain('Subject: ');
    expect(out).toContain('"First-purchase thanks" does not apply: it asks that contact.orders is 1.');
    expect((await extramile(['settle'])).out).toContain('1 event; ');
    expect(await extramile(['try', 'rain'])).toMatchObject({
      code: 2,
      error: expect.stringContaining('purchase'),
    });
    expect(await extramile(['try'])).toMatchObject({ code: 2 });
    const { items } = z.object({ items: z.array(z.object({ id: z.string() })) }).parse({
      items: JSON.parse((await extramile(['why', '--email', 'ana@example.com', '--json'])).out).events,
    });
    const past = await extramile(['try', '--event', items[0]?.id ?? '', '--email', 'ana@example.com']);
    expect(past.out).toMatch(/^first-purchase-thanks: would be sent \d{4}-/m);
    const file = join(system.data, 'event.json');
    await writeFile(
      file,
      JSON.stringify({ type: 'signup', data: { contact: { email: 'new@example.com' } } }),
    );
    expect((await extramile(['try', '--event-file', file])).out).toMatch(/^welcome: would be sent/m);
    expect(await extramile(['try', 'purchase', '--event-file', file])).toMatchObject({ code: 2 });
  });

  it('sends a test to an address that was confirmed, and counts nothing', async () => {
    const sent = await extramile(['test-send', 'check-in', '--to', 'test@demo.example', '--language', 'de']);
    expect(sent).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^de: \[Test\] .+\nSent to test@demo/),
    });
    const mails = (await system.mails()).filter(({ tags }) => tags['test'] === 'true');
    expect(mails.map(({ destinations }) => destinations)).toEqual([['test@demo.example']]);
    const elsewhere = await extramile(['test-send', 'check-in', '--to', 'ana@example.com']);
    expect(elsewhere).toMatchObject({ code: 1, error: expect.stringContaining('no confirmed test address') });
    const added = await extramile(['test-addresses', 'add', 'me@example.com', '--why', 'To look at mails']);
    expect(added.out).toContain('A code is on its way');
    const code = /code to tell them: (\S+)/.exec((await system.mails()).at(-1)?.raw.toString() ?? '')?.[1];
    const confirmed = await extramile(['test-addresses', 'confirm', 'me@example.com', '--code', code ?? '']);
    expect(confirmed.out).toBe('me@example.com is confirmed.\n');
    expect((await extramile(['test-addresses', 'list'])).out).toMatch(/^me@example.com +confirmed /m);
    expect((await extramile(['settle'])).out).toContain('1 event; follow-ups: 1 planned, 1 sent');
  });

  it('lets the last days happen once more', async () => {
    const { code, out } = await extramile(['replay', '--days', '7']);
    expect(code).toBe(0);
    expect(out).toContain('1 event of 1 person in the last 7 days.');
    expect(out).toMatch(/first-purchase-thanks +1 +1 +0 +0 +0/);
    expect(await extramile(['replay', '--days', 'many'])).toMatchObject({ code: 2 });
  });

  it('shows its commands by what they are about, and names the one that was meant', async () => {
    const { code, out } = await extramile(['--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/\nRules\n {2}rules list +every rule/);
    expect(out).toMatch(/\nExit codes\n {2}0 {2}done\n/);
    expect((await extramile(['templates', '--help'])).out).not.toContain('rules list');
    const meant = async (...args: string[]) => (await extramile(args)).error;
    expect(await meant('rule', 'lst')).toBe(
      'There is no command "rule lst". Did you mean "rules list"? All of them: --help\n',
    );
    expect(await meant('rules', 'pusblish')).toContain('Did you mean "rules publish"?');
    expect(await meant('forcast')).toContain('Did you mean "forecast"?');
    expect(await meant('rules', 'frobnicate')).toContain('There are rules list, rules show,');
  });

  it('is coloured for people alone', async () => {
    const list = ['rules', 'list'];
    const coloured = await extramile(list, { FORCE_COLOR: '1' });
    expect(coloured.out).toContain('\u001b[32mpublished\u001b[39m');
    const plain = await extramile(list);
    expect(plain.out).not.toContain('\u001b');
    expect(stripVTControlCharacters(coloured.out)).toBe(plain.out);
    expect((await extramile([...list, '--json'], { FORCE_COLOR: '1' })).out).not.toContain('\u001b');
  });

  it('forecasts by day, with bars', async () => {
    const { code, out } = await extramile(['forecast', '--days', '20']);
    expect(code).toBe(0);
    expect(out).toMatch(/^day \(Europe\/Berlin\) +mails/);
    expect(out).toMatch(/^\d{4}-\d\d-\d\d +1 +█+$/m);
    expect(out).toMatch(/^check-in +1$/m);
    expect(out).toContain('on 19 days nothing goes');
    expect((await extramile(['forecast', '--days', '3'])).out).toMatch(/^No mail is due/);
    const json = JSON.parse((await extramile(['forecast', '--json'])).out);
    expect(json).toMatchObject({ people: 1, held: {}, ended: {} });
    expect(await extramile(['forecast', '--days', '0'])).toMatchObject({ code: 2 });
  });

  it('says why, and why not', async () => {
    const { code, out } = await extramile(['why', '--email', 'ana@example.com', '--rule', 'purchase-thanks']);
    expect(code).toBe(0);
    expect(out).toContain('"Purchase thanks" also applies, but "First-purchase thanks" is the better fit');
    expect((await extramile(['why', '--email', 'ben@example.com'])).out).toContain('Nothing has happened');
    expect(await extramile(['why'])).toMatchObject({ code: 2 });
  });

  it('tries the days that are celebrated, and what comes of a refund', async () => {
    const trying = async (...args: string[]) => (await extramile(['try', ...args])).out;
    expect(await trying('refund')).toMatch(/^Nothing would come of it\.\n[^]+No rule listens to this/);
    const refund = await trying('refund', '--email', 'ana@example.com', '--order', 'A-1');
    expect(refund).toMatch(/^check-in: would be cancelled$/m);
    expect(refund).toMatch(/Why:\n {2}"Check-in" for \S+: Cancelled because it was refunded/);
    for (const kind of ['birthday', 'anniversary', 'occasion'])
      expect(await extramile(['try', kind, '--as', 'partner'])).toMatchObject({ code: 0 });
    expect(await extramile(['try', 'birthday', '--as', 'plumber'])).toMatchObject({ code: 2 });
    const file = join(system.data, 'slip.json');
    await writeFile(file, JSON.stringify({ type: 'signup', data: { contact: { emaill: 'a@example.com' } } }));
    expect((await extramile(['try', '--event-file', file])).error).toContain(
      '"data.contact.emaill" is not read. Did you mean "email"?',
    );
  });

  it('says beforehand what would become of something', async () => {
    const all = JSON.parse((await extramile(['follow-ups', 'list', '--json'])).out);
    const { items } = z.object({ items: z.array(z.object({ id: z.string(), rule: z.string() })) }).parse(all);
    const id = items.find(({ rule }) => rule === 'check-in')?.id ?? '';
    const cancel = await extramile(['follow-ups', 'cancel', id, '--dry-run', '--why', 'They called']);
    expect(cancel.out).toMatch(/^would be cancelled: [^]+Cancelled by an operator: They called\nNothing was/);
    const retire = await extramile(['rules', 'retire', 'low-review', '--dry-run']);
    expect(retire.out).toContain('rule low-review: version 1 → retired');
  });

  it('tries a date as the calendar tells it, whatever the hour, and says what a pause would hold', async () => {
    const trying = async () =>
      (await extramile(['try', 'birthday', '--email', 'ana@example.com', '--as', 'customer'])).out;
    const pause = (verb: string) => extramile(['rules', verb, 'birthday', '--why', 'To look at it', '--yes']);
    expect(await trying()).not.toContain('Its time ran out');
    await pause('pause');
    const held = await trying();
    expect(held).not.toContain('Its time ran out');
    expect(held).toContain('The rule "birthday" is paused, and holds it until it is resumed');
    await pause('resume');
  });

  it('says of a mistyped option which one was meant, and of one without a value what it takes', async () => {
    const said = async (...args: string[]) => (await extramile(['rules', 'list', ...args])).error;
    expect(await said('--dryrun')).toBe('There is no option --dryrun. Did you mean --dry-run?\n');
    expect(await said('--days', '-3')).toMatch(/^--days takes a value/);
    expect(await said('--days')).toMatch(/^--days takes a value/);
  });

  it('gives a draft up, which is gone then', async () => {
    await extramile(['rules', 'starters', 'use', 'birthday', '--as', 'wishes']);
    const early = await extramile(['test-send', 'wishes', '--to', 'test@demo.example']);
    expect(early).toMatchObject({ code: 1, error: expect.stringContaining('--draft wishes') });
    const short = (await extramile(['templates', 'show', 'wishes'])).out;
    expect(short).not.toContain('<mjml');
    expect((await extramile(['templates', 'show', 'wishes', '--language', 'de'])).out).toContain('<mjml');
    expect(await extramile(['rules', 'discard', 'wishes'])).toMatchObject({
      code: 2,
      error: 'Say why: --why "…"\n',
    });
    expect(await extramile(['rules', 'discard', 'wishes', '--why', 'x'])).toMatchObject({ code: 2 });
    expect((await extramile(['rules', 'discard', 'wishes', '--dry-run'])).out).toContain(
      'Nothing was changed',
    );
    for (const kind of ['rules', 'templates'])
      expect((await extramile([kind, 'discard', 'wishes', '--why', 'Too soon', '--yes'])).out).toMatch(
        /^Given up: the draft/,
      );
    expect((await extramile(['rules', 'list'])).out).not.toContain('wishes');
    const gone = await extramile(['rules', 'show', 'wishes', '--json']);
    expect(gone).toMatchObject({ code: 1, error: expect.stringContaining('There is no rule "wishes"') });
    expect(JSON.parse(gone.out)).toMatchObject({ status: 404, title: 'Not Found', code: 'not-found' });
  });

  it('asks for a second person, or not', async () => {
    const turn = (word: string) => extramile(['settings', 'approval', word, '--why', 'As agreed']);
    expect((await turn('on')).out).toContain('Approval is on');
    expect((await extramile(['settings', 'show'])).out).toMatch(/^approval: true$/m);
    expect((await turn('off')).out).toContain('Approval is off');
    expect((await extramile(['audit'])).out).toContain('settings demo: changed');
    expect(await turn('perhaps')).toMatchObject({ code: 2 });
  });

  it('sets when the brand may write to people', async () => {
    const set = (...words: string[]) => extramile(['settings', 'set', ...words]);
    const all = [
      '--quiet-hours',
      '21:00-08:00',
      '--cap',
      '2/P7D',
      '--weekdays-only',
      'yes',
      '--spread',
      'PT2H',
    ];
    const dry = await set(...all, '--dry-run');
    expect(dry.out).toMatch(
      /quietHours: \+ .*21:00[^]*spread: \+ PT2H\n.*waits already: .* Nothing was changed\.$/m,
    );
    expect((await extramile(['settings', 'show'])).out).not.toContain('quietHours');
    expect(await set(...all)).toMatchObject({ code: 2, error: expect.stringContaining('--why') });
    const done = await set(...all, '--why', 'At night people sleep');
    expect(done.out).toMatch(/weekdaysOnly: \+ true[^]*It counts everywhere within 30 s\./);
    expect((await extramile(['settings', 'show'])).out).toMatch(/^cap:\n {2}max: 2\n {2}per: P7D$/m);
    const none = ['--quiet-hours', 'none', '--cap', 'none', '--weekdays-only', 'no', '--spread', 'none'];
    const back = await set(...none, '--why', 'As before', '--json');
    expect(JSON.parse(back.out)).not.toHaveProperty('quietHours');
    expect((await set('--cap', 'none', '--why', 'x')).out).toContain('It is set so already');
    const zone = await set('--timezone', 'Europe/Berln', '--dry-run');
    expect(zone).toMatchObject({ code: 1, error: expect.stringContaining('Did you mean "Europe/Berlin"?') });
  });

  it.each([
    [['--quiet-hours', '21-8'], '--quiet-hours 21:00-08:00, or none'],
    [['--cap', '2'], '--cap 2/P7D'],
    [['--weekdays-only', 'true'], '--weekdays-only yes or no'],
    [[], 'Say what: settings set'],
  ])('does not set %j', async (words, said) => {
    const refused = await extramile(['settings', 'set', ...words, '--why', 'x']);
    expect(refused).toMatchObject({ code: 2, error: expect.stringContaining(said) });
  });

  it('tells the time', async () => {
    expect((await extramile(['clock'])).out).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('exits with 2 on wrong use and with 1 when it is refused or nobody answers', async () => {
    expect(await extramile(['dance'])).toMatchObject({ code: 2, out: '' });
    expect(await extramile(['clock', '--sideways'])).toMatchObject({ code: 2 });
    for (const words of [
      ['clock', 'P14D'],
      ['settle', 'now'],
      ['follow-ups', 'list', 'ana@example.com'],
    ])
      expect(await extramile(words)).toMatchObject({ code: 2, out: '' });
    // An option that a command does not read is no dry run, and no way to say two things at once.
    for (const words of [
      ['source', 'rotate', 'tally', '--end', '--dry-run', '--yes'],
      ['privacy', 'done', 'prv-1', '--dry-run'],
      ['source', 'check', 'shopify', '--email', 'a@example.com'],
      ['clock', '--advance', 'P1D', '--now', '2030-01-01T00:00:00Z'],
      ['privacy', 'export', 'prv-1', '--email', 'a@example.com'],
    ])
      expect(await extramile(words), words.join(' ')).toMatchObject({ code: 2, out: '' });
    for (const words of [
      ['source', 'add', 'whsec_abcdefgh12345'],
      ['privacy', 'export', 'whsec_abcdefgh12345'],
      ['source', 'check', 'shpss_0123456789abcdef'],
    ]) {
      const { code, error } = await extramile(words);
      expect(code).toBe(2);
      expect(error).not.toContain(words.at(-1));
    }
    const refused = await extramile(['follow-ups', 'list', '--email', 'a@example.com', '--token', 'x']);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.error).toContain('Refused (401)');
    const alone = await extramile(['settle'], { EXTRAMILE_URL: 'http://127.0.0.1:1' });
    expect(alone.code).toBe(1);
    expect(alone.error).toContain('Is it running?');
  });
});
