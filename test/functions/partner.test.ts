import { randomUUID } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ENV } from '../../shared/contract/names.ts';
import { loadHeard } from '../../shared/store/rhythm.ts';
import { makeBatch } from '../helpers/rooms.ts';
import { bodyOf, type SourceCase, type SourceKit } from '../sources/contract.ts';
import { kitOf } from '../sources/kits.ts';
import { startReceiver, type Receiver } from '../sources/receiver.ts';

const SHOPIFY = 'aws.partner/shopify.com/1830279/kettles';
const STRIPE = 'aws.partner/stripe.com/ed_test_61Kettles';
const buses: Record<string, string> = { shopify: SHOPIFY, stripe: STRIPE };

let room: Receiver;
let partner: { handler: (batch: SQSEvent) => Promise<SQSBatchResponse> };
beforeAll(async () => {
  room = await startReceiver();
  process.env[ENV.partnerBuses] = JSON.stringify([
    { bus: SHOPIFY, brand: 'demo', source: 'shopify' },
    { bus: STRIPE, brand: 'demo', source: 'stripe' },
    { bus: `${STRIPE}/quiet`, brand: 'demo', source: 'quiet' },
    { bus: `${STRIPE}/nowhere`, brand: 'demo', source: 'nowhere' },
    { bus: `${STRIPE}/other`, brand: 'demo', source: 'shopify' },
  ]);
  await room.connect('demo', 'quiet', kitOf('stripe'));
  partner = await import('../../functions/partner/handler.ts');
});
afterAll(() => room.stop());
beforeEach(() => room.reset());

/** As EventBridge writes it: the numbers of the platform stand in it as they came. */
function envelope(kit: SourceKit, one: SourceCase, bus = buses[kit.platform.id]): string {
  const body = bodyOf(kit, one).toString();
  const { 'x-shopify-hmac-sha256': _unsigned, ...headers } = {
    ...kit.sign(Buffer.from(body), { secret: kit.secrets.other, at: Temporal.Now.instant() }),
    ...(one.topic !== undefined && kit.topic?.(one.topic)),
    ...one.headers,
  };
  const metadata = Object.entries(headers).map(([name, value]) => [
    name.replace('x-shopify-', 'X-Shopify-'),
    value,
  ]);
  const detail =
    kit.platform.id === 'shopify'
      ? `{"payload":${body},"metadata":${JSON.stringify(Object.fromEntries(metadata))}}`
      : body;
  return `{"version":"0","id":"${randomUUID()}","detail-type":"any","source":"${bus}","detail":${detail}}`;
}

/** How many of them go back. */
const bring = async (...bodies: string[]): Promise<number> =>
  (await partner.handler(makeBatch(bodies))).batchItemFailures.length;

/** What waits for `plan`, but for the moment that it came in. */
const told = () =>
  room.planned().map((event) => ({ ...(event as Record<string, unknown>), receivedAt: undefined }));

const cases = ['shopify', 'stripe'].flatMap((platform) => {
  const kit = kitOf(platform);
  return kit.cases.map((one) => [`${platform}: ${one.name ?? one.file}`, kit, one] as const);
});

describe('a partner event bus tells what the webhook would have told, ids included', () => {
  // Some fixtures tell of times ahead, and those are taken for the moment of receipt.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-12-24T09:00:00Z') }));
  afterEach(() => void vi.useRealTimers());

  test.each(cases)('%s', async (_name, kit, one) => {
    const { topic, headers } = one;
    const posted = { kit, body: bodyOf(kit, one), ...(topic && { topic }), ...(headers && { headers }) };
    expect((await room.post(posted)).status).toBe(kit.platform.okStatus);
    const byWebhook = told();
    room.reset();
    expect(await bring(envelope(kit, one))).toBe(0);
    expect(told()).toEqual(byWebhook);
  });
});

const [paid] = kitOf('shopify').cases;
const [checkout] = kitOf('stripe').cases;

test('a number beyond 2^53 keeps its last digits', async () => {
  await bring(envelope(kitOf('shopify'), paid!));
  expect(room.planned()).toMatchObject([{ subject: 'order/940000000000000123' }]);
});

test('an event that the bus brings twice is one event', async () => {
  const body = envelope(kitOf('stripe'), checkout!);
  expect(await bring(body, body)).toBe(0);
  const ids = room.planned().map((event) => (event as { id: string }).id);
  expect(new Set(ids).size).toBe(1);
});

test('it counts as a sign of life of the source', async () => {
  expect(await loadHeard('demo', 'quiet')).toBeUndefined();
  expect(await bring(envelope(kitOf('stripe'), checkout!, `${STRIPE}/quiet`))).toBe(0);
  expect(await loadHeard('demo', 'quiet')).toBeDefined();
});

test('what cannot be placed or read goes back to end as a dead letter, and the others of the batch are told', async () => {
  const stripe = kitOf('stripe');
  const detail = (value: unknown) => JSON.stringify({ id: randomUUID(), source: SHOPIFY, detail: value });
  const bad = [
    envelope(stripe, checkout!, 'aws.partner/stripe.com/unheard-of'),
    envelope(stripe, checkout!, 'com.example.forged'),
    envelope(stripe, checkout!, `${STRIPE}/nowhere`),
    envelope(stripe, checkout!, `${STRIPE}/other`),
    detail({ payload: { id: 1 } }),
    detail({ payload: { id: 1 }, metadata: {} }),
    detail({ payload: { id: 'none' }, metadata: { 'X-Shopify-Topic': 'orders/paid' } }),
    JSON.stringify({ id: randomUUID(), source: STRIPE }),
    '{"id":"1","source":',
    '',
  ];
  expect(await bring(...bad, envelope(stripe, checkout!))).toBe(bad.length);
  expect(room.planned()).toHaveLength(1);
});

test('while our own bus is out of order it goes back, and is told later', async () => {
  const body = envelope(kitOf('stripe'), checkout!);
  room.cloud.gateway.faults.add({ service: 'events', operation: 'PutEvents', times: 5, partialFailure: [0] });
  expect(await bring(body)).toBe(1);
  expect(room.planned()).toEqual([]);
  room.cloud.gateway.faults.clear();
  expect(await bring(body)).toBe(0);
  expect(room.planned()).toHaveLength(1);
});
