import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { TranslateContext, Translated } from '../source.ts';
import { ignore } from './event.ts';
import { firstEmail } from './person.ts';
import { request } from './privacy.ts';
import { idText, text } from './shape.ts';

const OTHER_SHOP = 'It comes from another shop than the one that this source is for.';

/** Both requests of a customer; the orders are called differently in each. */
export const personRequest = z.object({
  /** Orders have none: only the body is signed, and an order sent under this topic must erase nobody. */
  shop_domain: z.string().min(1),
  customer: z.object({ id: idText.nullish(), email: text }).nullish(),
  orders_requested: z.array(idText).nullish(),
  orders_to_redact: z.array(idText).nullish(),
  data_request: z.object({ id: idText.nullish() }).nullish(),
});

/**
 * Only the body is signed: with its topic changed, a customer's request must not pass for that of the whole shop. It
 * has to name its shop, and nobody.
 */
export const shopRequest = z.object({
  shop_id: idText,
  shop_domain: z.string(),
  customer: z.never().optional(),
});

type Target = { context: TranslateContext; test: boolean; triggeredAt: Temporal.Instant | undefined };

/** Of the account's address and of the orders, which may have been placed with others. */
export function ofPerson(
  kind: 'export-person' | 'erase-person',
  it: z.infer<typeof personRequest>,
  { context, test, triggeredAt }: Target,
): Translated {
  if (isOtherShop(it.shop_domain, context)) return ignore(OTHER_SHOP);
  const asked = {
    kind,
    email: firstEmail(it.customer?.email),
    externalId: it.customer?.id ?? undefined,
    orders: it.orders_requested ?? it.orders_to_redact ?? undefined,
    reference: it.data_request?.id ?? undefined,
    askedAt: triggeredAt,
    test,
  };
  return request(asked, context);
}

export function ofShop(it: z.infer<typeof shopRequest>, { context, test, triggeredAt }: Target): Translated {
  if (isOtherShop(it.shop_domain, context)) return ignore(OTHER_SHOP);
  const asked = { kind: 'erase-source' as const, reference: it.shop_id, askedAt: triggeredAt, test };
  return request(asked, context);
}

/** The name in the body is signed, that in the header is not. */
const isOtherShop = (named: string | null | undefined, { settings }: TranslateContext): boolean =>
  settings['shop'] !== undefined && named !== settings['shop'];
