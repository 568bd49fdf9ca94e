import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { shopify } from '../../shared/sources/shopify.ts';
import type { Platform, Translated } from '../../shared/sources/source.ts';
import { standardWebhooks } from '../../shared/sources/standard-webhooks.ts';
import { stripe } from '../../shared/sources/stripe.ts';

const receivedAt = Temporal.Instant.from('2026-11-22T09:00:30Z');

function translate(platform: Platform, body: unknown, headers: Record<string, string> = {}): Translated {
  const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return platform.translate(
    { raw, headers, query: {} },
    { brand: 'demo', source: 'shop', receivedAt, settings: {} },
  );
}

const refusal = (result: Translated): string => (result.ok ? 'accepted' : result.failure.message);
const own = (type: string, data: unknown): Translated =>
  translate(standardWebhooks, { type, timestamp: '2026-11-22T09:00:00Z', data });
const eventOf = (result: Translated) => {
  const [told] = result.ok ? result.value : [];
  if (!told || !('event' in told)) throw new Error(refusal(result));
  return told.event;
};

const contact = { email: 'ana@example.com' };
const order = { id: 'A-1' };

describe('our own payload tells a developer which field is wrong', () => {
  test.each([
    ['purchase', { contact }, 'data.order'],
    ['purchase', { contact, order: {} }, 'data.order.id'],
    ['purchase', { contact, order: { id: '' } }, 'data.order.id'],
    [
      'purchase',
      { contact, order: { ...order, total: { amount: 64.5, currency: 'EUR' } } },
      'data.order.total.amount',
    ],
    [
      'purchase',
      { contact, order: { ...order, total: { amount: '1', currency: 'eur' } } },
      'data.order.total.currency',
    ],
    ['purchase', { contact: { email: 'not an address' }, order }, 'data.contact.email'],
    ['purchase', { contact: { ...contact, timezone: 'Mars/Base' }, order }, 'data.contact.timezone'],
    ['purchase', { contact: { ...contact, locale: '!' }, order }, 'data.contact.locale'],
    ['purchase', { contact: { ...contact, country: 'Spain' }, order }, 'data.contact.country'],
    ['purchase', { contact: { ...contact, birthday: '1990-02-30' }, order }, 'data.contact.birthday'],
    ['purchase', { contact: { ...contact, consent: 'yes' }, order }, 'data.contact.consent'],
    [
      'purchase',
      { contact, order: { ...order, items: [{ title: 'x', quantity: -1 }] } },
      'data.order.items.0.quantity',
    ],
    ['refund', { order }, 'data.refund'],
    ['refund', { refund: { id: '1' } }, 'data.order'],
    ['cancellation', { contact }, 'data.order'],
    ['renewal', { contact }, 'data.subscription'],
    ['survey', { contact }, 'data.survey'],
    ['survey', { contact, survey: { id: '1', score: 1e308 } }, 'data.survey.score'],
    ['survey', { contact, survey: { id: '1', score: 1e-200 } }, 'data.survey.score'],
    ['review', { contact }, 'data.review'],
    ['review', { contact, review: { id: '1', rating: -1e300 } }, 'data.review.rating'],
    ['consent', { contact }, 'data.consent'],
    ['birthday', { contact }, 'data.date'],
    ['birthday', { contact, date: { kind: 'birthday', on: '2026-13-01' } }, 'data.date.on'],
    ['birthday', { contact, date: { kind: 'birthday', on: '0003-03-02' } }, 'data.date.on'],
    ['birthday', { contact, date: { kind: 'birthday', on: '2099-03-02' } }, 'data.date.on'],
    ['birthday', { contact, date: { kind: 'work', on: '2020-03-02' } }, 'data.date.kind'],
    ['anniversary', { contact, date: { kind: 'birthday', on: '2020-03-02' } }, 'data.date.kind'],
    ['signup', { contact: { ...contact, birthday: '0003-03-02' } }, 'data.contact.birthday'],
    ['signup', { contact: { ...contact, birthday: '2099-03-02' } }, 'data.contact.birthday'],
    ['signup', { contact: { ...contact, dates: { customer: '2099-02-02' } } }, 'data.contact.dates.customer'],
    ['signup', { contact: { ...contact, dates: { birthday: '2099-02-02' } } }, 'data.contact.dates.birthday'],
    ['purchase', undefined, 'data'],
  ])('%s %j', (type, data, field) => {
    const message = refusal(own(type, data));
    expect(message).toContain(`${field}: `);
    for (const value of ['not an address', 'Mars', 'Spain', 'ana@']) expect(message).not.toContain(value);
  });

  test('says of a date and of its name what they look like', () => {
    const told = (dates: object) => refusal(own('signup', { contact: { ...contact, dates } }));
    expect(told({ work: '03/04/1990' })).toBe(
      'Not the expected shape. data.contact.dates.work: use YYYY-MM-DD, or --MM-DD without the year.',
    );
    expect(told({ customerSince: '2020-03-04' })).toMatch(/use lower-case letters, digits and hyphens/);
  });

  test.each([
    [[]],
    [null],
    [7],
    [{ type: 7 }],
    [{ type: 'purchase' }],
    [{ type: 'purchase', timestamp: 'today', data: {} }],
  ])('refuses %j', (body) => {
    expect(refusal(translate(standardWebhooks, body))).toContain('Not the expected shape');
  });
});

describe('what is kept of an event', () => {
  test('a number as an id, whatever its size', () => {
    expect(eventOf(own('purchase', { contact, order: { id: 7 } })).subject).toBe('order/7');
    const body = `{"type":"purchase","timestamp":"2026-11-22T09:00:00Z","data":{"contact":{"email":"a@b.example"},"order":{"id":820982911946154508}}}`;
    expect(eventOf(translate(standardWebhooks, body)).subject).toBe('order/820982911946154508');
  });

  test('a line break, a control character and half an emoji do not survive in a line of text', () => {
    const firstName = `Ana\r\nBcc: x@y.z\u0000 ${'a'.repeat(184)}\u{1f600}`;
    const { person } = eventOf(
      own('purchase', { contact: { ...contact, firstName, lastName: '\ud83d' }, order }),
    );
    expect(person.firstName).toMatch(/^Ana Bcc: x@y\.z a{184}$/);
    expect(person.lastName).toBe('\ufffd');
  });

  test('a huge order and a huge survey fit the bus', () => {
    const items = Array.from({ length: 500 }, () => ({ title: '\u8336'.repeat(900), sku: 's', quantity: 1 }));
    const answers = Array.from({ length: 500 }, () => ({
      question: '\u8336'.repeat(900),
      answer: '\u8336'.repeat(9000),
    }));
    const big = [
      own('purchase', { contact, order: { ...order, items } }),
      own('survey', { contact, survey: { id: '1', answers } }),
    ];
    for (const result of big)
      expect(Buffer.byteLength(JSON.stringify(eventOf(result)))).toBeLessThan(128_000);
  });
});

describe('bodies that are not of the platform', () => {
  test('a topic that is missing, an order that is none, an error object', () => {
    expect(refusal(translate(shopify, { id: 1 }))).toContain('X-Shopify-Topic');
    const paid = { 'x-shopify-topic': 'orders/paid' };
    expect(refusal(translate(shopify, { order: { id: 1 } }, paid))).toContain('id: expected an id');
    expect(refusal(translate(shopify, [], paid))).toContain('the body: ');
    expect(refusal(translate(shopify, { id: 1, created_at: 'yesterday' }, paid))).toContain('created_at: ');
  });

  test('a thin event of Stripe, which would have to be fetched', () => {
    const thin = {
      id: 'evt_1',
      object: 'v2.core.event',
      type: 'v1.billing.meter.error',
      created: 1,
      livemode: true,
      data: {},
    };
    expect(refusal(translate(stripe, thin))).toContain('object: ');
  });

  test('another shop than the one that the source is for', () => {
    const raw = Buffer.from('{"id":1}');
    const headers = { 'x-shopify-topic': 'orders/paid', 'x-shopify-shop-domain': 'other.myshopify.example' };
    const context = {
      brand: 'demo',
      source: 'shop',
      receivedAt,
      settings: { shop: 'mine.myshopify.example' },
    };
    expect(shopify.translate({ raw, headers, query: {} }, context)).toMatchObject({
      ok: true,
      value: [{ ignored: expect.stringContaining('another shop') }],
    });
  });
});
