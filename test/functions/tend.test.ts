import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type * as Rhythm from '../../shared/store/rhythm.ts';
import type * as Sources from '../../shared/store/sources.ts';
import type { Tended } from '../../functions/tend/handler.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import { makeBrand } from '../helpers/make.ts';

let cloud: TestCloud;
let tend: () => Promise<Tended>;
let rhythm: typeof Rhythm;
let sources: typeof Sources;

beforeAll(async () => {
  cloud = await startCloud();
  cloud.use('tend');
  process.env['LOG_LEVEL'] = 'silent';
  const [room, brands] = await Promise.all([
    import('../../functions/tend/handler.ts'),
    import('../../shared/store/brands.ts'),
  ]);
  [rhythm, sources] = await Promise.all([
    import('../../shared/store/rhythm.ts'),
    import('../../shared/store/sources.ts'),
  ]);
  tend = room.handler;
  await brands.saveBrand(makeBrand());
});
afterEach(() => {
  vi.useRealTimers();
  cloud.gateway.faults.clear();
});
afterAll(() => cloud.stop());

const START = Temporal.Instant.from('2026-11-02T00:30:00Z');

/** A source that got a webhook every hour for ten days, and the moment of its last one. */
async function busySource(id: string): Promise<Temporal.Instant> {
  await sources.saveSource({ brand: 'demo', id, platform: 'standard-webhooks', settings: {} });
  const last = START.add({ hours: 10 * 24 });
  for (let now = START; Temporal.Instant.compare(now, last) <= 0; now = now.add({ hours: 1 }))
    await rhythm.recordSeen({ brand: 'demo', source: id, count: 3, now });
  return last;
}

const at = (now: Temporal.Instant): Promise<Tended> => {
  vi.useFakeTimers({ toFake: ['Date'], now: now.epochMilliseconds });
  return tend();
};

/** Nothing of ours listens to these, so what was put on the bus is read on its way there. */
const seen = z.object({ Entries: z.array(z.object({ DetailType: z.string(), Detail: z.string() })) });
const put: { kind: string; detail: Record<string, unknown> }[] = [];
beforeEach(() => {
  cloud.gateway.faults.add({
    service: 'events',
    delay: 0,
    match: ({ input }) => {
      for (const { DetailType, Detail } of seen.parse(input).Entries)
        put.push({ kind: DetailType, detail: JSON.parse(Detail) });
      return false;
    },
  });
});
const notices = (source: string) => put.filter(({ detail }) => detail['source'] === source);
const kindsOf = (source: string): string[] => notices(source).map(({ kind }) => kind);

test('a source that falls silent is told once, and so is the end of it', async () => {
  const last = await busySource('steady');
  const due = last.add({ hours: 6 });
  expect(await at(last.add({ minutes: 1 }))).toMatchObject({ silent: 0, next: due.toString() });
  expect(await at(due.subtract({ milliseconds: 1 }))).toMatchObject({ silent: 0, next: due.toString() });
  expect(await at(due)).toMatchObject({ silent: 1 });
  expect(await at(due.add({ hours: 100 }))).toMatchObject({ silent: 0 });
  expect(notices('steady')).toEqual([
    {
      kind: 'source-silent',
      detail: {
        id: `source-silent/demo/steady/${last.toString()}`,
        brand: 'demo',
        source: 'steady',
        platform: 'standard-webhooks',
        silentSince: last.toString(),
        at: due.toString(),
        usualPause: 'PT1H',
        patience: 'PT6H',
      },
    },
  ]);
  const again = due.add({ hours: 101 });
  await rhythm.recordSeen({ brand: 'demo', source: 'steady', count: 1, now: again });
  expect((await at(again.add({ minutes: 5 }))).silent).toBe(0);
  expect(await at(again.add({ minutes: 20 }))).toMatchObject({ silent: 0, next: expect.any(String) });
  expect(kindsOf('steady')).toEqual(['source-silent', 'source-speaks']);
  expect(notices('steady')[1]?.detail).toMatchObject({
    silentSince: last.toString(),
    lastSeenAt: again.toString(),
  });
});

test('two looks at once tell it once', async () => {
  const last = await busySource('twice');
  vi.useFakeTimers({ toFake: ['Date'], now: last.add({ hours: 7 }).epochMilliseconds });
  await Promise.all([tend(), tend(), tend()]);
  expect(kindsOf('twice')).toEqual(['source-silent']);
});

test('what the bus does not take is told at the next look', async () => {
  const last = await busySource('unlucky');
  cloud.gateway.faults.add({ service: 'events', operation: 'PutEvents', partialFailure: [0] });
  await expect(at(last.add({ hours: 7 }))).rejects.toThrow(/1 source could not/);
  expect(await at(last.add({ hours: 8 }))).toMatchObject({ silent: 1 });
  expect(kindsOf('unlucky')).toHaveLength(2);
  expect(await at(last.add({ hours: 9 }))).toMatchObject({ silent: 0 });
  expect(kindsOf('unlucky')).toHaveLength(2);
});

test('an end that the bus does not take is told at the next look, too', async () => {
  const last = await busySource('mumbling');
  await at(last.add({ hours: 7 }));
  await rhythm.recordSeen({ brand: 'demo', source: 'mumbling', count: 1, now: last.add({ hours: 8 }) });
  cloud.gateway.faults.add({ service: 'events', operation: 'PutEvents', partialFailure: [0] });
  await expect(at(last.add({ hours: 8, minutes: 1 }))).rejects.toThrow(/could not/);
  await at(last.add({ hours: 8, minutes: 20 }));
  await at(last.add({ hours: 8, minutes: 35 }));
  expect(kindsOf('mumbling')).toEqual(['source-silent', 'source-speaks', 'source-speaks']);
});

test('a source that never got anything, or too little, is nobody’s concern', async () => {
  await sources.saveSource({ brand: 'demo', id: 'unused', platform: 'shopify', settings: {} });
  await sources.saveSource({ brand: 'demo', id: 'young', platform: 'shopify', settings: {} });
  await rhythm.recordSeen({ brand: 'demo', source: 'young', count: 1, now: START });
  await at(START.add({ hours: 24 * 300 }));
  expect([...notices('unused'), ...notices('young')]).toEqual([]);
});

test('what is told is planned for nobody', () => {
  expect(put.length).toBeGreaterThan(3);
  expect(cloud.queueMessages('plan')).toEqual([]);
});
