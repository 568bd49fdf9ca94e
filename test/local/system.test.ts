import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sign } from '../../infra/local/demo/sign.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

const DAY = 86_400_000;
const inboxStore = z.object({ emails: z.array(z.object({ messageId: z.string() })) });
const emailOf = (name: string): string => `${name}@example.com`;

async function buy(system: TestSystem, name: string, more: { type?: string; refund?: unknown } = {}) {
  const now = new Date(await system.now());
  const { type = 'purchase', ...data } = more;
  const payload = {
    type,
    timestamp: now.toISOString(),
    data: {
      contact: { email: emailOf(name), firstName: 'Ana', country: 'ES' },
      order: { id: name },
      ...data,
    },
  };
  const { body, headers } = sign('standard-webhooks', payload, { now });
  return system.post('/hooks/demo/standard-webhooks', body, headers);
}

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
  data = await mkdtemp(join(tmpdir(), 'extramile-local-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

describe('the running system', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({ data: join(data, 'running') });
  });
  afterAll(() => system.stop());

  it('thanks now and checks in two weeks later in moved time, passing over idle ticks', async () => {
    expect((await buy(system, 'ana')).status).toBe(202);
    expect((await system.settle()).followUps).toMatchObject({ sent: 1, planned: 1 });
    const begun = Date.parse(await system.now());
    const { now, ran, settled } = await system.clock('P15D');
    // Of 21,600 minutes only those in which something may be due.
    expect(ran).toBeLessThan(100);
    expect(Date.parse(now) - begun).toBeGreaterThanOrEqual(15 * DAY);
    expect(settled.followUps).toMatchObject({ sent: 2, planned: 0 });
    const mails = (await system.mails()).filter(({ destinations }) => destinations.includes(emailOf('ana')));
    expect(mails).toHaveLength(2);
    // The check-in was sent at its local hour of the moved day, and its headers say so.
    expect(mails[1]?.at).toMatch(/T09:00:/);
    const date = /^Date: (.*)$/m.exec(mails[1]?.raw.toString() ?? '')?.[1] ?? '';
    expect(Math.abs(Date.parse(date) - Date.parse(mails[1]?.at ?? ''))).toBeLessThan(60_000);
  });

  it('never moves time backwards, and says what it wants when asked for nonsense', async () => {
    await expect(system.call('POST', '/local/clock', { now: '2020-01-01T00:00:00Z' })).rejects.toThrow('409');
    await expect(system.call('POST', '/local/clock', { advance: 'soon' })).rejects.toThrow('400');
  });

  it('moves by nothing as often as it is told to, and never beyond what dates can hold', async () => {
    for (let again = 0; again < 20; again++) await system.clock('PT0S');
    const before = await system.now();
    await expect(system.call('POST', '/local/clock', { advance: 'P999999999D' })).rejects.toThrow('2199');
    await expect(system.call('POST', '/local/clock', { now: '2200-01-01T00:00:00Z' })).rejects.toThrow('400');
    expect(Date.parse(await system.now()) - Date.parse(before)).toBeLessThan(DAY);
  });

  it('serves the API only with its token', async () => {
    const path = `${system.url}/api/brands/demo/follow-ups?email=ana@example.com`;
    expect((await fetch(path)).status).toBe(401);
    expect((await fetch(path, { headers: { authorization: 'Bearer x.y.z' } })).status).toBe(401);
    expect(await system.followUps(emailOf('ana'))).toHaveLength(2);
    expect((await fetch(`${system.url}/nowhere`)).status).toBe(404);
  });

  it('answers 413 above the limit of API Gateway and lives on', async () => {
    const large = await system.post('/hooks/demo/shopify', 'x'.repeat(11 * 1024 * 1024));
    expect(large.status).toBe(413);
    expect((await fetch(`${system.url}/health`)).status).toBe(200);
  });

  it('keeps its token to its owner', async () => {
    expect((await stat(join(system.data, 'token'))).mode & 0o077).toBe(0);
    expect((await stat(join(system.data, 'secrets.json'))).mode & 0o077).toBe(0);
  });

  it('does not let a second one use its folder', async () => {
    await expect(startSystem({ data: system.data })).rejects.toThrow('another Extra Mile is using');
  });

  it('shows the demo at the first start that succeeds', async () => {
    const own = join(data, 'late');
    const port = new URL(system.url).port;
    await expect(startSystem({ data: own, env: { PORT: port } })).rejects.toThrow('is in use');
    const late = await startSystem({ data: own, demo: true });
    await until(() => late.output().includes('Ctrl-C stops it'));
    expect(late.output()).toContain('what a day in a shop looks like');
    await late.stop(true);
  });

  it('says which port is taken and what to do', async () => {
    const port = new URL(system.url).port;
    await expect(startSystem({ data: join(data, 'other'), env: { PORT: port } })).rejects.toThrow(
      new RegExp(`port ${port} is in use`),
    );
    const inbox = new URL(system.inboxUrl).port;
    await expect(startSystem({ data: join(data, 'other'), env: { INBOX_PORT: inbox } })).rejects.toThrow(
      new RegExp(`port ${inbox} is in use`),
    );
  });

  it('listens on this machine alone', async () => {
    // Another address of the loopback network would answer if it listened on every interface.
    for (const url of [system.url, system.inboxUrl]) {
      await expect(fetch(url.replace('127.0.0.1', '127.0.0.2'))).rejects.toThrow('fetch failed');
    }
  });
});

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
});
