import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { followUpId } from '../../shared/domain/people/identity.ts';
import { suppress } from '../../shared/store/suppressions.ts';
import { envelope, startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterAll(async () => {
  await rooms.stop();
});

const key = ({ brand, contact, rule, subject }: FollowUp): string =>
  JSON.stringify({ brand, contact, rule, subject });
const noFailures = { batchItemFailures: [] };

describe('a purchase', () => {
  test('becomes one thank-you now and one check-in later', async () => {
    const ana = rooms.newcomer();
    expect(await rooms.planEvents(ana.make())).toEqual(noFailures);
    expect(await rooms.sendQueued()).toEqual(noFailures);
    const [mail, ...more] = await ana.mails();
    expect(more).toEqual([]);
    const thanks = await ana.one('first-purchase-thanks');
    expect(thanks).toMatchObject({ state: 'sent', messageId: mail?.messageId });
    expect(mail?.tags).toEqual({ 'follow-up': followUpId(thanks), brand: 'demo', attempt: '1' });
    expect(mail?.raw.toString()).toMatch(/^List-Unsubscribe: <http:\/\/[^>]+\/p\/unsubscribe\/[^>]+>\r$/m);
    expect(mail?.raw.toString()).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(await ana.one('check-in')).toMatchObject({ state: 'planned' });
    await rooms.observeQueued();
    expect((await ana.one('first-purchase-thanks')).feedback?.delivered).toBeDefined();
  });

  test('delivered twenty times at once is counted once and thanked once', async () => {
    const ana = rooms.newcomer();
    await Promise.all(Array.from({ length: 20 }, () => rooms.planEvents(ana.make())));
    // Whoever lost the race too often went back to the queue; the repeat finds the event known.
    expect(await rooms.planEvents(ana.make())).toEqual(noFailures);
    await rooms.sendQueued();
    expect((await ana.contact())?.counters.orders).toBe(1);
    expect(await ana.mine()).toHaveLength(2);
    expect(await ana.mails()).toHaveLength(1);
  });

  test('costs two requests of the table to plan and three to send', async () => {
    const ana = rooms.newcomer();
    await rooms.planEvents(rooms.newcomer().make());
    await rooms.sendQueued();
    rooms.cloud.gateway.requests.clear();
    await rooms.planEvents(ana.make());
    const ofPlan = rooms.cloud.gateway.requests.count({ service: 'dynamodb' });
    await rooms.sendQueued();
    const ofSend = rooms.cloud.gateway.requests.count({ service: 'dynamodb' }) - ofPlan;
    expect({ ofPlan, ofSend }).toEqual({ ofPlan: 2, ofSend: 3 });
  });

  test('of a test order is left alone by a brand that is live', async () => {
    const ana = rooms.newcomer({ test: true });
    expect(await rooms.planEvents(ana.make())).toEqual(noFailures);
    expect(await ana.mine()).toEqual([]);
    expect(await ana.contact()).toBeUndefined();
  });
});

describe('a batch', () => {
  test('gives back only the poison message', async () => {
    const ana = rooms.newcomer();
    const result = await rooms.planBodies([
      '{"detail":{"kind":"nonsense"}}',
      envelope(ana.make()),
      'not json',
    ]);
    expect(result.batchItemFailures).toHaveLength(2);
    expect(await ana.mine()).toHaveLength(2);
    await rooms.sendQueued();
  });
});

describe('a refund', () => {
  test('that comes first waits for its purchase, and then nobody is thanked', async () => {
    const ana = rooms.newcomer();
    expect(await rooms.planEvents(ana.refund())).toEqual(noFailures);
    expect(await rooms.planEvents(ana.refund())).toEqual(noFailures);
    expect(await ana.mine()).toEqual([]);
    await rooms.planEvents(ana.make());
    await rooms.sendQueued();
    expect((await ana.mine()).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(await ana.contact()).toMatchObject({ counters: { orders: 1, refunds: 1 } });
    expect(await ana.mails()).toEqual([]);
  });

  test('at the same instant as its purchase ends in thanks without check-in or in no thanks', async () => {
    for (let round = 0; round < 5; round++) {
      const ana = rooms.newcomer();
      const results = await Promise.all([
        rooms.planEvents(ana.make()),
        rooms.planEvents(ana.refund()),
        rooms.sendQueued(),
      ]);
      expect(results.flatMap((result) => result.batchItemFailures)).toEqual([]);
      await rooms.sendQueued();
      expect((await ana.one('check-in')).state).toBe('cancelled');
      const thanks = await ana.one('first-purchase-thanks');
      expect(['sent', 'cancelled']).toContain(thanks.state);
      expect(await ana.mails()).toHaveLength(thanks.state === 'sent' ? 1 : 0);
    }
  });

  test('that comes while the thanks wait in the queue keeps them from being sent', async () => {
    const ana = rooms.newcomer();
    await rooms.planEvents(ana.make());
    await rooms.planEvents(ana.refund());
    await rooms.sendQueued();
    expect(await ana.mails()).toEqual([]);
    expect((await ana.one('first-purchase-thanks')).reason).toMatch(/refunded on \d{4}-\d\d-\d\d/);
  });
});

describe('a delivery that names only a customer number', () => {
  test('does not take the order away from the address that may have unsubscribed', async () => {
    const ana = rooms.newcomer();
    await rooms.planEvents(ana.make());
    await rooms.sendQueued();
    const { id } = (await ana.contact()) ?? { id: '' };
    await suppress({ brand: 'demo', contact: id, reason: 'unsubscribed', at: new Date().toISOString() });
    const second = ana.another();
    const delivery = { ...second, kind: 'delivery', id: `evt_${'d'.repeat(32)}` } as const;
    await rooms.planEvents({ ...delivery, person: { externalId: '4711' } });
    await rooms.planEvents(second);
    await rooms.sendQueued();
    const ofSecond = (await ana.mine()).filter(({ subject }) => subject.endsWith(second.subject));
    expect(ofSecond.map(({ state }) => state)).toEqual(['skipped', 'skipped']);
    expect(await ana.mails()).toHaveLength(1);
  });
});

describe('when DynamoDB objects', () => {
  test('a conflict is decided anew', async () => {
    const ana = rooms.newcomer();
    rooms.cloud.gateway.faults.add({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      times: 2,
      respond: {
        status: 400,
        code: 'TransactionCanceledException',
        message: 'cancelled',
        extra: { CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }] },
      },
    });
    expect(await rooms.planEvents(ana.make())).toEqual(noFailures);
    expect(await ana.mine()).toHaveLength(2);
    await rooms.sendQueued();
  });

  test('a throttle that lasts gives the message back, and nothing is half-done', async () => {
    const ana = rooms.newcomer();
    rooms.cloud.gateway.faults.add({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      times: 10,
      respond: { status: 400, code: 'ProvisionedThroughputExceededException', message: 'slow down' },
    });
    expect((await rooms.planEvents(ana.make())).batchItemFailures).toHaveLength(1);
    rooms.cloud.gateway.faults.clear();
    expect(await ana.mine()).toEqual([]);
    expect(await rooms.planEvents(ana.make())).toEqual(noFailures);
    expect((await ana.contact())?.counters.orders).toBe(1);
    await rooms.sendQueued();
  });
});

describe('two senders with the same follow-up', () => {
  test('send it once', async () => {
    const ana = rooms.newcomer();
    await rooms.planEvents(ana.make());
    rooms.cloud.emptyQueue('send');
    const body = key(await ana.one('first-purchase-thanks'));
    const results = await Promise.all(Array.from({ length: 6 }, () => rooms.sendBodies([body])));
    expect(results.flatMap((result) => result.batchItemFailures)).toEqual([]);
    expect(await ana.mails()).toHaveLength(1);
    expect((await ana.one('first-purchase-thanks')).state).toBe('sent');
  });
});
