import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { connect } from '../../infra/cli/client.ts';
import { COMMANDS } from '../../infra/cli/commands.ts';
import { printable } from '../../infra/cli/printable.ts';
import { table } from '../../infra/cli/table.ts';
import { type PlatformApi, startPlatformApi } from '../helpers/platform-api.ts';

const keyboard = vi.hoisted(() => ({ isThere: false, asked: [''], answer: '' }));
vi.mock(import('../../infra/cli/ask.ts'), async (original) => ({
  ...(await original()),
  canAsk: () => keyboard.isThere,
  confirm: async () => undefined,
  confirmLoss: async () => undefined,
  ask: async (question: string) => {
    keyboard.asked.push(question);
    return keyboard.answer;
  },
}));

let api: PlatformApi;
beforeAll(async () => (api = await startPlatformApi()));
beforeEach(() => {
  api.reset();
  Object.assign(keyboard, { isThere: false, asked: [], answer: '' });
});
afterAll(() => api.stop());

const client = () => connect({ url: api.url, token: 'x' });
const run = async (words: string, options: object = {}, ...rest: string[]) => {
  const command = COMMANDS.find((each) => each.words.join(' ') === words);
  return command?.run({ client: await client(), brand: 'demo', options, rest });
};

describe('a refusal in the words of the command line', () => {
  const refusalOf = async (path: string, detail: string) => {
    api.reply(path, { status: 400, body: { detail } });
    return (await client()).call('POST', path, {}).then(String, ({ message }: Error) => message);
  };

  test.each([
    [
      'publish',
      'Publishing takes the role approver; "dryRun": true tells what it would do.',
      'Refused (400): Publishing takes the role approver; --dry-run tells what it would do.',
    ],
    [
      'diff',
      'The template "welcome": "languages.de.text" is missing; write it.',
      'Refused (400): templates/welcome/de.txt is missing; write it.',
    ],
    [
      'templates/welcome',
      '"languages.de.text" is missing; write it.\n"languages.pt-BR.mjml" is empty; write it.',
      'Refused (400): templates/welcome/de.txt is missing; write it.\ntemplates/welcome/pt-BR.mjml is empty; write it.',
    ],
    ['try', '"past.event": this is no id of an event.', 'Refused (400): --event: this is no id of an event.'],
    ['settings/timing', '"quietHours.to": use HH:MM.', 'Refused (400): --quiet-hours: use HH:MM.'],
    ['try', 'Not so; "why" lists what is.', 'Refused (400): Not so; "why" lists what is.'],
    [
      'settings/timing',
      '"quietHours.from": use HH:MM.\n"quietHours.to": use HH:MM.',
      'Refused (400): --quiet-hours: use HH:MM.',
    ],
    [
      'settings/timing',
      '"quietHours": they end when they begin; use two times, or null for none.',
      'Refused (400): --quiet-hours: they end when they begin; use two times, or none.',
    ],
    ['publish', '"why" is empty; write it.', 'Refused (400): --why is empty; write it.'],
    ['rules/x', 'It ends without a stop', 'Refused (400): It ends without a stop.'],
  ])('of %s', async (path, detail, told) => {
    expect(await refusalOf(`/api/brands/demo/${path}`, detail)).toBe(told);
  });

  test('of the clock, which is asked with patience', async () => {
    const message = 'Send {"advance":"P14D"} or {"now":"2027-02-28T08:00:00Z"}.';
    api.reply('/local/clock', { status: 400, body: { message } });
    await expect(run('clock', { advance: 'banana' })).rejects.toThrow(
      'Refused (400): Say how far, clock --advance P14D, or until when, clock --now 2027-02-28T08:00:00Z.',
    );
  });

  test('has one stop, whatever is said after it', async () => {
    const headers = { 'apigw-requestid': 'req-1' };
    api.reply('/api/x', { status: 500, headers, body: { detail: 'Please try again later.' } });
    await expect((await client()).call('GET', '/api/x')).rejects.toThrow(
      /^Refused \(500\): Please try again later\. Its log lines are found by the request req-1\.$/,
    );
    api.reply('/api/x', { status: 401, body: { message: 'Unauthorized' } });
    await expect((await client()).call('GET', '/api/x')).rejects.toThrow(/: Unauthorized\. Give the token/);
  });
});

describe('what the system holds is printed', () => {
  test('without steering the terminal, and in our own colours', () => {
    expect(printable('a\u001B[2Jb\u0000c\u009Bd\u202Ee\rf')).toBe(
      String.raw`a\u001b[2Jb\u0000c\u009bd\u202ee\u000df`,
    );
    expect(printable('\u001B[1mbold\u001B[22m\n\tdown')).toBe('\u001B[1mbold\u001B[22m\n\tdown');
    expect(JSON.parse(printable(JSON.stringify({ name: 'a\u009B\u001Bb' })))).toEqual({
      name: 'a\u009B\u001Bb',
    });
  });

  test('in one line of a table', () => {
    const lines = table(['name', 'id'], [['a\nb\u001B[2J', 'x']]).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe(String.raw`a\nb\u001b[2J  x`);
  });
});

describe('the reason of a change', () => {
  const draft = {
    id: 'x',
    name: 'X',
    state: 'published',
    live: 1,
    revision: 3,
    draft: { by: 'ina', at: '2026-11-22T09:00:00Z', problems: 0 },
    content: {},
    problems: [],
    history: [],
  };
  const path = '/api/brands/demo/rules/x';

  test('is asked for where somebody can answer', async () => {
    Object.assign(keyboard, { isThere: true, answer: 'Overtaken' });
    api.reply(path, { body: draft }, { body: { revision: 4 } });
    expect((await run('rules discard', {}, 'x'))?.text).toMatch(/^Given up: the draft of the rule "x"/);
    expect(keyboard.asked).toEqual([expect.stringMatching(/^Why\?/)]);
    expect(api.asked.at(-1)?.body).toBe('{"why":"Overtaken"}');
  });

  test('is wanted where nobody can, or nothing is said', async () => {
    await expect(run('rules discard', {}, 'x')).rejects.toThrow('Say why: --why "…"');
    Object.assign(keyboard, { isThere: true });
    await expect(run('rules discard', {}, 'x')).rejects.toThrow('Say why: --why "…"');
    expect(api.asked).toEqual([]);
  });
});

describe('a dry run of a pause says in words what would be', () => {
  const dry = async (words: string, settings: object, ...rest: string[]) => {
    const all = { paused: false, pausedRules: [], approval: false, revision: 1, ...settings };
    api.reply('/api/brands/demo/settings', { body: all });
    api.reply('/api/brands/demo/rules/x', { body: {} });
    return (await run(words, { 'dry-run': true }, ...rest))?.text;
  };

  test.each([
    ['rules resume', { pausedRules: ['x'] }, 'The rule "x" would send again, with what waited.'],
    [
      'rules resume',
      { paused: true, pausedRules: ['x'] },
      'The rule "x" would send again, with what waited. The brand itself stays paused, so nothing goes yet.',
    ],
    ['rules resume', {}, 'The rule "x" is not paused.'],
    ['rules pause', {}, 'The rule "x" would be paused: what is due by it waits.'],
    ['rules pause', { pausedRules: ['x'] }, 'The rule "x" is paused already.'],
  ])('%s with %j', async (words, settings, told) => {
    expect(await dry(words, settings, 'x')).toBe(`${told} Nothing was changed.`);
  });

  test('of a rule that is not there it is refused', async () => {
    const settings = { paused: false, pausedRules: [], approval: false, revision: 1 };
    api.reply('/api/brands/demo/settings', { body: settings });
    api.reply('/api/brands/demo/rules/y', { status: 404, body: { detail: 'There is no rule "y".' } });
    await expect(run('rules pause', { 'dry-run': true }, 'y')).rejects.toThrow('There is no rule "y".');
    expect((await run('rules resume', { why: 'x', yes: true }, 'y'))?.text).toBe(
      'The rule "y" is not paused. Nothing was changed.',
    );
  });

  test('of the whole brand', async () => {
    expect(await dry('rules pause', {})).toBe(
      'All of demo would be paused: what is due waits. Nothing was changed.',
    );
  });
});

describe('the telling of clicks and opens', () => {
  const path = '/api/brands/demo/settings';
  const settings = { paused: false, pausedRules: [], approval: false, revision: 7 };

  test('is shown without an option', async () => {
    api.reply(path, { body: settings });
    expect((await run('settings tracking'))?.text).toMatch(/^Clicks are not told.*\nOpens are not told\.$/);
  });

  test('is set by on and off', async () => {
    api.reply(path, { body: settings });
    const tracking = { clicks: true, opens: false };
    api.reply(`${path}/tracking`, { body: { ...settings, tracking, revision: 8 } });
    const told = await run('settings tracking', { clicks: 'on', opens: 'off', why: 'To thank' });
    expect(told?.text).toMatch(/^SES tells clicks: .*\nOpens are not told\.\nIt counts/);
    expect(JSON.parse(api.asked.at(-1)?.body ?? '')).toEqual({ clicks: true, opens: false, why: 'To thank' });
    await expect(run('settings tracking', { clicks: 'yes', why: 'x' })).rejects.toThrow(
      '--clicks cannot be "yes". Write it so: --clicks on, or --clicks off.',
    );
  });
});
