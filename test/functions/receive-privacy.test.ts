import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { privacyMessage } from '../../shared/contract/privacy.ts';
import { kitOf } from '../sources/kits.ts';
import { type Receiver, startReceiver } from '../sources/receiver.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterEach(() => {
  receiver.reset();
  receiver.cloud.emptyQueue('jobs');
});
afterAll(() => receiver.stop());

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../fixtures/webhooks/shopify/${name}.json`, import.meta.url));
const post = (topic: string, file: string, more: object = {}) =>
  receiver.post({ kit: kitOf('shopify'), topic, body: fixture(file), ...more });
const queued = () =>
  receiver.cloud.queueMessages('jobs').map((body) => privacyMessage.parse(JSON.parse(body)).request);

describe('what Shopify’s customers ask to be done with their data', () => {
  test.each([
    ['customers/data_request', 'customers-data-request', 'export-person'],
    ['customers/redact', 'customers-redact', 'erase-person'],
    ['shop/redact', 'shop-redact', 'erase-source'],
  ])('%s is kept before it is answered', async (topic, file, kind) => {
    const { status, answer } = await post(topic, file);
    const [request] = queued();
    expect(status).toBe(202);
    expect(answer).toEqual({ events: [{ id: request?.id, kind, status: 'accepted' }] });
    expect(request).toMatchObject({ kind, brand: 'demo', source: 'shopify' });
    expect(receiver.planned()).toEqual([]);
  });

  test('is not promised where it cannot be kept', async () => {
    receiver.cloud.gateway.faults.add({
      service: 'sqs',
      times: 5,
      respond: { status: 500, code: 'InternalError', message: 'no' },
    });
    expect(await post('customers/redact', 'customers-redact')).toMatchObject({ status: 503 });
    expect(queued()).toEqual([]);
  });

  test('is the same request each time it is tried', async () => {
    const headers = { 'x-shopify-triggered-at': '2026-11-21T09:00:00Z' };
    for (let round = 0; round < 2; round += 1)
      await post('customers/redact', 'customers-redact', { headers });
    const [first, second] = queued();
    expect(first).toEqual(second);
  });

  test('is another request when it is asked another time', async () => {
    for (const day of ['20', '21'])
      await post('customers/redact', 'customers-redact', {
        headers: { 'x-shopify-triggered-at': `2026-11-${day}T09:00:00Z` },
      });
    const [first, second] = queued();
    expect(first?.id).not.toBe(second?.id);
  });

  test('is left alone where it is only a test, unless the brand is one', async () => {
    const headers = { 'x-shopify-test': 'true' };
    const live = await post('customers/redact', 'customers-redact', { headers });
    expect(live.answer).toMatchObject({ events: [{ status: 'ignored' }] });
    expect(queued()).toEqual([]);
    await post('customers/redact', 'customers-redact', { headers, brand: 'demo-test' });
    expect(queued()).toHaveLength(1);
  });

  test('for one person does not pass for that of a whole shop: only the body is signed', async () => {
    expect(await post('shop/redact', 'customers-redact')).toMatchObject({ status: 400 });
    expect(queued()).toEqual([]);
  });

  test('is refused when somebody else signed it', async () => {
    expect(await post('shop/redact', 'shop-redact', { secret: 'shpss_other' })).toMatchObject({
      status: 401,
    });
    expect(queued()).toEqual([]);
  });
});
