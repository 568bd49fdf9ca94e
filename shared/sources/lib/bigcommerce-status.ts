import type { Temporal } from 'temporal-polyfill';
import { later } from './event.ts';

/* The states of an order at BigCommerce, by number. */

export const SHIPPED = 2;
export const CANCELLED = 5;
/** Completed, awaiting fulfilment, shipment or pickup, shipped in part or whole. */
export const PAID: readonly number[] = [10, 11, 9, 8, 3, SHIPPED];
/** Incomplete, refunded, cancelled, declined, disputed: what undoes a payment that was told of. */
export const UNDONE: readonly number[] = [0, 4, CANCELLED, 6, 13];
/** Pending, awaiting payment, to be verified by hand: the order is placed, and not yet paid as far as the shop knows. */
export const WAITING: readonly number[] = [1, 7, 12];

/** Longest that somebody is given to pay, in hours: 90 days. */
const LONGEST_WAIT = 90 * 24;

/**
 * When an order was bought. Its status changes for years, and BigCommerce tells no time of payment, so it is the time
 * when it was placed: nobody is thanked today for what is tidied up after a year. The exception is an order that waited
 * for its money and has left that state now, for instance by a bank transfer days later: it is bought when the status
 * changes. After 90 days that is no payment any more but somebody who puts old orders in order. A checkout that was
 * left open is no such wait: who pays there does it within minutes.
 */
export function boughtAt(order: {
  placedAt: Temporal.Instant;
  changedAt: Temporal.Instant;
  previous: number;
}) {
  const { placedAt, changedAt, previous } = order;
  const inTime = placedAt.add({ hours: LONGEST_WAIT });
  return WAITING.includes(previous) && later(inTime, changedAt) === inTime ? changedAt : placedAt;
}
