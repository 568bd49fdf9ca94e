import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import { loadArrivals } from '../../shared/store/arrivals.ts';
import { loadHeard } from '../../shared/store/rhythm.ts';
import { kitOf } from '../sources/kits.ts';
import { purchase, startReceiver, type Receiver } from '../sources/receiver.ts';

let room: Receiver;
let source = '';
beforeAll(async () => {
  room = await startReceiver();
});
beforeEach(async ({ task }) => {
  room.reset();
  source = task.id.replace(/\D/g, '').slice(-20);
  await room.connect('demo', source, kitOf('standard-webhooks'));
  room.cloud.gateway.requests.clear();
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => room.stop());

const post = (id: string, over = {}) => room.post({ source, body: purchase(id), ...over });
const writes = (): number =>
  room.cloud.gateway.requests.count({ service: 'dynamodb', operation: 'UpdateItem' });

test('a burst is counted to a tenth, by few writes', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-23T09:10:00Z') });
  for (let id = 0; id < 9; id++) await post(`few-${id}`);
  const counted = async () => (await loadArrivals('demo', source)).genuine[0]?.count ?? 0;
  expect(await counted()).toBe(9);
  for (let id = 0; id < 151; id++) await post(`many-${id}`);
  expect(await counted()).toBeGreaterThanOrEqual(144);
  expect(await counted()).toBeLessThanOrEqual(160);
  expect(writes()).toBeLessThan(50);
});

test('genuine webhooks leave the time of the last one', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T09:10:00Z') });
  for (const id of ['1', '2', '3']) expect((await post(id)).status).toBe(202);
  vi.setSystemTime(Date.parse('2026-11-22T10:30:00Z'));
  await post('4');
  const heard = await loadHeard('demo', source);
  expect(heard?.lastSeenAt.toString()).toBe('2026-11-22T10:30:00Z');
  const hour = Temporal.Instant.from('2026-11-22T09:00:00Z').epochMilliseconds / 3_600_000;
  expect(heard?.hours.toSorted()).toEqual([hour, hour + 1]);
});

test('a forged webhook does not count as a sign of life', async () => {
  expect((await post('1', { secret: kitOf('standard-webhooks').secrets.other })).status).toBe(401);
  expect(await loadHeard('demo', source)).toBeUndefined();
});

test('neither a refusing nor a slow table costs the shop its answer, and the next webhook tries again', async () => {
  const fault = { service: 'dynamodb', operation: 'UpdateItem' };
  const respond = { status: 400, code: 'ValidationException', message: 'no' };
  room.cloud.gateway.faults.add({ ...fault, respond });
  expect((await post('1')).status).toBe(202);
  expect(await loadHeard('demo', source)).toBeUndefined();
  room.cloud.gateway.faults.add({ ...fault, delay: 30_000 });
  const started = performance.now();
  expect((await post('2')).status).toBe(202);
  // Long before the table answers, however busy the machine is.
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(await loadHeard('demo', source)).toBeDefined();
});

test('an event that the bus did not take leaves no trace', async () => {
  room.cloud.gateway.faults.add({ service: 'events', operation: 'PutEvents', times: 5, partialFailure: [0] });
  expect((await post('1')).status).toBe(503);
  expect(await loadHeard('demo', source)).toBeUndefined();
});
