import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readBrand } from '../../shared/store/brands.ts';
import { followUpItem } from '../../shared/store/follow-ups.ts';
import { makeFollowUp } from '../helpers/make.ts';
import { startRooms } from '../helpers/rooms.ts';
import { writeItems } from '../helpers/rush.ts';

/** A brand that sends little waits in two partitions; once much waits at the same time, in six. */
let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
  // The list of brands is remembered for ten seconds: once it is, only partitions are asked for.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
});
afterAll(async () => {
  vi.useRealTimers();
  await rooms.stop();
});

const MANY = 201;

async function queriesOf(work: () => Promise<unknown>): Promise<number> {
  rooms.cloud.gateway.requests.clear();
  await work();
  return rooms.cloud.gateway.requests.count({ service: 'dynamodb', operation: 'Query' });
}

const dueSince = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

test('a brand of which much is due at once is asked for in all partitions from then on, and nothing is left behind', async () => {
  await rooms.dispatch();
  // Two of the demo brand, two of its test brand.
  expect(await queriesOf(() => rooms.dispatch())).toBe(4);

  const crowd = Array.from({ length: MANY }, (_, at) =>
    makeFollowUp({
      brand: 'demo',
      contact: `${at}-in-a-crowd`.padEnd(22, '-'),
      subject: `standard-webhooks/order/A-${at}`,
      narrow: true,
      dueAt: dueSince(2),
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    }),
  );
  await writeItems(
    rooms.cloud,
    crowd.map((one) => ({ PutRequest: { Item: followUpItem(one) } })),
  );
  await rooms.dispatch();
  expect((await readBrand('demo'))?.narrow).toBeUndefined();
  expect((await readBrand('demo-test'))?.narrow).toBe(true);

  const ana = rooms.newcomer();
  await rooms.planEvents(ana.make());
  expect((await ana.mine()).map(({ narrow }) => narrow)).toEqual([undefined, undefined]);
  await rooms.dispatch();
  expect(await queriesOf(() => rooms.dispatch())).toBe(8);
  expect(rooms.cloud.queueMessages('send')).toHaveLength(MANY + 1);
});
