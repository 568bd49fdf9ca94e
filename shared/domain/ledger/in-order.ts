import type { Event } from '../../contract/event.ts';

/**
 * As they happened; but what a platform knows of the time before us comes first, and without the order that is about to
 * be counted.
 */
export function inOrder(events: readonly Event[]): Event[] {
  const orders = new Set(
    events.map(({ kind, facts }) => (kind === 'purchase' ? facts.order?.id : undefined)),
  );
  return events
    .toSorted((a, b) => rank(a) - rank(b))
    .map((event) => {
      const { history } = event.facts;
      if (history?.lastOrder === undefined || !orders.has(history.lastOrder)) return event;
      const before = { ...history, orders: Math.max(0, history.orders - 1) };
      return { ...event, facts: { ...event.facts, history: before } };
    });
}

const rank = ({ kind, occurredAt }: Event): number => (kind === 'update' ? 0 : Date.parse(occurredAt));
