import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startRooms } from '../helpers/rooms.ts';
import { roughen, sendAll, takeQueued, tally, writeDue } from '../helpers/rough-send.ts';

/** `npm run bench -- send` asks the same of twenty thousand. */
const SIZE = 400;

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterEach(() => vi.useRealTimers());
afterAll(() => rooms.stop());

const taken = async (): Promise<string[]> =>
  (await rooms.cloud.mails()).flatMap(({ destinations }) => destinations);

const to = (at: Temporal.Instant): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: at.epochMilliseconds });
};

test('an SES that throttles, times out and resets gets no mail twice and loses none; doubts are parked', async () => {
  const from = Temporal.Now.instant().add({ minutes: 2 });
  const numbers = Array.from({ length: SIZE }, (_, number) => number);
  await writeDue(rooms.cloud, numbers, from);
  roughen(rooms.cloud);
  await sendAll(rooms.cloud, {
    from,
    dispatch: async (at) => {
      to(at);
      await rooms.dispatch();
    },
    // All side by side, so that the time-outs are waited for together.
    send: async (bodies) => {
      expect(await rooms.sendBodies(bodies)).toEqual({ batchItemFailures: [] });
    },
  });
  const parked = await tally(rooms.cloud, { size: SIZE, taken: await taken() });
  // Of a hundred calls three leave doubt, and those that are throttled come again.
  expect(parked).toMatchObject({ waiting: 0, twice: 0, lost: 0 });
  expect(parked.sent + parked.unknown).toBe(SIZE);
  expect(parked.unknown).toBeGreaterThanOrEqual(SIZE * 0.03);
  expect(parked.unknown).toBeLessThan(SIZE * 0.05);

  // The reports come: whatever SES has is known to be sent, and only what it has not stays for a person.
  await rooms.observeBodies(takeQueued(rooms.cloud, 'observe'));
  const resolved = await tally(rooms.cloud, { size: SIZE, taken: await taken() });
  expect(resolved).toMatchObject({ waiting: 0, twice: 0, lost: 0, hidden: 0 });
  expect(resolved.sent - parked.sent).toBe(parked.hidden);
  expect(parked.hidden).toBeGreaterThan(0);
  expect(resolved.unknown).toBeGreaterThan(0);
});
