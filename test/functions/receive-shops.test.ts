import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bodyOf } from '../sources/contract.ts';
import { kitOf } from '../sources/kits.ts';
import { refusal, request, startReceiver, type Receiver } from '../sources/receiver.ts';

let room: Receiver;
beforeAll(async () => {
  room = await startReceiver();
});
afterAll(() => room.stop());
beforeEach(() => room.reset());

describe('WooCommerce looks whether somebody is there', () => {
  const knock = (source: string, body: string) => {
    const plain = request({ kit: kitOf('woocommerce'), source, body });
    return room.send({ ...plain, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  };

  test('and is answered with exactly 200, without a signature; nothing is done', async () => {
    const before = await room.counts('woocommerce');
    expect(await knock('woocommerce', 'webhook_id=123')).toMatchObject({
      status: 200,
      answer: { events: [] },
    });
    expect([room.planned(), room.toFetch()]).toEqual([[], []]);
    expect(await room.counts('woocommerce')).toEqual(before);
  });

  test('but only at its own address, and with nothing else in the body', async () => {
    expect(await knock('shopify', 'webhook_id=123')).toMatchObject({ status: 401 });
    expect(await knock('nowhere', 'webhook_id=123')).toMatchObject({ status: 404 });
    expect(await knock('woocommerce', 'webhook_id=123&x=1')).toMatchObject({ status: 401 });
  });

  test('an error that it signs is refused as a shape', async () => {
    const body = '{"code":"woocommerce_rest_cannot_view","message":"-","data":{"status":401}}';
    const answer = await room.post({ kit: kitOf('woocommerce'), body, topic: 'order.updated' });
    expect(answer).toMatchObject({ status: 400, answer: refusal('bad-shape') });
  });
});

describe('PayPal signs with a certificate', () => {
  const kit = kitOf('paypal');
  const [first] = kit.cases;
  if (!first) throw new Error('PayPal has no fixture');
  const body = bodyOf(kit, first);
  const post = (url?: string, more: object = {}) =>
    room.post({ kit, body, ...more, ...(url !== undefined && { headers: { 'paypal-cert-url': url } }) });
  const own = (name: string): string => `${room.certificates.address}/${name}.pem`;

  test('which is called for once', async () => {
    const before = room.certificates.calls();
    for (let time = 0; time < 3; time += 1) expect(await post(own('once'))).toMatchObject({ status: 401 });
    expect(room.certificates.calls()).toBe(before + 1);
    expect(await post()).toMatchObject({ status: 200 });
    expect(await post()).toMatchObject({ status: 200 });
    expect(room.certificates.calls()).toBeLessThanOrEqual(before + 2);
  });

  test.each([
    'https://attacker.example/paypal.pem',
    'http://127.0.0.1:1/paypal.pem',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
  ])('and not called for at %s', async (url) => {
    const before = room.certificates.calls();
    expect(await post(url)).toMatchObject({ status: 401, answer: refusal('bad-signature') });
    expect(room.certificates.calls()).toBe(before);
  });

  test('nor called for when the request is stale', async () => {
    const before = room.certificates.calls();
    const { Temporal } = await import('temporal-polyfill');
    const at = Temporal.Now.instant().subtract({ minutes: 6 });
    const answer = await post(own('stale'), { at });
    expect(answer).toMatchObject({ status: 401, answer: refusal('stale-signature') });
    expect(room.certificates.calls()).toBe(before);
  });

  test('a server that fails makes PayPal come again, and then it works', async () => {
    room.certificates.answers.set('/later.pem', 503);
    const answer = refusal('certificate-unavailable');
    expect(await post(own('later'))).toMatchObject({ status: 503, answer });
    room.certificates.answers.set('/later.pem', kit.certificate ?? '');
    expect(await post(own('later'))).toMatchObject({ status: 200 });
  });

  test('a redirect is not followed', async () => {
    room.certificates.answers.set('/moved.pem', 302);
    expect((await post(own('moved'))).status).toBeGreaterThanOrEqual(401);
    expect(room.planned()).toEqual([]);
  });

  test.each([
    ['a page', '<html></html>'],
    ['more than a certificate can be', `${'x'.repeat(70_000)}${kit.certificate}`],
  ])('%s is no certificate', async (name, text) => {
    const file = name.replaceAll(' ', '-');
    room.certificates.answers.set(`/${file}.pem`, text);
    expect(await post(own(file))).toMatchObject({ status: 401, answer: refusal('bad-signature') });
  });
});
