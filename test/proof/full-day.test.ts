import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startRooms } from '../helpers/rooms.ts';

/** An account of SES that may send three mails in 24 hours. */
const PER_DAY = 3;
const HOUR = 3_600_000;
const RULE = 'first-purchase-thanks';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms({ quota: { rate: 100, perDay: PER_DAY } });
});
afterAll(async () => {
  vi.useRealTimers();
  await rooms.stop();
});

async function pass(hours: number): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * HOUR });
  await rooms.dispatch();
  await rooms.sendQueued();
}

test('what a full day of SES has no room for waits in the ledger and goes the next day, none lost, none twice', async () => {
  const people = Array.from({ length: 5 }, () => rooms.newcomer());
  await rooms.planEvents(...people.map((person) => person.make()));
  await rooms.sendQueued();
  const thanks = () => Promise.all(people.map((person) => person.one(RULE)));
  const states = async (): Promise<string[]> => (await thanks()).map(({ state }) => state).toSorted();

  expect(await states()).toEqual(['planned', 'planned', 'sent', 'sent', 'sent']);
  const waiting = (await thanks()).filter(({ state }) => state === 'planned');
  for (const { trace } of waiting) expect(trace.at(-1)).toMatch(/quota/);

  // Due again and again, and never released: the account has nothing left.
  rooms.cloud.gateway.requests.clear();
  for (let hour = 2; hour < 22; hour += 4) await pass(4);
  expect(await states()).toEqual(['planned', 'planned', 'sent', 'sent', 'sent']);
  expect(rooms.cloud.gateway.requests.count({ service: 'ses', operation: 'SendRawEmail' })).toBe(0);

  await pass(6);
  expect(await states()).toEqual(['sent', 'sent', 'sent', 'sent', 'sent']);
  for (const person of people) expect(await person.mails()).toHaveLength(1);
});
