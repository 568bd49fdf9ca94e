import * as z from 'zod';
import { absoluteAmount } from '../../domain/money.ts';
import type { Money } from '../../contract/primitives.ts';
import type { Fact } from './event.ts';
import { countryOf, firstEmail, firstName } from './person.ts';
import { currency, decimal, idText, line, text, time } from './shape.ts';
import { pathId } from './thin.ts';

/* What we read of PayPal, over the two generations of its resources: they name amounts and people differently. */

/** Read first: the type alone, because some of PayPal's other events hold times that are none. */
export const heading = z.object({ event_type: z.string().min(1).max(200), resource: z.unknown() });
export type Heading = z.infer<typeof heading>;

const amount = z
  .union([
    z.object({ value: decimal, currency_code: currency }),
    z
      .object({ total: decimal, currency })
      .transform(({ total, currency: code }) => ({ value: total, currency_code: code })),
  ])
  .transform((it): Money => ({ amount: absoluteAmount(it.value), currency: it.currency_code.toUpperCase() }));

const times = { create_time: time.nullish(), update_time: time.nullish() };
const links = z.array(z.object({ rel: text, href: text })).nullish();
const related = z
  .object({ related_ids: z.object({ order_id: pathId.nullish(), capture_id: idText.nullish() }).nullish() })
  .nullish();

const party = z
  .object({
    email_address: text,
    payer_id: text,
    name: z.object({ given_name: text, surname: text }).nullish(),
    address: z.object({ country_code: text }).nullish(),
    shipping_address: z.object({ address: z.object({ country_code: text }).nullish() }).nullish(),
  })
  .nullish();
type Party = z.infer<typeof party>;

export const capture = z.object({
  id: pathId,
  status: text,
  amount,
  custom_id: text,
  invoice_id: text,
  supplementary_data: related,
  ...times,
});
export type Capture = z.infer<typeof capture>;

export const sale = z.object({
  id: pathId,
  state: text,
  amount,
  invoice_number: text,
  parent_payment: pathId.nullish(),
  billing_agreement_id: pathId.nullish(),
  ...times,
});
export type Sale = z.infer<typeof sale>;

export const refund = z.object({
  id: idText,
  status: text,
  amount,
  sale_id: idText.nullish(),
  supplementary_data: related,
  links,
  ...times,
});
export type Refund = z.infer<typeof refund>;

export const order = z.object({
  id: pathId,
  status: text,
  payer: party,
  payment_source: z.object({ paypal: z.object({ email_address: text }).nullish() }).nullish(),
  purchase_units: z
    .array(
      z.object({
        amount: amount.nullish(),
        custom_id: text,
        invoice_id: text,
        payments: z.object({ captures: z.array(z.object({ id: idText, status: text })).nullish() }).nullish(),
      }),
    )
    .nullish(),
  ...times,
});
export type Order = z.infer<typeof order>;

export const subscription = z.object({
  id: pathId,
  subscriber: party,
  status_update_time: time.nullish(),
});
export type Subscription = z.infer<typeof subscription>;

/** The first generation: `GET /v1/payments/payment/{id}`. */
export const oldPayment = z.object({
  payer: z
    .object({
      payer_info: z
        .object({ email: text, first_name: text, last_name: text, payer_id: text, country_code: text })
        .nullish(),
    })
    .nullish(),
});
export type OldPayment = z.infer<typeof oldPayment>;

export const partyOf = (it: Party): Fact['person'] =>
  it
    ? {
        email: firstEmail(it.email_address),
        externalId: it.payer_id,
        firstName: firstName(it.name?.given_name),
        lastName: firstName(it.name?.surname),
        country: countryOf(it.address?.country_code, it.shipping_address?.address?.country_code),
      }
    : {};

export const payerOf = (it: Order): Fact['person'] => {
  const person = partyOf(it.payer);
  return { ...person, email: person.email ?? firstEmail(it.payment_source?.paypal?.email_address) };
};

export const oldPayerOf = (it: OldPayment): Fact['person'] => {
  const who = it.payer?.payer_info;
  return {
    email: firstEmail(who?.email),
    externalId: who?.payer_id ?? undefined,
    firstName: firstName(who?.first_name),
    lastName: firstName(who?.last_name),
    country: countryOf(who?.country_code),
  };
};

/** The first of what an order asked for: its number at the shop, its amount, and the payment that came in for it. */
export function unitOf(it: Order) {
  const unit = it.purchase_units?.[0];
  const paid = unit?.payments?.captures?.find(({ status }) => (status ?? 'COMPLETED') === 'COMPLETED');
  return { paid: paid?.id ?? it.id, number: numberOf(unit ?? {}), total: unit?.amount };
}

type Numbered = { invoice_id?: string | null | undefined; custom_id?: string | null | undefined };

/** What the shop calls the order. */
export const numberOf = (it: Numbered): string | undefined =>
  line(it.invoice_id, 100) ?? line(it.custom_id, 100);

/** The payment that a refund belongs to: by name, or by the end of the link that leads up to it. The link is not called. */
export function refundedPayment(it: Refund): string | undefined {
  const up = it.links?.find(({ rel }) => rel === 'up')?.href ?? '';
  const [, linked] = /\/(?:captures|sale)\/([A-Za-z0-9_-]{1,64})$/.exec(up) ?? [];
  return it.sale_id ?? linked ?? it.supplementary_data?.related_ids?.capture_id ?? undefined;
}
