import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect } from '../../infra/cli/client.ts';
import { COMMANDS } from '../../infra/cli/commands.ts';
import { Tally } from '../../infra/cli/import-tally.ts';
import { type PlatformApi, startPlatformApi } from '../helpers/platform-api.ts';

let api: PlatformApi;
beforeAll(async () => (api = await startPlatformApi()));
beforeEach(() => api.reset());
afterAll(() => api.stop());

async function run(words: string, options: object = {}, ...rest: string[]): Promise<string> {
  const command = COMMANDS.find((each) => each.words.join(' ') === words);
  const client = await connect({ url: api.url, token: 'x' });
  return (await command?.run({ client, brand: 'demo', options, rest }))?.text ?? '';
}

const MAIL = { rule: 'birthday', to: 'p…@p.example' };
const part = (over: object) => ({
  done: true,
  progress: 1,
  timezone: 'Europe/Berlin',
  from: '2026-12-05',
  price: { ses: 0.1, rest: 0.03 },
  people: 1,
  days: { '2026-12-06': { birthday: 1 } },
  marketing: {},
  held: {},
  ended: {},
  moved: 0,
  over: [],
  ...over,
});

test('a forecast lists mails in the order of time, by the clock of each person, who can be told apart', async () => {
  const auckland = { ...MAIL, at: '2026-12-05T20:00:00.000Z', contact: 'ana', zone: 'Pacific/Auckland' };
  const berlin = { ...MAIL, at: '2026-12-06T08:00:00.000Z', contact: 'ben', zone: 'Europe/Berlin' };
  api.reply(
    '/api/brands/demo/forecast',
    { body: part({ done: false, cursor: 'next', mails: [berlin] }) },
    { body: part({ mails: [auckland] }) },
  );
  const [, first, second] = (await run('forecast', { list: true })).split('\n');
  expect(first).toMatch(/^2026-12-06 09:00 +Pacific\/Auckland +birthday +p…@p\.example +ana$/);
  expect(second).toMatch(/^2026-12-06 09:00 +Europe\/Berlin +birthday +p…@p\.example +ben$/);
});

test('a forecast tells the days that are too full, by all of its answers, and the first five of many', async () => {
  const full = (day: number, of: object = {}) => ({
    day: `2026-12-0${day}`,
    due: 30,
    goes: 10,
    waits: 20,
    by: 'warm-up',
    most: 10,
    ...of,
  });
  const over = [1, 2, 3, 4, 5, 6].map((day) => full(day));
  const last = full(7, { due: 11, waits: 1, by: 'quota' });
  api.reply(
    '/api/brands/demo/forecast',
    { body: part({ done: false, cursor: 'next', over: [last], marketing: { '2026-12-06': 1 } }) },
    { body: part({ over: [...over, last] }) },
  );
  const text = await run('forecast', {});
  expect(text).toContain('On 7 days more is due than may go:');
  expect(text.match(/30 mails are due and 10 may go by the warm-up of the sender; 20 wait/g)).toHaveLength(5);
  expect(text).toContain('… and 2 days more.');
  expect(text).not.toContain('quota of SES');
  const [, second] = api.asked.map(({ body }) => JSON.parse(body));
  expect(second).toMatchObject({
    cursor: 'next',
    before: { mails: { '2026-12-06': 1 }, marketing: { '2026-12-06': 1 } },
  });
  api.reply('/api/brands/demo/forecast', { body: part({ over: [last] }) });
  expect(await run('forecast', {})).toContain(
    '2026-12-07: 11 mails are due and 10 may go by the daily quota of SES, which all brands share; 1 waits for the next day.',
  );
});

const PERSON = {
  id: 'ana',
  email: 'ana@example.com',
  kind: 'customer',
  zone: { id: 'Europe/Berlin', from: 'brand' },
  consent: { marketing: 'unknown' },
  dates: {},
  counters: { orders: 1, renewals: 0, refunds: 0 },
  createdAt: '2026-11-01T10:00:00.000Z',
  open: [],
  recentSends: [],
};

test('a person is shown with what they chose to get, or how they unsubscribed', async () => {
  const at = '2026-11-23T10:00:00.000Z';
  const shown = async (over: object): Promise<string> => {
    api.reply('/api/brands/demo/contacts/ana', { body: { ...PERSON, ...over } });
    return run('contacts show', {}, 'ana');
  };
  expect(await shown({ preference: { gets: 'less', at } })).toContain(
    'wants      one mail in 30 days at most, chosen on their page on 2026-11-23 10:00 UTC\n',
  );
  expect(await shown({ suppression: { reason: 'unsubscribed', at, how: 'one-click' } })).toContain(
    '✗ nothing is sent: unsubscribed on 2026-11-23 10:00 UTC, by the button of their mail program\n',
  );
});

test('who asks by mail is unsubscribed by the id in the subject', async () => {
  const suppression = { reason: 'unsubscribed', at: '2026-11-23T10:00:00.000Z', how: 'operator' };
  const path = '/api/brands/demo/contacts/ana/unsubscribe';
  api.reply(path, { body: { id: 'ana', suppression } }, { body: { id: 'ana', suppression } });
  expect(await run('contacts unsubscribe', { why: 'Asked by mail', 'dry-run': true }, 'ana')).toBe(
    'ana: nothing would be sent: unsubscribed on 2026-11-23 10:00 UTC, by an operator. Nothing was changed.',
  );
  expect(await run('contacts unsubscribe', { why: 'Asked by mail' }, 'ana')).toBe(
    'ana: nothing is sent: unsubscribed on 2026-11-23 10:00 UTC, by an operator.',
  );
  await expect(run('contacts unsubscribe', { why: 'Asked by mail' })).rejects.toThrow(/Say whom/);
});

test('a person is shown with country, dates and the proof of consent, and where each is from', async () => {
  const at = '2026-11-01T10:00:00.000Z';
  api.reply('/api/brands/demo/contacts/ana', {
    body: {
      id: 'ana',
      email: 'ana@example.com',
      kind: 'customer',
      country: 'DE',
      zone: { id: 'Europe/Berlin', from: 'country' },
      consent: { marketing: 'granted', at, source: 'import', proof: 'Form at the till' },
      dates: {
        birthday: { on: '1990-03-02', from: 'import', at },
        customer: { on: '2020-05-05', from: 'orders', source: 'shop', at },
        'first-dive': { on: '--07-04', from: 'event', source: 'shop', at },
      },
      counters: { orders: 1, renewals: 0, refunds: 0 },
      createdAt: at,
      open: [],
      recentSends: [],
    },
  });
  const text = await run('contacts show', {}, 'ana');
  expect(text).toContain('Europe/Berlin, that of the country; country DE; language not known');
  expect(text).toContain('birthday 1990-03-02, told by an import\n');
  expect(text).toContain('customer_since 2020-05-05, that of their first order of shop\n');
  expect(text).toContain('date.first-dive --07-04, told by a webhook of shop\n');
  expect(text).toContain('granted, since 2026-11-01 10:00 UTC, told by import, proof: Form at the till\n');
});

test('notes of an import name the columns of the file', () => {
  const tally = new Tally();
  const told = ['firstName left out: a', 'date customer: b', 'date first-dive left out: c', 'birthday: d'];
  tally.add({ line: 2, outcome: 'created', notes: [...told, 'customer_id.shop left out: e'] });
  expect(tally.data.notes.map(({ text }) => text)).toEqual([
    'first_name left out: a',
    'customer_since: b',
    'date.first-dive left out: c',
    'birthday: d',
    'customer_id.shop left out: e',
  ]);
});
