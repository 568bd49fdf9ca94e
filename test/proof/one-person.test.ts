import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventId } from '../../shared/domain/people/identity.ts';
import { type Newcomer, startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterAll(() => rooms.stop());

const noFailures = { batchItemFailures: [] };

/** Orders of one person, in batches of ten as SQS hands them to ten containers. */
function batchesOf(person: Newcomer, count: number) {
  const orders = Array.from({ length: count }, (_, at) => {
    const subject = `order/${person.email.slice(0, 8)}-${at}`;
    const id = eventId({ brand: 'demo', source: 'standard-webhooks', kind: 'purchase', subject });
    return person.make({ subject, id });
  });
  return Array.from({ length: count / 10 }, (_, at) => orders.slice(at * 10, at * 10 + 10));
}

test('sixty orders of one person at the same moment, while the table is slow, are all planned', async () => {
  const person = rooms.newcomer();
  rooms.cloud.gateway.faults.add({
    service: 'dynamodb',
    operation: 'BatchGetItem',
    delay: 20,
    times: 10_000,
  });
  const batches = batchesOf(person, 60);
  const outcomes = await Promise.all(batches.map((batch) => rooms.planEvents(...batch)));
  rooms.cloud.gateway.faults.clear();
  expect(outcomes).toEqual(batches.map(() => noFailures));
  expect((await person.contact())?.counters.orders).toBe(60);
});
