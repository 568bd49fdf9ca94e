import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadBrand, saveBrand, widenBrand } from '../../shared/store/brands.ts';
import { loadLive, publishLive } from '../../shared/store/rules.ts';
import { loadTemplate, saveTemplate } from '../../shared/store/templates.ts';
import { makeBrand } from '../helpers/make.ts';
import { startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(async () => {
  await rooms.stop();
});

const RULE = 'first-purchase-thanks';
const MINUTE = 60_000;

/** Moves the clock of handlers on; timers of the SDK keep running. */
function later(ms: number): void {
  const at = Date.now() + ms;
  vi.useFakeTimers({ toFake: ['Date'], now: at });
}

describe('the ledger is the queue', () => {
  test('a crash between the decision and the queue loses nothing', async () => {
    const ana = rooms.newcomer();
    rooms.cloud.gateway.faults.add({
      service: 'sqs',
      operation: 'SendMessageBatch',
      times: 5,
      respond: { status: 500, code: 'InternalError' },
    });
    expect(await rooms.planEvents(ana.make())).toEqual({ batchItemFailures: [] });
    rooms.cloud.gateway.faults.clear();
    expect(rooms.cloud.queueMessages('send')).toEqual([]);
    await rooms.dispatch();
    expect(rooms.cloud.queueMessages('send')).toEqual([]);
    later(6 * MINUTE);
    await rooms.dispatch();
    await rooms.sendQueued();
    expect(await ana.mails()).toHaveLength(1);
    expect((await ana.one(RULE)).state).toBe('sent');
  });

  test('a queue emptied by hand loses nothing', async () => {
    const ana = rooms.newcomer();
    await rooms.planEvents(ana.make());
    rooms.cloud.emptyQueue('send');
    later(6 * MINUTE);
    await rooms.dispatch();
    await rooms.sendQueued();
    expect(await ana.mails()).toHaveLength(1);
  });

  test('two dispatchers at once release nothing twice', async () => {
    const people = [rooms.newcomer(), rooms.newcomer(), rooms.newcomer()];
    await rooms.planEvents(...people.map((person) => person.make()));
    rooms.cloud.emptyQueue('send');
    later(6 * MINUTE);
    await Promise.all([rooms.dispatch(), rooms.dispatch(), rooms.dispatch()]);
    expect(rooms.cloud.queueMessages('send')).toHaveLength(3);
    await rooms.sendQueued();
    for (const person of people) expect(await person.mails()).toHaveLength(1);
  });

  test('a sender that never came back leaves an unknown, which is never sent again', async () => {
    const ana = rooms.newcomer();
    await rooms.planEvents(ana.make());
    // The claim is written, then the process dies: the mail may or may not have reached SES.
    rooms.cloud.gateway.faults.add({ service: 'ses', operation: 'SendRawEmail', dropAfterRead: true });
    rooms.cloud.gateway.faults.add({
      service: 'dynamodb',
      operation: 'UpdateItem',
      times: 10,
      respond: { status: 500, code: 'InternalServerError' },
    });
    await rooms.sendQueued();
    rooms.cloud.gateway.faults.clear();
    expect((await ana.one(RULE)).state).toBe('sending');
    later(6 * MINUTE);
    await rooms.dispatch();
    await rooms.sendQueued();
    expect(await ana.one(RULE)).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(/may or may not/),
    });
    expect(await ana.mails()).toEqual([]);
  });

  test('marketing that is due at once waits for its turn at the pace of SES; a thank-you does not', async () => {
    const live = await loadLive('demo');
    const [thanks] = live.rules.filter(({ id }) => id === RULE);
    if (!thanks) throw new Error('no rule');
    await saveBrand(makeBrand({ id: 'offers' }));
    const template = await loadTemplate('demo', thanks.template, thanks.templateVersion);
    if (template) await saveTemplate('offers', template);
    await publishLive({ brand: 'offers', rules: [{ ...thanks, purpose: 'marketing' }], basedOn: 0 });
    rooms.cloud.emptyQueue('send');
    const person = { firstName: 'Ana', consent: 'granted' as const };
    const [ana, ben] = [rooms.newcomer({ brand: 'offers' }), rooms.newcomer()];
    await rooms.planEvents(ana.make({ person: { ...person, email: ana.email } }), ben.make());
    expect([(await ana.one(RULE)).state, (await ben.one(RULE)).state]).toEqual(['planned', 'queued']);
    expect(rooms.cloud.queueMessages('send')).toHaveLength(1);
    await rooms.sendQueued();
    later(MINUTE);
    await rooms.dispatch();
    await rooms.sendQueued();
    expect(await ana.mails()).toHaveLength(1);
  });

  test('tells when it is due next, and a check-in goes at its time', async () => {
    const ana = rooms.newcomer();
    await rooms.planEvents(ana.make());
    await rooms.sendQueued();
    const { dueAt } = await ana.one('check-in');
    const { next } = await rooms.dispatch();
    expect(Date.parse(next ?? '')).toBeLessThanOrEqual(Date.parse(dueAt));
    later(Date.parse(dueAt) - Date.now() - 1000);
    await rooms.dispatch();
    await rooms.sendQueued();
    expect((await ana.one('check-in')).state).toBe('planned');
    later(Date.parse(dueAt) - Date.now());
    await rooms.dispatch();
    await rooms.sendQueued();
    expect((await ana.one('check-in')).state).toBe('sent');
    expect(await ana.mails()).toHaveLength(2);
  });
});

test('a brand that sends much since it was looked at last is looked for in all places', async () => {
  await rooms.dispatch();
  await widenBrand('demo');
  // What is remembered of the brand is over.
  later(MINUTE);
  const people = Array.from({ length: 6 }, () => rooms.newcomer());
  await rooms.planEvents(...people.map((one) => one.make()));
  expect((await people[0]!.one(RULE)).narrow).toBeUndefined();
  rooms.cloud.emptyQueue('send');
  later(6 * MINUTE);
  await rooms.dispatch();
  await rooms.sendQueued();
  for (const one of people) expect((await one.one(RULE)).state).toBe('sent');
});

describe('limits', () => {
  test('two senders cannot both pass a cap: one goes, the other waits for its day', async () => {
    const brand = makeBrand({ id: 'capped', cap: { max: 1, per: 'P1D' } });
    await saveBrand(brand);
    const live = await loadLive('demo');
    await publishLive({ brand: 'capped', rules: live.rules, basedOn: 0 });
    for (const rule of live.rules) {
      const template = await loadTemplate('demo', rule.template, rule.templateVersion);
      if (template) await saveTemplate('capped', template);
    }
    const ana = rooms.newcomer({ brand: 'capped' });
    await rooms.planEvents(ana.make());
    const second = ana.another();
    await rooms.planEvents(second);
    const bodies = rooms.cloud.queueMessages('send');
    rooms.cloud.emptyQueue('send');
    const results = await Promise.all(bodies.map((body) => rooms.sendBodies([body])));
    expect(results.flatMap((result) => result.batchItemFailures)).toEqual([]);
    const states = (await ana.mine()).filter(({ rule }) => rule !== 'check-in');
    expect(states.map(({ state }) => state).toSorted()).toEqual(['planned', 'sent']);
    expect(states.find(({ state }) => state === 'planned')?.trace.at(-1)).toMatch(/limit of messages/);
    expect(await ana.mails()).toHaveLength(1);
  });

  test('a paused brand holds its own mail and nobody else’s', async () => {
    const demo = await loadBrand('demo-test');
    if (!demo) throw new Error('no demo brand');
    await saveBrand({ ...demo, paused: true });
    const held = rooms.newcomer({ brand: 'demo-test' });
    const free = rooms.newcomer();
    await rooms.planEvents(held.make(), free.make());
    await rooms.sendQueued();
    expect((await held.one(RULE)).trace.at(-1)).toMatch(/paused for the brand/);
    expect(await free.mails()).toHaveLength(1);
    await saveBrand({ ...demo, paused: false });
    later(6 * MINUTE);
    await rooms.dispatch();
    await rooms.sendQueued();
    expect((await held.one(RULE)).state).toBe('sent');
  });
});
