import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { bodyOf } from '../sources/contract.ts';
import { kitOf, kits } from '../sources/kits.ts';
import { longDeliveries } from '../sources/numeric-ids.ts';
import { refusal, request, startReceiver, type Receiver } from '../sources/receiver.ts';

let room: Receiver;
beforeAll(async () => {
  room = await startReceiver();
});
afterAll(() => room.stop());
beforeEach(() => room.reset());

describe.each(kits.map((kit) => [kit.platform.id, kit] as const))('%s', (_id, kit) => {
  const first = kit.cases[0] ?? { file: '', becomes: {} };
  const [wanted = {}, ...more] = [first.becomes].flat();
  const kind = 'kind' in wanted ? wanted.kind : undefined;
  const genuine = {
    kit,
    body: bodyOf(kit, first),
    ...(first.topic && { topic: first.topic }),
    ...(first.headers && { headers: first.headers }),
  };

  test.each([
    ['as text', {}],
    ['as base64', { base64: true }],
    ['for a test brand', { brand: 'demo-test' }],
  ])('a genuine request %s becomes an event that waits for plan, or for its look-up', async (_how, over) => {
    const { status, answer } = await room.post({ ...genuine, ...over });
    expect(status).toBe(kit.platform.okStatus);
    const thin = first.answers !== undefined;
    const [waiting, ...others] = thin ? room.toFetch() : room.planned();
    expect(others).toEqual([]);
    expect(waiting).toMatchObject(
      thin ? { source: kit.platform.id, thin: { kind } } : { source: kit.platform.id, ...wanted },
    );
    const { id } = z.object({ id: z.string() }).parse(thin ? partOf(waiting) : waiting);
    const ignored = more.map(() => expect.objectContaining({ status: 'ignored' }));
    expect(answer).toEqual({ events: [{ id, kind, status: 'accepted' }, ...ignored] });
  });

  test('the case of header names does not matter', async () => {
    const plain = request(genuine);
    const headers = Object.entries(plain.headers).map(([name, value]) => [name.toUpperCase(), value]);
    const { status } = await room.send({ ...plain, headers: Object.fromEntries(headers) });
    expect(status).toBe(kit.platform.okStatus);
  });

  test.each(longDeliveries(kit))(
    'a number beyond 2^53 comes through with every digit: %s',
    async (wanted, sent) => {
      const { status } = await room.post({ kit, ...sent });
      expect(status).toBe(kit.platform.okStatus);
      expect(JSON.stringify([...room.planned(), ...room.toFetch()])).toContain(wanted);
    },
  );

  test('the second of two active secrets is good too', async () => {
    const { status } = await room.post({ ...genuine, secret: kit.secrets.previous });
    expect(status).toBe(kit.platform.okStatus);
  });

  test('a tampered or unsigned twin gets 401 and leaves nothing behind', async () => {
    const plain = request(genuine);
    // Where nothing is signed, only another secret can be told from ours.
    const tampered = kit.secretInQuery
      ? request({ ...genuine, secret: kit.secrets.other })
      : { ...plain, body: `${plain.body} ` };
    expect(await room.send(tampered)).toMatchObject({ status: 401, answer: refusal('bad-signature') });
    const unsigned = await room.send({ ...plain, headers: {}, queryStringParameters: {} });
    expect(unsigned).toMatchObject({ status: 401, answer: refusal('missing-signature') });
    expect(room.planned()).toEqual([]);
  });

  // A form is read by other rules than JSON, and is then of the wrong shape.
  const codeOf = (code: string): string => (kit.encode ? 'bad-shape' : code);

  test.each([
    ['nothing', '', 'bad-json'],
    ['a page', '<html></html>', 'bad-json'],
    ['a list', '[]', 'bad-shape'],
    ['nested lists', '['.repeat(10_000) + ']'.repeat(10_000), 'bad-json'],
    ['nested objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'bad-json'],
  ])('a signed body of %s is 400 with a code', async (_what, body, code) => {
    const answer = refusal(codeOf(code));
    expect(await room.post({ ...genuine, body })).toMatchObject({ status: 400, answer });
    expect([room.planned(), room.toFetch()]).toEqual([[], []]);
  });

  test.skipIf(kit.encode).each([
    ['__proto__', '"__proto__":{"x":1},'],
    ['the same key twice', '"twice":1,"twice":2,'],
    ['the same key twice, once escaped', String.raw`"twice":1,"\u0074wice":2,`],
  ])('an otherwise valid body with %s is 400', async (_what, extra) => {
    const body = genuine.body.toString().replace('{', `{${extra}`);
    expect(await room.post({ ...genuine, body })).toMatchObject({ status: 400, answer: refusal('bad-json') });
    expect(room.planned()).toEqual([]);
  });
});

/** What a look-up is about. */
const partOf = (message: unknown): unknown => z.object({ thin: z.unknown() }).parse(message).thin;

test('a body that is not UTF-8 is 400, whatever is wrong with it', async () => {
  // Only Shopify's kit signs bytes; the packages of the others sign text.
  const body = Buffer.concat([Buffer.from('{"id":1,"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
  const { status, answer } = await room.post({ kit: kitOf('shopify'), body, base64: true });
  expect([status, answer]).toEqual([400, refusal('bad-json')]);
  expect(room.planned()).toEqual([]);
});

describe('the handshake of CloudEvents', () => {
  const shake = (headers: Record<string, string>) =>
    room.send({ ...request({ body: '' }), headers, requestContext: { http: { method: 'OPTIONS' } } });

  test('gives the sender its name back, and the rate that it asks for', async () => {
    const asked = { 'WebHook-Request-Origin': 'events.kettles.example', 'WebHook-Request-Rate': '120' };
    expect(await shake(asked)).toMatchObject({
      status: 204,
      headers: { 'webhook-allowed-origin': 'events.kettles.example', 'webhook-allowed-rate': '120' },
    });
  });

  test('says nothing to what is no name', async () => {
    const { status, headers } = await shake({ 'WebHook-Request-Origin': 'a b\r\nx: y' });
    expect([status, headers?.['webhook-allowed-origin']]).toEqual([204, undefined]);
  });
});
