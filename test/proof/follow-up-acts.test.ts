import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { followUpId } from '../../shared/domain/people/identity.ts';
import { gatewayEvent } from '../helpers/page-request.ts';
import { startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
let call: (
  method: string,
  path: string,
  of?: { role?: string; body?: object; query?: Record<string, string> },
) => Promise<{ status: number; body: Record<string, unknown> }>;
beforeAll(async () => {
  rooms = await startRooms();
  rooms.cloud.use('console');
  process.env['LOG_LEVEL'] = 'silent';
  const { handler } = await import('../../functions/console/handler.ts');
  call = async (method, path, { role = 'approver', body, query } = {}) => {
    const answer = await handler(
      gatewayEvent({
        method,
        path: `/api/brands/demo/${path}`,
        claims: { 'cognito:groups': `[demo.${role}]`, sub: 'ina' },
        ...(body && { body: JSON.stringify(body) }),
        ...(query && { query }),
      }),
    );
    const parsed = z.record(z.string(), z.unknown()).parse(JSON.parse(answer.body ?? ''));
    return { status: answer.statusCode, body: parsed };
  };
});
afterAll(() => rooms.stop());

const THANKS = 'first-purchase-thanks';
const LATER = 'check-in';
const ses = { service: 'ses', operation: 'SendRawEmail' };
const why = 'Asked for by phone';
const act = (followUp: FollowUp, name: string, over: { role?: string; body?: object } = {}) =>
  call('POST', `follow-ups/${followUpId(followUp)}/${name}`, {
    ...over,
    body: { why, ...over.body },
  });

/** Somebody with a check-in that waits and a thank-you that is queued. */
async function buyer() {
  const ana = rooms.newcomer();
  await rooms.planEvents(ana.make());
  return ana;
}

/** The same, and nobody knows whether the thank-you went: SES may have it (`accepted`) or not. */
async function inDoubt(accepted = false) {
  const ana = await buyer();
  rooms.cloud.gateway.faults.add(
    accepted ? { ...ses, dropAfterAccept: true } : { ...ses, dropAfterRead: true },
  );
  await rooms.sendQueued();
  rooms.cloud.gateway.requests.clear();
  const thanks = await ana.one(THANKS);
  expect(thanks.state).toBe('unknown');
  return { ...ana, thanks };
}

const isDone = async (ana: { one: (rule: string) => Promise<FollowUp> }): Promise<FollowUp> => {
  await rooms.dispatch();
  await rooms.sendQueued();
  return ana.one(THANKS);
};

const audits = async (): Promise<unknown> => (await call('GET', 'audit')).body['items'];

test('of one in doubt it is told who, since when, and what SES answered last', async () => {
  const { thanks } = await inDoubt();
  const { body } = await call('GET', 'follow-ups', { role: 'viewer', query: { state: 'unknown' } });
  const { items } = z.object({ items: z.array(z.looseObject({ id: z.string() })) }).parse(body);
  expect(items.find(({ id }) => id === followUpId(thanks))).toMatchObject({
    contact: thanks.contact,
    rule: THANKS,
    doubt: expect.stringMatching(
      new RegExp(`^In doubt since ${thanks.updatedAt.slice(0, 10)} .* wait for an hour`),
    ),
    reason: expect.stringMatching(/not known whether SES took the mail: \w+/),
  });
});

describe('cancel', () => {
  test('ends what waits, takes it from the open ones, and says who did it', async () => {
    const ana = await buyer();
    const before = await ana.one(LATER);
    expect(await act(before, 'cancel', { role: 'editor' })).toMatchObject({
      status: 200,
      body: { state: 'cancelled', reason: `Cancelled by an operator: ${why}`, revision: before.revision + 1 },
    });
    expect(await ana.one(LATER)).toMatchObject({ state: 'cancelled', revision: before.revision + 1 });
    expect((await ana.contact())?.open.map(({ rule }) => rule)).toEqual([THANKS]);
    expect(await audits()).toContainEqual(
      expect.objectContaining({
        act: 'cancel',
        by: 'ina',
        why,
        changes: [
          {
            kind: 'follow-up',
            id: followUpId(before),
            about: `${LATER} for ${before.subject}`,
            difference: [{ at: 'state', before: 'planned', after: 'cancelled' }],
          },
        ],
      }),
    );
  });

  test('of one on its way to the sender is decided by who writes first', async () => {
    const ana = await buyer();
    await act(await ana.one(THANKS), 'cancel');
    await rooms.sendQueued();
    expect((await ana.one(THANKS)).state).toBe('cancelled');
    expect(await ana.mails()).toEqual([]);
  });

  test('a dry run changes nothing', async () => {
    const ana = await buyer();
    const before = await ana.one(LATER);
    expect(await act(before, 'cancel', { body: { dryRun: true } })).toMatchObject({
      status: 200,
      body: { state: 'cancelled' },
    });
    expect(await ana.one(LATER)).toEqual(before);
  });

  test('what was sent stays sent, and the refusal says so', async () => {
    const ana = await buyer();
    await rooms.sendQueued();
    expect(await act(await ana.one(THANKS), 'cancel')).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/is sent\. .*never a second/) },
    });
  });

  test.each([
    ['without a reason', 'cancel', { body: { why: ' ' } }, 400],
    ['by a viewer', 'cancel', { role: 'viewer' }, 403],
    ['a release by an editor', 'release', { role: 'editor' }, 403],
    ['a resolution without what', 'resolve', {}, 400],
  ])('is refused %s', async (_name, name, over, status) => {
    const ana = await buyer();
    expect((await act(await ana.one(LATER), name, over)).status).toBe(status);
    expect((await ana.one(LATER)).state).toBe('planned');
  });

  test('of what is not there, or of another brand, finds nothing', async () => {
    const foreign = followUpId({ brand: 'demo-test', contact: 'x', rule: 'r', subject: 'person/signup' });
    for (const id of ['nonsense', foreign])
      expect(await call('POST', `follow-ups/${id}/cancel`, { body: { why } })).toMatchObject({ status: 404 });
  });
});

describe('release', () => {
  test('brings forward what waits, and it goes with the next minute', async () => {
    const ana = await buyer();
    expect(await act(await ana.one(LATER), 'release')).toMatchObject({
      status: 200,
      body: { state: 'planned', gate: { kind: 'send' } },
    });
    await rooms.dispatch();
    await rooms.sendQueued();
    expect(await ana.one(LATER)).toMatchObject({ state: 'sent', attempt: 1 });
    expect(await audits()).toContainEqual(
      expect.objectContaining({
        act: 'release',
        changes: [expect.objectContaining({ difference: [expect.objectContaining({ at: 'dueAt' })] })],
      }),
    );
  });

  test('is refused where the gate would end it', async () => {
    const ana = await buyer();
    const waiting = await ana.one(LATER);
    const { suppress } = await import('../../shared/store/suppressions.ts');
    await suppress({
      brand: 'demo',
      contact: waiting.contact,
      reason: 'unsubscribed',
      at: new Date().toISOString(),
    });
    expect(await act(waiting, 'release')).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/^It would not be sent\. The person unsubscribed/) },
    });
    expect(await ana.one(LATER)).toEqual(waiting);
  });

  test('is no way to send again what is in doubt', async () => {
    const { thanks } = await inDoubt();
    expect(await act(thanks, 'release')).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/resend/) },
    });
  });
});

describe('resend', () => {
  test('is the next attempt of the same follow-up, with one slot for both', async () => {
    const ana = await inDoubt();
    expect(await act(ana.thanks, 'resend')).toMatchObject({
      status: 200,
      body: { state: 'planned', attempt: 2 },
    });
    expect((await ana.contact())?.open.map(({ rule }) => rule)).toContain(THANKS);
    expect(await isDone(ana)).toMatchObject({ state: 'sent', attempt: 2 });
    expect(await ana.mails()).toHaveLength(1);
    expect((await ana.contact())?.recentSends.filter(({ rule }) => rule === THANKS)).toHaveLength(1);
  });

  test('pressed by two people at once, makes exactly one mail', async () => {
    const ana = await inDoubt();
    const answers = await Promise.all([act(ana.thanks, 'resend'), act(ana.thanks, 'resend')]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(await isDone(ana)).toMatchObject({ state: 'sent', attempt: 2 });
    await isDone(ana);
    expect(await ana.mails()).toHaveLength(1);
  });

  test('is called off when SES tells meanwhile that the first had gone out', async () => {
    const ana = await inDoubt(true);
    await act(ana.thanks, 'resend');
    await rooms.observeQueued();
    expect(await ana.one(THANKS)).toMatchObject({ state: 'sent', attempt: 1 });
    expect(await isDone(ana)).toMatchObject({ state: 'sent', attempt: 1 });
    expect(await ana.mails()).toHaveLength(1);
  });

  test('once it has gone, a late report of the first attempt changes neither state nor feedback', async () => {
    const ana = await inDoubt();
    await act(ana.thanks, 'resend');
    const sent = await isDone(ana);
    rooms.cloud.emptyQueue('observe');
    const late = {
      id: 'late',
      source: 'aws.ses',
      'detail-type': 'Email',
      detail: {
        eventType: 'Delivery',
        delivery: { timestamp: new Date().toISOString() },
        mail: {
          timestamp: new Date().toISOString(),
          messageId: 'ses-of-attempt-1',
          tags: { 'follow-up': [followUpId(sent)], brand: ['demo'], attempt: ['1'] },
        },
      },
    };
    for (const _ of [1, 2]) await rooms.observeBodies([JSON.stringify(late)]);
    const after = await ana.one(THANKS);
    expect(after).toMatchObject({ state: 'sent', attempt: 2, messageId: sent.messageId });
    expect(after.feedback).toEqual(sent.feedback);
    expect(after.trace.filter((line) => line === 'The mail of attempt 1: Delivered.')).toHaveLength(1);
    await isDone(ana);
    expect(await ana.mails()).toHaveLength(1);
  });

  test('is refused once its time has run out', async () => {
    const ana = await inDoubt();
    const { changeFollowUp } = await import('../../shared/store/follow-ups.ts');
    await changeFollowUp(ana.thanks, { ...ana.thanks, expiresAt: '2026-01-01T00:00:00.000Z' });
    expect(await act(ana.thanks, 'resend')).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/time ran out/) },
    });
  });
});

describe('resolve', () => {
  test.each(['sent', 'failed'] as const)('closes a doubt as %s', async (as) => {
    const ana = await inDoubt();
    expect(await act(ana.thanks, 'resolve', { body: { as } })).toMatchObject({
      status: 200,
      body: { state: as, reason: `Closed as ${as} by an operator: ${why}` },
    });
    expect(await isDone(ana)).toMatchObject({ state: as });
    expect(await ana.mails()).toEqual([]);
  });

  test('as failed was wrong when SES then tells that it was delivered', async () => {
    const ana = await inDoubt(true);
    await act(ana.thanks, 'resolve', { body: { as: 'failed' } });
    await rooms.observeQueued();
    expect((await ana.one(THANKS)).state).toBe('sent');
    expect((await act(ana.thanks, 'resend')).status).toBe(409);
  });
});

test('GET follow-ups/{followUp} shows one in full, and nobody’s address', async () => {
  const ana = await buyer();
  const { id, status, body } = await (async () => {
    const followUp = followUpId(await ana.one(LATER));
    return { id: followUp, ...(await call('GET', `follow-ups/${followUp}`, { role: 'viewer' })) };
  })();
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id,
    rule: LATER,
    state: 'planned',
    revision: 1,
    expiresAt: expect.any(String),
  });
  expect(JSON.stringify(body)).not.toContain('@');
  expect((await call('GET', 'follow-ups/nonsense', { role: 'viewer' })).status).toBe(404);
});
