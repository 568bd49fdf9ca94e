import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Event } from '../../shared/contract/event.ts';
import type { PrivacyRequest } from '../../shared/contract/privacy.ts';
import { eventId } from '../../shared/domain/people/identity.ts';
import { loadTombstone } from '../../shared/store/erasures.ts';
import { listRequests } from '../../shared/store/privacy.ts';
import { loadSuppression, prefer, suppress } from '../../shared/store/suppressions.ts';
import { makeRequest } from '../helpers/make-privacy.ts';
import { type Newcomer, startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterEach(() => {
  vi.useRealTimers();
  rooms.cloud.gateway.faults.clear();
  rooms.cloud.emptyQueue('jobs');
});
afterAll(() => rooms.stop());

const noFailures = { batchItemFailures: [] };
const run = (request: PrivacyRequest) => rooms.jobBodies([JSON.stringify({ request })]);
const recordOf = async ({ id }: PrivacyRequest) =>
  (await listRequests('demo')).find((record) => record.id === id);
const later = (ms: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
};

/** Every item whose text holds this. */
async function mentioning(text: string): Promise<string[]> {
  const Items: Record<string, unknown>[] = [];
  const pages = paginateScan(
    { client: rooms.cloud.table },
    { TableName: rooms.cloud.tableName, ConsistentRead: true },
  );
  for await (const page of pages) Items.push(...(page.Items ?? []));
  const found = Items.filter((item) => JSON.stringify(item).includes(text));
  return found.map(({ pk, sk }) => `${String(pk)} ${String(sk)}`);
}

/** Somebody who bought, was thanked, and for whom a check-in waits. */
async function buyer(over: Partial<Event> = {}): Promise<Newcomer & { id: string }> {
  const person = rooms.newcomer(over);
  await rooms.planEvents(person.make());
  await rooms.sendQueued();
  await rooms.observeQueued();
  const id = (await person.contact())?.id ?? '';
  expect(await person.mails()).toHaveLength(1);
  return { ...person, id };
}

describe('erasing a person', () => {
  test('leaves nothing that names them, and keeps what stops mail to them', async () => {
    const ana = await buyer();
    const at = new Date().toISOString();
    await suppress({ brand: 'demo', contact: ana.id, reason: 'complained', at });
    const request = makeRequest({ email: ana.email });
    expect(await run(request)).toEqual(noFailures);
    expect(await mentioning(ana.email)).toEqual([]);
    expect((await mentioning(ana.id)).toSorted()).toEqual([
      `PRIVACY#demo ${request.id}`,
      expect.stringMatching(/^SUBJECT#demo#standard-webhooks#order\//),
      `SUPPRESSED#demo#${ana.id} EMAIL`,
      `SUPPRESSED#demo#${ana.id} ERASED`,
    ]);
    expect(await loadSuppression('demo', ana.id)).toMatchObject({ reason: 'complained', at });
    expect(await recordOf(request)).toMatchObject({
      state: 'done',
      contacts: [ana.id],
      erased: { people: 1, events: 1, followUps: 2 },
    });
  });

  test('of whom nobody knows anything is done, too: the order may come later', async () => {
    const ana = rooms.newcomer();
    const order = ana.make().subject.replace('order/', '');
    const request = makeRequest({ email: ana.email, orders: [order] });
    expect(await run(request)).toEqual(noFailures);
    expect(await recordOf(request)).toMatchObject({ state: 'done', erased: { people: 0 } });
    const told = new Date(Date.now() + 1000).toISOString();
    later(2000);
    await rooms.planEvents(ana.make({ occurredAt: told }));
    await rooms.sendQueued();
    expect(await ana.mails()).toEqual([]);
    expect(await mentioning(ana.email)).toEqual([]);
  });

  test('a second time is harmless, and does not touch who came back meanwhile', async () => {
    const ana = await buyer();
    const request = makeRequest({ email: ana.email });
    expect(await run(request)).toEqual(noFailures);
    later(60_000);
    await rooms.planEvents({ ...ana.another(), occurredAt: new Date().toISOString() });
    expect(await run(request)).toEqual(noFailures);
    expect(await ana.contact()).toMatchObject({ counters: { orders: 1 } });
    later(60_000);
    const anew = makeRequest({ email: ana.email, id: request.id });
    expect(await run(anew)).toEqual(noFailures);
    expect(await ana.contact()).toBeUndefined();
    expect((await recordOf(request))?.requestedAt).toBe(anew.requestedAt);
    await rooms.sendQueued();
  });

  test('reaches those to whom the named orders belong, whatever address the account has', async () => {
    const ana = await buyer();
    const order = ana.make().subject.replace('order/', '');
    expect(await run(makeRequest({ email: 'account@example.com', orders: [order] }))).toEqual(noFailures);
    expect(await mentioning(ana.email)).toEqual([]);
  });

  test('reaches whom only the customer number names', async () => {
    const externalId = `c-${Math.random()}`;
    const ana = rooms.newcomer({ kind: 'signup', subject: 'signup', facts: {}, person: { externalId } });
    await rooms.planEvents(ana.make({ id: `evt_${'a'.repeat(32)}` }));
    expect(await mentioning(externalId)).not.toEqual([]);
    expect(await run(makeRequest({ externalId }))).toEqual(noFailures);
    expect(await mentioning(externalId)).toEqual([]);
  });

  test('reaches whom the customer number leads to, and it leads to nobody any more', async () => {
    const externalId = `c-${Math.random()}`;
    const ana = await buyer();
    const email = ana.email;
    await rooms.planEvents({ ...ana.another(), person: { email, externalId } });
    expect(await run(makeRequest({ email: 'account@example.com', externalId }))).toEqual(noFailures);
    expect(await mentioning(email)).toEqual([]);
    expect(await mentioning(externalId)).toEqual([]);
    later(60_000);
    const consent = { kind: 'consent', subject: 'consent/granted/1', id: `evt_${'c'.repeat(32)}` } as const;
    const occurredAt = new Date().toISOString();
    const facts = { consent: { marketing: 'granted' } } as const;
    await rooms.planEvents(ana.make({ ...consent, occurredAt, facts, person: { externalId } }));
    expect(await ana.contact()).toBeUndefined();
    await rooms.sendQueued();
  });

  test('drops what waits in the row of an order', async () => {
    const ana = rooms.newcomer();
    const order = ana.make().subject.replace('order/', '');
    await rooms.planEvents(ana.refund());
    expect(await mentioning('R-1')).not.toEqual([]);
    await run(makeRequest({ email: ana.email, orders: [order] }));
    expect((await mentioning(order)).filter((key) => !key.startsWith('SUBJECT#'))).toEqual([]);
    expect((await mentioning('R-1')).filter((key) => key.includes(order))).toEqual([]);
  });

  test('that crashed half-way is finished by the next try, and nothing old gets in between', async () => {
    const ana = await buyer();
    const request = makeRequest({ email: ana.email });
    rooms.cloud.gateway.faults.add({
      service: 'dynamodb',
      operation: 'BatchWriteItem',
      times: 10,
      respond: { status: 400, code: 'AccessDeniedException', message: 'no' },
    });
    expect((await run(request)).batchItemFailures).toHaveLength(1);
    expect(await recordOf(request)).toMatchObject({ state: 'open' });
    expect(await loadTombstone('demo', ana.id)).toBeDefined();
    await rooms.planEvents(ana.refund());
    rooms.cloud.gateway.faults.clear();
    expect(await run(request)).toEqual(noFailures);
    expect(await mentioning(ana.email)).toEqual([]);
    expect(await recordOf(request)).toMatchObject({ state: 'done', erased: { people: 1 } });
  });

  test('takes as many writes as there are items', async () => {
    const ana = await buyer();
    for (let round = 0; round < 30; round += 1)
      await rooms.planEvents(
        ana.make({
          id: eventId({ brand: 'demo', source: 'x', kind: 'consent', subject: `consent/${ana.id}/${round}` }),
          kind: 'consent',
          subject: `consent/granted/${round}`,
          facts: { consent: { marketing: 'granted' } },
        }),
      );
    const request = makeRequest({ email: ana.email });
    expect(await run(request)).toEqual(noFailures);
    expect(await mentioning(ana.email)).toEqual([]);
    expect(await recordOf(request)).toMatchObject({ erased: { people: 1, events: 31 } });
  });
});

describe('after an erasure', () => {
  test('an old order that is told again neither thanks nor revives the person', async () => {
    const ana = await buyer();
    await run(makeRequest({ email: ana.email }));
    expect(await rooms.planEvents(ana.make(), ana.refund())).toEqual(noFailures);
    // A back-fill may find the order changed since.
    later(60_000);
    await rooms.planEvents(ana.make({ occurredAt: new Date().toISOString() }));
    await rooms.sendQueued();
    expect(await ana.mails()).toHaveLength(1);
    expect(await mentioning(ana.email)).toEqual([]);
  });

  test('an order that is older, but was never heard of, does nothing either', async () => {
    const ana = await buyer();
    const missed = ana.another();
    await run(makeRequest({ email: ana.email }));
    await rooms.planEvents(missed);
    await rooms.sendQueued();
    expect(await mentioning(ana.email)).toEqual([]);
  });

  test('the check-in that waited is gone, and its message in the queue does nothing', async () => {
    const ana = await buyer();
    const { brand, contact, rule, subject } = await ana.one('check-in');
    await run(makeRequest({ email: ana.email }));
    later(20 * 86_400_000);
    expect(await rooms.sendBodies([JSON.stringify({ brand, contact, rule, subject })])).toEqual(noFailures);
    await rooms.dispatch();
    await rooms.sendQueued();
    expect(await ana.mails()).toHaveLength(1);
  });

  test('an order that is placed then is a new relation, and is thanked as the first', async () => {
    const ana = await buyer();
    await run(makeRequest({ email: ana.email }));
    later(60_000);
    await rooms.planEvents({ ...ana.another(), occurredAt: new Date().toISOString() });
    await rooms.sendQueued();
    expect(await ana.mails()).toHaveLength(2);
    expect(await ana.contact()).toMatchObject({ counters: { orders: 1 } });
    expect(await ana.one('first-purchase-thanks')).toMatchObject({ state: 'sent' });
  });

  test('who had unsubscribed is still not written to', async () => {
    const ana = await buyer();
    const at = new Date().toISOString();
    await suppress({ brand: 'demo', contact: ana.id, reason: 'unsubscribed', at });
    await run(makeRequest({ email: ana.email }));
    later(60_000);
    await rooms.planEvents({ ...ana.another(), occurredAt: new Date().toISOString() });
    await rooms.sendQueued();
    expect(await ana.mails()).toHaveLength(1);
    expect((await ana.mine()).map(({ state }) => state)).toEqual(['skipped', 'skipped']);
  });

  test('what they had chosen to get still counts', async () => {
    const ana = await buyer();
    const preference = { gets: 'dates' as const, at: new Date().toISOString() };
    await prefer({ brand: 'demo', contact: ana.id, preference });
    await run(makeRequest({ email: ana.email }));
    expect(await loadSuppression('demo', ana.id)).toMatchObject({ preference });
    later(60_000);
    await rooms.planEvents({ ...ana.another(), occurredAt: new Date().toISOString() });
    await rooms.sendQueued();
    expect(await ana.mails()).toHaveLength(1);
    expect(await ana.one('first-purchase-thanks')).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(/^The person asked for wishes/),
    });
  });
});

describe('asking for a copy', () => {
  test('stays open with its due date, tells whoever listens, and copies nothing', async () => {
    const ana = await buyer();
    const notices = () => rooms.cloud.gateway.requests.count({ service: 'events' });
    const before = notices();
    const request = makeRequest({ kind: 'export-person', email: ana.email, reference: '9999' });
    expect(await run(request)).toEqual(noFailures);
    expect(await run(request)).toEqual(noFailures);
    expect(notices() - before).toBe(1);
    expect(await recordOf(request)).toMatchObject({
      state: 'open',
      reference: '9999',
      dueBy: request.dueBy,
      contacts: [ana.id],
    });
    expect(await ana.contact()).toBeDefined();
    expect(await ana.mails()).toHaveLength(1);
  });

  test('whose notice the bus does not take is tried again', async () => {
    const request = makeRequest({ kind: 'export-person', email: 'somebody@example.com' });
    rooms.cloud.gateway.faults.add({
      service: 'events',
      times: 5,
      respond: { status: 500, code: 'InternalFailure', message: 'no' },
    });
    expect((await run(request)).batchItemFailures).toHaveLength(1);
    expect(await recordOf(request)).toBeUndefined();
  });
});
