import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../helpers/command.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => (system = await startSystem()));
afterAll(() => system.stop());

const occasions = (...args: string[]) => runCommand(system, ['settings', 'occasions', ...args]);

test('a fixed day is added, moved and taken away with a reason; without one nothing changes', async () => {
  const set = (...args: string[]) => occasions('set', 'founders-day', '--name', 'Founders’ Day', ...args);
  const dry = await set('--on', 'May 4', '--dry-run');
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was changed.') });
  expect(await set('--on', 'May 4')).toMatchObject({ code: 2, error: 'Say why: --why "…"\n' });
  expect((await occasions('list')).out).not.toContain('founders-day');

  const added = await set('--on', 'May 4', '--why', 'Ten years of us');
  expect(added, added.error).toMatchObject({ code: 0, out: expect.stringContaining('Founders’ Day, May 4') });
  expect(added.out).toMatch(/^ {2}next: .*May 4, 20/m);
  const moved = await set('--on', 'May 5', '--why', 'It was the day after');
  expect(moved, moved.error).toMatchObject({ code: 0, out: expect.stringContaining('May 5') });
  expect((await occasions('list')).out).toMatch(/^founders-day +Founders’ Day +May 5/m);

  const removed = await occasions('remove', 'founders-day', '--why', 'Nobody keeps it');
  expect(removed, removed.error).toMatchObject({ code: 0 });
  expect((await occasions('list')).out).not.toContain('founders-day');
});
