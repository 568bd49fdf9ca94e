import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Stop } from '../../shared/store/suppressions.ts';
import { startRooms } from '../helpers/rooms.ts';

/** What somebody chooses, or their mailbox tells, while their mail is past the gate and not yet claimed. */
let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterEach(() => rooms.cloud.gateway.faults.clear());
afterAll(() => rooms.stop());

const RULE = 'first-purchase-thanks';
const NOW = new Date().toISOString();
type Who = { brand: string; contact: string };

/** Lets `choose` be done when `send` has decided to send, and before what it writes then arrives. */
async function sendWhile(choose: (who: Who) => Promise<unknown>) {
  const ana = rooms.newcomer();
  await rooms.planEvents(ana.make());
  const { brand, contact } = await ana.one(RULE);
  let [decided, chosen] = [() => {}, () => {}];
  const isDecided = new Promise<void>((resolve) => (decided = resolve));
  const hold = new Promise<void>((resolve) => (chosen = resolve));
  const match = (): boolean => {
    decided();
    return true;
  };
  rooms.cloud.gateway.faults.add({ service: 'dynamodb', operation: 'TransactWriteItems', match, hold });
  const sending = rooms.sendQueued();
  await isDecided;
  await choose({ brand, contact });
  chosen();
  await sending;
  return { ...(await ana.one(RULE)), mails: (await ana.mails()).length };
}

const stop = async (of: Stop) => (await import('../../shared/store/suppressions.ts')).suppress(of);
const prefer = async (who: Who, gets: 'dates' | 'all') =>
  (await import('../../shared/store/suppressions.ts')).prefer({ ...who, preference: { gets, at: NOW } });

test.each([
  ['unsubscribed', /^The person unsubscribed/],
  ['complained', /reported a mail as unwanted/],
  ['bounced', /bounced for good/],
] as const)('who has %s by then gets none', async (reason, why) => {
  const end = await sendWhile((who) => stop({ ...who, reason, at: NOW }));
  expect(end).toMatchObject({ state: 'skipped', reason: expect.stringMatching(why), mails: 0 });
});

test('who wants wishes only by then gets no thanks, and who wants all gets them', async () => {
  const few = await sendWhile((who) => prefer(who, 'dates'));
  expect(few).toMatchObject({ state: 'skipped', reason: expect.stringMatching(/wishes on/), mails: 0 });
  const all = await sendWhile((who) => prefer(who, 'all'));
  expect(all).toMatchObject({ state: 'sent', mails: 1 });
});

test('a stop of whom nothing else is known is kept, and said again it changes nothing', async () => {
  const { loadSuppression } = await import('../../shared/store/suppressions.ts');
  const who = { brand: 'demo', contact: 'nobody-yet' };
  expect(await stop({ ...who, reason: 'bounced', at: NOW })).toBe(true);
  expect(await stop({ ...who, reason: 'complained', at: NOW })).toBe(false);
  expect(await loadSuppression('demo', 'nobody-yet')).toMatchObject({ reason: 'bounced' });
  expect(await prefer(who, 'all')).toBe(true);
});

test('a stop that meets another write of the person is tried again', async () => {
  const ana = rooms.newcomer();
  await rooms.planEvents(ana.make());
  const { brand, contact } = await ana.one(RULE);
  const before = (await ana.contact())?.version ?? 0;
  rooms.cloud.gateway.faults.add({
    service: 'dynamodb',
    operation: 'UpdateItem',
    match: ({ input }) => JSON.stringify(input).includes('version'),
    respond: { status: 400, code: 'TransactionConflictException' },
    times: 2,
  });
  expect(await stop({ brand, contact, reason: 'unsubscribed', at: NOW })).toBe(true);
  expect((await ana.contact())?.version).toBe(before + 1);
});
