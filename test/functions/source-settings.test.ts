import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import { gatewayEvent } from '../helpers/page-request.ts';
import { readSource, saveSource } from '../../shared/store/sources.ts';

let cloud: TestCloud;
let change: (settings: unknown, of?: { role?: string; source?: string }) => Promise<number>;
let detail = '';
beforeAll(async () => {
  cloud = await startCloud();
  cloud.use('console');
  process.env['LOG_LEVEL'] = 'silent';
  const { handler } = await import('../../functions/console/handler.ts');
  const base = { brand: 'demo', settings: {} };
  await saveSource({ ...base, id: 'square', platform: 'square', settings: { url: 'https://a.example/x' } });
  await saveSource({ ...base, id: 'bigcommerce', platform: 'bigcommerce' });
  change = async (settings, { role = 'admin', source = 'square' } = {}) => {
    const path = `/api/brands/demo/sources/${source}`;
    const claims = { 'cognito:groups': `[demo.${role}]`, sub: 'operator' };
    const body = JSON.stringify({ settings });
    const answer = await handler(gatewayEvent({ method: 'PATCH', path, claims, body }));
    const told = z.looseObject({ detail: z.string().default('') }).parse(JSON.parse(answer.body ?? '{}'));
    detail = told.detail;
    return answer.statusCode;
  };
});
afterAll(() => cloud.stop());

const settingsOf = async (source: string) => (await readSource('demo', source))?.settings;

test.each([['viewer'], ['editor'], ['approver']])('a %s may not change them', async (role) => {
  expect(await change({ url: 'https://b.example/x' }, { role })).toBe(403);
  expect(await settingsOf('square')).toEqual({ url: 'https://a.example/x' });
});

test('an admin sets one, and takes one away', async () => {
  expect(await change({ apiBase: 'http://127.0.0.1:4000' })).toBe(200);
  expect(await settingsOf('square')).toEqual({
    url: 'https://a.example/x',
    apiBase: 'http://127.0.0.1:4000',
  });
  expect(await change({ apiBase: null, url: 'https://b.example/x' })).toBe(200);
  expect(await settingsOf('square')).toEqual({ url: 'https://b.example/x' });
});

test.each([
  ['a name that the platform does not read', { color: 'red' }],
  ['a value that is no text', { url: 7 }],
  ['an empty one', { url: ' ' }],
  ['an address that is no address', { apiBase: 'here' }],
  ['an address of another kind', { apiBase: 'file:///etc' }],
  ['no settings at all', undefined],
])('%s is refused with words', async (_what, settings) => {
  const before = await settingsOf('square');
  expect(await change(settings)).toBe(400);
  expect(detail.length).toBeGreaterThan(10);
  expect(await settingsOf('square')).toEqual(before);
});

test('outside of the stage dev no address of one’s own is taken', async () => {
  process.env['STAGE'] = 'prod';
  try {
    for (const name of ['apiBase', 'certHost'])
      expect(await change({ [name]: 'https://b.example' })).toBe(400);
    expect(detail).toMatch(/stage dev only/);
  } finally {
    process.env['STAGE'] = 'dev';
  }
});

test('an address of one’s own needs no real shop behind it', async () => {
  expect(await change({ apiBase: 'http://127.0.0.1:4000' }, { source: 'bigcommerce' })).toBe(200);
});

test('a source that is not there is 404', async () => {
  expect(await change({ url: 'https://b.example' }, { source: 'nowhere' })).toBe(404);
});
