import type { Counters } from '../../contract/contact.ts';
import type { Event, EventKind } from '../../contract/event.ts';
import type { Money } from '../../contract/primitives.ts';
import { addMoney } from '../money.ts';

const add = (totals: Record<string, string>, amount: Money | undefined): Record<string, string> =>
  amount ? addMoney(totals, amount) : totals;

const earlier = (a: string | undefined, b: string): string => (a && Date.parse(a) <= Date.parse(b) ? a : b);
const later = (a: string | undefined, b: string): string => (a && Date.parse(a) >= Date.parse(b) ? a : b);

/**
 * How many orders came before the one that is counted now: ours, or what the shop told if that is more. Its number holds
 * renewals, which we count apart, and may hold this order already, or, where an earlier one comes late, this and the last.
 */
function ordersBefore({ orders, renewals, told }: Counters, order: string | undefined): number {
  if (!told) return orders;
  const held = order === undefined || told.lastOrder === undefined ? 0 : heldBy(told.lastOrder, order);
  return Math.max(orders, told.orders - held - renewals);
}

function heldBy(last: string, order: string): number {
  if (last === order) return 1;
  const isEarlier = /^\d+$/.test(last) && /^\d+$/.test(order) && BigInt(order) < BigInt(last);
  return isEarlier ? 2 : 0;
}

/** An earlier order than the last one leaves what was told for that one to come. */
const withTold = ({ told, ...counters }: Counters, order: string | undefined): Counters =>
  told?.lastOrder !== undefined && order !== undefined && heldBy(told.lastOrder, order) === 2
    ? { ...counters, told }
    : counters;

/** All orders that we know of, the shop's word included; for whatever is no order itself. */
export const ordersInAll = ({ orders, renewals, told }: Counters): number =>
  Math.max(orders, (told?.orders ?? 0) - renewals);

type Count = (counters: Counters, event: Event) => Counters;

const COUNTS: Partial<Record<EventKind, Count>> = {
  purchase: (counters, { facts, occurredAt }) => ({
    ...withTold(counters, facts.order?.id),
    orders: ordersBefore(counters, facts.order?.id) + 1,
    spent: add(counters.spent, facts.order?.total),
    firstOrderAt: earlier(counters.firstOrderAt, occurredAt),
    lastOrderAt: later(counters.lastOrderAt, occurredAt),
  }),
  renewal: (counters, { facts }) => ({
    ...withTold(counters, facts.order?.id),
    orders: ordersBefore(counters, facts.order?.id),
    renewals: counters.renewals + 1,
    spent: add(counters.spent, facts.subscription?.amount ?? facts.order?.total),
  }),
  refund: (counters, { facts }) => ({
    ...counters,
    refunds: counters.refunds + 1,
    refunded: add(counters.refunded, facts.refund?.amount),
  }),
  update: (counters, { facts: { history } }) =>
    history && history.orders >= (counters.told?.orders ?? 0) ? { ...counters, told: history } : counters,
  cancellation: (counters) => ({ ...counters, cancellations: counters.cancellations + 1 }),
};

/** The counters after an event. Orders are counted as they were placed: a refund is counted beside, not taken off. */
export const countEvent: Count = (counters, event) => COUNTS[event.kind]?.(counters, event) ?? counters;
