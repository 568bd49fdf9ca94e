import { createHmac, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import { type CommandOptions, runCommand } from '../helpers/command.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => void (system = await startSystem()));
afterAll(() => system.stop());

const extramile = (args: string[], given: CommandOptions = {}) => runCommand(system, args, given);

const madeBy = ({ out }: { out: string }): string =>
  z.object({ made: z.string() }).parse(JSON.parse(out)).made;

const order = (id: string): string =>
  JSON.stringify({
    type: 'purchase',
    timestamp: new Date().toISOString(),
    data: { contact: { email: `${id}@example.com` }, order: { id } },
  });

/** Posts a purchase of one's own system, signed by the official package. */
async function post(source: string, secret: string, id = randomUUID()): Promise<number> {
  const [body, at] = [order(id), new Date()];
  const { status } = await system.post(`/hooks/demo/${source}`, body, {
    'webhook-id': `msg_${id}`,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(`msg_${id}`, at, body),
  });
  return status;
}

describe('source list', () => {
  it('shows every platform as supported, and which are connected', async () => {
    const { code, out } = await extramile(['source', 'list']);
    expect(code).toBe(0);
    expect(out).toMatch(/^platform +name +source in demo +last webhook\n/);
    for (const { id, name } of PLATFORMS)
      expect(out).toMatch(new RegExp(`^${id} +${name.replace(/[()]/g, '.')} `, 'm'));
    const { items } = z
      .object({
        items: z.array(z.object({ id: z.string(), sources: z.array(z.object({ id: z.string() })) })),
      })
      .parse(JSON.parse((await extramile(['source', 'list', '--json'])).out));
    expect(items.map(({ id }) => id)).toEqual(PLATFORMS.map(({ id }) => id));
    expect(items.find(({ id }) => id === 'shopify')?.sources).toEqual([{ id: 'shopify' }]);
  });
});

it('source list of a brand that is not there is refused', async () => {
  const { code, out, error } = await extramile(['source', 'list', '--brand', 'nobody']);
  expect([code, out]).toEqual([1, '']);
  expect(error).toContain('There is no such brand.');
});

it('source back-fill names the forms of a time that it takes', async () => {
  for (const when of [
    ['--from', 'yesterday'],
    ['--from', '2026-11-01', '--to', 'tomorrow'],
  ]) {
    const { code, error } = await extramile(['source', 'back-fill', 'shopify', ...when]);
    expect(code).toBe(2);
    expect(error).toMatch(/a day, for instance 2026-11-01, or a moment, for instance 2026-11-01T09:00:00Z/);
  }
});

describe('source add', () => {
  it('keeps the secret from stdin without ever showing it, and tells address, topics and clicks', async () => {
    const secret = 'shpss_typed-by-nobody';
    const added = await extramile(['source', 'add', 'shopify', '--id', 'shop-2', '--secret-from-stdin'], {
      stdin: `${secret}\n`,
    });
    expect(added).toMatchObject({ code: 0, error: '' });
    expect(added.out).not.toContain(secret);
    expect(added.out).toMatch(/Address\n +http:\/\/localhost:\d+\/hooks\/demo\/shop-2\n/);
    expect(added.out).toContain('orders/paid → purchase');
    expect(added.out).toContain('  1. Open Settings › Notifications');
    const raw = JSON.stringify({ id: 1 });
    const signature = createHmac('sha256', secret).update(raw).digest('base64');
    const answer = await system.post('/hooks/demo/shop-2', raw, {
      'x-shopify-topic': 'app/uninstalled',
      'x-shopify-hmac-sha256': signature,
    });
    expect(answer.status).toBe(202);
  });

  it('takes a secret from the environment, too', async () => {
    const secret = 'whsec_from-the-environment';
    const { code, out } = await extramile(['source', 'add', 'stripe', '--id', 'stripe-2', '--json'], {
      env: { EXTRAMILE_SECRET: secret },
    });
    expect(code).toBe(0);
    expect(out).not.toContain(secret);
    expect((await extramile(['source', 'check', 'stripe-2', '--json'])).out).toContain('"secrets": 1');
  });

  it('does nothing on a dry run', async () => {
    const dry = await extramile(['source', 'add', 'bigcommerce', '--id', 'dry', '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.out).toContain('It needs --set storeHash=…');
    expect(dry.out).toContain('Nothing was written.');
    expect(await extramile(['source', 'check', 'dry'])).toMatchObject({ code: 1 });
  });

  it('exits with 2 on wrong use and with 1 when it is refused', async () => {
    expect(await extramile(['source', 'add'])).toMatchObject({ code: 2, out: '' });
    expect(await extramile(['source', 'add', 'bigcommerce', '--id', 'b-2'])).toMatchObject({ code: 2 });
    expect(await extramile(['source', 'add', 'tally', '--set', 'form'])).toMatchObject({ code: 2 });
    expect(
      await extramile(['source', 'add', 'tally', '--id', 'tally-2', '--secret-from-stdin']),
    ).toMatchObject({ code: 2 });
    const fax = await extramile(['source', 'add', 'fax']);
    expect(fax.code).toBe(1);
    expect(fax.error).toContain('There is no platform "fax".');
    expect(await extramile(['source', 'add', 'shopify'])).toMatchObject({ code: 1 });
    const theirs = await extramile(['source', 'add', 'shopify', '--brand', 'nowhere', '--id', 'x']);
    expect(theirs).toMatchObject({ code: 1 });
  });

  it('refuses more arguments than it takes, and repeats nothing that may be a secret', async () => {
    const secret = 'Shp5_N0tForTheScreen';
    const added = await extramile(['source', 'add', 'shopify', secret, '--id', 's5', '--yes']);
    expect(added).toMatchObject({ code: 2, out: '' });
    expect(added.error).toContain('A secret never stands among the arguments');
    expect(added.error).not.toContain(secret);
    expect(await extramile(['source', 'check', 's5'])).toMatchObject({ code: 1 });
    for (const words of [
      ['source', 'list'],
      ['source', 'check', 'shopify'],
      ['source', 'rotate', 'shopify'],
    ])
      expect(await extramile([...words, secret])).toMatchObject({ code: 2, out: '' });
    const filled = await extramile(['source', 'back-fill', 'shopify', 'extra', '--from', '2026-11-01']);
    expect(filled).toMatchObject({ code: 2, out: '' });
    expect(filled.error).not.toContain('secret');
    const misspelt = await extramile(['source', 'ad', 'shopify', secret]);
    expect(misspelt.code).toBe(2);
    expect(misspelt.error).not.toContain(secret);
  });

  it('tells its own options', async () => {
    const { code, out } = await extramile(['source', 'add', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('--secret-from-stdin');
  });
});

describe('source check', () => {
  it('tells whether genuine webhooks arrive, and why others do not', async () => {
    const secret = madeBy(
      await extramile(['source', 'add', 'standard-webhooks', '--id', 'checked', '--json']),
    );
    const before = await extramile(['source', 'check', 'checked']);
    expect(before.code).toBe(3);
    expect(before.out).toContain('no genuine webhook has arrived yet');
    expect(await post('checked', `whsec_${Buffer.alloc(32).toString('base64')}`)).toBe(401);
    expect((await extramile(['source', 'check', 'checked'])).out).toContain('is it the right secret?');
    expect(await post('checked', secret)).toBe(202);
    const after = await extramile(['source', 'check', 'checked']);
    expect(after.code).toBe(0);
    expect(after.out).toMatch(/✓ .*genuine webhooks arrive, the last one \d{4}-/);
    expect(after.out).toMatch(/refused +because\n\d{4}-\d\d-\d\d +1 +bad-signature/);
    expect((await extramile(['source', 'list'])).out).toMatch(/checked +\d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  });
});

describe('source rotate', () => {
  it('lets the old and the new secret be believed until it is ended', async () => {
    const old = madeBy(await extramile(['source', 'add', 'standard-webhooks', '--id', 'turning', '--json']));
    expect(await post('turning', old)).toBe(202);
    const fresh = madeBy(await extramile(['source', 'rotate', 'turning', '--json']));
    expect([await post('turning', fresh), await post('turning', old)]).toEqual([202, 202]);
    expect((await extramile(['source', 'check', 'turning'])).out).toContain('Two secrets are believed');
    expect(await extramile(['source', 'rotate', 'turning', '--end'])).toMatchObject({ code: 2 });
    expect(await extramile(['source', 'rotate', 'turning', '--end', '--yes'])).toMatchObject({ code: 0 });
    expect(await post('turning', fresh)).toBe(202);
    expect((await extramile(['source', 'check', 'turning', '--json'])).out).toContain('"secrets": 1');
  });

  it('asks nobody where nothing is taken away; what takes something away wants --yes', async () => {
    const env = { EXTRAMILE_SECRET: 'bc-first-secret', EXTRAMILE_CREDENTIAL: 'the-first-credential' };
    const named = ['--id', 'keyed', '--set', 'storeHash=abc1'];
    expect(await extramile(['source', 'add', 'bigcommerce', ...named], { env })).toMatchObject({ code: 0 });
    const other = { env: { EXTRAMILE_CREDENTIAL: 'another-credential' } };
    const refused = await extramile(['source', 'rotate', 'keyed'], other);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.error).toContain('--yes');
    expect(await extramile(['source', 'rotate', 'keyed', '--yes'], other)).toMatchObject({ code: 0 });
    expect((await extramile(['source', 'rotate', '--help'])).out).toContain('nobody can be asked');
  });

  it('gives a source that waits for it its first secret', async () => {
    const added = await extramile(['source', 'add', 'stripe', '--id', 'waiting']);
    expect(added.out).toContain('It has no secret yet');
    expect(await extramile(['source', 'rotate', 'waiting'])).toMatchObject({ code: 2 });
    const first = await extramile(['source', 'rotate', 'waiting', '--secret-from-stdin'], {
      stdin: 'whsec_the-first',
    });
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).not.toContain('whsec_the-first');
  });
});
