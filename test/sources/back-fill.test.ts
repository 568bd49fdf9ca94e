import { Temporal } from 'temporal-polyfill';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import type { ApiCall, BackFillPage, BackFillRange, Platform } from '../../shared/sources/source.ts';
import { shopify } from '../../shared/sources/shopify.ts';
import { stripe } from '../../shared/sources/stripe.ts';
import { woocommerce } from '../../shared/sources/woocommerce.ts';
import { bodyOf } from './contract.ts';
import { kitOf } from './kits.ts';

const NOW = Temporal.Instant.from('2026-11-22T12:00:00Z');
const context = {
  brand: 'demo',
  source: 'shop',
  receivedAt: NOW,
  settings: { shop: 'kettles.myshopify.com' },
};
const RANGE: BackFillRange = { from: Temporal.Instant.from('2026-11-20T00:00:00Z') };

/** Leads the dialogue of a page: answers by path, and what was asked. */
function read(platform: Platform, answers: Record<string, unknown>, range = RANGE) {
  const dialogue = platform.backFill?.readPage(range, context);
  if (!dialogue) throw new Error(`${platform.name} cannot be asked`);
  const asked: ApiCall[] = [];
  let turn = dialogue.next();
  while (!turn.done) {
    const { path } = turn.value;
    asked.push(turn.value);
    turn = dialogue.next(path in answers ? { found: true, body: answers[path] } : { found: false });
  }
  return { asked, page: turn.value };
}

function pageOf(platform: Platform, answers: Record<string, unknown>): BackFillPage {
  const { page } = read(platform, answers);
  if (!page.ok) throw new Error(page.failure.message);
  return page.value;
}

/** What is told by what a page brought. */
const told = (platform: Platform, page: BackFillPage) =>
  page.deliveries.flatMap((delivery) => {
    const translated = platform.translate(delivery, context);
    if (!translated.ok) throw new Error(translated.failure.message);
    return translated.value.map((one) =>
      'event' in one ? one.event : { kind: 'ignored' as const, why: 'ignored' in one ? one.ignored : '' },
    );
  });

const fixture = (id: string, file: string): Record<string, unknown> =>
  JSON.parse(
    bodyOf(kitOf(id), { file, becomes: {} })
      .toString()
      .replace(/: (\d{16,})/g, ': "$1"'),
  );

describe('Shopify', () => {
  const paid = fixture('shopify', 'orders-paid');
  const PATH = '/admin/api/2026-10/orders.json';

  test('an order tells by the API what its webhooks told, under the same ids', () => {
    const refund = fixture('shopify', 'refunds-create');
    const order = {
      ...fixture('shopify', 'orders-fulfilled'),
      fulfillment_status: 'fulfilled',
      refunds: [refund],
    };
    const [purchase, delivery, refunded] = told(shopify, pageOf(shopify, { [PATH]: { orders: [order] } }));
    const webhook = (file: string, topic: string) => {
      const raw = bodyOf(kitOf('shopify'), { file, becomes: {} });
      const headers = { 'x-shopify-topic': topic, 'x-shopify-shop-domain': context.settings.shop };
      const translated = shopify.translate({ raw, headers, query: {} }, context);
      const [first] = translated.ok ? translated.value : [];
      return first && 'event' in first ? first.event.id : 'none';
    };
    expect(purchase).toMatchObject({ kind: 'purchase', id: webhook('orders-paid', 'orders/paid') });
    expect(delivery).toMatchObject({ kind: 'delivery', id: webhook('orders-fulfilled', 'orders/fulfilled') });
    expect(refunded).toMatchObject({ kind: 'refund', id: webhook('refunds-create', 'refunds/create') });
  });

  test('an order that was touched today happened when it was placed', () => {
    const old = { ...paid, processed_at: '2026-09-01T10:00:00Z', created_at: '2026-09-01T10:00:00Z' };
    const [purchase] = told(shopify, pageOf(shopify, { [PATH]: { orders: [old] } }));
    expect(purchase).toMatchObject({ kind: 'purchase', occurredAt: '2026-09-01T10:00:00Z' });
  });

  test.each([
    ['cancelled', { cancelled_at: '2026-11-21T10:00:00Z' }, ['ignored', 'cancellation']],
    ['not paid', { financial_status: 'pending' }, ['ignored']],
    ['refunded in whole', { financial_status: 'refunded' }, ['ignored']],
    ['made at the till', { source_name: 'pos', buyer_accepts_marketing: false }, ['ignored']],
  ])('an order that is %s is nobody’s purchase', (_how, over, kinds) => {
    const page = pageOf(shopify, { [PATH]: { orders: [{ ...paid, ...over }] } });
    expect(told(shopify, page).map(({ kind }) => kind)).toEqual(kinds);
  });

  test('goes on from the last id of a full page, without rounding it', () => {
    const orders = Array.from({ length: 50 }, () => ({ ...paid, id: '820982911946154508' }));
    expect(pageOf(shopify, { [PATH]: { orders } }).cursor).toBe('820982911946154508');
    expect(pageOf(shopify, { [PATH]: { orders: orders.slice(1) } }).cursor).toBeUndefined();
    const { asked } = read(shopify, { [PATH]: { orders: [] } }, { ...RANGE, cursor: '820982911946154508' });
    expect(asked[0]?.query).toMatchObject({
      since_id: '820982911946154508',
      status: 'any',
      fields: expect.stringMatching(/financial_status.*,source_name,.*line_items/),
    });
  });

  test('only a shop of Shopify is ever asked', () => {
    const base = (shop: string) => shopify.backFill?.base({ shop });
    expect(base('kettles.myshopify.com')).toMatchObject({ ok: true });
    for (const shop of [
      '',
      'evil.example',
      'kettles.myshopify.com.evil.example',
      'a/b.myshopify.com',
      'x@y.myshopify.com',
    ])
      expect(base(shop)).toMatchObject({ ok: false, failure: { kind: 'bad-settings' } });
  });
});

describe('WooCommerce', () => {
  test('only an address by HTTPS is asked, under whatever path the shop is installed', () => {
    const base = (shop: string) => woocommerce.backFill?.base({ shop });
    expect(base('https://kettles.example')).toEqual({
      ok: true,
      value: 'https://kettles.example',
    });
    expect(base('https://kettles.example/shop/')).toMatchObject({
      value: 'https://kettles.example/shop',
    });
    for (const shop of [
      '',
      'kettles.example',
      'http://kettles.example',
      'https://a:b@kettles.example',
      'https://k.example?x',
    ])
      expect(base(shop)).toMatchObject({ ok: false });
  });

  test('an order without a time of payment was paid when it was made', () => {
    const order = {
      id: 7,
      status: 'processing',
      currency: 'EUR',
      total: '10.00',
      date_created_gmt: '2026-09-01T10:00:00',
      date_modified_gmt: '2026-11-21T10:00:00',
      date_paid_gmt: null,
      billing: { email: 'ana@example.com' },
    };
    expect(told(woocommerce, pageOf(woocommerce, { '/wp-json/wc/v3/orders': [order] }))).toMatchObject([
      { kind: 'purchase', occurredAt: '2026-09-01T10:00:00Z' },
    ]);
  });
});

describe('Stripe', () => {
  const ENDPOINTS = '/webhook_endpoints';
  const endpoint = (api_version: string | null) => ({
    data: [
      { url: 'https://other.example/hooks/demo/shop-2', api_version: '2020-01-01' },
      { url: 'https://x.example/hooks/demo/shop', api_version },
    ],
  });
  const list = (...data: object[]) => ({ data, has_more: false });
  const idOf = (answers: Record<string, unknown>): string => {
    const [event] = told(stripe, pageOf(stripe, answers));
    return event && 'id' in event ? event.id : 'none';
  };
  const webhookId = (event: object): string => idOf({ [ENDPOINTS]: endpoint(null), '/events': list(event) });
  const acacia = { ...fixture('stripe', 'invoice-paid.cycle.acacia'), api_version: '2024-10-28.acacia' };
  const basil = { ...fixture('stripe', 'invoice-paid.cycle.basil'), api_version: '2025-03-31.basil' };
  const object = (event: Record<string, unknown>) => ({ ...Object(Object(event['data']).object) });
  const idIn = (event: object): unknown => Object(event).id;

  test('an endpoint of a newer version than the account’s hears of no payment, and neither does the back-fill', () => {
    const newer = { ...acacia, data: { object: { ...object(acacia), payment_intent: undefined } } };
    const answers = { [ENDPOINTS]: endpoint('2025-03-31.basil'), '/events': list(acacia) };
    expect(idOf(answers)).toBe(webhookId(newer));
    expect(idOf(answers)).not.toBe(webhookId(acacia));
  });

  test('an endpoint of an older version hears of the payment; Stripe is asked for it', () => {
    const payments = { data: [{ payment: { type: 'payment_intent', payment_intent: 'pi_1' } }] };
    const invoice = `/invoices/${object(basil).id}`;
    const answers = { [ENDPOINTS]: endpoint('2024-10-28.acacia'), '/events': list(basil) };
    const older = { ...basil, data: { object: { ...object(basil), payment_intent: 'pi_1' } } };
    expect(idOf({ ...answers, [invoice]: { payments } })).toBe(webhookId(older));
  });

  test('an event in the version of the endpoint stays as it is', () => {
    const { asked } = read(stripe, { [ENDPOINTS]: endpoint(null), '/events': list(acacia, basil) });
    expect(asked.map(({ path }) => path)).toEqual([ENDPOINTS, '/events']);
  });

  test('asks for what it acts on only, and goes on after the last event', () => {
    const page = { data: [acacia], has_more: true };
    expect(pageOf(stripe, { [ENDPOINTS]: endpoint(null), '/events': page }).cursor).toBe(idIn(acacia));
    const to = NOW;
    const { asked } = read(stripe, { '/events': list() }, { ...RANGE, to, cursor: 'evt_1' });
    expect(asked[1]?.query).toMatchObject({
      'created[gte]': '1795132800',
      'created[lt]': '1795348800',
      starting_after: 'evt_1',
      'types[2]': 'invoice.paid',
    });
    const types = Object.entries(asked[1]?.query ?? {}).filter(([name]) => name.startsWith('types'));
    for (const [, type] of types) expect(stripe.topics[type]).toHaveProperty('becomes');
  });
});

describe('every platform that can be asked for what was missed', () => {
  const able = PLATFORMS.filter(({ backFill }) => backFill);

  test('is one of these', () => {
    expect(able.map(({ id }) => id).toSorted()).toEqual(['shopify', 'stripe', 'woocommerce']);
  });

  test.each(able)('$name takes whatever comes back, and never throws', (platform) => {
    const paths = [
      '/admin/api/2026-10/orders.json',
      '/wp-json/wc/v3/orders',
      '/events',
      '/webhook_endpoints',
    ];
    const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
    const body = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.record({
        orders: fc.array(fc.jsonValue({ maxDepth: 2 })),
        data: fc.array(fc.jsonValue({ maxDepth: 2 })),
      }),
      fc.array(fc.record({ id: fc.jsonValue(), status: fc.jsonValue() })),
    );
    const readAll = (answer: unknown): string => {
      const { page } = read(platform, Object.fromEntries(paths.map((path) => [path, answer])));
      if (!page.ok) return page.failure.kind;
      for (const delivery of page.value.deliveries) platform.translate(delivery, context);
      return 'ok';
    };
    const property = fc.property(body, (answer) => ['ok', 'bad-shape'].includes(readAll(answer)));
    expect(fc.check(property, { numRuns: 500, seed })).toMatchObject({ failed: false, seed });
  });

  test('nothing there is a failure in words, not an empty success', () => {
    for (const platform of able)
      expect(read(platform, {}).page).toMatchObject({ ok: false, failure: { kind: 'bad-shape' } });
  });
});
