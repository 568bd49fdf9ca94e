import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { MOST_RULES } from '../../shared/contract/rule.ts';
import type * as Rules from '../../shared/store/rules.ts';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';
import { makeRule } from '../helpers/make.ts';

let its: TestConsole;
let rules: typeof Rules;
beforeAll(async () => {
  its = await startConsole();
  rules = await import('../../shared/store/rules.ts');
  await put('templates/thanks', makeTemplate());
  await publish({});
});
afterAll(() => {
  vi.useRealTimers();
  return its.stop();
});

const put = (path: string, body: unknown) => its.call('PUT', path, { body });
const publish = (body: object) =>
  its.call('POST', 'publish', { body: { why: 'Asked by the shop', ...body } });

test('more live rules than a brand may have are refused, and nothing is published', async () => {
  const before = await rules.readLive('demo');
  const many = Array.from({ length: MOST_RULES }, (_, at) =>
    makeRule({ id: `many-${at}`, name: `Many ${at}`, template: 'thanks' }),
  );
  expect(await rules.publishLive({ brand: 'demo', rules: many, basedOn: before.version })).toMatchObject({
    ok: true,
  });
  expect((await put('rules/one-more', makeDraft())).status).toBe(200);
  const answer = await publish({ rules: ['one-more'] });
  expect([answer.status, answer.body['detail']]).toEqual([
    400,
    expect.stringContaining('These would be 10001 live rules; a brand has 10000 at most: retire some first.'),
  ]);
  expect((await rules.readLive('demo')).version).toBe(before.version + 1);
});

test('of more drafts than a brand may have no further one is taken, of rules as of templates', async () => {
  const { keys } = await import('../../shared/store/table.ts');
  const have = async (kind: 'rule' | 'template', count: number) => {
    const ids = Array.from({ length: count }, (_, at) => `seeded-${at}`);
    const slices = Array.from({ length: Math.ceil(count / 25) }, (_, at) => ids.slice(at * 25, at * 25 + 25));
    const write = (slice: string[]) => {
      const items = slice.map((id) => ({
        PutRequest: {
          Item: { ...keys.entry('demo', kind, id), brand: 'demo', kind, id, name: id, revision: 1 },
        },
      }));
      return its.cloud.table.send(new BatchWriteCommand({ RequestItems: { [its.cloud.tableName]: items } }));
    };
    await Promise.all(slices.map(write));
  };
  // What was counted before these were written is believed for some seconds.
  vi.setSystemTime(Date.now() + 60_000);
  const { listEntries } = await import('../../shared/store/entries.ts');
  const missing = async (kind: 'rule' | 'template') => MOST_RULES - (await listEntries('demo', kind)).length;
  for (const [kind, body] of [
    ['rule', makeDraft()],
    ['template', makeTemplate()],
  ] as const) {
    await have(kind, (await missing(kind)) - 1);
    const first = await put(`${kind}s/last-one`, body);
    const refused = await put(`${kind}s/one-too-many`, body);
    expect([first.status, refused.status, refused.body['detail']]).toEqual([
      200,
      400,
      expect.stringContaining(`A brand has 10000 ${kind}s at most`),
    ]);
    expect((await its.call('GET', `${kind}s/one-too-many`)).status).toBe(404);
    // What is there already may still be edited.
    const again = await its.call('PUT', `${kind}s/seeded-0`, { body, revision: 1 });
    expect(again.status).toBe(200);
  }
});
