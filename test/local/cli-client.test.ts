import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../infra/cli/client.ts';
import { FOLLOW_UP_COMMANDS } from '../../infra/cli/follow-ups.ts';
import { TOKEN } from '../../infra/cli/token.ts';
import { type PlatformApi, startPlatformApi } from '../helpers/platform-api.ts';

let api: PlatformApi;
beforeAll(async () => (api = await startPlatformApi()));
beforeEach(() => api.reset());
afterAll(() => api.stop());

const busy = { status: 429, body: { message: 'Too Many Requests' } };
const client = () => connect({ url: api.url, token: 'x' });

it('asks again what the gateway turned away, whatever the method: nothing was carried out', async () => {
  api.reply('/api/x', busy, busy, { body: { done: true } });
  expect(await (await client()).call('POST', '/api/x', { a: 1 })).toEqual({ done: true });
  expect(api.asked.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}', '{"a":1}']);
});

it('does not wait for what the API itself counts by the day', async () => {
  const headers = { 'content-type': 'application/problem+json' };
  api.reply('/api/x', { status: 429, headers, body: { detail: 'These were the tests of today.' } });
  await expect((await client()).call('POST', '/api/x')).rejects.toThrow('These were the tests of today.');
  expect(api.asked).toHaveLength(1);
});

it('lists a follow-up once that moves on between two pages, as it was seen last', async () => {
  const item = (id: string, state: string) => ({
    id,
    rule: 'r',
    subject: 's',
    state,
    dueAt: '2026-11-27T10:00:00Z',
    contact: 'ana',
    trace: [],
  });
  api.reply(
    '/api/brands/demo/follow-ups',
    { body: { items: [item('a', 'planned'), item('b', 'planned')], cursor: 'x' } },
    { body: { items: [item('c', 'planned'), item('a', 'sent')] } },
  );
  const [list] = FOLLOW_UP_COMMANDS;
  const found = await list?.run({ client: await client(), brand: 'demo', options: {}, rest: [] });
  expect(found?.data).toEqual({ items: [item('a', 'sent'), item('b', 'planned'), item('c', 'planned')] });
  expect(found?.text).toContain('each stands here once, as it was seen last');
});

it('makes no token where the system is not the local one', async () => {
  api.reply('/local/token', { status: 404, body: { message: 'Not Found' } });
  const asked = TOKEN.run({ client: await client(), brand: 'demo', options: { role: 'editor' }, rest: [] });
  await expect(asked).rejects.toThrow('Only the local system makes tokens. A deployed stage signs people in');
});

it('tells who does not answer from who takes longer than can be waited for', async () => {
  await expect(
    (await connect({ url: 'http://127.0.0.1:1', token: 'x' })).call('GET', '/api/x'),
  ).rejects.toThrow('Nobody answers at http://127.0.0.1:1.');
  await expect((await connect({ url: 'nonsense', token: 'x' })).call('GET', '/api/x')).rejects.toThrow(
    '--url takes an address',
  );
  const cause = Object.assign(new Error('Headers Timeout Error'), { code: 'UND_ERR_HEADERS_TIMEOUT' });
  const late = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed', { cause }));
  try {
    const asked = (await client()).call('POST', '/api/x');
    await expect(asked).rejects.toThrow('has not answered for five minutes');
    // Where the clock is moved, that would be too short: there nothing is given up.
    api.reply('/local/clock', { body: { now: 'then' } });
    expect(await (await client()).call('POST', '/local/clock', { advance: 'P1D' })).toEqual({ now: 'then' });
    expect(api.asked.map(({ body }) => body)).toEqual(['{"advance":"P1D"}']);
  } finally {
    late.mockRestore();
  }
});

describe('without an address', () => {
  let data = '';
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'extramile-client-'));
    await writeFile(join(data, 'token'), 'of-the-folder');
  });
  beforeEach(() => {
    vi.stubEnv('EXTRAMILE_URL', undefined);
    vi.stubEnv('EXTRAMILE_TOKEN', undefined);
    vi.stubEnv('EXTRAMILE_DATA', data);
    vi.stubEnv('PORT', '0');
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rm(data, { recursive: true }));
  const keep = (ports: object) => writeFile(join(data, 'ports.json'), JSON.stringify(ports));
  const found = async () => (await connect({})).call('GET', '/api/x');

  it('finds the system that is using the data folder, whatever port it has', async () => {
    await keep({ pid: process.pid, port: Number(new URL(api.url).port) });
    api.reply('/api/x', { body: { found: true } });
    expect(await found()).toEqual({ found: true });
    expect(api.asked[0]?.headers['authorization']).toBe('Bearer of-the-folder');
  });

  it('asks none that has ended, but the one of the environment', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await keep({ pid, port: Number(new URL(api.url).port) });
    vi.stubEnv('PORT', '1');
    await expect(found()).rejects.toThrow('Nobody answers at http://127.0.0.1:1.');
    expect(api.asked).toEqual([]);
  });
});

it('does not ask again what may have been carried out, and says where its log lines are', async () => {
  const problem = { detail: 'Something of ours failed; please try again later.' };
  api.reply('/api/x', { status: 500, headers: { 'apigw-requestid': 'req-1' }, body: problem });
  await expect((await client()).call('GET', '/api/x')).rejects.toThrow(
    /please try again later.*request req-1/,
  );
  expect(api.asked).toHaveLength(1);
});
