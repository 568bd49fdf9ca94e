import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import {
  type Rush,
  isHeld,
  numberOf,
  outOfOrder,
  releaseAll,
  rushAt,
  rushItems,
  twice,
  writeItems,
} from '../helpers/rush.ts';

/** `npm run bench -- dispatch` asks the same of a hundred thousand. */
const SIZE = 5000;
/** Mails a second that SES allows, and so nine hundred a minute. */
const PACE = 15;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud({ quota: { rate: PACE } });
  cloud.use('dispatch');
  process.env['LOG_LEVEL'] = 'silent';
});
beforeEach(() =>
  writeItems(
    cloud,
    [...rushItems(SIZE)].map((Item) => ({ PutRequest: { Item } })),
  ),
);
afterEach(() => vi.useRealTimers());
afterAll(() => cloud.stop());

async function release(atOnce: number): Promise<Rush & { said: number }> {
  const { handler } = await import('../../functions/dispatch/handler.ts');
  let said = 0;
  const rush = await releaseAll(cloud, {
    size: SIZE,
    dispatch: async (at) => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date(at) });
      for (const { released } of await Promise.all(Array.from({ length: atOnce }, () => handler())))
        said += released;
    },
  });
  return { ...rush, said };
}

/** By their numbers, in order. */
const numbers = (all: readonly { contact: string }[]): number[] =>
  all.map(({ contact }) => Number.parseInt(contact, 10)).toSorted((a, b) => a - b);
const ALL = Array.from({ length: SIZE }, (_, at) => rushAt(at));
const FREE = ALL.filter((one) => !isHeld(one));

describe('very many that are due in the same minute', () => {
  test('go by priority and time at the pace of SES, over all shards; a paused brand holds up nobody', async () => {
    const rush = await release(1);
    expect(outOfOrder(rush)).toBe(0);
    expect(rush.largestShare).toBeLessThan(0.35);
    const sizes = rush.minutes.map(({ length }) => length);
    expect(sizes.slice(0, -1)).toEqual(sizes.slice(0, -1).map(() => 60 * PACE));
    // They are the most important of all, and get what the others leave of the last minute.
    expect(rush.minutes.slice(0, -1).flat().filter(isHeld)).toEqual([]);
    expect(numbers(rush.minutes.flat().filter((one) => !isHeld(one)))).toEqual(numbers(FREE));
  });

  test('go once each though two release at a time', async () => {
    const rush = await release(2);
    expect(twice(rush)).toBe(0);
    expect(
      new Set(
        rush.minutes
          .flat()
          .filter((one) => !isHeld(one))
          .map(numberOf),
      ).size,
    ).toBe(FREE.length);
    expect(rush.said).toBe(rush.minutes.flat().length);
  });
});
