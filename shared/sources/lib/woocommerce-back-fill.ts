import * as z from 'zod';
import type { Temporal } from 'temporal-polyfill';
import { fail, ok } from '../../contract/result.ts';
import type { BackFill, Delivery } from '../source.ts';
import { idText, readAs, text } from './shape.ts';

const PAGE = 50;
const FIELDS = [
  'id,number,status,created_via,currency,total,customer_id,date_created_gmt,date_modified_gmt,date_paid_gmt',
  'billing,shipping,meta_data,line_items,refunds',
].join(',');

const missed = z.looseObject({
  id: idText,
  status: z.string(),
  date_created_gmt: text,
  date_modified_gmt: text,
  date_paid_gmt: text,
});

/** Paid when it was made, where the shop noted no time: a change of today must not make it an order of today. */
const withoutChange = (it: z.infer<typeof missed>): object =>
  it.date_paid_gmt || ['cancelled', 'refunded'].includes(it.status)
    ? it
    : { ...it, date_modified_gmt: it.date_created_gmt };

const asWebhook = (it: z.infer<typeof missed>): Delivery => ({
  raw: Buffer.from(JSON.stringify(withoutChange(it))),
  headers: { 'x-wc-webhook-topic': 'order.updated' },
  query: {},
});

/** UTC without its mark, as the shop writes it, too. */
const gmt = (at: Temporal.Instant): string => at.toString({ smallestUnit: 'second' }).replace('Z', '');

/** The shop's own address, by HTTPS, whatever the path that it is installed under. */
function apiOf(shop: string | undefined): string | undefined {
  const url = shop === undefined ? null : URL.parse(shop);
  const plain = url?.protocol === 'https:' && !url.username && !url.password && !url.search && !url.hash;
  return plain ? `${url.origin}${url.pathname.replace(/\/$/, '')}` : undefined;
}

/** In the order in which they were made: what changes meanwhile can only come a second time. */
export const backFill: BackFill = {
  base: ({ shop }) => {
    const base = apiOf(shop);
    return base
      ? ok(base)
      : fail(
          'bad-settings',
          'To read missed orders, the setting "shop" must be its address, for instance https://kettles.example.',
        );
  },
  authorise: (credential) => ({ authorization: `Basic ${Buffer.from(credential).toString('base64')}` }),
  *readPage({ from, to, cursor = '1' }) {
    const answer = yield {
      path: '/wp-json/wc/v3/orders',
      query: {
        orderby: 'date',
        order: 'asc',
        per_page: String(PAGE),
        page: cursor,
        modified_after: gmt(from),
        ...(to && { before: gmt(to) }),
        dates_are_gmt: 'true',
        _fields: FIELDS,
      },
    };
    if (!answer.found) return fail('bad-shape', 'The shop has no list of orders at this address.');
    return readAs(z.array(missed), answer.body, (orders) =>
      ok({
        deliveries: orders.map(asWebhook),
        ...(orders.length === PAGE && { cursor: String(Number(cursor) + 1) }),
      }),
    );
  },
};
