import { gzipSync } from 'node:zlib';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { saveCredential, saveSourceSecrets } from '../../shared/clients/secrets.ts';
import { readSource, saveSource } from '../../shared/store/sources.ts';
import { type Fetcher, makeLookUp, startFetcher } from '../helpers/fetcher.ts';
import type { ApiReply } from '../helpers/platform-api.ts';

let room: Fetcher;
beforeAll(async () => {
  room = await startFetcher();
});
afterAll(() => room.stop());
beforeEach(() => room.reset());

const RESPONSE = '/v3/surveys/51/responses/118/details';
const WORDS = '/v3/surveys/51/details';
const answered = (id = '118') => ({
  body: {
    id,
    survey_id: '51',
    response_status: 'completed',
    email_address: `r${id}@example.com`,
    pages: [],
  },
});
const words: ApiReply = { body: { title: 'A year with your kettle', pages: [] } };

const connect = () => room.connect('surveymonkey', { clientId: 'x' });
const respond = (id: string, ...before: ApiReply[]): void => {
  room.api.reply(RESPONSE.replace('118', id), ...before, answered(id));
  room.api.reply(WORDS, words);
};
const lookUpOf = (source: string, id: string) =>
  makeLookUp(source, { params: { survey: '51', response: id } });

describe('what may pass is tried again', () => {
  const big = JSON.stringify({ padding: 'x'.repeat(1_100_000) });
  test.each<[string, ApiReply]>([
    ['500', { status: 500 }],
    ['502 with a page of HTML', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['a broken connection', (response) => void response.destroy()],
    [
      'a connection that breaks in the middle',
      (response) => void response.write('{"id":', () => response.destroy()),
    ],
    ['HTML instead of JSON', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['a shape that nobody knows', { body: { id: { strange: true } } }],
    ['more than a megabyte', { body: big }],
    [
      'more than a megabyte once it is unpacked',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        response.end(gzipSync(big));
      },
    ],
    ['a refused credential', { status: 401 }],
    ['a forbidden call', { status: 403 }],
    ['an answer that makes no sense', { status: 400 }],
  ])('%s', async (_what, fault) => {
    const source = await connect();
    respond('118', fault);
    expect(await room.run([makeLookUp(source)])).toBe(1);
    expect(room.planned()).toEqual([]);
    expect(await room.run([makeLookUp(source)])).toBe(0);
    expect(room.planned()).toMatchObject([{ kind: 'survey', person: { email: 'r118@example.com' } }]);
    expect(await room.ignored(source)).toEqual([]);
  });

  test('an API that answers too late, after five seconds', async () => {
    const source = await connect();
    respond('118', () => undefined);
    const begun = performance.now();
    expect(await room.run([makeLookUp(source)])).toBe(1);
    expect(performance.now() - begun).toBeGreaterThan(4900);
  });

  test('a bus that does not take it', async () => {
    const source = await connect();
    respond('118');
    room.cloud.gateway.faults.add({ service: 'events', partialFailure: [0], times: 1 });
    expect(await room.run([makeLookUp(source)])).toBe(1);
    expect(await room.run([makeLookUp(source)])).toBe(0);
    expect(room.planned()).toHaveLength(1);
  });

  test('of a batch, only what failed goes back', async () => {
    const source = await connect();
    respond('1');
    respond('2', { status: 500 });
    respond('3');
    expect(await room.run(['1', '2', '3'].map((id) => lookUpOf(source, id)))).toBe(1);
    expect(room.planned()).toHaveLength(2);
  });
});

describe('what will not change is recorded', () => {
  test.each([[404], [410]])('%i: there is no such thing', async (status) => {
    const source = await connect();
    room.api.reply(RESPONSE, { status });
    expect(await room.run([makeLookUp(source)])).toBe(0);
    expect(await room.ignored(source)).toMatchObject([{ reason: expect.stringContaining('no such thing') }]);
  });

  test('a source without a credential; nothing is called', async () => {
    await saveSourceSecrets('demo', 'bare', ['secret']);
    await saveSource({
      brand: 'demo',
      id: 'bare',
      platform: 'surveymonkey',
      settings: { apiBase: room.api.url },
    });
    expect(await room.run([makeLookUp('bare')])).toBe(0);
    expect(await room.ignored('bare')).toMatchObject([{ reason: expect.stringContaining('no credential') }]);
    expect(room.api.asked).toEqual([]);
  });

  test('a source that was removed meanwhile is nobody’s fault', async () => {
    expect(await room.run([makeLookUp('removed')])).toBe(0);
  });

  test('a test outside of a test brand', async () => {
    const source = await connect();
    respond('118');
    const message = makeLookUp(source, { test: true });
    expect(await room.run([{ ...message, brand: 'demo-test' }])).toBe(0);
    expect(room.planned()).toHaveLength(1);
  });
});

describe('credentials', () => {
  test('a new one is believed at once when the old one is refused', async () => {
    const source = await connect();
    respond('118');
    await room.run([makeLookUp(source)]);
    const { SecretsManagerClient, PutSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const SecretId = `${process.env['SOURCE_SECRETS_PREFIX']}demo/${source}`;
    const SecretString = JSON.stringify({ secrets: ['secret'], credential: 'renewed' });
    await new SecretsManagerClient({}).send(new PutSecretValueCommand({ SecretId, SecretString }));
    respond('7', { status: 401 });
    expect(await room.run([lookUpOf(source, '7')])).toBe(0);
    const used = room.api.asked
      .filter(({ url }) => url.includes('/7/'))
      .map(({ headers }) => headers.authorization);
    expect(used).toEqual(['Bearer local-credential', 'Bearer renewed']);
  });

  test('it stays when the secrets are rotated', async () => {
    await saveSourceSecrets('demo', 'rotating', ['old']);
    await saveCredential('demo', 'rotating', 'kept');
    await saveSourceSecrets('demo', 'rotating', ['new', 'old']);
    const { loadCredential } = await import('../../shared/clients/secrets.ts');
    expect(await loadCredential('demo', 'rotating')).toBe('kept');
  });
});

describe('where it is asked', () => {
  test('a redirect is refused, and the credential goes nowhere else', async () => {
    const source = await connect();
    respond('118', { status: 302, headers: { location: `${room.api.url}/elsewhere` } });
    expect(await room.run([makeLookUp(source)])).toBe(1);
    expect(room.api.paths()).toEqual([RESPONSE]);
  });

  test.each([
    ['../../elsewhere'],
    ['..%2f..%2felsewhere'],
    ['//127.0.0.1/elsewhere'],
    ['@127.0.0.1'],
    ['\\\\127.0.0.1'],
  ])('an id that would lead elsewhere stays where it is or is refused: %s', async (response) => {
    const source = await connect();
    await room.run([makeLookUp(source, { params: { survey: '51', response } })]);
    for (const { url, headers } of room.api.asked) {
      expect(url).toMatch(/^\/v3\//);
      expect(headers.host).toBe(new URL(room.api.url).host);
    }
  });

  test('only in the stage dev may an address of one’s own answer', async () => {
    const source = await connect();
    const { baseOf } = await import('../../shared/work/api/address.ts');
    const { surveymonkey } = await import('../../shared/sources/surveymonkey.ts');
    const settings = (await readSource('demo', source))?.settings ?? {};
    const base = () => surveymonkey.api && baseOf(surveymonkey.api, settings);
    expect(base()).toEqual({ ok: true, value: room.api.url });
    process.env['STAGE'] = 'prod';
    try {
      expect(base()).toEqual({ ok: true, value: 'https://api.surveymonkey.com' });
    } finally {
      process.env['STAGE'] = 'dev';
    }
  });
});

describe('limits', () => {
  const fill = async (source: string, window: string, calls: number): Promise<void> => {
    const Item = { pk: `LIMIT#demo#${source}`, sk: window, calls, ttl: 4_000_000_000 };
    await room.cloud.table.send(new PutCommand({ TableName: room.cloud.tableName, Item }));
  };
  const today = (): string => Temporal.Now.instant().toString().slice(0, 10);

  test('the five hundredth call of a day is made, the next one waits and nothing is lost', async () => {
    const source = await connect();
    respond('1');
    respond('2');
    await fill(source, today(), 498);
    // Two calls: the response and the words of its survey.
    expect(await room.run([lookUpOf(source, '1')])).toBe(0);
    expect(room.planned()).toHaveLength(1);
    expect(await room.run([lookUpOf(source, '2')])).toBe(0);
    expect(room.planned()).toHaveLength(1);
    expect(room.api.asked).toHaveLength(2);
    const [{ message, delay } = { message: undefined, delay: 0 }] = room.postponed();
    expect(message).toMatchObject({ source, thin: { params: { response: '2' } } });
    expect(delay).toBeGreaterThan(0);
    expect(delay).toBeLessThanOrEqual(600);
    // The next day it is done.
    await fill(source, today(), 0);
    expect(await room.run([message])).toBe(0);
    expect(room.planned()).toHaveLength(2);
  });

  test('calls side by side take no more than the minute allows', async () => {
    const source = await connect();
    const ids = ['1', '2', '3', '4', '5'];
    for (const id of ids) respond(id);
    for (const minutes of [0, 1])
      await fill(source, Temporal.Now.instant().add({ minutes }).toString().slice(0, 16), 117);
    await room.run(ids.map((id) => lookUpOf(source, id)));
    expect(room.api.asked.length).toBeLessThanOrEqual(6);
    expect(room.planned().length + room.postponed().length).toBe(5);
    expect(room.postponed().length).toBeGreaterThan(0);
    for (const { delay } of room.postponed()) expect(delay).toBeLessThanOrEqual(61);
  });

  test.each([
    ['as many seconds as the platform says', { 'retry-after': '37' }, 37, 37],
    [
      'until the date that it says',
      { date: 'Sun, 22 Nov 2026 09:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 09:01:30 GMT' },
      90,
      90,
    ],
    ['ten minutes at the most at a time', { 'retry-after': '86400' }, 600, 600],
    ['a moment where it does not say', {}, 5, 7],
  ])('429 waits %s', async (_what, headers, least, most) => {
    const source = await connect();
    respond('118', { status: 429, headers });
    expect(await room.run([makeLookUp(source)])).toBe(0);
    const [first] = room.postponed();
    expect(first?.delay).toBeGreaterThanOrEqual(least);
    expect(first?.delay).toBeLessThanOrEqual(most);
    expect(await room.run([first?.message])).toBe(0);
    expect(room.planned()).toHaveLength(1);
  });

  test('after three days of being put off it is for a person to look at', async () => {
    const source = await connect();
    respond('118', { status: 429 });
    const receivedAt = Temporal.Now.instant().subtract({ hours: 73 }).toString();
    expect(await room.run([{ ...makeLookUp(source), receivedAt }])).toBe(1);
    expect(room.postponed()).toEqual([]);
  });

  test('when it cannot be put back, it is not taken away either', async () => {
    const source = await connect();
    respond('118', { status: 429 });
    room.cloud.gateway.faults.add({ service: 'sqs', respond: { status: 400, code: 'AccessDenied' } });
    expect(await room.run([makeLookUp(source)])).toBe(1);
  });
});

describe('remembering', () => {
  test('the words of a survey are asked once, however many answers come at a time', async () => {
    const source = await connect();
    const ids = ['1', '2', '3', '4', '5', '6'];
    for (const id of ids) respond(id);
    expect(await room.run(ids.map((id) => lookUpOf(source, id)))).toBe(0);
    expect(await room.run([lookUpOf(source, '1')])).toBe(0);
    expect(room.planned()).toHaveLength(7);
    expect(room.api.paths().filter((path) => path === WORDS)).toHaveLength(1);
    const [first] = room.planned();
    expect(first).toMatchObject({ facts: { survey: { title: 'A year with your kettle' } } });
  });

  test('a failure is not remembered, and another source is asked for itself', async () => {
    const [one, other] = [await connect(), await connect()];
    respond('118');
    room.api.reply(WORDS, { status: 500 }, words);
    expect(await room.run([makeLookUp(one)])).toBe(1);
    expect(await room.run([makeLookUp(one)])).toBe(0);
    expect(await room.run([makeLookUp(other)])).toBe(0);
    expect(room.api.paths().filter((path) => path === WORDS)).toHaveLength(3);
  });
});

test('a message that cannot be read goes back, and in the end to a person', async () => {
  expect(await room.run([{ brand: 'demo', source: 'x', url: 'http://127.0.0.1/' }])).toBe(1);
});
