import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BackFilled } from '../../functions/middleware/back-fill.ts';
import { type PlatformApi, startPlatformApi } from '../helpers/platform-api.ts';
import { startRooms } from '../helpers/rooms.ts';
import { shopifyOrder, stripeCheckout } from '../helpers/shop.ts';
import { kitOf } from '../sources/kits.ts';
import { request } from '../sources/receiver.ts';

type Rooms = Awaited<ReturnType<typeof startRooms>>;
type Order = { id: string; email: string };
const HOUR = 3_600_000;

let rooms: Rooms;
let api: PlatformApi;
let receive: (event: unknown) => Promise<{ statusCode: number }>;
let run: (request: object) => Promise<BackFilled>;
let connect: (platform: string, over?: Record<string, string>) => Promise<string>;

beforeAll(async () => {
  [rooms, api] = await Promise.all([startRooms(), startPlatformApi()]);
  for (const room of ['receive', 'jobs']) rooms.cloud.use(room);
  process.env['LOG_LEVEL'] = 'silent';
  const [receiving, jobs, secrets, sources] = await Promise.all([
    import('../../functions/receive/handler.ts'),
    import('../../functions/jobs/handler.ts'),
    import('../../shared/clients/secrets.ts'),
    import('../../shared/store/sources.ts'),
  ]);
  receive = receiving.handler;
  run = async (asked) => {
    const done = await jobs.handler({ job: 'back-fill', brand: 'demo', from: hoursAgo(240), ...asked });
    if (!('pages' in done)) throw new Error('not a back-fill');
    return done;
  };
  connect = async (platform, over = {}) => {
    const id = `s-${randomUUID().slice(0, 8)}`;
    await secrets.saveSourceSecrets('demo', id, [kitOf(platform).secrets.current]);
    await secrets.saveCredential('demo', id, 'ck_1:local-credential');
    const settings = { apiBase: api.url, shop: SHOPS[platform] ?? '', ...over };
    await sources.saveSource({ brand: 'demo', id, platform, settings });
    return id;
  };
});
beforeEach(() => api.reset());
afterAll(async () => {
  await Promise.all([rooms.stop(), api.stop()]);
});

/** A webhook as the platform posts it: the shop that it names is not signed. */
async function deliver(platform: string, source: string, of: { body: string; topic?: string }) {
  const kit = kitOf(platform);
  const event = request({ kit, source, ...of });
  const headers = { ...event.headers, 'x-shopify-shop-domain': SHOPS['shopify'] ?? '' };
  const { statusCode } = await receive({ ...event, headers });
  expect(statusCode).toBe(kit.platform.okStatus);
}

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString();

/** What waits for `plan` and then for `send`. */
async function settle(): Promise<void> {
  const bodies = rooms.cloud.queueMessages('plan');
  rooms.cloud.emptyQueue('plan');
  const { batchItemFailures } = await rooms.planBodies(bodies);
  expect(batchItemFailures).toEqual([]);
  await rooms.sendQueued();
}

const SHOPS: Record<string, string> = {
  shopify: 'kettles.myshopify.com',
  woocommerce: 'https://kettles.example/shop/',
};

const wooOrder = (order: Order, at: string) => ({
  id: Number.parseInt(order.id, 16),
  number: order.id,
  status: 'processing',
  currency: 'EUR',
  total: '64.50',
  date_created_gmt: at.slice(0, 19),
  date_modified_gmt: at.slice(0, 19),
  date_paid_gmt: at.slice(0, 19),
  billing: { first_name: 'Ana', last_name: 'Ruiz', email: order.email, country: 'DE' },
  line_items: [{ name: 'Enamel kettle', sku: 'KT-1', quantity: 1 }],
  refunds: [],
});

/** What a platform posts, and what its API tells of the same orders, by the paths of its documentation. */
const PLATFORMS = [
  {
    platform: 'shopify',
    topic: 'orders/paid',
    webhook: (order: Order, at: string): object => ({
      ...shopifyOrder(order, at),
      // The webhook came when the order was paid; a back-fill days later finds it changed since then.
      updated_at: at,
    }),
    tells: (...orders: [Order, string][]) =>
      api.reply('/admin/api/2026-10/orders.json', {
        body: {
          orders: orders.map(([order, at]) => ({
            ...shopifyOrder(order, at),
            updated_at: hoursAgo(0),
            refunds: [],
          })),
        },
      }),
  },
  {
    platform: 'stripe',
    webhook: stripeCheckout,
    tells: (...orders: [Order, string][]) => {
      api.reply('/v1/webhook_endpoints', { body: { data: [] } });
      api.reply('/v1/events', {
        body: { data: orders.map(([order, at]) => stripeCheckout(order, at)), has_more: false },
      });
    },
  },
  {
    platform: 'woocommerce',
    topic: 'order.updated',
    webhook: wooOrder,
    tells: (...orders: [Order, string][]) =>
      api.reply('/shop/wp-json/wc/v3/orders', { body: orders.map(([order, at]) => wooOrder(order, at)) }),
  },
];

describe.each(PLATFORMS)('$platform', ({ platform, topic, webhook, tells }) => {
  const post = async (source: string, order: Order, at: string): Promise<void> => {
    const body = JSON.stringify(webhook(order, at));
    await deliver(platform, source, { body, ...(topic && { topic }) });
  };
  const newOrder = (email: string): Order => ({ id: randomUUID().slice(0, 8), email });

  test('an order that a webhook told of is thanked once, however often it is read again', async () => {
    const source = await connect(platform);
    const ana = rooms.newcomer();
    const order = newOrder(ana.email);
    const at = hoursAgo(3);
    await post(source, order, at);
    await settle();
    expect(await ana.mails()).toHaveLength(1);
    tells([order, at]);
    for (const _round of [1, 2]) {
      expect(await run({ source })).toMatchObject({ done: true, read: 1, accepted: { purchase: 1 } });
      await settle();
    }
    expect(await ana.mails()).toHaveLength(1);
    expect((await ana.contact())?.counters.orders).toBe(1);
    expect(await ana.mine()).toHaveLength(2);
  });

  test('an order that was missed is thanked within the time of the rule, and the webhook that comes late adds nothing', async () => {
    const source = await connect(platform);
    const ana = rooms.newcomer();
    const order = newOrder(ana.email);
    tells([order, hoursAgo(20)]);
    await run({ source });
    await settle();
    expect(await ana.mails()).toHaveLength(1);
    await post(source, order, hoursAgo(20));
    await settle();
    expect(await ana.mails()).toHaveLength(1);
    expect((await ana.contact())?.counters.orders).toBe(1);
  });

  test('an order that was missed for too long is counted, and nobody is thanked late', async () => {
    const source = await connect(platform);
    const ana = rooms.newcomer();
    const at = hoursAgo(100);
    tells([newOrder(ana.email), at]);
    await run({ source });
    await settle();
    expect(await ana.mails()).toEqual([]);
    expect((await ana.contact())?.counters.orders).toBe(1);
    expect(await ana.one('first-purchase-thanks')).toMatchObject({ state: 'skipped' });
    // Counted from the order, not from the day on which it was read.
    const { dueAt } = await ana.one('check-in');
    expect(Date.parse(dueAt)).toBeLessThan(Date.parse(at) + 16 * 24 * HOUR);
  });

  test('the credential goes to the platform only, and into no answer', async () => {
    const source = await connect(platform);
    tells();
    const answer = await run({ source });
    expect(answer).toEqual({ done: true, pages: 1, read: 0, accepted: {}, ignored: {} });
    const sent = api.asked.map(({ headers }) => JSON.stringify(headers));
    const shown = ['ck_1:local-credential', Buffer.from('ck_1:local-credential').toString('base64')];
    for (const headers of sent) expect(shown.some((text) => headers.includes(text))).toBe(true);
    for (const { method, url } of api.asked) {
      expect(method).toBe('GET');
      expect(url).not.toContain('local-credential');
    }
  });
});

describe('what became of an order meanwhile', () => {
  test('a missed refund stops the check-in of a known order', async () => {
    const source = await connect('shopify');
    const ana = rooms.newcomer();
    const order = { id: randomUUID().slice(0, 8), email: ana.email };
    const bought = shopifyOrder(order, hoursAgo(5));
    const body = JSON.stringify(bought);
    await deliver('shopify', source, { body, topic: 'orders/paid' });
    await settle();
    expect(await ana.mails()).toHaveLength(1);
    const refund = { id: 5, created_at: hoursAgo(1), transactions: [] };
    const told = { ...bought, financial_status: 'refunded', refunds: [refund] };
    api.reply('/admin/api/2026-10/orders.json', { body: { orders: [told] } });
    expect(await run({ source })).toMatchObject({ read: 2, accepted: { refund: 1 } });
    await settle();
    expect((await ana.one('check-in')).state).toBe('cancelled');
  });
});

describe('page by page', () => {
  const people = (count: number): [Order, string][] =>
    Array.from({ length: count }, (_, at) => [
      { id: (0x1000_0000 + at).toString(16), email: `page-${at}@example.com` },
      hoursAgo(200),
    ]);
  const page = (orders: [Order, string][]) => ({
    body: { orders: orders.map(([order, at]) => ({ ...shopifyOrder(order, at), refunds: [] })) },
  });
  const PATH = '/admin/api/2026-10/orders.json';
  const cursorsAsked = (): (string | null)[] =>
    api.asked.map(({ url }) => new URL(url, api.url).searchParams.get('since_id'));

  test('a platform that puts us off keeps what was read, and the next slice goes on from there', async () => {
    const source = await connect('shopify');
    const all = people(53);
    const last = String(0x1000_0000 + 49);
    api.reply(
      PATH,
      page(all.slice(0, 50)),
      { status: 429, headers: { 'retry-after': '2' } },
      page(all.slice(50)),
    );
    const first = await run({ source });
    expect(first).toMatchObject({ done: false, cursor: last, wait: 2, pages: 1, read: 50 });
    const second = await run({ source, cursor: first.cursor });
    expect(second).toMatchObject({ done: true, pages: 1, read: 3, accepted: { purchase: 3 } });
    expect(cursorsAsked()).toEqual(['0', last, last]);
    rooms.cloud.emptyQueue('plan');
  });

  test('a fault after the first page ends the slice; the next one tells of it', async () => {
    const source = await connect('shopify');
    api.reply(PATH, page(people(50)), { status: 500 });
    const first = await run({ source });
    expect(first).toMatchObject({ done: false, pages: 1 });
    await expect(run({ source, cursor: first.cursor })).rejects.toThrow('answered with 500');
    rooms.cloud.emptyQueue('plan');
  });

  test('what the bus does not take is not done, and read again by the next slice', async () => {
    const source = await connect('shopify');
    api.reply(PATH, page(people(2)));
    const fault = { service: 'events', operation: 'PutEvents', times: 2, partialFailure: [0] };
    rooms.cloud.gateway.faults.add(fault);
    await expect(run({ source })).rejects.toThrow('could not be kept');
    rooms.cloud.gateway.faults.clear();
    expect(await run({ source })).toMatchObject({ done: true, accepted: { purchase: 2 } });
    rooms.cloud.emptyQueue('plan');
  });

  test('an order that cannot be read stops no other', async () => {
    const source = await connect('shopify');
    const [one, two] = page(people(2)).body.orders;
    api.reply(PATH, { body: { orders: [{ ...one, created_at: 'once upon a time' }, two] } });
    const { accepted, ignored } = await run({ source });
    expect(accepted).toEqual({ purchase: 1 });
    expect(Object.keys(ignored)).toEqual([expect.stringMatching(/^Not the expected shape\. created_at/)]);
    rooms.cloud.emptyQueue('plan');
  });
});

describe('what cannot be done is told in a sentence', () => {
  test.each([
    ['a source that is not there', { source: 'nowhere' }, /no such brand or source/],
    ['a platform without such an API', { source: 'standard-webhooks' }, /cannot be asked for missed orders/],
    ['a start in the future', { from: '2100-01-01' }, /begin in the future/],
    ['an end before the start', { from: '2026-02-02', to: '2026-02-01' }, /end before it begins/],
    ['a start that is no time', { from: 'yesterday' }, /a day, for instance 2026-11-01, or a moment/],
    ['a job that is spelled wrongly', { sourse: 'shopify' }, /sourse/],
  ])('%s', async (_name, over, message) => {
    const source = await connect('shopify');
    await expect(run({ source, ...over })).rejects.toThrow(message);
    expect(api.asked).toEqual([]);
  });

  test('more than Stripe keeps', async () => {
    const source = await connect('stripe');
    await expect(run({ source, from: hoursAgo(31 * 24) })).rejects.toThrow(/last 30 days only/);
  });

  test('a credential that the platform refuses', async () => {
    const source = await connect('shopify');
    api.reply('/admin/api/2026-10/orders.json', { status: 401 });
    await expect(run({ source })).rejects.toThrow(/refuses the credential/);
  });

  test('a source without a credential', async () => {
    const { saveSource } = await import('../../shared/store/sources.ts');
    const settings = { apiBase: api.url, shop: 'kettles.myshopify.com' };
    await saveSource({ brand: 'demo', id: 'bare', platform: 'shopify', settings });
    await expect(run({ source: 'bare' })).rejects.toThrow(/opens Shopify’s API is not stored/);
    expect(api.asked).toEqual([]);
  });
});

test('a day begins in the zone of the brand', async () => {
  const source = await connect('woocommerce');
  api.reply('/shop/wp-json/wc/v3/orders', { body: [] });
  await run({ source, from: '2026-07-01', to: '2026-07-01' });
  const asked = new URL(api.asked[0]?.url ?? '', api.url).searchParams;
  expect(asked.get('modified_after')).toBe('2026-06-30T22:00:00');
  expect(asked.get('before')).toBe('2026-07-01T22:00:00');
});
