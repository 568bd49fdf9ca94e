import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Operator } from '../../infra/local/front/operator.ts';
import { compileRoutes } from '../../infra/local/front/routes.ts';
import { createThrottle } from '../../infra/local/front/throttle.ts';

const route = (key: string) => ({ key, functionRoom: key, authorizer: undefined });

describe('routes', () => {
  const find = compileRoutes(
    [
      'ANY /hooks/{brand}/{source}',
      'GET /p/{proxy+}',
      'POST /p/{proxy+}',
      'ANY /api/{proxy+}',
      'GET /api/me',
    ].map(route),
  );

  it.each([
    ['POST', '/hooks/demo/shopify', 'ANY /hooks/{brand}/{source}', { brand: 'demo', source: 'shopify' }],
    ['HEAD', '/hooks/demo/shopify', 'ANY /hooks/{brand}/{source}', { brand: 'demo', source: 'shopify' }],
    ['POST', '/p/unsubscribe/a%20b', 'POST /p/{proxy+}', { proxy: 'unsubscribe/a b' }],
    ['GET', '/api/brands/demo/follow-ups', 'ANY /api/{proxy+}', { proxy: 'brands/demo/follow-ups' }],
    ['GET', '/api/me', 'GET /api/me', {}],
  ])('takes %s %s', (method, path, key, parameters) => {
    const matched = find(method, path);
    expect(matched?.route.key).toBe(key);
    expect(matched?.parameters).toEqual(parameters);
  });

  it.each([
    ['PUT', '/p/x'],
    ['POST', '/hooks/demo'],
    ['POST', '/hooks/demo/shopify/more'],
    ['GET', '/elsewhere'],
  ])('knows nothing of %s %s', (method, path) => {
    expect(find(method, path)).toBeUndefined();
  });
});

it('a route with limits takes a burst, then what its rate allows; the others are not slowed', () => {
  let at = 0;
  const mayPass = createThrottle(() => at);
  const limited = { ...route('ANY /api/{proxy+}'), throttle: { rate: 10, burst: 3 } };
  const pass = (times: number): number =>
    Array.from({ length: times }, () => mayPass(limited)).filter(Boolean).length;
  expect(pass(5)).toBe(3);
  at += 200;
  expect(pass(5)).toBe(2);
  at += 60_000;
  expect(pass(5)).toBe(3);
  expect(mayPass(route('ANY /hooks/{brand}/{source}'))).toBe(true);
});

describe('the operator token', () => {
  const authorizer = { issuer: 'https://issuer.example', audience: ['client-1'] };
  let folder = '';
  let now = new Date('2026-11-22T10:00:00Z');
  let operator: Operator;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'extramile-jwt-'));
    operator = await Operator.open(join(folder, 'key.json'), () => now);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is accepted, years of moved time later too, and flattens its groups', async () => {
    const token = await operator.sign(authorizer, ['demo.viewer', '*.admin']);
    now = new Date('2040-01-01T00:00:00Z');
    const claims = await operator.check(`Bearer ${token}`, authorizer);
    expect(claims?.['cognito:groups']).toBe('[demo.viewer *.admin]');
  });

  it('is accepted after the key was read from disk again', async () => {
    const token = await operator.sign(authorizer, ['*.admin']);
    const again = await Operator.open(join(folder, 'key.json'), () => now);
    expect(await again.check(token, authorizer)).toBeDefined();
  });

  it('is refused when it is missing, for another audience, of another issuer, expired, or signed by somebody else', async () => {
    const token = await operator.sign(authorizer, ['*.admin']);
    expect(await operator.check(undefined, authorizer)).toBeUndefined();
    expect(await operator.check(token, { ...authorizer, audience: ['other'] })).toBeUndefined();
    expect(await operator.check(token, { ...authorizer, issuer: 'https://other.example' })).toBeUndefined();
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await new SignJWT({ client_id: 'client-1' })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(authorizer.issuer)
      .setExpirationTime('1y')
      .sign(privateKey);
    expect(await operator.check(forged, authorizer)).toBeUndefined();
    now = new Date('2100-01-01T00:00:00Z');
    expect(await operator.check(token, authorizer)).toBeUndefined();
  });
});
