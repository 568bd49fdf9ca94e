import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { sign } from '../../infra/local/demo/sign.ts';
import { runCommand } from '../helpers/command.ts';
import { newOrder, postStandard, purchase, shopifyOrder } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => void (system = await startSystem()));
afterAll(() => system.stop());

const extramile = (...args: string[]) => runCommand(system, args);

async function post(topic: string, payload: object): Promise<unknown> {
  const { body, headers } = sign('shopify', payload, { topic, now: new Date(await system.now()) });
  const answer = await system.post('/hooks/demo/shopify', body, headers);
  expect(answer.status).toBe(202);
  await system.settle();
  return answer.json();
}

const mailsTo = async (email: string) => (await system.mails()).filter(({ raw }) => raw.includes(email));
const shop = { shop_id: 954889, shop_domain: 'kettle-and-co.myshopify.com' };
const requests = async () =>
  z
    .object({ items: z.array(z.looseObject({ id: z.string(), kind: z.string(), state: z.string() })) })
    .parse(await system.call('GET', '/api/brands/demo/privacy')).items;

test('Shopify’s request to erase somebody ends their check-in, and their old order never writes again', async () => {
  const ana = newOrder();
  const order = shopifyOrder(ana, await system.now());
  await post('orders/paid', order);
  expect((await system.followUps(ana.email)).map(({ state }) => state).toSorted()).toEqual([
    'planned',
    'sent',
  ]);
  const told = await post('customers/redact', {
    ...shop,
    // The account has another address than the order.
    customer: { id: 7_000_001, email: `account-${ana.id}@example.com`, phone: null },
    orders_to_redact: [order.id],
  });
  expect(told).toMatchObject({ events: [{ kind: 'erase-person', status: 'accepted' }] });
  expect(await system.followUps(ana.email)).toEqual([]);
  expect(await requests()).toMatchObject([{ kind: 'erase-person', state: 'done', erased: { people: 1 } }]);
  await post('orders/paid', order);
  const { settled } = await system.clock('P15D');
  expect(settled.deadLetters).toBe(0);
  expect(await mailsTo(ana.email)).toHaveLength(1);
  const again = shopifyOrder({ ...newOrder(), email: ana.email }, await system.now());
  await post('orders/paid', again);
  expect(await mailsTo(ana.email)).toHaveLength(2);
});

describe('extramile privacy', () => {
  test('lists what was asked, prints the copy of a request and closes it', async () => {
    const ana = newOrder();
    await postStandard(system, purchase(ana, await system.now()));
    await system.settle();
    await post('customers/data_request', {
      ...shop,
      customer: { id: 7_000_002, email: ana.email },
      orders_requested: [],
      data_request: { id: 9999 },
    });
    const [request] = await requests();
    const id = request?.id ?? '';
    const listed = await extramile('privacy', 'list');
    expect(listed.out).toMatch(new RegExp(`${id} +export-person +shopify +\\S+ +open, due by \\d{4}-`));
    const copy = await extramile('privacy', 'export', id);
    expect(copy.code).toBe(0);
    expect(JSON.parse(copy.out)).toMatchObject({ people: [{ profile: { email: ana.email } }, {}] });
    expect(await extramile('privacy', 'done', id)).toMatchObject({ code: 0 });
    expect((await extramile('privacy', 'list')).out).toMatch(
      new RegExp(`${id} .*done \\d{4}-\\d\\d-\\d\\d +handed over`),
    );
    expect(await extramile('privacy', 'done', id)).toMatchObject({ code: 1 });
    expect(await extramile('privacy', 'export', 'prv-0')).toMatchObject({ code: 1 });
  });

  test('erases who asks by mail, after saying what is held', async () => {
    const ben = newOrder();
    await postStandard(system, purchase(ben, await system.now()));
    await system.settle();
    const email = ['--email', ben.email];
    const dry = await extramile('privacy', 'erase', ...email, '--dry-run');
    expect(dry.out).toBe('A profile, 1 event and 2 follow-ups are held. Nothing was erased.\n');
    expect(await extramile('privacy', 'erase', ...email)).toMatchObject({ code: 2 });
    expect(await system.followUps(ben.email)).toHaveLength(2);
    const erased = await extramile('privacy', 'erase', ...email, '--yes', '--json');
    expect(erased.code).toBe(0);
    await system.settle();
    expect(await system.followUps(ben.email)).toEqual([]);
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(erased.out));
    expect((await requests()).find((one) => one.id === id)).toMatchObject({ state: 'done' });
    const after = JSON.parse((await extramile('privacy', 'export', ...email)).out);
    expect(after).toMatchObject({ people: [{ events: [], followUps: [], erasedAt: expect.any(String) }] });
  });

  test('exits with 2 on wrong use', async () => {
    for (const command of ['export', 'erase', 'done'])
      expect(await extramile('privacy', command)).toMatchObject({ code: 2, out: '' });
  });
});

test('Shopify’s request to erase a shop leaves those who came from elsewhere', async () => {
  const [ana, ben] = [newOrder(), newOrder()];
  await post('orders/paid', shopifyOrder(ana, await system.now()));
  await postStandard(system, purchase(ben, await system.now()));
  await system.settle();
  await post('shop/redact', shop);
  expect(await system.followUps(ana.email)).toEqual([]);
  expect(await system.followUps(ben.email)).toHaveLength(2);
  const [request] = await requests();
  expect(request).toMatchObject({ kind: 'erase-source', state: 'done', reference: '954889' });
  expect((await system.settle()).deadLetters).toBe(0);
});
