import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import { presentIn } from '../../functions/console/present.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import { warmDayOf } from '../../shared/domain/reputation/warm-up.ts';
import { saveBrand } from '../../shared/store/brands.ts';
import { loadLive, publishLive } from '../../shared/store/rules.ts';
import { loadTemplate, saveTemplate } from '../../shared/store/templates.ts';
import { write } from '../../shared/store/requests.ts';
import { countingWarm, loadWarm } from '../../shared/store/warm-up.ts';
import { makeBrand } from '../helpers/make.ts';
import { startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
beforeEach(() => {
  // No test runs over a midnight.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2027-02-01T10:00:00Z') });
});
afterEach(() => {
  rooms.cloud.gateway.faults.clear();
  vi.useRealTimers();
});
afterAll(async () => {
  await rooms.stop();
});

const RULE = 'first-purchase-thanks';
const goTo = (now: string): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(now) });
};

/** A brand of its own that warms up from this day on, with the rules of the demo. */
async function warming(id: string, ceilings: number[]): Promise<Brand> {
  const brand = makeBrand({ id, timezone: 'Europe/Berlin', warmUp: { from: '2027-02-01', ceilings } });
  await saveBrand(brand);
  const { rules } = await loadLive('demo');
  await publishLive({ brand: id, rules, basedOn: 0 });
  for (const { template, templateVersion } of rules) {
    const found = await loadTemplate('demo', template, templateVersion);
    if (found) await saveTemplate(id, found);
  }
  return brand;
}

async function usedOf(brand: Brand) {
  const warm = warmDayOf(brand, Temporal.Now.instant());
  return warm && (await loadWarm([{ brand: brand.id, warm }])).get(brand.id);
}

const people = (brand: string, count: number) =>
  Array.from({ length: count }, () => rooms.newcomer({ brand }));

async function statesOf(all: ReturnType<typeof people>): Promise<string[]> {
  const found = await Promise.all(all.map((one) => one.one(RULE)));
  return found.map(({ state }) => state).toSorted();
}

describe('the ceiling of a day', () => {
  test('is kept by senders at once, whatever the queue brings; the rest goes on the next day', async () => {
    const brand = await warming('warm-queue', [2, 3]);
    const all = people(brand.id, 4);
    await rooms.planEvents(...all.map((one) => one.make()));
    const bodies = rooms.cloud.queueMessages('send');
    rooms.cloud.emptyQueue('send');
    expect(bodies).toHaveLength(4);
    const results = await Promise.all(bodies.map((body) => rooms.sendBodies([body])));
    expect(results.flatMap((result) => result.batchItemFailures)).toEqual([]);
    expect(await statesOf(all)).toEqual(['planned', 'planned', 'sent', 'sent']);
    const waiting = (await Promise.all(all.map((one) => one.one(RULE)))).filter(
      ({ state }) => state === 'planned',
    );
    expect(waiting.map(({ dueAt }) => dueAt)).toEqual(
      Array.from({ length: 2 }, () => '2027-02-01T23:00:00.000Z'),
    );
    expect(waiting[0]?.trace.at(-1)).toMatch(/warm-up of the sender: day 1 \(2 mails\) is used up/);
    expect(await usedOf(brand)).toEqual({ mails: 2, marketing: 0 });

    goTo('2027-02-01T23:01:00Z');
    await rooms.dispatch();
    await rooms.sendQueued();
    expect(await statesOf(all)).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect(await usedOf(brand)).toEqual({ mails: 2, marketing: 0 });
  });

  test('is kept by dispatch: what has no room stays where it is, says why, and goes on the next day', async () => {
    const brand = await warming('warm-dispatch', [2, 3]);
    const all = people(brand.id, 5);
    await rooms.planEvents(...all.map((one) => one.make()));
    rooms.cloud.emptyQueue('send');
    goTo('2027-02-01T10:06:00Z');
    await rooms.dispatch();
    expect(rooms.cloud.queueMessages('send')).toHaveLength(2);
    await rooms.sendQueued();
    goTo('2027-02-01T10:07:00Z');
    const { released, next } = await rooms.dispatch();
    expect(released).toBe(0);
    expect(next).toBe('2027-02-01T23:00:00Z');

    const present = await presentIn(brand.id);
    const told = (await Promise.all(all.map((one) => one.one(RULE)))).map((one) => present(one).waits);
    expect(told.filter((text) => text !== undefined)).toHaveLength(3);
    expect(told.join()).toMatch(/day 1 \(2 mails\) is used up; the next day begins Tue 2 Feb 2027 00:00/);

    goTo('2027-02-01T23:00:00Z');
    await rooms.dispatch();
    await rooms.sendQueued();
    expect(await statesOf(all)).toEqual(['sent', 'sent', 'sent', 'sent', 'sent']);
    const traces = (await Promise.all(all.map((one) => one.one(RULE)))).map(({ trace }) => trace.at(-1));
    expect(traces.filter((text) => text?.includes('warm-up of the sender until its day 2'))).toHaveLength(3);
  });

  test('counts only what SES took', async () => {
    const brand = await warming('warm-refused', [5]);
    const [ana] = people(brand.id, 1);
    await rooms.planEvents(...(ana ? [ana.make()] : []));
    rooms.cloud.gateway.faults.add({
      service: 'ses',
      operation: 'SendRawEmail',
      respond: { status: 400, code: 'Throttling', message: 'Maximum sending rate exceeded.' },
    });
    await rooms.sendQueued();
    expect((await ana?.one(RULE))?.state).toBe('planned');
    expect(await usedOf(brand)).toEqual({ mails: 0, marketing: 0 });
  });

  test('counts once where two get into each other’s way at the count', async () => {
    const brand = await warming('warm-conflict', [5]);
    const [ana] = people(brand.id, 1);
    await rooms.planEvents(...(ana ? [ana.make()] : []));
    const nothing = { Code: 'None' };
    rooms.cloud.gateway.faults.add({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      respond: {
        code: 'TransactionCanceledException',
        extra: { CancellationReasons: [nothing, nothing, { Code: 'TransactionConflict' }] },
      },
    });
    expect(await rooms.sendQueued()).toEqual({ batchItemFailures: [] });
    expect((await ana?.one(RULE))?.state).toBe('sent');
    expect(await ana?.mails()).toHaveLength(1);
    expect(await usedOf(brand)).toEqual({ mails: 1, marketing: 0 });
  });

  test('is at most half used by marketing, however much comes at once', async () => {
    const brand = await warming('warm-offers', [6]);
    const warm = warmDayOf(brand, Temporal.Now.instant());
    if (!warm) throw new Error('no day');
    const count = (purpose: 'marketing' | 'transactional') =>
      write([countingWarm({ brand: brand.id, purpose }, warm)]);
    const taken: boolean[] = [];
    for (const purpose of ['marketing', 'marketing', 'marketing', 'marketing', 'transactional'] as const)
      taken.push((await count(purpose)) === undefined);
    expect(taken).toEqual([true, true, true, false, true]);
    expect(await usedOf(brand)).toEqual({ mails: 4, marketing: 3 });
  });

  test('what becomes too old meanwhile is skipped, and says what held it back', async () => {
    const brand = await warming('warm-old', [1, ...Array.from({ length: 60 }, () => 1)]);
    const all = people(brand.id, 2);
    await rooms.planEvents(...all.map((one) => one.make()));
    rooms.cloud.emptyQueue('send');
    goTo('2027-02-01T10:06:00Z');
    await rooms.dispatch();
    await rooms.sendQueued();
    expect(await statesOf(all)).toEqual(['queued', 'sent'].toSorted());
    const found = await Promise.all(all.map((one) => one.one(RULE)));
    const left = found.find(({ state }) => state === 'queued');
    goTo(left?.expiresAt ?? '');
    await rooms.dispatch();
    await rooms.sendQueued();
    const [skipped] = (await Promise.all(all.map((one) => one.one(RULE)))).filter(
      ({ state }) => state === 'skipped',
    );
    expect(skipped?.reason).toMatch(/^Its time ran out on .* held back by the warm-up of the sender/);
  });
});
