import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sign } from '../../infra/local/demo/sign.ts';
import { runCommand } from '../helpers/command.ts';
import { type PlatformApi, startPlatformApi } from '../helpers/platform-api.ts';
import { newOrder, postStandard, purchase, shopifyOrder } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
let api: PlatformApi;
beforeAll(async () => {
  [system, api] = await Promise.all([startSystem(), startPlatformApi()]);
});
afterAll(async () => {
  await Promise.all([system.stop(), api.stop()]);
});
beforeEach(() => api.reset());

const extramile = (...args: string[]) => runCommand(system, args);

const mailsTo = async (email: string) => (await system.mails()).filter(({ raw }) => raw.includes(email));
const ordersPath = '/admin/api/2026-10/orders.json';

test('orders that Shopify never told of are read by one command, and nobody is thanked twice', async () => {
  await system.call('PATCH', '/api/brands/demo/sources/shopify', { settings: { apiBase: api.url } });
  const now = await system.now();
  const earlier = new Date(Date.parse(now) - 6 * 3_600_000).toISOString();
  const [told, missed] = [newOrder(), newOrder()];
  const { body, headers } = sign('shopify', shopifyOrder(told, earlier), {
    topic: 'orders/paid',
    now: new Date(now),
  });
  expect((await system.post('/hooks/demo/shopify', body, headers)).status).toBe(202);
  await system.settle();
  const orders = [told, missed].map((order) => ({ ...shopifyOrder(order, earlier), refunds: [] }));
  api.reply(ordersPath, { body: { orders } });
  const since = now.slice(0, 8) === earlier.slice(0, 8) ? now.slice(0, 10) : earlier.slice(0, 10);
  const { code, out } = await extramile('source', 'back-fill', 'shopify', '--from', since);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Done: 2 read on 1 page\.\n/) });
  await extramile('source', 'back-fill', 'shopify', '--from', since);
  await system.settle();
  expect([await mailsTo(told.email), await mailsTo(missed.email)].map(({ length }) => length)).toEqual([
    1, 1,
  ]);
  expect(api.asked[0]?.headers['x-shopify-access-token']).toBe('local-shopify-credential');
});

test('the command says what is missing, and where to go on', async () => {
  const unknown = await extramile('source', 'back-fill', 'typeform', '--from', '2026-11-01');
  expect(unknown).toMatchObject({
    code: 1,
    error: expect.stringContaining('cannot be asked for missed orders'),
  });
  expect(await extramile('source', 'back-fill', 'shopify')).toMatchObject({ code: 2 });
  const order = shopifyOrder(newOrder(), await system.now());
  const full = Array.from({ length: 50 }, (_, at) => ({ ...order, id: at + 1, refunds: [] }));
  api.reply(ordersPath, { body: { orders: full } }, { status: 503 });
  const { code, error } = await extramile('source', 'back-fill', 'shopify', '--from', '2026-11-01');
  expect(code).toBe(1);
  expect(error).toMatch(/answered with 503.* Go on later with --cursor 50\n$/);
});

test('a source that falls silent is noticed once as time goes by, and so is its next webhook', async () => {
  const check = () => extramile('source', 'check', 'standard-webhooks');
  const post = async (): Promise<void> => {
    const now = await system.now();
    await postStandard(system, purchase(newOrder(), now), now);
  };
  for (let round = 0; round < 4; round += 1) {
    await post();
    await system.clock('P2D');
  }
  await post();
  expect(await check()).toMatchObject({ code: 0 });
  const { ran } = await system.clock('P60D');
  expect(await check()).toMatchObject({ code: 3, out: expect.stringMatching(/has fallen silent/) });
  const { requests } = await system.requests();
  const told = () => requests['tend/events/PutEvents']?.count;
  expect(told()).toBe(1);
  // Ticks that can find nothing are skipped: sixty days have 5,760 quarters of an hour.
  expect(ran).toBeLessThan(200);
  await post();
  await system.clock('PT15M');
  expect(await check()).toMatchObject({ code: 0 });
  const after = await system.requests();
  expect(after.requests['tend/events/PutEvents']?.count).toBe(2);
  expect((await system.settle()).deadLetters).toBe(0);
});
