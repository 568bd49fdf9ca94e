import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { followUpId } from '../../shared/domain/people/identity.ts';
import { startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterAll(async () => {
  await rooms.stop();
});

const RULE = 'first-purchase-thanks';

/** Somebody whose thank-you waits in the send queue, and what SES was asked for since. */
async function waiting() {
  const ana = rooms.newcomer();
  await rooms.planEvents(ana.make());
  rooms.cloud.gateway.requests.clear();
  return {
    ...ana,
    thanks: () => ana.one(RULE),
    asked: () => rooms.cloud.gateway.requests.count({ service: 'ses', operation: 'SendRawEmail' }),
  };
}

const ses = { service: 'ses', operation: 'SendRawEmail' };

/** A report of SES as EventBridge delivers it, for the mail of this follow-up. */
const report = (followUp: FollowUp, detail: object): string =>
  JSON.stringify({
    id: 'report',
    source: 'aws.ses',
    'detail-type': 'Email',
    detail: {
      mail: {
        timestamp: new Date().toISOString(),
        messageId: 'ses-0',
        tags: { 'follow-up': [followUpId(followUp)], brand: ['demo'] },
      },
      ...detail,
    },
  });

describe('when SES leaves doubt', () => {
  test.each([
    ['it reads the whole request and drops the connection', { ...ses, dropAfterRead: true as const }],
    ['it answers 500', { ...ses, respond: { status: 500, code: 'InternalFailure' } }],
    ['it answers 503', { ...ses, respond: { status: 503, code: 'ServiceUnavailable' } }],
  ])('because %s, it has seen one request and the follow-up is parked', async (_name, fault) => {
    const ana = await waiting();
    rooms.cloud.gateway.faults.add(fault);
    expect(await rooms.sendQueued()).toEqual({ batchItemFailures: [] });
    expect(await ana.thanks()).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(/Not sent again on doubt/),
    });
    await rooms.sendBodies([JSON.stringify(await ana.thanks())]);
    await rooms.dispatch();
    await rooms.sendQueued();
    expect(ana.asked()).toBe(1);
  });

  test('feedback resolves it: the mail had gone out', async () => {
    const ana = await waiting();
    rooms.cloud.gateway.faults.add({ ...ses, dropAfterAccept: true });
    await rooms.sendQueued();
    expect((await ana.thanks()).state).toBe('unknown');
    await rooms.observeQueued();
    const [mail, ...more] = await ana.mails();
    expect(more).toEqual([]);
    expect(await ana.thanks()).toMatchObject({ state: 'sent', messageId: mail?.messageId });
    expect(ana.asked()).toBe(1);
  });

  test('feedback may come before the mark', async () => {
    const ana = await waiting();
    let accepted = (): void => {};
    const hold = new Promise<void>((resolve) => (accepted = resolve));
    rooms.cloud.gateway.faults.add({ ...ses, hold });
    const sending = rooms.sendQueued();
    await expect.poll(async () => (await ana.thanks()).state).toBe('sending');
    await rooms.observeBodies([
      report(await ana.thanks(), {
        eventType: 'Delivery',
        delivery: { timestamp: new Date().toISOString() },
      }),
    ]);
    expect((await ana.thanks()).state).toBe('sent');
    accepted();
    expect(await sending).toEqual({ batchItemFailures: [] });
    expect(await ana.thanks()).toMatchObject({ state: 'sent', feedback: { delivered: expect.any(String) } });
  });
});

describe('when SES refuses', () => {
  test('a throttle brings it back later, with its slot free', async () => {
    const ana = await waiting();
    rooms.cloud.gateway.faults.add({
      ...ses,
      respond: { code: 'Throttling', message: 'Maximum sending rate exceeded.' },
    });
    await rooms.sendQueued();
    const thanks = await ana.thanks();
    expect(thanks.state).toBe('planned');
    expect(Date.parse(thanks.dueAt)).toBeGreaterThan(Date.now() + 20_000);
    const contact = await ana.contact();
    expect(contact?.recentSends).toEqual([]);
    expect(contact?.open.map(({ rule }) => rule).toSorted()).toEqual(['check-in', RULE]);
  });

  test('a mail that it will never take is recorded as failed', async () => {
    const ana = await waiting();
    rooms.cloud.gateway.faults.add({
      ...ses,
      respond: { code: 'MessageRejected', message: 'Address blacklisted.' },
    });
    await rooms.sendQueued();
    expect(await ana.thanks()).toMatchObject({ state: 'failed', reason: expect.stringMatching(/refuses/) });
    expect(ana.asked()).toBe(1);
  });
});

describe('feedback', () => {
  const now = (): string => new Date().toISOString();

  test.each([
    [
      'a permanent bounce',
      'bounced',
      {
        eventType: 'Bounce',
        bounce: { bounceType: 'Permanent', bounceSubType: 'General', timestamp: now() },
      },
    ],
    [
      'a complaint',
      'complained',
      { eventType: 'Complaint', complaint: { complaintFeedbackType: 'abuse', timestamp: now() } },
    ],
  ])('%s stops what waits', async (_name, word, detail) => {
    const ana = await waiting();
    await rooms.sendQueued();
    await rooms.observeBodies([report(await ana.thanks(), detail)]);
    expect((await ana.thanks()).feedback).toHaveProperty(word);
    const second = ana.another();
    await rooms.planEvents(second);
    const others = (await ana.mine()).filter(({ subject }) => subject.endsWith(second.subject));
    expect(others.map(({ state }) => state)).toEqual(['skipped', 'skipped']);
  });

  test.each([
    [
      'a full mailbox',
      {
        eventType: 'Bounce',
        bounce: { bounceType: 'Transient', bounceSubType: 'MailboxFull', timestamp: now() },
      },
    ],
    [
      '"not spam"',
      { eventType: 'Complaint', complaint: { complaintFeedbackType: 'not-spam', timestamp: now() } },
    ],
  ])('%s stops nothing', async (_name, detail) => {
    const ana = await waiting();
    await rooms.sendQueued();
    await rooms.observeBodies([report(await ana.thanks(), detail)]);
    await rooms.planEvents(ana.another());
    const checkIns = (await ana.mine()).filter(({ rule }) => rule === 'check-in');
    expect(checkIns.map(({ state }) => state)).toEqual(['planned', 'planned']);
  });

  test('that is not of ours is acknowledged and left alone', async () => {
    const foreign = report(await (await waiting()).thanks(), { eventType: 'Delivery' }).replace(
      /"follow-up":\["[^"]+"\]/,
      '"x":["y"]',
    );
    expect(await rooms.observeBodies([foreign])).toEqual({ batchItemFailures: [] });
  });
});
