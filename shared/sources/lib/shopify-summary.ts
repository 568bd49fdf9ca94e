import * as z from 'zod';
import type { Temporal } from 'temporal-polyfill';
import { subjectPart } from '../../domain/people/identity.ts';
import type { TranslateContext, Translated } from '../source.ts';
import { tell } from './event.ts';
import { idText, time } from './shape.ts';

/** `gid://shopify/Customer/115310627314723954`, or the number alone. */
const gid = idText.transform((id) => id.slice(id.lastIndexOf('/') + 1)).refine((id) => /^\d+$/.test(id));

/** Since API version 2025-01 no order says how many there were before it; this does, customer by customer. */
export const summary = z.object({
  customerId: gid,
  numberOfOrders: z.union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ]),
  lastOrderId: gid.nullish(),
  occurredAt: time.nullish(),
});

export function ofSummary(it: z.infer<typeof summary>, { context, test, triggeredAt }: Target): Translated {
  const occurredAt = it.occurredAt ?? triggeredAt ?? context.receivedAt;
  const orders = Math.max(0, it.numberOfOrders);
  const fact = {
    kind: 'update' as const,
    subject: subjectPart('history', String(orders)),
    detail: it.customerId,
    occurredAt,
    test,
    person: { externalId: it.customerId },
    leads: true,
    facts: { history: { orders, lastOrder: it.lastOrderId } },
  };
  return tell(fact, context);
}

type Target = { context: TranslateContext; test: boolean; triggeredAt: Temporal.Instant | undefined };
