import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { keys } from '../../shared/store/table.ts';
import { startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterEach(() => {
  vi.useRealTimers();
  rooms.cloud.gateway.faults.clear();
  rooms.cloud.emptyQueue('send');
});
afterAll(() => rooms.stop());

const RULE = 'first-purchase-thanks';
const MINUTE = 60_000;
const noFailures = { batchItemFailures: [] };

const later = (ms: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
};

const dynamodb = (operation: string, times: number, code: string, extra = {}) => ({
  service: 'dynamodb',
  operation,
  times,
  respond: { status: 400, code, message: 'no', extra },
});

/** A transaction that was cancelled for these reasons, by position. */
const cancelled = (times: number, ...codes: string[]) =>
  dynamodb('TransactWriteItems', times, 'TransactionCanceledException', {
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

describe('dispatch', () => {
  test('one follow-up that cannot be taken holds up no other, and the fault is not silent', async () => {
    const people = [rooms.newcomer(), rooms.newcomer(), rooms.newcomer()];
    await rooms.planEvents(...people.map((person) => person.make()));
    rooms.cloud.emptyQueue('send');
    later(6 * MINUTE);
    rooms.cloud.gateway.faults.add(dynamodb('UpdateItem', 1, 'ValidationException'));
    await expect(rooms.dispatch()).rejects.toThrow(/no|Invalid/);
    expect(rooms.cloud.queueMessages('send')).toHaveLength(2);
    await rooms.dispatch();
    expect(rooms.cloud.queueMessages('send')).toHaveLength(3);
  });

  test('one that cannot be read is reported every minute and stops nobody else’s mail', async () => {
    const [broken, fine] = [rooms.newcomer(), rooms.newcomer()];
    await rooms.planEvents(broken.make(), fine.make());
    rooms.cloud.emptyQueue('send');
    const followUp = await broken.one(RULE);
    const spoil = (state: string, priority: number | string) =>
      rooms.cloud.table.send(
        new UpdateCommand({
          TableName: rooms.cloud.tableName,
          Key: keys.followUp(followUp),
          UpdateExpression: 'SET #state = :state, priority = :priority',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':state': state, ':priority': priority },
        }),
      );
    await spoil('sending', 'not a number');
    later(6 * MINUTE);
    await expect(rooms.dispatch()).rejects.toThrow(/no|Invalid/);
    expect(rooms.cloud.queueMessages('send')).toHaveLength(1);
    await spoil('queued', followUp.priority);
  });
});

describe('what SES certainly did not take', () => {
  const throttle = {
    service: 'ses',
    operation: 'SendRawEmail',
    respond: { code: 'Throttling', message: 'Maximum sending rate exceeded.' },
  };
  const thanked = async (): Promise<{ one: () => Promise<FollowUp> }> => {
    const ana = rooms.newcomer();
    await rooms.planEvents(ana.make());
    return { one: () => ana.one(RULE) };
  };

  test('goes back to its place although others keep changing the person', async () => {
    const ana = await thanked();
    let answer = (): void => {};
    rooms.cloud.gateway.faults.add({
      ...throttle,
      match: () => {
        // From here on every transaction over the person loses.
        rooms.cloud.gateway.faults.add(cancelled(50, 'None', 'TransactionConflict'));
        answer();
        return true;
      },
    });
    const asked = new Promise<void>((resolve) => (answer = resolve));
    const [result] = await Promise.all([rooms.sendQueued(), asked]);
    expect(result).toEqual(noFailures);
    expect((await ana.one()).state).toBe('planned');
  });
});

describe('the pace of SES', () => {
  test('spreads what is released over the seconds that SES needs for it', async () => {
    const people = Array.from({ length: 5 }, () => rooms.newcomer());
    await rooms.planEvents(...people.map((person) => person.make()));
    rooms.cloud.emptyQueue('send');
    later(6 * MINUTE);
    const before = rooms.cloud.mail.quota;
    rooms.cloud.mail.quota = { ...before, rate: 2 };
    const { released } = await rooms.dispatch();
    expect(released).toBeGreaterThanOrEqual(5);
    rooms.cloud.mail.quota = before;
    const { ready, delayed } = rooms.cloud.queues.get(rooms.cloud.queueName('send')).inspectMessages();
    expect([ready.length, delayed.length]).toEqual([2, released - 2]);
  });

  test('what is refused again and again is asked for less and less often', async () => {
    const ana = rooms.newcomer();
    await rooms.planEvents(ana.make());
    rooms.cloud.gateway.faults.add({
      service: 'ses',
      operation: 'SendRawEmail',
      times: 3,
      respond: { code: 'MessageRejected', message: 'Email address is not verified.' },
    });
    const waits: number[] = [];
    for (let round = 0; round < 3; round++) {
      await rooms.sendQueued();
      const { dueAt, trace } = await ana.one(RULE);
      expect(trace.filter((sentence) => /takes no mail of this account/.test(sentence))).toHaveLength(1);
      waits.push((Date.parse(dueAt) - Date.now()) / 1000);
      later(Date.parse(dueAt) - Date.now());
      await rooms.dispatch();
    }
    expect(waits[0]).toBeGreaterThan(58);
    expect(waits[1]).toBeGreaterThan(118);
    expect(waits[2]).toBeGreaterThan(238);
    await rooms.sendQueued();
    expect((await ana.one(RULE)).state).toBe('sent');
  });
});

describe('a throttle inside a transaction', () => {
  test('is waited out', async () => {
    const ana = rooms.newcomer();
    rooms.cloud.gateway.faults.add(cancelled(2, 'None', 'ThrottlingError'));
    expect(await rooms.planEvents(ana.make())).toEqual(noFailures);
    expect(await ana.mine()).toHaveLength(2);
  });

  test('is waited out too when it leaves out a part of a read', async () => {
    const ana = rooms.newcomer();
    await rooms.planEvents(ana.make());
    const followUp = await ana.one(RULE);
    const Keys = [keys.contact('demo', followUp.contact), keys.followUp(followUp)];
    const { documents, tableName } = await import('../../shared/store/client.ts');
    const nothing = Promise.resolve({ UnprocessedKeys: { [tableName()]: { Keys } } });
    // The last of the client's overloads answers by a callback, so the types take nothing for its answer.
    const left = vi.spyOn(documents(), 'send').mockReturnValueOnce(nothing as never);
    expect(await rooms.sendQueued()).toEqual(noFailures);
    left.mockRestore();
    expect((await ana.one(RULE)).state).toBe('sent');
  });
});
