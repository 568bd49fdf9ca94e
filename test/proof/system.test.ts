import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../helpers/command.ts';
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

  const extramile = (args: string[], token?: string) =>
    runCommand(system, args, token === undefined ? {} : { env: { EXTRAMILE_TOKEN: token } });
  const tokenFor = async (...args: string[]): Promise<string> => {
    const made = await extramile(['token', ...args]);
    expect(made).toMatchObject({ code: 0, error: '' });
    return made.out.trim();
  };

  it('makes tokens of people who may do less, so that approval by another person can be tried', async () => {
    const [bea, cem] = [
      await tokenFor('--role', 'approver', '--name', 'Bea'),
      await tokenFor('--role', 'approver', '--name', 'Cem'),
    ];
    const why = ['--why', 'Nicer so', '--yes'];
    expect((await extramile(['settings', 'approval', 'on', ...why])).code).toBe(0);
    expect((await extramile(['rules', 'starters', 'use', 'win-back', ...why], bea)).code).toBe(0);
    const publish = (token: string) => extramile(['rules', 'publish', ...why], token);
    expect(await publish(bea)).toMatchObject({
      code: 1,
      error: expect.stringContaining('somebody else has to publish'),
    });
    expect((await publish(cem)).code).toBe(0);
    const { out } = await extramile(['audit']);
    expect(out).toMatch(/publish by Cem/);
    expect(out).toMatch(/draft by Bea/);
    const elsewhere = await extramile(['rules', 'list', '--brand', 'demo-test'], bea);
    expect(elsewhere).toMatchObject({ code: 1, error: expect.stringContaining('Refused (403)') });
    expect((await extramile(['settings', 'approval', 'off', ...why])).code).toBe(0);
  });

  it('makes tokens for its operator alone, of roles and brands that there are', async () => {
    const viewer = await tokenFor('--role', 'viewer');
    const wish = JSON.stringify({ role: 'admin', brand: 'demo' });
    const ask = (body: string, token?: string) =>
      system.post('/local/token', body, token === undefined ? {} : { authorization: `Bearer ${token}` });
    expect([(await ask(wish)).status, (await ask(wish, viewer)).status]).toEqual([401, 403]);
    for (const bad of [
      { role: 'owner', brand: 'demo' },
      { role: 'admin', brand: '*' },
      { role: 'admin', brand: 'demo', name: 'a\u001bb' },
    ])
      expect((await ask(JSON.stringify(bad), system.token)).status).toBe(400);
    expect(await extramile(['token', '--role', 'editor'], viewer)).toMatchObject({
      code: 1,
      error: expect.stringContaining('Only the token of the operator'),
    });
    expect(await extramile(['token'])).toMatchObject({
      code: 2,
      error: expect.stringContaining('--role editor'),
    });
    expect(await extramile(['token', '--role', 'editor', '--brand', 'dmo'])).toMatchObject({
      code: 1,
      out: '',
    });
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
