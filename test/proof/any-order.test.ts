import { afterAll, beforeAll, expect, test } from 'vitest';
import { about, newOrder, postStandard, purchase, shopifyOrder, signedShopify } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

const KINDS = ['purchase', 'delivery', 'refund', 'cancellation'] as const;
type Kind = (typeof KINDS)[number];
const orders = (kinds: readonly Kind[]): Kind[][] =>
  kinds.length < 2
    ? [[...kinds]]
    : kinds.flatMap((one) => orders(kinds.filter((kind) => kind !== one)).map((rest) => [one, ...rest]));
const TOPICS = { purchase: 'orders/paid', delivery: 'orders/fulfilled', cancellation: 'orders/cancelled' };

const endOf = (followUps: { rule: string; state: string }[]): string =>
  followUps
    .map(({ rule, state }) => `${rule} ${state}`)
    .toSorted()
    .join(', ');

async function tell(kind: Kind, order: ReturnType<typeof newOrder>, by: 'shopify' | 'own'): Promise<number> {
  const now = await system.now();
  const refund = { id: `R-${order.id}` };
  if (by === 'own')
    return postStandard(
      system,
      kind === 'purchase' ? purchase(order, now) : about(kind, order, now, { refund }),
    ).then(({ status }) => status);
  const paid = shopifyOrder(order, now);
  const { body, headers } =
    kind === 'refund'
      ? signedShopify({ id: paid.id + 1, order_id: paid.id, created_at: now }, 'refunds/create')
      : signedShopify({ ...paid, ...(kind === 'cancellation' && { cancelled_at: now }) }, TOPICS[kind]);
  return system.post('/hooks/demo/shopify', body, headers).then(({ status }) => status);
}

test('the events of an order in each of 24 orders, and all at the same instant: thanked once or not at all, and no check-in', async () => {
  const turns = orders(KINDS);
  const slow = turns.map((kinds) => ({ kinds, order: newOrder() }));
  const quick = turns.map((kinds) => ({ kinds, order: newOrder() }));
  const answers: number[] = [];
  for (const turn of KINDS.keys()) {
    const posts = slow.map(({ kinds, order }, at) => tell(kinds[turn]!, order, at % 2 ? 'own' : 'shopify'));
    answers.push(...(await Promise.all(posts)));
    await system.settle();
  }
  const atOnce = quick.flatMap(({ kinds, order }, at) =>
    [...kinds, ...kinds].map((kind) => tell(kind, order, at % 2 ? 'own' : 'shopify')),
  );
  answers.push(...(await Promise.all(atOnce)));
  expect(new Set(answers)).toEqual(new Set([202]));
  await system.clock('P20D');
  const mails = (await system.mails()).flatMap(({ destinations }) => destinations);
  const wrong: string[] = [];
  for (const { kinds, order } of [...slow, ...quick]) {
    const end = endOf(await system.followUps(order.email));
    const sent = mails.filter((to) => to === order.email).length;
    const thanked = sent === 1 && end === 'check-in cancelled, first-purchase-thanks sent';
    const not = sent === 0 && end === 'check-in cancelled, first-purchase-thanks cancelled';
    if (!thanked && !not) wrong.push(`${kinds.join()}: ${end}; ${sent} mails`);
  }
  expect(wrong).toEqual([]);
});
