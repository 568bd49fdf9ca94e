import * as z from 'zod';
import { ISO_MINOR_UNITS, compareAmounts, fromMinorUnits } from '../../domain/money.ts';
import type { Fact } from './event.ts';
import { countryOf, firstEmail, firstName } from './person.ts';
import { currency, idText, text, time } from './shape.ts';
import { pathId } from './thin.ts';

/* What we read of Square's webhooks. Amounts are whole numbers of the currency's smallest unit, as ISO 4217 has it. */

const money = z
  .object({ amount: z.int(), currency })
  .transform((it) => fromMinorUnits(it.amount, it.currency, ISO_MINOR_UNITS));

export const envelope = z.object({
  type: z.string().min(1).max(200),
  created_at: time,
  data: z.object({ object: z.unknown() }).nullish(),
});
export type Envelope = z.infer<typeof envelope>;

export const payment = z.object({
  payment: z.object({
    id: pathId,
    status: text,
    order_id: text,
    receipt_number: text,
    reference_id: text,
    customer_id: pathId.nullish(),
    buyer_email_address: text,
    billing_address: z.object({ first_name: text, last_name: text, country: text }).nullish(),
    shipping_address: z.object({ first_name: text, last_name: text, country: text }).nullish(),
    application_details: z.object({ square_product: text }).nullish(),
    card_details: z
      .object({ card_payment_timeline: z.object({ captured_at: time.nullish() }).nullish() })
      .nullish(),
    amount_money: money,
    total_money: money.nullish(),
    refunded_money: money.nullish(),
    updated_at: time.nullish(),
    created_at: time,
  }),
});
export type Payment = z.infer<typeof payment>['payment'];

export const refund = z.object({
  refund: z.object({
    id: idText,
    status: text,
    payment_id: idText.nullish(),
    order_id: idText.nullish(),
    amount_money: money,
    created_at: time,
    updated_at: time.nullish(),
  }),
});
export type Refund = z.infer<typeof refund>['refund'];

export const invoice = z.object({
  invoice: z.object({
    id: idText,
    status: text,
    invoice_number: text,
    order_id: idText.nullish(),
    subscription_id: idText.nullish(),
    primary_recipient: z
      .object({ customer_id: pathId.nullish(), email_address: text, given_name: text, family_name: text })
      .nullish(),
    payment_requests: z
      .array(
        z.object({ total_completed_amount_money: money.nullish(), computed_amount_money: money.nullish() }),
      )
      .nullish(),
    updated_at: time.nullish(),
  }),
});
export type Invoice = z.infer<typeof invoice>['invoice'];

export const customer = z.object({
  customer: z.object({
    id: pathId,
    email_address: text,
    given_name: text,
    family_name: text,
    birthday: text,
    creation_source: text,
    address: z.object({ country: text }).nullish(),
    preferences: z.object({ email_unsubscribed: z.boolean().nullish() }).nullish(),
    created_at: time.nullish(),
  }),
});
export type Customer = z.infer<typeof customer>['customer'];

/** `1962-03-04`; the year 0000 stands for none. */
const birthdayOf = (raw: string | null | undefined): string | undefined => {
  const match = /^(\d{4})-((?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))$/.exec(raw ?? '');
  return match ? `${match[1] === '0000' ? '-' : match[1]}-${match[2]}` : undefined;
};

export const accountOf = (it: Customer): Fact['person'] => ({
  email: firstEmail(it.email_address),
  externalId: it.id,
  firstName: firstName(it.given_name),
  lastName: firstName(it.family_name),
  country: countryOf(it.address?.country),
  birthday: birthdayOf(it.birthday),
  consent: it.preferences?.email_unsubscribed === true ? 'withdrawn' : undefined,
});

export const payerOf = (it: Payment): Fact['person'] => ({
  email: firstEmail(it.buyer_email_address),
  externalId: it.customer_id ?? undefined,
  firstName: firstName(it.billing_address?.first_name, it.shipping_address?.first_name),
  lastName: firstName(it.billing_address?.last_name, it.shipping_address?.last_name),
  country: countryOf(it.shipping_address?.country, it.billing_address?.country),
});

export const totalOf = (it: Payment) => it.total_money ?? it.amount_money;

/** A refund changes the payment too, which stays completed. */
export const isPaidBack = (it: Payment): boolean =>
  it.refunded_money ? compareAmounts(it.refunded_money.amount, totalOf(it).amount) >= 0 : false;

/** When the card was charged; of other ways to pay only the last change is known. */
export const paidAt = (it: Payment) =>
  it.card_details?.card_payment_timeline?.captured_at ?? it.updated_at ?? it.created_at;

export const recipientOf = ({ primary_recipient: it }: Invoice): Fact['person'] => ({
  email: firstEmail(it?.email_address),
  externalId: it?.customer_id ?? undefined,
  firstName: firstName(it?.given_name),
  lastName: firstName(it?.family_name),
});
