import { createHash, sign } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { makeCertificate } from '../../infra/local/certificate.ts';
import { ISO_MINOR_UNITS, absoluteAmount, fromMinorUnits, trimAmount } from '../../shared/domain/money.ts';
import { bigcommerce } from '../../shared/sources/bigcommerce.ts';
import { plainText } from '../../shared/sources/lib/entities.ts';
import { paddle } from '../../shared/sources/paddle.ts';
import { paypal } from '../../shared/sources/paypal.ts';
import { recharge } from '../../shared/sources/recharge.ts';
import type { Delivery, Platform, VerifyContext } from '../../shared/sources/source.ts';
import { square } from '../../shared/sources/square.ts';
import { woocommerce } from '../../shared/sources/woocommerce.ts';

const NOW = Temporal.Instant.fromEpochMilliseconds(1_614_265_330_000);

type Request = { body: string | Buffer; headers?: Record<string, string> };
const deliveryOf = ({ body, headers = {} }: Request): Delivery => ({
  raw: Buffer.from(body),
  headers,
  query: {},
});

function verdictOf(platform: Platform, request: Request, context: Partial<VerifyContext>): string {
  const all = { secrets: [], now: NOW, settings: {}, ...context };
  const verdict = platform.verify(deliveryOf(request), all);
  return verdict.ok ? 'genuine' : verdict.failure.kind;
}

/** Values that the vendors publish, or that were computed from their published algorithm. */
describe('vectors', () => {
  test.each([
    [
      'https://webhook.site/679a4f3a-dcfa-49ee-bac5-9d0edad886b9',
      'Ibxx_5AKakO-3qeNVR61Dw',
      '{"merchant_id":"MLEFBHHSJGVHD","type":"webhooks.test_notification","event_id":"ac3ac95b-f97d-458c-a6e6-18981597e05f","created_at":"2022-07-13T20:30:59.037339943Z","data":{"type":"webhooks","id":"bc368e64-01aa-407e-b46e-3231809b1129"}}',
      'GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW/S6vkZ9/2N4=',
    ],
    [
      'https://webhook.site/webhooks',
      'signature-key',
      '{"data":{"type":"webhooks","id":"fake_id"}}',
      'W3FlCNk5IA3ZQ2LHTWoajvzfaDu/OwY2tNHIHC3IUOA=',
    ],
    [
      'https://webhook.site/webhooks',
      'signature-key',
      '{"data":{"type":"webhooks","id":">id<"}}',
      'Cxt7+aTi4rKgcA0bC4g9EHdVtLSDWdqccmL5MvihU4U=',
    ],
  ])('Square at %s', (url, secret, body, signature) => {
    const request = { body, headers: { 'x-square-hmacsha256-signature': signature } };
    expect(verdictOf(square, request, { secrets: [secret], settings: { url } })).toBe('genuine');
    for (const other of [`${url}/`, url.replace('https', 'http'), ''])
      expect(verdictOf(square, request, { secrets: [secret], settings: { url: other } })).toBe(
        'bad-signature',
      );
  });

  test('Paddle, with any of the signatures in the list', () => {
    const now = Temporal.Instant.fromEpochMilliseconds(1_698_796_800_000);
    const check = (body: string, signatures: string): string =>
      verdictOf(
        paddle,
        { body, headers: { 'paddle-signature': `ts=1698796800;${signatures}` } },
        { secrets: ['VALID_SECRET'], now },
      );
    const list = 'h1=a300428748dce5c70e4da19bffd60769591ea969c99dea3105d0ec9612cf43f9';
    const value = 'h1=28981e941fae76e53db32f3d2a83cb69db41476595e84e1970a1b5d98f62b261';
    expect(check('{"data": ["1", "2"]}', list)).toBe('genuine');
    expect(check('{"data": "value"}', value)).toBe('genuine');
    expect(check('{"data": "value"}', `${value};${list}`)).toBe('genuine');
    expect(check('{"data": "value"}', `${list};${value}`)).toBe('genuine');
    expect(check('{"data": "value"}', list)).toBe('bad-signature');
    expect(check('{"data": "value"}', 'h1=')).toBe('missing-signature');
  });

  test('WooCommerce', () => {
    const request = {
      body: '{"id":727,"status":"processing"}',
      headers: { 'x-wc-webhook-signature': 'LvZUOgju7ekgfsyNofEgI6eG086kg6Y0Xx+IyVWgGCg=' },
    };
    expect(verdictOf(woocommerce, request, { secrets: ['woo-secret'] })).toBe('genuine');
  });

  test('BigCommerce: the key is the client’s secret itself', () => {
    const request = {
      body: '{"scope":"store/order/created"}',
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,QjkhMMOLmKGLYhFko1T/Nyg5r55b/Y0oAPUB8BiLn7Q=',
      },
    };
    expect(verdictOf(bigcommerce, request, { secrets: ['bc_client_secret'] })).toBe('genuine');
    expect(verdictOf(bigcommerce, request, { secrets: [''] })).toBe('bad-signature');
  });

  const body = '{"charge":{"id":377749210}}';
  const stamped = 't=1614265330,v1=f55a9ad4c2569bd196640751b5714b450e6c132e3af3c8b657b1abba168e5ed8';
  const legacy = '612d7fe3000ad8b8d5ffb1aef718c122cae832d1ca767cca9e9680e674d656a7';
  const ofRecharge = (headers: Record<string, string>, secret = 'rc_secret'): string =>
    verdictOf(recharge, { body, headers }, { secrets: [secret] });

  test('Recharge, with a time and the older way', () => {
    expect(ofRecharge({ 'x-recharge-webhook-signature': stamped })).toBe('genuine');
    expect(ofRecharge({ 'x-recharge-hmac-sha256': legacy })).toBe('genuine');
    expect(ofRecharge({ 'x-recharge-hmac-sha256': legacy }, 'other')).toBe('bad-signature');
    expect(ofRecharge({ 'x-recharge-hmac-sha256': legacy.slice(0, -1) })).toBe('bad-signature');
  });

  test('Recharge: where there is a signature with a time, the older one does not save it', () => {
    const headers = { 'x-recharge-webhook-signature': `${stamped}0`, 'x-recharge-hmac-sha256': legacy };
    expect(ofRecharge(headers)).toBe('bad-signature');
    expect(ofRecharge({ ...headers, 'x-recharge-webhook-signature': 't=1614265330' })).toBe(
      'missing-signature',
    );
  });

  test('Recharge: a body that was made longer behind its hash is no JSON', () => {
    // What a length extension appends begins with the padding of the hash: 0x80 and zeros.
    const longer = Buffer.concat([Buffer.from(body), Buffer.from([0x80, 0, 0, 0]), Buffer.from('{"x":1}')]);
    const signature = createHash('sha256').update('rc_secret').update(longer).digest('hex');
    const request = { body: longer, headers: { 'x-recharge-hmac-sha256': signature } };
    expect(verdictOf(recharge, request, { secrets: ['rc_secret'] })).toBe('genuine');
    const context = { brand: 'demo', source: 'recharge', receivedAt: NOW, settings: {} };
    expect(recharge.translate(deliveryOf(request), context)).toMatchObject({ failure: { kind: 'bad-json' } });
  });

  test('PayPal signs id, time, webhook and the checksum as an unsigned number', () => {
    const { certificate, privateKey } = makeCertificate('messageverificationcerts.paypal.com');
    const message = '69cd13f0-d67a-11e5-baa3-778b53f4ae55|2016-02-18T20:01:35Z|1JE4291016473214C|4191976686';
    const request = {
      body: '{"id":"8PT597110X687430LKGECATA"}',
      headers: {
        'paypal-transmission-id': '69cd13f0-d67a-11e5-baa3-778b53f4ae55',
        'paypal-transmission-time': '2016-02-18T20:01:35Z',
        'paypal-transmission-sig': sign('RSA-SHA256', Buffer.from(message), privateKey).toString('base64'),
        'paypal-auth-algo': 'SHA256withRSA',
        'paypal-cert-url': 'https://api.paypal.com/v1/notifications/certs/CERT-1',
      },
    };
    // The day of the vector lies before the certificate's.
    const day = {
      certificate: makeCertificate('a.paypal.com', { from: '2016-01-01T00:00:00Z' }).certificate,
    };
    const now = Temporal.Instant.from('2016-02-18T20:01:40Z');
    const settings = { webhookId: '1JE4291016473214C' };
    expect(verdictOf(paypal, request, { now, settings, certificate })).toBe('bad-signature');
    expect(verdictOf(paypal, request, { now, settings, ...day })).toBe('bad-signature');
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const old = makeCertificate('a.paypal.com', { from: '2016-01-01T00:00:00Z', key }).certificate;
    expect(verdictOf(paypal, request, { now, settings, certificate: old })).toBe('genuine');
    expect(verdictOf(paypal, request, { now, settings: { webhookId: 'OTHER' }, certificate: old })).toBe(
      'bad-signature',
    );
    expect(verdictOf(paypal, request, { now, settings: {}, certificate: old })).toBe('bad-signature');
  });
});

describe('the certificate of PayPal', () => {
  const headers = (url: string, over: Record<string, string> = {}) => ({
    'paypal-transmission-id': 'x',
    'paypal-transmission-time': '2021-02-25T15:02:10Z',
    'paypal-transmission-sig': 'AAAA',
    'paypal-auth-algo': 'SHA256withRSA',
    'paypal-cert-url': url,
    ...over,
  });
  const askedFor = (
    given: Record<string, string>,
    over: { dev?: boolean; certHost?: string } = {},
  ): string => {
    const { dev = false, certHost } = over;
    const settings: Record<string, string> = { webhookId: 'x', ...(certHost ? { certHost } : {}) };
    const context = { now: NOW, dev, settings };
    const url = paypal.certificateUrl?.(deliveryOf({ body: '{}', headers: given }), context);
    if (!url) return 'none';
    return url.ok ? (url.value ?? 'none') : url.failure.kind;
  };

  test.each([
    'https://api.paypal.com/v1/notifications/certs/CERT-360caa42',
    'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42',
    'https://API.PayPal.com/v1/notifications/certs/CERT-360caa42',
  ])('is looked for at %s', (url) => {
    expect(askedFor(headers(url)).toLowerCase()).toBe(url.toLowerCase());
  });

  test.each([
    'http://api.paypal.com/v1/notifications/certs/CERT-1',
    'https://paypal.com.attacker.example/certs/CERT-1',
    'https://attacker.example/api.paypal.com',
    'https://attacker.example#.paypal.com',
    'https://attacker.example?.paypal.com',
    String.raw`https://attacker.example\.paypal.com/`,
    'https://api.paypal.com@attacker.example/',
    'https://user:pass@api.paypal.com/',
    'https://api.paypal.com:8443/',
    'https://api.paypal.com./',
    'https://notpaypal.com/',
    'https://paypal.com/',
    'https://.paypal.com/',
    'https://xn--pypal-4ve.com/',
    'https://127.0.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'data:application/x-pem-file,x',
    'ftp://api.paypal.com/',
    'not an address',
  ])('is not looked for at %s', (url) => {
    expect(askedFor(headers(url))).toBe('bad-signature');
    expect(askedFor(headers(url), { dev: true })).toBe('bad-signature');
  });

  test('is not looked for when anything else is wrong already', () => {
    const good = 'https://api.paypal.com/v1/notifications/certs/CERT-1';
    expect(askedFor(headers(good, { 'paypal-auth-algo': 'SHA1withRSA' }))).toBe('bad-signature');
    expect(askedFor(headers(good, { 'paypal-auth-algo': 'none' }))).toBe('bad-signature');
    expect(askedFor(headers(good, { 'paypal-transmission-time': 'yesterday' }))).toBe('bad-signature');
    expect(askedFor(headers(good, { 'paypal-transmission-time': '2021-02-25T14:57:09Z' }))).toBe(
      'stale-signature',
    );
    expect(askedFor(headers(good, { 'paypal-transmission-time': '2021-02-25T15:07:11Z' }))).toBe(
      'stale-signature',
    );
    expect(askedFor(headers(good, { 'paypal-transmission-sig': '' }))).toBe('missing-signature');
  });

  test('lies on a developer’s own machine in their own stage only', () => {
    const own = 'http://127.0.0.1:4711/paypal.pem';
    const certHost = 'http://127.0.0.1:4711';
    expect(askedFor(headers(own), { dev: true, certHost })).toBe(own);
    const byName = own.replace('127.0.0.1', 'localhost');
    expect(askedFor(headers(byName), { dev: true, certHost })).toBe(byName);
    expect(askedFor(headers('http://10.0.0.1:4711/x'), { dev: true, certHost })).toBe('bad-signature');
    expect(askedFor(headers(own), { dev: false, certHost })).toBe('bad-signature');
    expect(askedFor(headers(own), { dev: true })).toBe('bad-signature');
    expect(askedFor(headers('http://127.0.0.1:4712/x'), { dev: true, certHost })).toBe('bad-signature');
    const far = 'http://attacker.example';
    expect(askedFor(headers(`${far}/x`), { dev: true, certHost: far })).toBe('bad-signature');
  });

  const at = '2021-02-25T15:02:10Z';
  const signedBy = (own: ReturnType<typeof makeCertificate>) => {
    const signature = sign('RSA-SHA256', Buffer.from(`x|${at}|x|2745614147`), own.privateKey);
    const good = headers('https://api.paypal.com/c', {
      'paypal-transmission-sig': signature.toString('base64'),
    });
    return { body: '{}', headers: good };
  };
  const settings = { webhookId: 'x' };

  test('is believed when it names PayPal and is valid now', () => {
    const own = makeCertificate('messageverificationcerts.paypal.com');
    const check = (certificate: string): string =>
      verdictOf(paypal, signedBy(own), { settings, certificate });
    expect(check(own.certificate)).toBe('genuine');
    expect(check(`intro\n${own.certificate}\n`)).toBe('genuine');
    for (const broken of ['', 'no certificate', own.certificate.slice(0, 300), '<html></html>'])
      expect(check(broken)).toBe('bad-signature');
  });

  test.each([
    ['of somebody else', 'attacker.example', {}],
    ['of a name that only looks alike', 'paypal.com.attacker.example', {}],
    ['that is over', 'a.paypal.com', { to: '2021-02-25T15:02:00Z' }],
    ['that is still to come', 'a.paypal.com', { from: '2021-02-25T15:02:20Z' }],
  ])('is not believed: one %s', (_which, name, dates) => {
    const own = makeCertificate(name, dates);
    expect(verdictOf(paypal, signedBy(own), { settings, certificate: own.certificate })).toBe(
      'bad-signature',
    );
  });

  test('is not believed when what follows in the file did not issue it', () => {
    const own = makeCertificate('a.paypal.com');
    const other = makeCertificate('b.paypal.com');
    const certificate = own.certificate + other.certificate;
    expect(verdictOf(paypal, signedBy(own), { settings, certificate })).toBe('bad-signature');
  });
});

describe('the knock of WooCommerce', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const knocks = (body: string, headers: Record<string, string> = form): boolean | undefined =>
    woocommerce.knock?.(deliveryOf({ body, headers }));

  test('is the form with the number of the webhook, and nothing else', () => {
    expect(knocks('webhook_id=123')).toBe(true);
    for (const other of [
      '',
      'webhook_id=',
      'webhook_id=1&x=2',
      'webhook_id=1a',
      '{"webhook_id":1}',
      `webhook_id=${'1'.repeat(99)}`,
    ])
      expect(knocks(other), other).toBe(false);
    expect(knocks('webhook_id=123', { ...form, 'x-wc-webhook-topic': 'order.created' })).toBe(false);
  });
});

test('an error that the shop signs is refused, whatever topic it comes under', () => {
  const body = '{"code":"woocommerce_rest_cannot_view","message":"Sorry","data":{"status":401}}';
  const context = { brand: 'demo', source: 'shop', receivedAt: NOW, settings: {} };
  for (const topic of ['order.created', 'customer.created', 'product.updated']) {
    const result = woocommerce.translate(
      deliveryOf({ body, headers: { 'x-wc-webhook-topic': topic } }),
      context,
    );
    expect(result).toMatchObject({ ok: false, failure: { kind: 'bad-shape' } });
  }
});

test('names come as they stand in a page, and are told as people write them', () => {
  expect(
    plainText('Ship &ndash; O&#039;Neill &#x2019;&amp;amp; &quot;x&quot; &unknown; & &#0; &#99999999;'),
  ).toBe(`Ship – O'Neill ’&amp; "x" &unknown; & &#0; &#99999999;`);
});

test('money by the platform’s own rule', () => {
  const amounts = ['JPY', 'UGX', 'KWD', 'CLF', 'EUR'].map(
    (currency) => fromMinorUnits(12345, currency, ISO_MINOR_UNITS).amount,
  );
  expect(amounts).toEqual(['12345', '12345', '12.345', '1.2345', '123.45']);
  expect(['69.8400', '7.0000', '1.2345', '12.5', '3', '-1.5000'].map(trimAmount)).toEqual([
    '69.84',
    '7.00',
    '1.2345',
    '12.5',
    '3',
    '-1.50',
  ]);
  expect(['-7.50', '7.50'].map(absoluteAmount)).toEqual(['7.50', '7.50']);
});

test('only a platform’s own host is ever asked', () => {
  const bases = (settings: Record<string, string>) =>
    [square, paypal, paddle, recharge, bigcommerce].map(({ api }) => {
      const base = api?.base(settings);
      return base?.ok ? base.value : base?.failure.kind;
    });
  expect(bases({ storeHash: 'abc123' })).toEqual([
    'https://connect.squareup.com',
    'https://api-m.paypal.com',
    'https://api.paddle.com',
    'https://api.rechargeapps.com',
    'https://api.bigcommerce.com/stores/abc123',
  ]);
  expect(bases({ environment: 'sandbox', storeHash: '../x' })).toEqual([
    'https://connect.squareupsandbox.com',
    'https://api-m.sandbox.paypal.com',
    'https://sandbox-api.paddle.com',
    'https://api.rechargeapps.com',
    'bad-settings',
  ]);
});
