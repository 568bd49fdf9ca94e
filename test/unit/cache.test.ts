import { afterEach, expect, test, vi } from 'vitest';
import { cached } from '../../shared/store/cache.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('forgets by the clock of the wall: a container that was frozen does not believe an old pause switch', async () => {
  const load = vi.fn<() => Promise<string>>().mockResolvedValue('answer');
  const get = cached(load, 10_000);
  await get('brand');
  await get('brand');
  expect(load).toHaveBeenCalledTimes(1);
  // The monotonic clock of a frozen container stands still; only the date moves.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11_000 });
  await get('brand');
  expect(load).toHaveBeenCalledTimes(2);
});

test('remembers no failure, and no absence longer than it is told to', async () => {
  const load = vi.fn<() => Promise<string | undefined>>().mockRejectedValueOnce(new Error('throttled'));
  const get = cached(load, Infinity, { absent: 0 });
  await expect(get('template')).rejects.toThrow('throttled');
  load.mockResolvedValueOnce(undefined).mockResolvedValue('published');
  expect(await get('template')).toBeUndefined();
  expect(await get('template')).toBe('published');
  expect(await get('template')).toBe('published');
  expect(load).toHaveBeenCalledTimes(3);
});
