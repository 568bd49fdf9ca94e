import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type * as Rules from '../../shared/store/rules.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import { makeRule } from '../helpers/make.ts';

/** Two containers: each has a store of its own, with a memory of its own. */
let cloud: TestCloud;
let planning: typeof Rules;
let publishing: typeof Rules;
beforeAll(async () => {
  cloud = await startCloud();
  cloud.use('plan');
  planning = await import('../../shared/store/rules.ts');
  vi.resetModules();
  publishing = await import('../../shared/store/rules.ts');
});
afterEach(() => vi.useRealTimers());
afterAll(() => cloud.stop());

const reads = (): number => cloud.gateway.requests.count({ service: 'dynamodb', operation: 'BatchGetItem' });
const wait = (seconds: number): unknown =>
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });

test('the live rules are read once per container, and again within 30 s of a publish', async () => {
  await publishing.publishLive({ brand: 'demo', rules: [makeRule({ id: 'one' })], basedOn: 0 });
  cloud.gateway.requests.clear();
  const load = async (): Promise<[number, string[]]> => {
    const { version, rules } = await planning.loadLive('demo');
    return [version, rules.map(({ id }) => id)];
  };
  expect(await Promise.all([load(), load(), load()])).toEqual([
    [1, ['one']],
    [1, ['one']],
    [1, ['one']],
  ]);
  // The pointer and its one part.
  expect(reads()).toBe(2);
  await load();
  expect(reads()).toBe(2);

  const rules = [makeRule({ id: 'one' }), makeRule({ id: 'two' })];
  expect(await publishing.publishLive({ brand: 'demo', rules, basedOn: 1 })).toMatchObject({ ok: true });
  expect(await load()).toEqual([1, ['one']]);
  wait(30);
  expect(await load()).toEqual([2, ['one', 'two']]);

  // Nothing was published since: the pointer is asked, the parts are not.
  const before = reads();
  wait(30);
  await load();
  expect(reads() - before).toBe(1);
});
