import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { Event } from '../../shared/contract/event.ts';
import { eventId } from '../../shared/domain/people/identity.ts';
import { startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
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
  const buys = (person: Person) => {
    const made = purchaseOf(person);
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
    expect((await person.contact())?.counters.orders).toBe(12);
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
