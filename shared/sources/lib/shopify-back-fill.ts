import * as z from 'zod';
import { fail, ok } from '../../contract/result.ts';
import type { BackFill, Delivery } from '../source.ts';
import { idText, readAs, text } from './shape.ts';

/** Of the REST Admin API; the same shapes as the webhooks of that version. */
const VERSION = '2026-10';
const PAGE = 50;
/** What `translate` reads and no more: orders of a hundred lines fill megabytes. */
const FIELDS = [
  'id,name,email,contact_email,customer,billing_address,shipping_address,customer_locale,buyer_accepts_marketing',
  'total_price,currency,total_price_set,financial_status,fulfillment_status,source_name,test,created_at',
  'processed_at,cancelled_at,fulfillments,line_items,refunds',
].join(',');

const missed = z.looseObject({
  id: idText,
  fulfillment_status: text,
  cancelled_at: text,
  refunds: z.array(z.looseObject({})).nullish(),
});
const list = z.object({ orders: z.array(missed) });

/**
 * An order as the webhooks that tell of it. It carries no `updated_at`: a note written today must not make an order of
 * last month one of today, so its purchase happened when it was placed. What is not paid, `translate` finds out.
 */
function deliveriesOf(found: z.infer<typeof missed>, shop: string): Delivery[] {
  const it = { ...found, updated_at: null };
  const post = (topic: string, body: unknown): Delivery => ({
    raw: Buffer.from(JSON.stringify(body)),
    headers: { 'x-shopify-topic': topic, 'x-shopify-shop-domain': shop },
    query: {},
  });
  return [
    post('orders/paid', it),
    ...(it.fulfillment_status === 'fulfilled' ? [post('orders/fulfilled', it)] : []),
    ...(it.refunds ?? []).map((refund) => post('refunds/create', { order_id: it.id, ...refund })),
    ...(it.cancelled_at ? [post('orders/cancelled', it)] : []),
  ];
}

/** By rising id, so that an order that changes meanwhile moves nothing. */
export const backFill: BackFill = {
  base: ({ shop = '' }) =>
    /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(shop)
      ? ok(`https://${shop}`)
      : fail(
          'bad-settings',
          'To read missed orders, the setting "shop" must name it, for instance kettles.myshopify.com.',
        ),
  authorise: (credential) => ({ 'x-shopify-access-token': credential }),
  limits: { perMinute: 120 },
  *readPage({ from, to, cursor = '0' }, { settings }) {
    const answer = yield {
      path: `/admin/api/${VERSION}/orders.json`,
      query: {
        status: 'any',
        limit: String(PAGE),
        since_id: cursor,
        updated_at_min: from.toString(),
        ...(to && { created_at_max: to.toString() }),
        fields: FIELDS,
      },
    };
    if (!answer.found) return fail('bad-shape', 'Shopify has no list of orders at this address.');
    return readAs(list, answer.body, ({ orders }) => {
      const deliveries = orders.flatMap((it) => deliveriesOf(it, settings['shop'] ?? ''));
      const last = orders.length < PAGE ? undefined : orders.at(-1)?.id;
      return ok({ deliveries, ...(last !== undefined && { cursor: last }) });
    });
  },
};
