import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postStandard, purchase } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

const inboxStore = z.object({ emails: z.array(z.object({ messageId: z.string() })) });
const emailOf = (name: string): string => `${name}@example.com`;
const buy = async (system: TestSystem, name: string) =>
  postStandard(system, purchase({ id: name, email: emailOf(name) }, await system.now()));

const children = (pid: number): number[] => {
  const task = `/proc/${pid}/task/${pid}/children`;
  const own = existsSync(task)
    ? readFileSync(task, 'utf8').trim().split(' ').filter(Boolean).map(Number)
    : [];
  return own.flatMap((child) => [child, ...children(child)]);
};
/** A process that nobody has buried yet is dead all the same. */
function alive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!holds() && performance.now() < deadline) await sleep(10);
  expect(holds()).toBe(true);
}

let data = '';
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'extramile-restart-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

describe('a restart', () => {
  it('after SIGKILL, leaves no child behind and sends each accepted thank-you once', async () => {
    const folder = join(data, 'killed');
    const first = await startSystem({ data: folder });
    const born = children(first.pid);
    expect(born.length).toBeGreaterThan(0);
    const names = Array.from({ length: 40 }, (_, at) => `k${at}`);
    const accepted: string[] = [];
    const posting = Promise.allSettled(
      names.map(async (name) => {
        if ((await buy(first, name)).status === 202) accepted.push(name);
      }),
    );
    await until(() => accepted.length >= 5);
    await first.kill9(true);
    await posting;
    await until(() => !born.some(alive));

    const second = await startSystem({ data: folder });
    const { followUps, deadLetters } = await second.settle();
    expect(deadLetters).toBe(0);
    // A mail that was under way at the kill may stay in doubt; none is lost and none goes twice.
    expect((followUps['sent'] ?? 0) + (followUps['unknown'] ?? 0)).toBeGreaterThanOrEqual(accepted.length);
    const to = (await second.mails()).map(({ destinations }) => destinations[0]);
    expect(new Set(to).size).toBe(to.length);
    for (const name of accepted) expect(await second.followUps(emailOf(name))).toHaveLength(2);
    expect(await second.stop()).toBe(0);
  });

  it('keeps the moved clock and shows the mails of before', async () => {
    const folder = join(data, 'kept');
    const first = await startSystem({ data: folder });
    await buy(first, 'ana');
    await first.settle();
    const { now } = await first.clock('P30D');
    const pids = children(first.pid);
    expect(await first.stop()).toBe(0);
    await until(() => !pids.some(alive));

    const second = await startSystem({ data: folder });
    expect(Date.parse(await second.now())).toBeGreaterThanOrEqual(Date.parse(now));
    const store = inboxStore.parse(await (await fetch(`${second.inboxUrl}/store`)).json());
    const kept = (await second.mails()).map(({ messageId }) => messageId);
    expect(kept.length).toBeGreaterThan(0);
    expect(store.emails.map(({ messageId }) => messageId)).toEqual(kept);
    await second.stop();
  });

  it('with --fresh, forgets what is ours and leaves what is not', async () => {
    const folder = join(data, 'fresh');
    const first = await startSystem({ data: folder });
    await buy(first, 'ana');
    await first.settle();
    await first.stop();
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await writeFile(join(folder, 'mail', 'notes.txt'), 'mine');
    const second = await startSystem({ data: folder, fresh: true });
    expect(await second.mails()).toHaveLength(0);
    expect((await second.settle()).events).toBe(0);
    expect(existsSync(join(folder, 'notes.txt'))).toBe(true);
    expect(existsSync(join(folder, 'mail', 'notes.txt'))).toBe(true);
    await second.stop();
  });
});

describe('the demo', () => {
  it('posts signed webhooks on fresh data and tells what came of them', async () => {
    const system = await startSystem({ data: join(data, 'demo'), demo: true });
    await until(() => system.output().includes('Ctrl-C stops it'));
    expect(system.output()).toContain('first-purchase-thanks: sent');
    expect(system.output()).toContain('check-in: cancelled');
    expect(system.output()).not.toContain('failed');
    await system.stop();
    const again = await startSystem({ data: join(data, 'demo'), demo: true });
    await until(() => again.output().includes('Ctrl-C stops it'));
    expect(again.output()).not.toContain('What came of it');
    await again.stop();
  });

  it('shows the demo at the first start that succeeds', async () => {
    const own = join(data, 'late');
    const system = await startSystem({ data: join(data, 'there') });
    const { port } = new URL(system.url);
    await expect(startSystem({ data: own, env: { PORT: port } })).rejects.toThrow('is in use');
    const late = await startSystem({ data: own, demo: true });
    await until(() => late.output().includes('Ctrl-C stops it'));
    expect(late.output()).toContain('what a day in a shop looks like');
    await late.stop(true);
    await system.stop();
  });
});
