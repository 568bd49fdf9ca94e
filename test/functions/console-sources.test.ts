import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type * as Secrets from '../../shared/clients/secrets.ts';
import type { recordRefused } from '../../shared/store/arrivals.ts';
import type { recordSeen } from '../../shared/store/rhythm.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import { at, makeBrand } from '../helpers/make.ts';
import { gatewayEvent } from '../helpers/page-request.ts';

type Answer = { statusCode: number; body: Record<string, unknown>; text: string };
type Of = { groups?: string; method?: string; body?: unknown };
let cloud: TestCloud;
let call: (path: string, of?: Of) => Promise<Answer>;
let secrets: typeof Secrets;
let seen: typeof recordSeen;
let refused: typeof recordRefused;
const logged: string[] = [];
const write = process.stdout.write.bind(process.stdout);

const ADMIN = '[demo.admin]';
const SOURCES = '/api/brands/demo/sources';
const add = (body: object | string, of: Of = {}): Promise<Answer> =>
  call(SOURCES, { method: 'POST', groups: ADMIN, body, ...of });
const secretsOf = async (source: string): Promise<string[]> =>
  (await secrets.readSourceSecrets('demo', source)).secrets;

beforeAll(async () => {
  // Under the permissions of the template: what the console may not do, it cannot.
  cloud = await startCloud({ enforce: true });
  cloud.use('jobs');
  const brands = await import('../../shared/store/brands.ts');
  cloud.use('console');
  const { handler } = await import('../../functions/console/handler.ts');
  secrets = await import('../../shared/clients/secrets.ts');
  ({ recordSeen: seen } = await import('../../shared/store/rhythm.ts'));
  ({ recordRefused: refused } = await import('../../shared/store/arrivals.ts'));
  await brands.saveBrand(makeBrand({ id: 'demo' }));
  process.stdout.write = (chunk: string | Uint8Array) => logged.push(String(chunk)) > 0;
  call = async (path, { groups = '[demo.viewer]', method = 'GET', body } = {}) => {
    const answer = await handler(
      gatewayEvent({
        method,
        path,
        claims: { 'cognito:groups': groups, sub: 'operator-1' },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    const text = answer.body ?? '';
    return {
      statusCode: answer.statusCode,
      text,
      body: z.record(z.string(), z.unknown()).parse(JSON.parse(text)),
    };
  };
});
afterAll(async () => {
  process.stdout.write = write;
  await cloud.stop();
});

describe('every platform', () => {
  it('is listed with the sources of the brand that are of it', async () => {
    await add({ platform: 'shopify', id: 'second-shop', secret: 'shpss_0123456789' });
    const { body } = await call('/api/brands/demo/platforms');
    expect(body['items']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'shopify', name: 'Shopify', sources: ['second-shop'] }),
        expect.objectContaining({ id: 'stripe', sources: [] }),
      ]),
    );
  });
});

describe('connecting a source', () => {
  it('tells the address and the topics, and never the secret that was given', async () => {
    const secret = 'shpss_given-0123456789';
    const { statusCode, body, text } = await add({ platform: 'shopify', id: 'shop', secret });
    expect(statusCode).toBe(201);
    expect(body).toMatchObject({
      id: 'shop',
      platform: 'shopify',
      address: 'http://localhost:3000/hooks/demo/shop',
      topics: expect.arrayContaining([
        expect.objectContaining({ topic: 'orders/paid', becomes: ['purchase', 'renewal'] }),
      ]),
    });
    expect(text).not.toContain(secret);
    expect(body).not.toHaveProperty('made');
    expect(await secretsOf('shop')).toEqual([secret]);
  });

  it('makes a strong secret where we choose it, and shows it once', async () => {
    const { body } = await add({ platform: 'standard-webhooks', id: 'own' });
    const made = z.string().parse(body['made']);
    expect(made).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await secretsOf('own')).toEqual([made]);
    expect((await call(`${SOURCES}/own`)).text).not.toContain(made);
    expect((await add({ platform: 'standard-webhooks', id: 'own-2' })).body['made']).not.toBe(made);
  });

  it('waits for its secret where the platform makes it once it knows the address', async () => {
    const { statusCode, body } = await add({ platform: 'stripe', id: 'later' });
    expect(statusCode).toBe(201);
    expect(body).not.toHaveProperty('made');
    expect((await call(`${SOURCES}/later`)).body).toMatchObject({ secrets: 0 });
    await call(`${SOURCES}/later/rotate`, {
      method: 'POST',
      groups: ADMIN,
      body: { secret: 'whsec_first-one' },
    });
    expect(await secretsOf('later')).toEqual(['whsec_first-one']);
  });

  it('leaves the one that is there alone when its name is taken', async () => {
    await add({ platform: 'shopify', id: 'twice', secret: 'shpss_the-first' });
    const again = await add({ platform: 'stripe', id: 'twice', secret: 'whsec_the-second' });
    expect(again.statusCode).toBe(409);
    expect(await secretsOf('twice')).toEqual(['shpss_the-first']);
    expect((await call(`${SOURCES}/twice`)).body).toMatchObject({ platform: 'shopify' });
  });

  it('does not take the name under which the calendar tells its days', async () => {
    expect(await add({ platform: 'shopify', id: 'calendar', secret: 'shpss_the-day' })).toMatchObject({
      statusCode: 400,
      body: { detail: expect.stringContaining('"calendar" is the name') },
    });
    expect((await call(`${SOURCES}/calendar`)).statusCode).toBe(404);
  });

  it('of two at once, connects one with its own secret', async () => {
    const both = await Promise.all(
      ['shpss_racer-a', 'shpss_racer-b'].map((secret) => add({ platform: 'shopify', id: 'race', secret })),
    );
    expect(both.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([201, 409]);
    const won = both.findIndex(({ statusCode }) => statusCode === 201);
    expect(await secretsOf('race')).toEqual([['shpss_racer-a', 'shpss_racer-b'][won]]);
  });

  it('writes nothing on a dry run, but says what would stand in the way', async () => {
    const dry = await add({ platform: 'shopify', id: 'dry', dryRun: true });
    expect(dry).toMatchObject({ statusCode: 201, body: { address: 'http://localhost:3000/hooks/demo/dry' } });
    expect((await call(`${SOURCES}/dry`)).statusCode).toBe(404);
    expect(await secretsOf('dry')).toEqual([]);
    expect((await add({ platform: 'shopify', id: 'shop', dryRun: true })).statusCode).toBe(409);
  });

  it('asks for the settings that the platform cannot do without, and fills in its own address', async () => {
    const wish = { platform: 'bigcommerce', secret: 'bc-secret-0123', credential: 'bc-token' };
    expect((await add({ ...wish, dryRun: true })).body).toMatchObject({ missing: [{ name: 'storeHash' }] });
    expect(await add(wish)).toMatchObject({
      statusCode: 400,
      body: { detail: expect.stringContaining('needs the setting "storeHash"') },
    });
    expect((await add({ ...wish, settings: { storeHash: 'abc123' } })).statusCode).toBe(201);
    expect((await call(`${SOURCES}/bigcommerce`)).body).toMatchObject({ hasCredential: true, secrets: 1 });
    const { body } = await add({ platform: 'square', secret: 'square-key-0123' });
    expect(body['settings']).toEqual({ url: 'http://localhost:3000/hooks/demo/square' });
  });

  it('puts the secret into the address where the platform can carry it nowhere else, once', async () => {
    const { body } = await add({ platform: 'jotform' });
    const made = z.string().parse(body['made']);
    expect(made).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(body['address']).toBe(`http://localhost:3000/hooks/demo/jotform?key=${made}`);
    expect(String(body['steps'])).toContain(`?key=${made}`);
    const { text } = await call(`${SOURCES}/jotform`);
    expect(text).toContain('?key={secret}');
    expect(text).not.toContain(made);
  });

  it.each([
    ['an unknown platform', { platform: 'fax' }, /no platform "fax".*shopify/],
    ['no platform', {}, /platform/],
    ['a name that cannot stand in an address', { platform: 'shopify', id: 'My Shop' }, /id/],
    ['a member that nobody knows', { platform: 'shopify', sceret: 'shpss_0123456789' }, /sceret/],
    [
      'a setting that the platform has not',
      { platform: 'stripe', settings: { colour: 'red' } },
      /no setting "colour"/,
    ],
    ['a credential where none is needed', { platform: 'tally', credential: 'x' }, /no credential/],
    [
      'a secret with a line break',
      { platform: 'shopify', secret: 'shpss_0123\n456789' },
      /secret has 8 to 500/,
    ],
    ['a secret that is too short', { platform: 'shopify', secret: 'short' }, /secret has 8 to 500/],
    ['a weak key', { platform: 'standard-webhooks', secret: 'whsec_c2hvcnQ=' }, /24 to 64 random bytes/],
    ['a list', [], /takes names with values, not a list/],
    ['no JSON', '{"platform"', /not JSON/],
  ] as [string, { secret?: string } | string, RegExp][])('is refused with %s', async (_, body, detail) => {
    const refused = await add(body);
    expect(refused).toMatchObject({ statusCode: 400, body: { detail: expect.stringMatching(detail) } });
    const secret = typeof body === 'string' ? undefined : body.secret;
    expect(refused.text).not.toContain(secret?.slice(0, 8) ?? 'no secret was given');
  });
});

describe('one source', () => {
  it('shows its settings, how many secrets it has and why webhooks were ignored', async () => {
    await add({ platform: 'shopify', id: 'shown', secret: 'shpss_0123456789' });
    const { body } = await call(`${SOURCES}/shown`);
    expect(body).toMatchObject({
      id: 'shown',
      platform: 'shopify',
      name: 'Shopify',
      address: 'http://localhost:3000/hooks/demo/shown',
      secrets: 1,
      hasCredential: false,
      genuine: [],
      refused: [],
      ignored: [],
    });
    expect(body).not.toHaveProperty('lastSeenAt');
  });

  it('shows when genuine webhooks came, and which were turned away', async () => {
    const of = { brand: 'demo', source: 'heard' };
    await add({ platform: 'shopify', id: 'heard', secret: 'shpss_0123456789' });
    for (const [time, count] of [
      ['2026-11-21T23:59:59Z', 2],
      ['2026-11-22T00:10:00Z', 3],
      ['2026-11-22T09:00:00Z', 4],
    ] as const)
      await seen({ ...of, count, now: at(time) });
    await refused({ ...of, reason: 'bad-signature', count: 5, now: at('2026-11-20T09:00:00Z') });
    expect((await call(`${SOURCES}/heard`)).body).toMatchObject({
      lastSeenAt: '2026-11-22T09:00:00Z',
      genuine: [
        { date: '2026-11-22', count: 7 },
        { date: '2026-11-21', count: 2 },
      ],
      refused: [{ date: '2026-11-20', reason: 'bad-signature', count: 5 }],
    });
    expect((await call(SOURCES)).body['items']).toContainEqual(
      expect.objectContaining({ id: 'heard', lastSeenAt: '2026-11-22T09:00:00Z' }),
    );
  });

  it('that is not there is not found', async () => {
    for (const path of ['nowhere', 'nowhere/rotate'])
      expect(
        (await call(`${SOURCES}/${path}`, { groups: ADMIN, method: path === 'nowhere' ? 'GET' : 'POST' }))
          .statusCode,
      ).toBe(404);
  });
});

describe('rotating a secret', () => {
  const rotate = (source: string, method: string, body?: object): Promise<Answer> =>
    call(`${SOURCES}/${source}/rotate`, { method, groups: ADMIN, ...(body && { body }) });

  it('believes the new and the old one until it is ended', async () => {
    await add({ platform: 'shopify', id: 'turn', secret: 'shpss_old-secret' });
    const begun = await rotate('turn', 'POST', { secret: 'shpss_new-secret' });
    expect(begun).toMatchObject({ statusCode: 200, body: { secrets: 2 } });
    expect(begun.text).not.toContain('shpss');
    expect(await secretsOf('turn')).toEqual(['shpss_new-secret', 'shpss_old-secret']);
    expect(await rotate('turn', 'DELETE')).toMatchObject({ statusCode: 200, body: { secrets: 1 } });
    expect(await secretsOf('turn')).toEqual(['shpss_new-secret']);
  });

  it('makes the new one where we choose it', async () => {
    const first = (await add({ platform: 'standard-webhooks', id: 'turn-own' })).body['made'];
    const { body } = await rotate('turn-own', 'POST');
    expect(await secretsOf('turn-own')).toEqual([body['made'], first]);
  });

  it('never lets go of a secret that is in use: a second window has to wait', async () => {
    await add({ platform: 'shopify', id: 'patient', secret: 'shpss_secret-1' });
    await rotate('patient', 'POST', { secret: 'shpss_secret-2' });
    expect((await rotate('patient', 'POST', { secret: 'shpss_secret-3' })).statusCode).toBe(409);
    expect(await secretsOf('patient')).toEqual(['shpss_secret-2', 'shpss_secret-1']);
    await rotate('patient', 'DELETE');
    expect((await rotate('patient', 'DELETE')).statusCode).toBe(409);
    expect(await secretsOf('patient')).toEqual(['shpss_secret-2']);
  });

  it('changes the credential alone, once there is a secret', async () => {
    await add({ platform: 'paddle', id: 'opened' });
    const early = await rotate('opened', 'POST', { credential: 'first-key' });
    expect(early).toMatchObject({
      statusCode: 400,
      body: { detail: expect.stringContaining('no secret yet') },
    });
    await rotate('opened', 'POST', { secret: 'pdl_ntfset_one', credential: 'first-key' });
    expect(await rotate('opened', 'POST', { credential: 'second-key' })).toMatchObject({
      statusCode: 200,
      body: { secrets: 1 },
    });
    expect(await secrets.readSourceSecrets('demo', 'opened')).toEqual({
      secrets: ['pdl_ntfset_one'],
      credential: 'second-key',
    });
    await rotate('opened', 'POST', { secret: 'pdl_ntfset_two' });
    await rotate('opened', 'DELETE');
    expect(await secrets.readSourceSecrets('demo', 'opened')).toEqual({
      secrets: ['pdl_ntfset_two'],
      credential: 'second-key',
    });
  });

  it('asks for the new one where the platform makes it, and refuses the one that is active', async () => {
    await add({ platform: 'shopify', id: 'same', secret: 'shpss_the-same' });
    expect((await rotate('same', 'POST')).statusCode).toBe(400);
    expect((await rotate('same', 'POST', { secret: 'shpss_the-same' })).statusCode).toBe(400);
    expect(await secretsOf('same')).toEqual(['shpss_the-same']);
  });
});

describe('who may', () => {
  it.each(['[demo.viewer]', '[demo.editor]', '[demo.approver]', '[acme.admin]', ''])(
    '%s may not connect or rotate',
    async (groups) => {
      expect((await add({ platform: 'shopify', id: 'theirs' }, { groups })).statusCode).toBe(403);
      for (const method of ['POST', 'DELETE'])
        expect((await call(`${SOURCES}/shop/rotate`, { method, groups })).statusCode).toBe(403);
      expect((await call(`${SOURCES}/theirs`, { groups: ADMIN })).statusCode).toBe(404);
    },
  );

  it('an operator of every brand connects only to brands that are there', async () => {
    const path = '/api/brands/nowhere/sources';
    const refused = await call(path, { method: 'POST', groups: '[*.admin]', body: { platform: 'shopify' } });
    expect(refused.statusCode).toBe(404);
  });

  it.each(['sources', 'platforms'])('the %s of a brand that is not there are 404', async (what) => {
    const refused = await call(`/api/brands/nowhere/${what}`, { groups: '[*.viewer]' });
    expect(refused.statusCode).toBe(404);
    expect(refused.body).toMatchObject({ detail: 'There is no such brand.' });
  });
});

it('writes who did it to the log, and no secret', async () => {
  const given = 'shpss_not-for-the-log';
  logged.length = 0;
  await add({ platform: 'shopify', id: 'quiet', secret: given, settings: { nothing: given } });
  const { body } = await add({ platform: 'standard-webhooks', id: 'quiet-own' });
  const text = logged.join('');
  expect(text).toContain('"by":"operator-1"');
  expect(text).not.toContain(given);
  expect(text).not.toContain(body['made']);
});
