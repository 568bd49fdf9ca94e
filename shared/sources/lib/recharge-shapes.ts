import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { MOST_ITEMS, type Fact } from './event.ts';
import { countryOf, firstEmail, firstName } from './person.ts';
import { currency, decimal, idText, line, text } from './shape.ts';
import { pathId } from './thin.ts';

/* What we read of Recharge's resources, over its API versions: which members there are depends on the one chosen. */

/** The older version writes times without an offset; UTC is the nearest guess. */
const looseTime = z.string().transform((value, context) => {
  const text = /(Z|[+-]\d{2}:?\d{2})$/i.test(value) ? value : `${value}Z`;
  try {
    return Temporal.Instant.from(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'expected a time' });
    return z.NEVER;
  }
});

const address = z.object({ first_name: text, last_name: text, country_code: text, country: text }).nullish();

export const charge = z.object({
  id: idText,
  status: z.string().transform((status) => status.toLowerCase()),
  type: z
    .string()
    .transform((type) => type.toLowerCase())
    .nullish(),
  customer_id: pathId.nullish(),
  customer: z.object({ id: pathId.nullish(), email: text }).nullish(),
  email: text,
  first_name: text,
  last_name: text,
  billing_address: address,
  shipping_address: address,
  currency: currency.nullish(),
  total_price: decimal.nullish(),
  total_refunds: decimal.nullish(),
  processed_at: looseTime.nullish(),
  updated_at: looseTime.nullish(),
  created_at: looseTime.nullish(),
  external_order_name: text,
  line_items: z
    .array(
      z.object({
        title: text,
        sku: text,
        quantity: z.int().nonnegative().nullish(),
        subscription_id: idText.nullish(),
        purchase_item_id: idText.nullish(),
      }),
    )
    .nullish(),
});
export type Charge = z.infer<typeof charge>;

export const subscription = z.object({
  id: idText,
  customer_id: pathId.nullish(),
  email: text,
  cancelled_at: looseTime.nullish(),
});
export type Subscription = z.infer<typeof subscription>;

export const foundCustomer = z.object({
  customer: z.object({ id: idText, email: text, first_name: text, last_name: text, billing_country: text }),
});
export type Customer = z.infer<typeof foundCustomer>['customer'];

export const accountOf = (it: Customer): Fact['person'] => ({
  email: firstEmail(it.email),
  externalId: it.id,
  firstName: firstName(it.first_name),
  lastName: firstName(it.last_name),
  country: countryOf(it.billing_country),
});

export const payerOf = (it: Charge): Fact['person'] => ({
  email: firstEmail(it.customer?.email, it.email),
  externalId: it.customer?.id ?? it.customer_id ?? undefined,
  ...whereabouts([it.shipping_address, it.billing_address], it),
});

type Named = { first_name?: string | null | undefined; last_name?: string | null | undefined };

const whereabouts = (addresses: Charge['billing_address'][], it: Named): Fact['person'] => ({
  firstName: firstName(it.first_name, ...addresses.map((one) => one?.first_name)),
  lastName: firstName(it.last_name, ...addresses.map((one) => one?.last_name)),
  country: countryOf(...addresses.map((one) => one?.country_code ?? one?.country)),
});

/** Without a currency an amount says nothing. */
export const totalOf = (it: Charge) =>
  it.total_price && it.currency ? { amount: it.total_price, currency: it.currency.toUpperCase() } : undefined;

export const itemsOf = (it: Charge) =>
  it.line_items?.slice(0, MOST_ITEMS).map(({ title, sku, quantity }) => ({
    title: line(title, 500) ?? '',
    sku: line(sku, 200),
    quantity: quantity ?? 1,
  }));

export const subscriptionOf = (it: Charge): string | undefined =>
  it.line_items?.map((one) => one.subscription_id ?? one.purchase_item_id).find((id) => id) ?? undefined;

export const happenedAt = (it: Charge): Temporal.Instant | undefined =>
  it.processed_at ?? it.updated_at ?? it.created_at ?? undefined;
