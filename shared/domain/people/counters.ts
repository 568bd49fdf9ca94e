import type { Counters } from '../../contract/contact.ts';
import type { Event, EventKind } from '../../contract/event.ts';
import type { Money } from '../../contract/primitives.ts';
import { addMoney } from '../money.ts';

const add = (totals: Record<string, string>, amount: Money | undefined): Record<string, string> =>
  amount ? addMoney(totals, amount) : totals;

const earlier = (a: string | undefined, b: string): string => (a && Date.parse(a) <= Date.parse(b) ? a : b);
const later = (a: string | undefined, b: string): string => (a && Date.parse(a) >= Date.parse(b) ? a : b);

type Count = (counters: Counters, event: Event) => Counters;

const COUNTS: Partial<Record<EventKind, Count>> = {
  purchase: (counters, { facts, occurredAt }) => ({
    ...counters,
    orders: counters.orders + 1,
    spent: add(counters.spent, facts.order?.total),
    firstOrderAt: earlier(counters.firstOrderAt, occurredAt),
    lastOrderAt: later(counters.lastOrderAt, occurredAt),
  }),
  renewal: (counters, { facts }) => ({
    ...counters,
    renewals: counters.renewals + 1,
    spent: add(counters.spent, facts.subscription?.amount ?? facts.order?.total),
  }),
  refund: (counters, { facts }) => ({
    ...counters,
    refunds: counters.refunds + 1,
    refunded: add(counters.refunded, facts.refund?.amount),
  }),
  update: (counters, { facts: { history } }) =>
    history ? { ...counters, orders: Math.max(counters.orders, history.orders) } : counters,
  cancellation: (counters) => ({ ...counters, cancellations: counters.cancellations + 1 }),
};

/** The counters after an event. Orders are counted as they were placed: a refund is counted beside, not taken off. */
export const countEvent: Count = (counters, event) => COUNTS[event.kind]?.(counters, event) ?? counters;
