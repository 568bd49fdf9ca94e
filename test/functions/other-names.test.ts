import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { Event } from '../../shared/contract/event.ts';
import type * as Planning from '../../shared/store/planning.ts';
import { eventId } from '../../shared/domain/people/identity.ts';
import { startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
let loadState: typeof Planning.loadState;
beforeAll(async () => {
  rooms = await startRooms();
  ({ loadState } = await import('../../shared/store/planning.ts'));
});
afterAll(() => rooms.stop());

/** Things that a platform calls by numbers; each test has its own. */
let it: { invoice: string; payment: string; customer: string; number: string };
beforeEach(() => {
  const id = randomUUID().slice(0, 8);
  it = { invoice: `in_${id}`, payment: `pi_${id}`, customer: `cus_${id}`, number: `#N${id}` };
});

const withId = (event: Event, detail?: string): Event => ({
  ...event,
  id: eventId({ ...event, ...(detail === undefined ? {} : { detail }) }),
});

type Person = ReturnType<typeof rooms.newcomer>;
const purchaseOf = (person: Person, over: Partial<Event> = {}): Event =>
  withId(
    person.make({
      source: 'stripe',
      subject: `order/${it.invoice}`,
      facts: { order: { id: it.invoice, number: it.number } },
      ...over,
    }),
  );
const refundOf = (person: Person): Event =>
  withId(
    person.make({
      source: 'stripe',
      kind: 'refund',
      subject: `order/${it.payment}`,
      person: {},
      facts: { order: { id: it.payment }, refund: { id: 're_1' } },
    }),
    're_1',
  );
const sameOf = (person: Person): Event =>
  withId(
    person.make({
      source: 'stripe',
      kind: 'update',
      subject: `order/${it.payment}`,
      person: {},
      facts: { same: `order/${it.invoice}` },
    }),
  );

describe('a refund that names the payment, while the purchase named the invoice', () => {
  const orders = [
    ['purchase', 'same', 'refund'],
    ['purchase', 'refund', 'same'],
    ['refund', 'purchase', 'same'],
    ['refund', 'same', 'purchase'],
    ['same', 'purchase', 'refund'],
    ['same', 'refund', 'purchase'],
  ] as const;
  test.each(orders)('stops the check-in when they come as %s, %s, %s', async (...order) => {
    const person = rooms.newcomer();
    const events = { purchase: purchaseOf(person), same: sameOf(person), refund: refundOf(person) };
    for (const name of order) {
      expect(await rooms.planEvents(events[name])).toEqual({ batchItemFailures: [] });
      // Nothing of it is lost or counted twice when it comes again.
      await rooms.planEvents(events[name]);
    }
    expect(await person.one('check-in')).toMatchObject({ state: 'cancelled' });
    expect((await person.contact())?.counters).toMatchObject({ orders: 1, refunds: 1 });
  });

  test('a payment that led to somebody before stays what it is', async () => {
    const person = rooms.newcomer();
    const paid = purchaseOf(person, { subject: `order/${it.payment}` });
    await rooms.planEvents(paid);
    await rooms.planEvents(sameOf(person));
    await rooms.planEvents(refundOf(person));
    expect(await person.one('check-in')).toMatchObject({ state: 'cancelled' });
  });
});

describe('what a platform tells of a customer by number alone', () => {
  const byNumber = (person: Person, over: Partial<Event>): Event =>
    withId(person.make({ source: 'shopify', person: { externalId: it.customer }, ...over }), it.customer);
  const withdrawn = (person: Person) =>
    byNumber(person, {
      kind: 'consent',
      subject: 'consent/withdrawn/1795338000',
      facts: { consent: { marketing: 'withdrawn' } },
    });
  const hadOrders = (person: Person, orders: number, lastOrder?: string) =>
    byNumber(person, {
      kind: 'update',
      subject: `history/${orders}`,
      facts: { history: { orders, ...(lastOrder !== undefined && { lastOrder }) } },
    });
  const buys = (person: Person, id = it.invoice) => {
    const made = purchaseOf(person, { subject: `order/${id}`, facts: { order: { id, number: `#${id}` } } });
    return withId({ ...made, source: 'shopify', person: { ...made.person, externalId: it.customer } });
  };

  test('a withdrawal reaches the person whose orders carry that number', async () => {
    const person = rooms.newcomer();
    await rooms.planEvents(buys(person));
    await rooms.planEvents(withdrawn(person));
    expect((await person.contact())?.consent.marketing).toBe('withdrawn');
  });

  test('a withdrawal that comes first waits for the order', async () => {
    const person = rooms.newcomer();
    await rooms.planEvents(withdrawn(person));
    expect(await person.contact()).toBeUndefined();
    await rooms.planEvents(buys(person));
    expect((await person.contact())?.consent.marketing).toBe('withdrawn');
  });

  test('an old customer is not thanked for a first order', async () => {
    const person = rooms.newcomer();
    await rooms.planEvents(hadOrders(person, 7, it.invoice));
    await rooms.planEvents(buys(person));
    expect((await person.contact())?.counters.orders).toBe(7);
    expect((await person.mine()).map(({ rule }) => rule).toSorted()).toEqual(['check-in', 'purchase-thanks']);
  });

  test('a history that is told later never takes orders away', async () => {
    const person = rooms.newcomer();
    await rooms.planEvents(buys(person));
    await rooms.planEvents(hadOrders(person, 0));
    expect((await person.contact())?.counters.orders).toBe(1);
    await rooms.planEvents(hadOrders(person, 12));
    await rooms.planEvents(buys(person, 'later'));
    expect((await person.contact())?.counters.orders).toBe(13);
  });

  test('the first order of a registered customer is their first, whenever the history is told', async () => {
    const person = rooms.newcomer();
    const signup = withId(
      person.make({
        kind: 'signup',
        source: 'shopify',
        subject: 'signup',
        facts: {},
        person: { email: person.email, externalId: it.customer },
      }),
      person.email,
    );
    await rooms.planEvents(signup);
    await rooms.planEvents(hadOrders(person, 1, it.invoice));
    await rooms.planEvents(buys(person));
    expect((await person.contact())?.counters.orders).toBe(1);
    expect((await person.mine()).map(({ rule }) => rule)).toContain('first-purchase-thanks');
  });

  test('a history before each order changes no count, so that the fifth is the fifth', async () => {
    const person = rooms.newcomer();
    for (let order = 1; order <= 6; order++) {
      const id = String(7000 + order);
      if (order > 1) await rooms.planEvents(hadOrders(person, order, id));
      await rooms.planEvents(buys(person, id));
    }
    expect((await person.contact())?.counters.orders).toBe(6);
    const loyal = await person.one('loyal-customer-thanks');
    expect(loyal.subject).toBe('shopify/order/7005');
  });

  test('renewals, which the shop counts as orders, are no orders', async () => {
    const person = rooms.newcomer();
    await rooms.planEvents(buys(person, '8001'));
    for (const order of [8002, 8003, 8004]) {
      await rooms.planEvents(hadOrders(person, order - 8000, String(order)));
      await rooms.planEvents(withId({ ...buys(person, String(order)), kind: 'renewal' }));
    }
    await rooms.planEvents(hadOrders(person, 5, '8005'));
    await rooms.planEvents(buys(person, '8005'));
    expect((await person.contact())?.counters).toMatchObject({ orders: 2, renewals: 3 });
  });

  test('a withdrawal that waits is not pushed out by what else is told', async () => {
    const person = rooms.newcomer();
    await rooms.planEvents(withdrawn(person));
    for (const orders of [1, 2, 3, 4, 5]) await rooms.planEvents(hadOrders(person, orders));
    await rooms.planEvents(buys(person));
    expect((await person.contact())?.consent.marketing).toBe('withdrawn');
  });
});

describe('a review that names the number of an order', () => {
  const review = (person: Person, number: string): Event =>
    withId(
      person.make({
        source: 'trustpilot',
        kind: 'review',
        subject: `review/${number.replace('#', '')}`,
        person: {},
        facts: { order: { id: number, number }, review: { id: '1', rating: 2 } },
      }),
    );

  test('is the review of who placed it, however the number is written', async () => {
    const person = rooms.newcomer();
    await rooms.planEvents(purchaseOf(person));
    await rooms.planEvents(review(person, it.number.slice(1).toUpperCase()));
    expect(await person.one('low-review')).toMatchObject({ state: 'queued' });
  });

  test('is left alone when no shop has told of the order, and nothing of it lies about', async () => {
    const person = rooms.newcomer();
    const early = review(person, it.number);
    expect(await rooms.planEvents(early)).toEqual({ batchItemFailures: [] });
    const { subject } = await loadState({
      brand: 'demo',
      subject: { source: 'trustpilot', id: early.subject },
    });
    expect(subject).toBeUndefined();
  });

  test('is nobody’s when two shops of the brand have given that number', async () => {
    const [one, other] = [rooms.newcomer(), rooms.newcomer()];
    await rooms.planEvents(purchaseOf(one));
    await rooms.planEvents(withId({ ...purchaseOf(other), source: 'woocommerce' }));
    expect(await rooms.planEvents(review(one, it.number))).toEqual({ batchItemFailures: [] });
    for (const person of [one, other])
      expect((await person.mine()).map(({ rule }) => rule)).not.toContain('low-review');
  });
});

test('a purchase and a renewal of the same order are thanked for once', async () => {
  const person = rooms.newcomer();
  const paid = purchaseOf(person);
  await rooms.planEvents(paid);
  await rooms.planEvents(withId({ ...paid, kind: 'renewal' }));
  const thanks = (await person.mine()).filter(({ rule }) => rule.endsWith('thanks'));
  expect(thanks.map(({ rule }) => rule)).toEqual(['first-purchase-thanks']);
});
