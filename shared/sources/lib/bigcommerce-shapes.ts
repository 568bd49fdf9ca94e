import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { trimAmount } from '../../domain/money.ts';
import type { Fact } from './event.ts';
import { accountId, countryOf, firstEmail, firstName, languageOf } from './person.ts';
import { currency, decimal, idText, seconds, text } from './shape.ts';
import { pathId } from './thin.ts';

/* What we read of BigCommerce: its hooks name things by id, its API (v2 for orders, v3 for the rest) tells the rest. */

export const envelope = z.object({
  scope: z.string().min(1).max(200),
  created_at: seconds,
  producer: text,
  data: z.object({}).loose(),
});
export type Envelope = z.infer<typeof envelope>;

export const statusUpdate = z.object({
  id: pathId,
  status: z.object({ new_status_id: z.int(), previous_status_id: z.int().nullish().catch(null) }),
});
export const refundMade = z.object({ id: pathId, refund: z.object({ refund_id: idText }) });
export const named = z.object({ id: pathId });

/** `Tue, 05 Mar 2019 21:40:11 +0000`, RFC 2822. */
const mailDate = z.string().transform((value, context) => {
  const at = Date.parse(value);
  if (!Number.isNaN(at)) return Temporal.Instant.fromEpochMilliseconds(at);
  context.addIssue({ code: 'custom', message: 'expected a time' });
  return z.NEVER;
});

const amount = decimal.transform(trimAmount);

export const order = z.object({
  id: idText,
  customer_id: idText.nullish().catch(null),
  date_created: mailDate,
  status_id: z.int(),
  is_deleted: z.boolean().nullish(),
  total_inc_tax: amount,
  currency_code: currency,
  customer_locale: text,
  is_email_opt_in: z.boolean().nullish(),
  geoip_country_iso2: text,
  billing_address: z.object({ first_name: text, last_name: text, email: text, country_iso2: text }).nullish(),
});
export type Order = z.infer<typeof order>;

export const refunds = z.object({
  data: z.array(
    z.object({
      id: idText,
      total_amount: z
        .union([
          decimal,
          z
            .number()
            .nonnegative()
            .max(1e12)
            .transform((value) => value.toFixed(2)),
        ])
        .nullish(),
    }),
  ),
});

export const customers = z.object({
  data: z.array(
    z.object({
      id: idText,
      email: text,
      first_name: text,
      last_name: text,
      addresses: z.array(z.object({ country_code: text })).nullish(),
    }),
  ),
});
export type Customer = z.infer<typeof customers>['data'][number];

export const buyerOf = (it: Order): Fact['person'] => ({
  email: firstEmail(it.billing_address?.email),
  externalId: accountId(it.customer_id),
  firstName: firstName(it.billing_address?.first_name),
  lastName: firstName(it.billing_address?.last_name),
  locale: languageOf(it.customer_locale),
  country: countryOf(it.billing_address?.country_iso2, it.geoip_country_iso2),
  // An unticked box withdraws nothing: the person may have agreed elsewhere.
  consent: it.is_email_opt_in === true ? 'granted' : undefined,
});

export const accountOf = (it: Customer): Fact['person'] => ({
  email: firstEmail(it.email),
  externalId: it.id,
  firstName: firstName(it.first_name),
  lastName: firstName(it.last_name),
  country: countryOf(...(it.addresses ?? []).map((one) => one.country_code)),
});

export const totalOf = (it: Order) => ({
  amount: it.total_inc_tax,
  currency: it.currency_code.toUpperCase(),
});
