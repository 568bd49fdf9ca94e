import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestConsole, startConsole } from '../helpers/console.ts';

let house: TestConsole;
let call: TestConsole['call'];
const began = Date.now();
const dayFrom = (days: number, from = began): string =>
  new Date(from + days * 86_400_000).toISOString().slice(0, 10);
const idOf = (day: string, lot: string): string => `${day}-${lot.padEnd(16, '0')}`;
const later = Math.floor(Date.now() / 1000) + 9 * 86_400;

async function put(day: string, lot: string, over: object = {}): Promise<void> {
  const id = idOf(day, lot);
  const of = { brand: 'demo', id, day, language: 'en', question: 'Why?', text: `Words ${lot}`, ttl: later };
  const { table, tableName: TableName } = house.cloud;
  const item = { ...of, ...over };
  await table.send(new PutCommand({ TableName, Item: { pk: `ANSWERS#${item.brand}`, sk: id, ...item } }));
}

beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
  for (const lot of ['b', 'a', 'c']) await put(dayFrom(-3), lot);
  await put(dayFrom(-5), 'older');
  await put(dayFrom(-4), 'expired', { ttl: later - 30 * 86_400 });
  await put(dayFrom(-4), 'another', { brand: 'other' });
});
afterAll(() => house.stop());

const list = async (query: Record<string, string> = {}) => call('GET', 'answers', { role: 'viewer', query });
const textsIn = ({ body }: { body: Record<string, unknown> }): unknown[] =>
  (body['items'] as { text: string }[]).map(({ text }) => text);
const why = 'It names somebody';

describe('the answers to the question', () => {
  it('are listed page by page, the newest day first and within it by lot, without what has expired', async () => {
    const texts: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: '2', ...(cursor !== undefined && { cursor }) });
      texts.push(...textsIn(page));
      cursor = page.body['cursor'] as string | undefined;
    } while (cursor !== undefined);
    expect(texts).toEqual(['Words c', 'Words b', 'Words a', 'Words older']);
  });

  it('tell nothing but day, language, question and words', async () => {
    const { body } = await list({ limit: '1' });
    expect(body['items']).toEqual([
      { id: idOf(dayFrom(-3), 'c'), day: dayFrom(-3), language: 'en', question: 'Why?', text: 'Words c' },
    ]);
  });

  it('of today are counted, and not shown before the day is over', async () => {
    let day: string;
    let found: Awaited<ReturnType<typeof list>>;
    do {
      day = dayFrom(0, Date.now());
      await put(day, 'today');
      found = await list();
    } while (day !== dayFrom(0, Date.now()));
    const { body, text } = found;
    expect(text).not.toContain('Words today');
    expect(body['ofToday']).toBe(1);
  });

  it('refuses a cursor of another list', async () => {
    for (const cursor of ['x', Buffer.from('2026-11-27#x').toString('base64url')])
      expect((await list({ cursor })).status).toBe(400);
  });
});

describe('one of them', () => {
  it('is removed by an editor with a reason: its words are gone, and stand in no audit', async () => {
    const id = idOf(dayFrom(-3), 'b');
    const remove = (body: object, role = 'editor') => call('DELETE', `answers/${id}`, { role, body });
    expect((await remove({ why }, 'viewer')).status).toBe(403);
    expect((await remove({})).status).toBe(400);
    expect((await remove({ why, dryRun: true })).body).toEqual({ id, removed: false });
    expect(textsIn(await list())).toContain('Words b');
    expect((await remove({ why })).body).toEqual({ id, removed: true });
    expect(textsIn(await list())).toEqual(['Words c', 'Words a', 'Words older']);
    expect((await remove({ why })).status).toBe(404);
    const { text } = await call('GET', 'audit', { query: { limit: '1' } });
    expect(JSON.parse(text)).toMatchObject({
      items: [{ act: 'remove', by: 'ina', why, changes: [{ kind: 'answer', id, difference: [] }] }],
    });
    expect(text).not.toContain('Words');
  });

  it('that has expired, is not there or of another brand is not found', async () => {
    for (const id of [idOf(dayFrom(-4), 'expired'), idOf(dayFrom(-4), 'another'), 'x'])
      expect((await call('DELETE', `answers/${id}`, { body: { why } })).status).toBe(404);
  });
});
