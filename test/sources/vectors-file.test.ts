import { sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { makeCertificate } from '../../infra/local/certificate.ts';
import { hmac } from '../../shared/sources/lib/signature.ts';
import { findPlatform } from '../../shared/sources/registry.ts';
import type { VerifyContext } from '../../shared/sources/source.ts';

/** A file of known signatures beside the samples; it is not part of this repository. */
const path = join(process.env['EXTRAMILE_SAMPLES'] ?? '', '../vectors/vectors.json');
const found = process.env['EXTRAMILE_SAMPLES'] !== undefined && existsSync(path);

const vector = z.object({
  name: z.string(),
  scheme: z.string(),
  body: z.string(),
  expected: z.string(),
  secret: z.string().default(''),
  publicKey: z.string().default(''),
  clientId: z.string().default(''),
  clientSecret: z.string().default(''),
  id: z.string().default(''),
  timestamp: z.string().default('1614265330'),
  url: z.string().default(''),
  transmissionId: z.string().default(''),
  transmissionTime: z.string().default(''),
  webhookId: z.string().default(''),
});
type Vector = z.infer<typeof vector>;
type Request = { platform: string; headers: Record<string, string> } & Partial<VerifyContext>;

const standard = (platform: string, secret: string, it: Vector): Request => ({
  platform,
  headers: { 'webhook-id': it.id, 'webhook-timestamp': it.timestamp, 'webhook-signature': it.expected },
  secrets: [secret],
});

/** The body alone is signed, and only the vector's name tells by whom. */
const BODY_ONLY: Readonly<Record<string, [platform: string, header: string]>> = {
  shopify: ['shopify', 'x-shopify-hmac-sha256'],
  woocommerce: ['woocommerce', 'x-wc-webhook-signature'],
  typeform: ['typeform', 'typeform-signature'],
  tally: ['tally', 'tally-signature'],
  'judge.me': ['judgeme', 'judgeme-hmac-sha256'],
};

function ofBody(it: Vector): Request | undefined {
  const [platform, header] = BODY_ONLY[it.name] ?? [];
  return platform && header
    ? { platform, headers: { [header]: it.expected }, secrets: [it.secret] }
    : undefined;
}

/** Only the message is known: a certificate of our own signs it. */
function ofPayPal(it: Vector): Request {
  const host = 'messageverificationcerts.paypal.com';
  const { certificate, privateKey } = makeCertificate(host, { from: '2016-01-01T00:00:00Z' });
  return {
    platform: 'paypal',
    headers: {
      'paypal-transmission-id': it.transmissionId,
      'paypal-transmission-time': it.transmissionTime,
      'paypal-transmission-sig': sign('RSA-SHA256', Buffer.from(it.expected), privateKey).toString('base64'),
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': 'https://api.paypal.com/v1/notifications/certs/CERT-1',
    },
    settings: { webhookId: it.webhookId },
    certificate,
    now: Temporal.Instant.from(it.transmissionTime),
  };
}

const KINDS: Readonly<Record<string, (it: Vector) => Request | undefined>> = {
  'standard-webhooks-v1': (it) => standard('standard-webhooks', it.secret, it),
  'standard-webhooks-v1a': (it) => standard('standard-webhooks', it.publicKey, it),
  bigcommerce: (it) => standard('bigcommerce', it.clientSecret, it),
  'hmac-sha256-base64-body': ofBody,
  'hmac-sha256-hex-body': ofBody,
  stripe: (it) => ({
    platform: 'stripe',
    headers: { 'stripe-signature': it.expected },
    secrets: [it.secret],
  }),
  square: (it) => ({
    platform: 'square',
    headers: { 'x-square-hmacsha256-signature': it.expected },
    secrets: [it.secret],
    settings: { url: it.url },
  }),
  paddle: (it) => ({
    platform: 'paddle',
    headers: { 'paddle-signature': it.expected },
    secrets: [it.secret],
  }),
  surveymonkey: (it) => ({
    platform: 'surveymonkey',
    headers: { 'sm-signature': it.expected },
    secrets: [it.clientSecret],
    settings: { clientId: it.clientId },
  }),
  'recharge-legacy': (it) => ({
    platform: 'recharge',
    headers: { 'x-recharge-hmac-sha256': it.expected },
    secrets: [it.secret],
  }),
  'recharge-v1': (it) => ({
    platform: 'recharge',
    headers: { 'x-recharge-webhook-signature': it.expected },
    secrets: [it.secret],
  }),
  'paypal-message': ofPayPal,
};

function verdictOf(it: Vector, { platform: id, headers, ...over }: Request, body = it.body): string {
  const now = Temporal.Instant.fromEpochMilliseconds(Number(it.timestamp) * 1000);
  const platform = findPlatform(id);
  const delivery = { raw: Buffer.from(body), headers, query: {} };
  const verdict = platform?.verify(delivery, { secrets: [], now, settings: {}, ...over });
  return verdict?.ok ? 'genuine' : (verdict?.failure.kind ?? 'no such platform');
}

describe.runIf(found)('the file of known signatures', () => {
  const vectors = found ? z.array(vector).parse(JSON.parse(readFileSync(path, 'utf8'))) : [];
  // The vendor's package tests its own HMAC with these; no header of Stripe's is made of a bare body.
  const bare = vectors.filter(({ name }) => name.startsWith('stripe-node raw HMAC'));
  const signed = vectors.filter((one) => !bare.includes(one));

  test.each(signed.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const request = KINDS[one.scheme]?.(one);
    if (!request) throw new Error(`Nobody has said who verifies "${one.name}" (${one.scheme}).`);
    expect(verdictOf(one, request)).toBe('genuine');
    expect(verdictOf(one, request, `${one.body} `)).toBe('bad-signature');
  });

  test.each(bare.map((one) => [one.name, one] as const))('%s', (_name, { secret, body, expected }) => {
    expect(hmac('sha256', secret, [body]).toString('hex')).toBe(expected);
  });

  test('holds something', () => {
    expect(signed.length).toBeGreaterThan(0);
  });
});
