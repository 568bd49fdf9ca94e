import { expect, test } from 'vitest';
import { atMost } from '../../functions/send/at-most.ts';

test('no more run at once than allowed, in order, and a failure makes room too', async () => {
  const limited = atMost(2);
  const [started, done]: [number[], (() => void)[]] = [[], []];
  const work = (n: number) => async () => {
    started.push(n);
    await new Promise<void>((resolve) => (done[n] = resolve));
    if (n === 0) throw new Error('failed');
    return n;
  };
  const all = Promise.allSettled([0, 1, 2, 3].map((n) => limited(work(n))));
  await expect.poll(() => started).toEqual([0, 1]);
  done[0]?.();
  await expect.poll(() => started).toEqual([0, 1, 2]);
  done[1]?.();
  await expect.poll(() => started).toEqual([0, 1, 2, 3]);
  done[2]?.();
  done[3]?.();
  expect((await all).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
});
