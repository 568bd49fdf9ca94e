import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postStandard, purchase } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

const DAY = 86_400_000;
const emailOf = (name: string): string => `${name}@example.com`;

const buy = async (system: TestSystem, name: string) =>
  postStandard(system, purchase({ id: name, email: emailOf(name) }, await system.now()));

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
