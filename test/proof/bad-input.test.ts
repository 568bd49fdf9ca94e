import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessKeyOf } from '../../infra/local/gateway/credential.ts';
import { PLACE } from '../../infra/local/place.ts';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { readModel } from '../../infra/local/template/model.ts';
import { readStacks } from '../../infra/local/template/read.ts';
import { synthesise } from '../../infra/synth.ts';
import { parseMail } from '../helpers/parse-mail.ts';
import { newOrder, postStandard, purchase, signedStandard } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

const HOOK = '/hooks/demo/standard-webhooks';
/** Stands in every name and address here, so that a single look at the logs tells. */
const MARK = 'xanthippe';
const someone = (id = newOrder().id) => ({ id, email: `${MARK}.${newOrder().id}@example.com` });
const states = (followUps: { rule: string; state: string }[]): string =>
  followUps
    .map(({ rule, state }) => `${rule} ${state}`)
    .toSorted()
    .join(', ');

/** The status of the answer to these exact bytes; 0 when the connection ends without one. */
async function exchange(bytes: string, isCut: boolean): Promise<number> {
  const socket = connect(Number(new URL(system.url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  if (isCut) socket.end(bytes);
  else socket.write(bytes);
  await once(socket, 'close');
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

type Shape = {
  method?: string;
  path?: string;
  version?: string;
  extra?: string[];
  chunked?: boolean;
  isCut?: boolean;
};

/** A genuine delivery written by hand, so that every part of it can be wrong. */
async function written(shape: Shape): Promise<string> {
  const { method = 'POST', path = HOOK, version = '1.1', extra = [], chunked, isCut } = shape;
  const { body, headers } = signedStandard(purchase(someone(), await system.now()), await system.now());
  const pieces = body.match(/.{1,9}/gs) ?? [];
  const chunks = pieces.map((piece) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`).join('');
  const lines = [
    `${method} ${path} HTTP/${version}`,
    'host: localhost',
    'connection: close',
    ...Object.entries(headers).map((header) => header.join(': ')),
    chunked ? 'transfer-encoding: chunked' : `content-length: ${Buffer.byteLength(body) + (isCut ? 9 : 0)}`,
    ...extra,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${chunked ? `${chunks}0\r\n\r\n` : body}`;
}

describe('over the wire', () => {
  test.each<[string, Shape, number]>([
    ['in chunks', { chunked: true }, 202],
    ['by HTTP/1.0', { version: '1.0' }, 202],
    ['with a header of 10 kB', { extra: [`x-long: ${'x'.repeat(10_000)}`] }, 202],
    ['with headers named as prototypes', { extra: ['__proto__: x', 'constructor: y'] }, 202],
    ['with a header of 20 kB', { extra: [`x-long: ${'x'.repeat(20_000)}`] }, 431],
    ['with a second signature header', { extra: ['webhook-signature: v1,AAAA'] }, 401],
    ['both chunked and with a length', { chunked: true, extra: ['content-length: 5'] }, 400],
    ['cut short', { isCut: true }, 400],
    ['by a method that there is not', { method: 'BREW' }, 400],
    ['by TRACE', { method: 'TRACE' }, 405],
    ['to another spelling of the brand', { path: HOOK.replace('demo', 'DEMO') }, 404],
    ['to an escaped way up', { path: '/hooks/demo/%2e%2e' }, 404],
    ['to an escaped slash', { path: '/hooks/demo%2fx/standard-webhooks' }, 404],
    ['to a zero byte', { path: `${HOOK}%00` }, 404],
    ['to half an escape', { path: '/hooks/demo/%' }, 404],
    ['to a prototype', { path: '/hooks/__proto__/constructor' }, 404],
    ['to an empty part', { path: HOOK.replace('/demo', '//demo') }, 404],
    ['to a very long name', { path: `/hooks/demo/${'a'.repeat(8000)}` }, 404],
  ])('a delivery %s', async (_how, shape, status) => {
    expect(await exchange(await written(shape), shape.isCut === true)).toBe(status);
    expect((await fetch(`${system.url}/health`)).status).toBe(200);
  });

  test('1 MB is taken, a byte more is 413; a compressed body has another signature', async () => {
    const order = someone();
    const now = await system.now();
    const padded = (padding: number) =>
      signedStandard({ ...purchase(order, now), padding: 'x'.repeat(padding) }, now);
    const room = 1_048_576 - padded(0).body.length;
    for (const [padding, status] of [
      [room, 202],
      [room + 1, 413],
    ] as const) {
      const { body, headers } = padded(padding);
      expect((await system.post(HOOK, body, headers)).status).toBe(status);
    }
    const { body, headers } = padded(0);
    const packed = await system.post(HOOK, gzipSync(body), { ...headers, 'content-encoding': 'gzip' });
    expect(packed.status).toBe(401);
  });
});

describe('what people and shops write', () => {
  test.each([
    ['two addresses', 'a@example.com, b@example.com'],
    ['a header', 'a@example.com\nBcc: b@example.com'],
    ['a quoted name', '"a b"@example.com'],
    ['no domain', 'a@b'],
    ['an invisible space', 'a\u200b@example.com'],
    ['half a character', 'a\ud800@example.com'],
    ['the path of a URL', 'a@example.com/x'],
    ['an address of 255 characters', `a@${'b.'.repeat(125)}cde`],
  ])('an address with %s is 400', async (_what, email) => {
    expect((await postStandard(system, purchase({ ...newOrder(), email }, await system.now()))).status).toBe(
      400,
    );
  });

  test.each<[string, string, unknown, object]>([
    [`{{contact.email}} ${MARK}`, `{{contact.email}} ${MARK}`, 'a/b/c', {}],
    ['{% include "x" %}', '{% include "x" %}', '#1001', {}],
    ['<script>alert(1)</script>', '<script>alert(1)</script>', 'Bestellung №5 😀', {}],
    ['Ana\r\nBcc: x@y.z', 'Ana Bcc: x@y.z', 'x'.repeat(200), {}],
    ['=?utf-8?q?Bcc=3A_x=40y.z?=', '=?utf-8?q?Bcc=3A_x=40y.z?=', '..', {}],
    ['Ana\u202egpj.exe', 'Anagpj.exe', '__proto__', {}],
    ['أحمد', 'أحمد', 'DUE#demo#0', {}],
    ['👩‍👩‍👧‍👦 Ana', '👩‍👩‍👧‍👦 Ana', 7, {}],
    ['A'.repeat(300), 'A'.repeat(100), ' 1 ', { total: { amount: '-5.00', currency: 'EUR' } }],
    ['😀'.repeat(200), '😀'.repeat(50), 'a\u0000b', { total: { amount: '1.00', currency: 'XQZ' } }],
    ['%0d%0aBcc:x', '%0d%0aBcc:x', 'e', { total: { amount: `${'9'.repeat(18)}.99999999`, currency: 'EUR' } }],
  ])('a name like %j is thanked as %j, whatever the order is called', async (firstName, shown, id, order) => {
    const { email } = someone();
    const payload = purchase({ id: '', email }, await system.now(), { firstName });
    Object.assign(payload.data.order, { id, ...order });
    expect((await postStandard(system, payload)).status).toBe(202);
    await system.settle();
    expect(states(await system.followUps(email))).toBe('check-in planned, first-purchase-thanks sent');
    const [mail, ...more] = (await system.mails()).filter(({ destinations }) => destinations.includes(email));
    expect(more).toEqual([]);
    const { subject, text, html, to, headerLines } = await parseMail(mail?.raw ?? Buffer.alloc(0));
    expect(subject).toContain(shown);
    expect(text).toContain(shown);
    expect(html).not.toMatch(/<script/);
    expect(html + text).not.toContain(email);
    expect(to.value).toEqual([{ name: '', address: email }]);
    expect(headerLines.map(({ key }) => key)).not.toContain('bcc');
    expect(new Set(headerLines.map(({ key }) => key)).size).toBe(headerLines.length);
  });

  test.each([
    ['of the year 1', '0001-01-01T00:00:00Z', 'check-in skipped, first-purchase-thanks skipped'],
    ['of the year 275760', '+275760-09-13T00:00:00Z', 'check-in planned, first-purchase-thanks sent'],
    ['before all years', '-271821-04-20T00:00:00Z', undefined],
  ])('an order %s', async (_when, timestamp, expected) => {
    const order = someone();
    const answer = await postStandard(system, { ...purchase(order, ''), timestamp });
    expect(answer.status).toBe(expected === undefined ? 400 : 202);
    await system.settle();
    expect(states(await system.followUps(order.email))).toBe(expected ?? '');
  });
});

test('poison in every queue, among good messages: it alone ends as a dead letter', async () => {
  const ports = await readFile(join(system.data, 'ports.json'), 'utf8');
  const gateway = /"gateway":"([^"]+)"/.exec(ports)?.[1] ?? '';
  const stacks = await readAssembly((await synthesise('dev')).folder);
  const model = readModel(readStacks(stacks, { addresses: { gateway, front: system.url } }));
  const credentials = { accessKeyId: accessKeyOf('admin'), secretAccessKey: 'any' };
  const queues = new SQSClient({ endpoint: gateway, region: PLACE.region, credentials });
  const bodies = ['no JSON', '{}', 'null', '{"detail":{"brand":"demo"}}', `"${MARK}@example.com"`];
  const people = Array.from({ length: 12 }, () => someone());
  const before = (await system.settle()).deadLetters;
  const now = await system.now();
  const posts = people.map((order) => postStandard(system, purchase(order, now)));
  for (const { queueName } of model.mappings) {
    const QueueUrl = model.queues.find(({ name }) => name === queueName)?.ref;
    for (const MessageBody of bodies) await queues.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  }
  await Promise.all(posts);
  const { deadLetters } = await system.settle();
  expect(deadLetters - before).toBe(model.mappings.length * bodies.length);
  for (const { email } of people)
    expect(states(await system.followUps(email))).toBe('check-in planned, first-purchase-thanks sent');
  queues.destroy();
});
test('in all of this nothing failed and nothing personal was logged', async () => {
  expect((await system.settle()).followUps).toMatchObject({ failed: 0, unknown: 0, queued: 0, sending: 0 });
  const folder = join(system.data, 'log');
  const logs = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  const text = `${logs.join('')}${system.output()}`;
  expect(text).toContain('"message":"sent"');
  expect(text.toLowerCase()).not.toMatch(new RegExp(`${MARK}|@example\\.com|alert\\(1\\)|bcc:`));
});
