import { Webhook } from 'standardwebhooks';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { hmac } from '../../shared/sources/lib/signature.ts';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import type { Platform } from '../../shared/sources/source.ts';

const NOW = Temporal.Instant.fromEpochMilliseconds(1_614_265_330_000);

function verify(
  id: string,
  request: { body: string; headers: Record<string, string>; secret: string; now?: Temporal.Instant },
): string {
  const platform = PLATFORMS.find((one): one is Platform => one.id === id);
  const delivery = { raw: Buffer.from(request.body), headers: request.headers, query: {} };
  const context = { secrets: [request.secret], now: request.now ?? NOW, settings: {} };
  const verdict = platform?.verify(delivery, context);
  return verdict?.ok ? 'genuine' : (verdict?.failure.kind ?? 'no such platform');
}

/** Values that the vendors publish, so that both sides agree on the scheme. */
describe('published vectors', () => {
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const body = '{"test": 2432232314}';
  const v1 = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  const v1a = 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const publicKey = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';
  const named = (family: string, signature: string): Record<string, string> => ({
    [`${family}-id`]: id,
    [`${family}-timestamp`]: '1614265330',
    [`${family}-signature`]: signature,
  });
  const standard = (signature: string, key: string, family = 'webhook'): string =>
    verify('standard-webhooks', { body, headers: named(family, signature), secret: key });

  test('Standard Webhooks, v1, under either family of headers, with and without the prefix', () => {
    expect(standard(v1, secret)).toBe('genuine');
    expect(standard(v1, secret, 'svix')).toBe('genuine');
    expect(standard(v1, secret.slice('whsec_'.length))).toBe('genuine');
    expect(standard(`v2,what v1,wrong ${v1}`, secret)).toBe('genuine');
  });

  test('Standard Webhooks, v1a', () => {
    expect(standard(v1a, publicKey)).toBe('genuine');
    expect(standard(`v1a,AAAA ${v1} ${v1a}`, publicKey)).toBe('genuine');
    // The last character before the padding holds two unused bits.
    expect(standard(v1a.replace('Ag==', 'Ah=='), publicKey)).toBe('bad-signature');
    expect(standard(v1, publicKey)).toBe('bad-signature');
    expect(standard(v1a, secret)).toBe('bad-signature');
    expect(standard(v1a, 'whpk_AAAA')).toBe('bad-signature');
  });

  test.each([
    ['an empty signature', { 'webhook-signature': 'v1,' }, 'bad-signature'],
    ['half a signature', { 'webhook-signature': v1.slice(0, 20) }, 'bad-signature'],
    ['a time that is no number', { 'webhook-timestamp': 'hello' }, 'bad-signature'],
    ['a negative time', { 'webhook-timestamp': '-1614265330' }, 'bad-signature'],
    ['another id', { 'webhook-id': 'msg_other' }, 'bad-signature'],
  ])('Standard Webhooks refuses %s', (_name, change, verdict) => {
    const headers = { ...named('webhook', v1), ...change };
    expect(verify('standard-webhooks', { body, headers, secret })).toBe(verdict);
  });

  test('Standard Webhooks refuses an id with a dot, which could pass for a part of the time', () => {
    const headers = {
      'webhook-id': 'msg.1',
      'webhook-timestamp': '1614265330',
      'webhook-signature': new Webhook(secret).sign('msg.1', new Date(NOW.epochMilliseconds), body),
    };
    expect(verify('standard-webhooks', { body, headers, secret })).toBe('bad-signature');
  });

  test('Standard Webhooks refuses what is signed with the empty key', () => {
    const signature = `v1,${hmac('sha256', '', [`${id}.1614265330.${body}`]).toString('base64')}`;
    expect(standard(signature, 'whsec_')).toBe('bad-signature');
  });

  test('Shopify, under either family of headers', () => {
    const signature = 'B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=';
    for (const name of ['x-shopify-hmac-sha256', 'shopify-hmac-sha256'])
      expect(
        verify('shopify', {
          body: '{"foo": "bar"}',
          headers: { [name]: signature },
          secret: 'test_secret_key',
        }),
      ).toBe('genuine');
  });

  test.each([
    ['', 'f7f9bd47fb987337b5796fdc1fdb9ba221d0d5396814bfcaf9521f43fd8927fd'],
    ['{"obj1":"hello","obj2":"world"}', 'bebb1a643997f419b315ddba19e6f5411e1ce7f810ba6d3617ce72823092f363'],
    ['\u{1f600}', '837da296d05c4fe31f61d5d7ead035099d9585a5bcde87de952012a78f0b0c43'],
  ])('Stripe, the bare HMAC of %j', (text, expected) => {
    expect(hmac('sha256', 'test_secret', [text]).toString('hex')).toBe(expected);
  });

  test('Stripe: the made-up v0 of test mode counts for nothing', () => {
    const stamped = '{"id":"evt_1"}';
    const signature = hmac('sha256', 'whsec_x', [`1614265330.${stamped}`]).toString('hex');
    const check = (header: string): string =>
      verify('stripe', { body: stamped, headers: { 'stripe-signature': header }, secret: 'whsec_x' });
    expect(check(`t=1614265330,v1=${signature}`)).toBe('genuine');
    expect(check(`t=1614265330,v1=${'0'.repeat(64)},v1=${signature},v0=${'1'.repeat(64)}`)).toBe('genuine');
    expect(check(`t=1614265330,v0=${signature}`)).toBe('missing-signature');
    expect(check(`v1=${signature}`)).toBe('missing-signature');
    expect(check(`t=1614265331,v1=${signature}`)).toBe('bad-signature');
    expect(check('nonsense')).toBe('missing-signature');
  });
});
