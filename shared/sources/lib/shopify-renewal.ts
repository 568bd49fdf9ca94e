import * as z from 'zod';
import type { Temporal } from 'temporal-polyfill';
import { subjectPart } from '../../domain/people/identity.ts';
import type { TranslateContext, Translated } from '../source.ts';
import { tell } from './event.ts';
import { idText } from './shape.ts';

/** A charge of a subscription that went through: it names the order that it made, and no person. */
export const billing = z.object({ order_id: idText, subscription_contract_id: idText });

/** What Shopify says made an order, where its own billing of a subscription did; the first order has another name. */
const BY_SUBSCRIPTION = 'subscription_contract';

export const isRenewal = (sourceName: string | null | undefined): boolean => sourceName === BY_SUBSCRIPTION;

/**
 * The renewal of the order that it names. orders/paid tells of the same renewal and whose it is; whichever comes first,
 * it is one event. Until then this one waits.
 */
export function ofBilling(it: z.infer<typeof billing>, { context, test, triggeredAt }: Target): Translated {
  const fact = {
    kind: 'renewal' as const,
    subject: subjectPart('order', it.order_id),
    occurredAt: triggeredAt ?? context.receivedAt,
    test,
    person: {},
    leads: true,
    facts: { order: { id: it.order_id }, subscription: { id: it.subscription_contract_id } },
  };
  return tell(fact, context);
}

type Target = { context: TranslateContext; test: boolean; triggeredAt: Temporal.Instant | undefined };
