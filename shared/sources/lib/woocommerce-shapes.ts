import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { absoluteAmount } from '../../domain/money.ts';
import { plainText } from './entities.ts';
import { MOST_ITEMS, type Fact } from './event.ts';
import { accountId, countryOf, firstEmail, firstName, languageOf } from './person.ts';
import { currency, decimal, idText, line, text, time } from './shape.ts';

/* What we read of WooCommerce's REST resources, version 3. Names stand as in a page, with entities. */

/** Times of members in `_gmt` come without a zone: they are UTC. */
const gmt = z
  .string()
  .transform((value) => (/(Z|[+-]\d{2}:?\d{2})$/i.test(value) ? value : `${value}Z`))
  .pipe(time);
const maybeGmt = z
  .literal('')
  .transform(() => undefined)
  .or(gmt)
  .nullish();

const address = z.object({ first_name: text, last_name: text, email: text, country: text }).nullish();
const meta = z.array(z.object({ key: z.string(), value: z.unknown() })).nullish();

/** What a webhook sends whose user has lost the right to see the order: signed, and yet no order. */
export const refusedByShop = z.object({ code: z.string(), message: z.string() });

export const order = z.object({
  id: idText,
  number: z.union([z.string(), z.int().transform(String)]).nullish(),
  status: z.string(),
  created_via: text,
  currency,
  total: decimal,
  customer_id: idText.nullish().catch(null),
  date_created_gmt: gmt,
  date_modified_gmt: maybeGmt,
  date_paid_gmt: maybeGmt,
  billing: address,
  shipping: address,
  meta_data: meta,
  line_items: z.array(z.object({ name: text, sku: text, quantity: z.number().nonnegative() })).nullish(),
  refunds: z.array(z.object({ id: idText, total: decimal.nullish() })).nullish(),
});
export type Order = z.infer<typeof order>;

export const customer = z.object({
  id: idText,
  date_created_gmt: gmt,
  email: text,
  first_name: text,
  last_name: text,
  is_paying_customer: z.boolean().nullish(),
  billing: address,
  meta_data: meta,
});
export type Customer = z.infer<typeof customer>;

const nameOf = (...names: (string | null | undefined)[]): string | undefined =>
  firstName(...names.map((name) => name && plainText(name)));

/** Plugins for several languages note the buyer's; the shop itself knows none. */
const localeOf = (list: Order['meta_data']): string | undefined => {
  const found = z.string().safeParse(list?.find(({ key }) => key === 'wpml_language')?.value);
  return found.success ? languageOf(found.data) : undefined;
};

export function buyerOf(it: Order): Fact['person'] {
  const { billing, shipping } = it;
  return {
    email: firstEmail(billing?.email),
    externalId: accountId(it.customer_id),
    firstName: nameOf(billing?.first_name, shipping?.first_name),
    lastName: nameOf(billing?.last_name, shipping?.last_name),
    locale: localeOf(it.meta_data),
    country: countryOf(shipping?.country, billing?.country),
  };
}

export const accountOf = (it: Customer): Fact['person'] => ({
  email: firstEmail(it.email, it.billing?.email),
  externalId: it.id,
  firstName: nameOf(it.first_name, it.billing?.first_name),
  lastName: nameOf(it.last_name, it.billing?.last_name),
  locale: localeOf(it.meta_data),
  country: countryOf(it.billing?.country),
});

export const totalOf = (it: Order) => ({ amount: it.total, currency: it.currency.toUpperCase() });

/** Half a metre of cloth is one thing to thank for. */
const itemsOf = (it: Order) =>
  it.line_items?.slice(0, MOST_ITEMS).map(({ name, sku, quantity }) => ({
    title: line(plainText(name ?? ''), 500) ?? '',
    sku: line(sku, 200),
    quantity: Math.ceil(Math.min(quantity, 1e9)),
  }));

export const orderOf = (it: Order) => ({
  id: it.id,
  number: line(it.number, 100),
  total: totalOf(it),
  items: itemsOf(it),
});

/** The subscription that a renewal's order belongs to, by the note that WooCommerce Subscriptions leaves in it. */
export function renewalOf(it: Order): { id: string; period: string } | undefined {
  const noted = idText.safeParse(it.meta_data?.find(({ key }) => key === '_subscription_renewal')?.value);
  return noted.success ? { id: noted.data, period: paidAt(it).toString().slice(0, 10) } : undefined;
}

export const paidAt = (it: Order): Temporal.Instant =>
  it.date_paid_gmt ?? it.date_modified_gmt ?? it.date_created_gmt;

/** Each refund by itself; they come with a minus. An order may be called refunded without any. */
export function refundsOf(it: Order) {
  const listed = (it.refunds ?? []).slice(-MOST_REFUNDS).map(({ id, total }) => ({ id, amount: total }));
  const whole =
    it.status === 'refunded' && listed.length === 0 ? [{ id: `${it.id}:all`, amount: it.total }] : [];
  return [...listed, ...whole].map(({ id, amount }) => ({
    id,
    amount: amount ? { amount: absoluteAmount(amount), currency: it.currency.toUpperCase() } : undefined,
  }));
}

/** More refunds of one order than this are a bookkeeper's, not a buyer's. */
const MOST_REFUNDS = 20;
