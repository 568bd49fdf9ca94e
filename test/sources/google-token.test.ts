import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, test } from 'vitest';
import { googleForms } from '../../shared/sources/google-forms.ts';
import type { Delivery } from '../../shared/sources/source.ts';

const NOW = Temporal.Instant.from('2026-11-22T09:00:00Z');
const SECONDS = NOW.epochMilliseconds / 1000;
const settings = {
  audience: 'https://hooks.kettles.example/forms',
  serviceAccount: 'push@kettles.iam.example',
};
const raw = Buffer.from('{"message":{}}');

const [google, stranger] = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
const certificate = JSON.stringify({
  k1: google?.publicKey.export({ type: 'spki', format: 'pem' }),
  broken: 'no certificate',
});

type Change = { claims?: object; kid?: string; key?: KeyObject };

async function push({ claims = {}, kid = 'k1', key = google?.privateKey }: Change = {}): Promise<Delivery> {
  if (!key) throw new Error('no key');
  const token = await new SignJWT({
    iss: 'https://accounts.google.com',
    aud: settings.audience,
    email: settings.serviceAccount,
    email_verified: true,
    iat: SECONDS - 10,
    exp: SECONDS + 3590,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .sign(key);
  return { raw, headers: { authorization: `Bearer ${token}` }, query: {} };
}

const verify = (delivery: Delivery, now = NOW): string => {
  const verdict = googleForms.verify(delivery, { secrets: [], now, settings, certificate });
  return verdict.ok ? 'genuine' : verdict.failure.kind;
};
const asksFor = (delivery: Delivery, more: { settings?: Record<string, string>; dev?: boolean } = {}) => {
  const url = googleForms.certificateUrl?.(delivery, { now: NOW, settings, dev: false, ...more });
  return url?.ok ? url.value : url?.failure.kind;
};

describe('a push of Pub/Sub', () => {
  let genuine: Delivery;
  beforeAll(async () => {
    genuine = await push();
  });

  test('is genuine with a token of Google for our audience, and its certificate is asked for by the name of its key', () => {
    expect(verify(genuine)).toBe('genuine');
    expect(asksFor(genuine)).toBe('https://www.googleapis.com/oauth2/v1/certs#k1');
  });

  test.each([
    ['another audience', { claims: { aud: 'https://elsewhere.example' } }, 'bad-signature'],
    ['several audiences', { claims: { aud: [settings.audience] } }, 'bad-signature'],
    ['another account', { claims: { email: 'somebody@kettles.iam.example' } }, 'bad-signature'],
    ['an account that is not proven', { claims: { email_verified: false } }, 'bad-signature'],
    ['another issuer', { claims: { iss: 'https://issuer.example' } }, 'bad-signature'],
    ['no end', { claims: { exp: undefined } }, 'bad-signature'],
    ['an end in the past', { claims: { exp: SECONDS - 301 } }, 'stale-signature'],
    ['a beginning in the future', { claims: { iat: SECONDS + 301 } }, 'stale-signature'],
    ['a strange key name', { kid: '../x' }, 'bad-signature'],
  ])('is refused with a token of %s, without asking anybody', async (_what, change, kind) => {
    const delivery = await push(change);
    expect([verify(delivery), asksFor(delivery)]).toEqual([kind, kind]);
  });

  test.each([
    ['signed by somebody else', { key: stranger?.privateKey }],
    ['of a key that Google does not have', { kid: 'k2' }],
    ['of a key that is no prototype’s', { kid: 'constructor' }],
    ['of a certificate that is none', { kid: 'broken' }],
  ])('is refused with a token %s', async (_what, change) => {
    expect(verify(await push(change as Change))).toBe('bad-signature');
  });

  test('is refused when any character of the token is another', () => {
    const { authorization = '' } = genuine.headers;
    for (let at = 'Bearer '.length; at < authorization.length; at += 1) {
      const other = authorization[at] === 'A' ? 'B' : 'A';
      const changed = authorization.slice(0, at) + other + authorization.slice(at + 1);
      expect(verify({ ...genuine, headers: { authorization: changed } }), `at ${at}`).not.toBe('genuine');
    }
  });

  test.each(['', 'Bearer', 'Bearer a.b.c', 'Basic abc', `Bearer ${'a'.repeat(1e5)}.b.c`])(
    'is refused with %.20j',
    (authorization) => {
      const delivery = { ...genuine, headers: { authorization } };
      expect(['bad-signature', 'missing-signature']).toContain(verify(delivery));
      expect(['bad-signature', 'missing-signature']).toContain(asksFor(delivery));
    },
  );

  test('is refused where the source does not say whom it trusts', () => {
    expect(asksFor(genuine, { settings: { audience: settings.audience } })).toBe('bad-signature');
    expect(asksFor(genuine, { settings: { serviceAccount: settings.serviceAccount } })).toBe('bad-signature');
  });

  test('no key of a MAC and no missing algorithm passes', () => {
    const [, body = '', last = ''] = (genuine.headers['authorization'] ?? '').split('.');
    for (const alg of ['none', 'HS256', 'PS256', 'ES256']) {
      const head = Buffer.from(JSON.stringify({ alg, kid: 'k1' })).toString('base64url');
      const delivery = { ...genuine, headers: { authorization: `Bearer ${head}.${body}.${last}` } };
      expect([verify(delivery), asksFor(delivery)]).toEqual(['bad-signature', 'bad-signature']);
    }
  });

  test('only a developer’s own stage asks its own machine, and nobody else', () => {
    const own = (certHost: string) => ({ settings: { ...settings, certHost } });
    expect(asksFor(genuine, own('http://127.0.0.1:9'))).toMatch(/^https:\/\/www\.googleapis\.com\//);
    expect(asksFor(genuine, { ...own('http://127.0.0.1:9'), dev: true })).toBe(
      'http://127.0.0.1:9/oauth2/v1/certs#k1',
    );
    expect(asksFor(genuine, { ...own('http://10.0.0.1:9'), dev: true })).toMatch(/googleapis/);
  });

  test('our script’s signature needs no certificate, and a token does not stand in for it', () => {
    const headers = { ...genuine.headers, 'webhook-signature': 'v1,AAAA' };
    expect(asksFor({ ...genuine, headers })).toBeUndefined();
    expect(verify({ ...genuine, headers })).toBe('missing-signature');
    expect(verify({ ...genuine, headers: {} })).toBe('missing-signature');
  });
});
