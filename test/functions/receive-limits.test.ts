import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { kitOf } from '../sources/kits.ts';
import { purchase, refusal, request, startReceiver, type Receiver } from '../sources/receiver.ts';

let room: Receiver;
beforeAll(async () => {
  room = await startReceiver();
});
afterAll(() => room.stop());
beforeEach(() => room.reset());

const accepted = { events: [{ id: expect.any(String), kind: 'purchase', status: 'accepted' }] };

/** A genuine body of exactly so many bytes. */
const padded = (bytes: number): string => {
  const body = purchase('1', { padding: '' });
  return body.replace('"padding":""', `"padding":"${'x'.repeat(bytes - body.length)}"`);
};

const countOf = async (reason: string): Promise<number> =>
  (await room.counts('standard-webhooks')).find((one) => one.reason === reason)?.count ?? 0;

describe('who and where', () => {
  test.each([
    ['an unknown brand', { brand: 'nobody' }],
    ['an unknown source', { source: 'nowhere' }],
    ['a name that cannot be one', { brand: '../demo' }],
  ])('%s is 404', async (_what, over) => {
    const { status, answer } = await room.post({ body: purchase('1'), ...over });
    expect([status, answer]).toEqual([404, refusal('unknown-source')]);
  });

  test.each([
    ['HEAD', 200],
    ['GET', 200],
    ['OPTIONS', 204],
    ['PUT', 405],
    ['DELETE', 405],
  ])('%s is answered by %i and does nothing', async (method, status) => {
    expect((await room.post({ body: purchase('1'), method })).status).toBe(status);
    expect(room.planned()).toEqual([]);
  });

  test.each(
    ['HEAD', 'GET', 'OPTIONS', 'PUT'].flatMap((method) => [
      [method, 'an unknown brand', { brand: 'nobody' }] as const,
      [method, 'an unknown source', { source: 'nonsense' }] as const,
    ]),
  )('%s of %s is 404, so that a mistyped address is found out at once', async (method, _what, over) => {
    expect(await room.post({ body: '', method, ...over })).toMatchObject({
      status: 404,
      answer: refusal('unknown-source'),
    });
  });

  test('every answer carries the headers that keep a browser harmless', async () => {
    const { headers } = await room.post({ body: purchase('1'), method: 'GET' });
    expect(headers).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'content-type': 'application/json',
    });
  });
});

describe('size', () => {
  test.each([[true], [false]])('1 MB is taken, one byte more is 413 (base64: %s)', async (base64) => {
    expect(await room.post({ body: padded(1_048_576), base64 })).toMatchObject({
      status: 202,
      answer: accepted,
    });
    room.reset();
    const { status, answer } = await room.post({ body: padded(1_048_577), base64 });
    expect([status, answer]).toEqual([413, refusal('too-large')]);
    expect(room.planned()).toEqual([]);
  });

  test('too much is refused before its signature is looked at', async () => {
    const { status } = await room.send({ ...request({ body: padded(1_048_577) }), headers: {} });
    expect(status).toBe(413);
  });
});

describe('time', () => {
  test.each([['standard-webhooks'], ['stripe']])(
    '%s: a signature from long ago or ahead is 401',
    async (id) => {
      for (const minutes of [-6, 6]) {
        const at = Temporal.Now.instant().add({ minutes });
        const { status, answer } = await room.post({ kit: kitOf(id), body: purchase('1'), at });
        expect([status, answer]).toEqual([401, refusal('stale-signature')]);
      }
      expect(room.planned()).toEqual([]);
    },
  );
});

describe('what is ignored is visible', () => {
  test.each([
    [
      'a topic that is none of ours',
      { type: 'contact.created' },
      'This kind of webhook is not one that Extra Mile acts on.',
    ],
    [
      'an order without an address',
      { data: { order: { id: '1' } } },
      'There is no e-mail address in it, so there is nobody to write to.',
    ],
    [
      'a test order',
      { data: { contact: { email: 'a@b.example' }, order: { id: '1' }, test: true } },
      'It is a test, and this is not a test brand.',
    ],
  ])('%s is 202 with its reason, and counted', async (_what, over, reason) => {
    const before = await countOf(reason);
    const body = JSON.stringify({ type: 'purchase', timestamp: '2026-11-22T09:00:00Z', data: {}, ...over });
    const { status, answer } = await room.post({ body });
    expect(status).toBe(202);
    expect(answer).toMatchObject({ events: [{ status: 'ignored', reason }] });
    expect(await countOf(reason)).toBe(before + 1);
    expect(room.planned()).toEqual([]);
  });

  test('a test order is taken by a test brand', async () => {
    const { answer } = await room.post({ body: purchase('1', { test: true }), brand: 'demo-test' });
    expect(answer).toEqual(accepted);
    expect(room.planned()).toMatchObject([{ test: true }]);
  });

  test('the shop gets its 2xx even where the count cannot be written', async () => {
    const respond = { status: 400, code: 'ThrottlingException' };
    room.cloud.gateway.faults.add({ service: 'dynamodb', operation: 'UpdateItem', times: 20, respond });
    const { status } = await room.post({ body: purchase('1', { test: true }) });
    expect(status).toBe(202);
  });
});

describe('accepted means kept', () => {
  test.each([
    ['one entry fails', { partialFailure: [0] }],
    ['the bus answers 500', { respond: { status: 500, code: 'InternalException' } }],
    ['the bus throttles', { respond: { status: 400, code: 'ThrottlingException' } }],
    ['the connection breaks', { dropAfterRead: true as const }],
  ])('when %s, the shop is asked to try again, and then it works', async (_what, fault) => {
    room.cloud.gateway.faults.add({ service: 'events', operation: 'PutEvents', times: 2, ...fault });
    const first = await room.post({ body: purchase('7') });
    expect([first.status, first.answer]).toEqual([503, refusal('bus-unavailable')]);
    room.cloud.gateway.faults.clear();
    expect((await room.post({ body: purchase('7') })).answer).toEqual(accepted);
    expect(room.planned()).toHaveLength(1);
  });

  test('a bus that does not answer is not waited for: the shop hears of it first', async () => {
    let answer = (): void => {};
    const hold = new Promise<void>((resolve) => (answer = resolve));
    room.cloud.gateway.faults.add({ service: 'events', operation: 'PutEvents', times: 2, hold });
    const { status } = await room.post({ body: purchase('8') });
    expect(status).toBe(503);
    answer();
  });

  test('many deliveries at once on a slow bus do not wait for each other', async () => {
    room.cloud.gateway.faults.add({
      service: 'events',
      operation: 'PutEvents',
      times: Infinity,
      delay: 1000,
    });
    // Twice as many as a client has connections by itself: the third lot would come too late.
    const answers = await Promise.all(Array.from({ length: 110 }, () => room.post({ body: purchase('9') })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  });

  test('when the table cannot be read, the shop is asked to try again', async () => {
    await room.connect('demo', 'unread', kitOf('standard-webhooks'));
    const respond = { status: 400, code: 'ProvisionedThroughputExceededException' };
    room.cloud.gateway.faults.add({ service: 'dynamodb', operation: 'BatchGetItem', times: 30, respond });
    const { status, answer } = await room.post({ body: purchase('1'), source: 'unread' });
    expect([status, answer]).toEqual([500, refusal('internal')]);
  });

  test('the same delivery twenty times at once is one fact', async () => {
    await Promise.all(Array.from({ length: 20 }, () => room.post({ body: purchase('9') })));
    expect(new Set(room.planned().map((event) => JSON.stringify(event).slice(0, 45))).size).toBe(1);
  });
});

describe('secrets', () => {
  test('are read again when a signature fails, and at most once in 30 s', async () => {
    const kit = kitOf('standard-webhooks');
    await room.connect('demo', 'rotating', kit);
    const send = async (secret: string) =>
      (await room.post({ body: purchase('1'), source: 'rotating', secret })).status;
    expect(await send(kit.secrets.current)).toBe(202);
    await room.rotate('rotating', [kit.secrets.other, kit.secrets.current]);
    expect(await send(kit.secrets.other)).toBe(202);
    await room.rotate('rotating', [kit.secrets.previous]);
    expect(await send(kit.secrets.previous)).toBe(401);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    expect(await send(kit.secrets.previous)).toBe(202);
    expect(await send(kit.secrets.other)).toBe(401);
    vi.useRealTimers();
  });

  test('that were known stay good while they cannot be read', async () => {
    const kit = kitOf('standard-webhooks');
    await room.connect('demo', 'cut-off', kit);
    expect((await room.post({ body: purchase('1'), source: 'cut-off' })).status).toBe(202);
    room.cloud.gateway.faults.add({
      service: 'secretsmanager',
      times: 3,
      respond: { status: 500, code: 'InternalServiceError' },
    });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    expect((await room.post({ body: purchase('2'), source: 'cut-off' })).status).toBe(202);
    vi.useRealTimers();
  });

  test('a source without any refuses everything', async () => {
    const kit = kitOf('standard-webhooks');
    await room.connect('demo', 'bare', kit);
    room.cloud.gateway.faults.add({
      service: 'secretsmanager',
      times: 2,
      respond: { status: 400, code: 'ResourceNotFoundException' },
    });
    const { status, answer } = await room.post({ body: purchase('1'), source: 'bare' });
    expect([status, answer]).toEqual([401, refusal('bad-signature')]);
  });
});

test('nothing personal is ever logged', async () => {
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  const order = {
    order: { id: '1' },
    contact: { email: 'secret.person@example.com', firstName: 'Xanthippe' },
  };
  for (const [type, data] of [
    ['purchase', order],
    ['purchase', { ...order, order: {} }],
    ['nothing', order],
    ['survey', order],
  ])
    await room.post({ body: JSON.stringify({ type, timestamp: '2026-11-22T09:00:00Z', data }) });
  await room.send({ ...request({ body: purchase('1') }), headers: { 'webhook-signature': 'Xanthippe' } });
  write.mockRestore();
  expect(lines.length).toBeGreaterThan(4);
  expect(lines.join('')).not.toMatch(/secret\.person|Xanthippe/);
});
