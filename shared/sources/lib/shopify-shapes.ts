import * as z from 'zod';
import type { Order as OrderFacts } from '../../contract/event.ts';
import type { Money } from '../../contract/primitives.ts';
import { MOST_ITEMS, type Fact } from './event.ts';
import { countryOf, firstEmail, firstName, languageOf } from './person.ts';
import { currency, decimal, idText, line, text, time } from './shape.ts';

/* What we read of Shopify's bodies. Everything may be null or missing where the app may not see personal data. */

const names = { first_name: text, last_name: text };
const address = z.object({ ...names, country_code: text }).nullish();
const priceSet = z.object({
  presentment_money: z.object({ amount: decimal, currency_code: currency }).nullish(),
});

const customer = z.object({
  ...names,
  id: idText.nullish(),
  email: text,
  orders_count: z.int().nullish(),
  accepts_marketing: z.boolean().nullish(),
  email_marketing_consent: z.object({ state: text }).nullish(),
  default_address: address,
});

export const newCustomer = customer.extend({ id: idText, created_at: time });
export type NewCustomer = z.infer<typeof newCustomer>;

export const order = z.object({
  id: idText,
  name: text,
  email: text,
  contact_email: text,
  customer: customer.nullish(),
  billing_address: address,
  shipping_address: address,
  customer_locale: text,
  buyer_accepts_marketing: z.boolean().nullish(),
  total_price: decimal.nullish(),
  currency: currency.nullish(),
  total_price_set: priceSet.nullish(),
  financial_status: text,
  /** What made it, for instance `web`, `pos` or `subscription_contract`. */
  source_name: text,
  test: z.boolean().nullish(),
  created_at: time,
  processed_at: time.nullish(),
  updated_at: time.nullish(),
  cancelled_at: time.nullish(),
  fulfillments: z.array(z.object({ created_at: time.nullish() })).nullish(),
  line_items: z
    .array(
      z.object({
        title: text,
        sku: text,
        quantity: z.int().nonnegative(),
        gift_card: z.boolean().nullish(),
      }),
    )
    .nullish(),
});
export type Order = z.infer<typeof order>;

export const refund = z.object({
  id: idText,
  order_id: idText,
  created_at: time,
  processed_at: time.nullish(),
  transactions: z
    .array(
      z.object({
        kind: text,
        status: text,
        amount: decimal,
        currency,
        test: z.boolean().nullish(),
      }),
    )
    .nullish(),
});

/** The order's own addresses go before that of the account: it is where the buyer asked to be written to. */
export function buyerOf(it: Order): Fact['person'] {
  return {
    email: firstEmail(it.email, it.contact_email, it.customer?.email),
    externalId: it.customer?.id ?? undefined,
    ...namesOf([it.customer, it.billing_address, it.shipping_address]),
    locale: languageOf(it.customer_locale),
    country: countryOf(it.shipping_address?.country_code, it.billing_address?.country_code),
    // An unticked box withdraws nothing: the person may have agreed elsewhere.
    consent: it.buyer_accepts_marketing === true ? 'granted' : undefined,
  };
}

type Named = { first_name?: string | null | undefined; last_name?: string | null | undefined };

const namesOf = (people: (Named | null | undefined)[]): Fact['person'] => ({
  firstName: firstName(...people.map((one) => one?.first_name)),
  lastName: firstName(...people.map((one) => one?.last_name)),
});

/** What the buyer saw and paid: the presentment currency, not the shop's. */
export function totalOf(it: Order): Money | undefined {
  const shown = it.total_price_set?.presentment_money;
  const [amount, code] = shown ? [shown.amount, shown.currency_code] : [it.total_price, it.currency];
  return amount && code ? { amount, currency: code.toUpperCase() } : undefined;
}

export const itemsOf = (it: Order): OrderFacts['items'] | undefined =>
  it.line_items?.slice(0, MOST_ITEMS).map(({ title, sku, quantity }) => {
    const code = line(sku, 200);
    return { title: line(title, 500) ?? '', quantity, ...(code ? { sku: code } : {}) };
  });

export type Refund = z.infer<typeof refund>;
