import * as z from 'zod';
import { ISO_MINOR_UNITS, absoluteAmount, fromMinorUnits } from '../../domain/money.ts';
import type { Fact } from './event.ts';
import { firstEmail, firstName, languageOf } from './person.ts';
import { currency, idText, text, time } from './shape.ts';
import { pathId } from './thin.ts';

/* What we read of Paddle Billing. Amounts are texts in the currency's smallest unit: "65215" is 652.15. */

const minorUnits = z.string().regex(/^-?\d{1,18}$/, 'expected an amount in minor units');

export const envelope = z.object({
  event_type: z.string().min(1).max(200),
  occurred_at: time,
  data: z.unknown(),
});
export type Envelope = z.infer<typeof envelope>;

export const transaction = z.object({
  id: pathId,
  status: text,
  origin: z.string(),
  customer_id: pathId.nullish(),
  subscription_id: idText.nullish(),
  invoice_number: text,
  currency_code: currency,
  billed_at: time.nullish(),
  billing_period: z.object({ starts_at: time }).nullish(),
  details: z.object({ totals: z.object({ grand_total: minorUnits }) }),
});
export type Transaction = z.infer<typeof transaction>;

export const adjustment = z.object({
  id: idText,
  action: z.string(),
  status: z.string(),
  transaction_id: idText,
  customer_id: text,
  currency_code: currency,
  totals: z.object({ total: minorUnits }),
  created_at: time,
});
export type Adjustment = z.infer<typeof adjustment>;

export const subscription = z.object({
  id: idText,
  customer_id: pathId.nullish(),
  canceled_at: time.nullish(),
});
export type Subscription = z.infer<typeof subscription>;

export const customer = z.object({
  id: pathId,
  email: text,
  name: text,
  locale: text,
  marketing_consent: z.boolean().nullish(),
  created_at: time.nullish(),
  import_meta: z.object({}).nullish(),
});
export type Customer = z.infer<typeof customer>;

/** As `GET /customers/{id}` answers. */
export const foundCustomer = z.object({ data: customer });

export const moneyOf = (amount: string, code: string) =>
  fromMinorUnits(absoluteAmount(amount), code, ISO_MINOR_UNITS);

export const accountOf = (it: Customer): Fact['person'] => ({
  email: firstEmail(it.email),
  externalId: it.id,
  // One full name, never split: a guess would greet some people by half of their name.
  firstName: firstName(it.name),
  locale: languageOf(it.locale),
  // An unticked box withdraws nothing: the person may have agreed elsewhere.
  consent: it.marketing_consent === true ? 'granted' : undefined,
});
