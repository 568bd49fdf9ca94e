import * as z from 'zod';
import { Temporal } from 'temporal-polyfill';
import { STRIPE_MINOR_UNITS, fromMinorUnits } from '../../domain/money.ts';
import { MOST_ITEMS, type Fact } from './event.ts';
import { countryOf, firstEmail, firstName, languageOf } from './person.ts';
import { currency, idText, line, seconds, text } from './shape.ts';

/* What we read of Stripe's events, over all API versions: the endpoint's version decides which members are there. */

/** An id, or the object itself where the endpoint expands it. */
const reference = z.union([idText, z.object({ id: idText }).transform(({ id }) => id)]).nullish();
const minorUnits = z.int();
const address = z.object({ country: text }).nullish();

export const envelope = z.object({
  // The thin events of v2 are `v2.core.event`: they would have to be fetched.
  object: z.literal('event'),
  type: z.string().min(1).max(200),
  created: seconds,
  livemode: z.boolean(),
  data: z.object({ object: z.unknown(), previous_attributes: z.unknown().optional() }),
});

export type Envelope = z.infer<typeof envelope>;

export const session = z.object({
  object: z.literal('checkout.session'),
  id: idText,
  mode: z.string(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  payment_intent: reference,
  invoice: reference,
  customer: reference,
  customer_email: text,
  customer_details: z.object({ email: text, name: text, individual_name: text, address }).nullish(),
  client_reference_id: text,
  locale: text,
  consent: z.object({ promotions: text }).nullish(),
  amount_total: minorUnits.nullish(),
  currency: currency.nullish(),
});

export type Session = z.infer<typeof session>;

export const invoice = z.object({
  object: z.literal('invoice'),
  id: idText,
  number: text,
  billing_reason: text,
  amount_paid: minorUnits,
  currency,
  customer: reference,
  customer_email: text,
  customer_name: text,
  customer_address: address,
  payment_intent: reference,
  payments: z
    .object({
      data: z.array(z.object({ payment: z.object({ payment_intent: reference }).nullish() })).nullish(),
    })
    .nullish(),
  subscription: reference,
  parent: z.object({ subscription_details: z.object({ subscription: reference }).nullish() }).nullish(),
  status_transitions: z.object({ paid_at: seconds.nullish() }).nullish(),
  lines: z
    .object({
      data: z.array(
        z.object({
          description: text,
          quantity: z.int().nonnegative().nullish(),
          period: z.object({ start: seconds }).nullish(),
        }),
      ),
    })
    .nullish(),
});
export type Invoice = z.infer<typeof invoice>;

/** Which payment pays an invoice. */
export const invoicePayment = z.object({
  object: z.literal('invoice_payment'),
  invoice: z.union([idText, z.object({ id: idText }).transform(({ id }) => id)]),
  payment: z.object({ payment_intent: reference }).nullish(),
});
export type InvoicePayment = z.infer<typeof invoicePayment>;

export const charge = z.object({
  object: z.literal('charge'),
  id: idText,
  amount_refunded: minorUnits,
  currency,
  payment_intent: reference,
  invoice: reference,
  refunds: z
    .object({ data: z.array(z.object({ id: idText, amount: minorUnits, created: seconds })) })
    .nullish(),
});
export type Charge = z.infer<typeof charge>;

export const previousCharge = z.object({ amount_refunded: minorUnits.nullish() });
export type PreviousCharge = z.infer<typeof previousCharge>;

export const moneyOf = (amount: number | null | undefined, currency: string | null | undefined) =>
  typeof amount === 'number' && currency ? fromMinorUnits(amount, currency, STRIPE_MINOR_UNITS) : undefined;

/**
 * What a refund will name: the payment, where the invoice tells it (since 2025-03-31 only when expanded). Else
 * invoice_payment.paid says that the two are the same.
 */
export const paymentOf = (it: Invoice): string =>
  it.payment_intent ?? it.payments?.data?.[0]?.payment?.payment_intent ?? it.id;

/** In both shapes: since API version 2025-03-31 the subscription stands under `parent`. */
export function subscriptionOf(it: Invoice) {
  const id = it.subscription ?? it.parent?.subscription_details?.subscription;
  const start = it.lines?.data[0]?.period?.start;
  return id
    ? { id, period: start?.toString().slice(0, 10), amount: moneyOf(it.amount_paid, it.currency) }
    : undefined;
}

export const itemsOf = (it: Invoice) =>
  it.lines?.data
    .slice(0, MOST_ITEMS)
    .map((one) => ({ title: line(one.description, 500) ?? '', quantity: one.quantity ?? 1 }));

export const newestRefund = (it: Charge) =>
  it.refunds?.data.toSorted((a, b) => Temporal.Instant.compare(b.created, a.created))[0];

export function payerOf(it: Session): Fact['person'] {
  const who = it.customer_details;
  return {
    email: firstEmail(who?.email, it.customer_email),
    externalId: it.customer ?? undefined,
    // One full name, never split: a guess would greet some people by half of their name.
    firstName: firstName(who?.individual_name, who?.name),
    locale: languageOf(it.locale),
    country: countryOf(who?.address?.country),
    // An unticked box withdraws nothing: the person may have agreed elsewhere.
    consent: it.consent?.promotions === 'opt_in' ? 'granted' : undefined,
  };
}

export const billedOf = (it: Invoice): Fact['person'] => ({
  email: firstEmail(it.customer_email),
  externalId: it.customer ?? undefined,
  firstName: firstName(it.customer_name),
  country: countryOf(it.customer_address?.country),
});
