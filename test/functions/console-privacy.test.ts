import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { privacyMessage } from '../../shared/contract/privacy.ts';
import { contactId } from '../../shared/domain/people/identity.ts';
import type { savePlan } from '../../shared/store/planning.ts';
import type { openRequest } from '../../shared/store/privacy.ts';
import { keys } from '../../shared/store/table.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import { makeBrand, makeContact, makeEvent, makeFollowUp } from '../helpers/make.ts';
import { makeRequest } from '../helpers/make-privacy.ts';
import { gatewayEvent } from '../helpers/page-request.ts';

type Answer = { statusCode: number; body: Record<string, unknown>; text: string };
type Of = { groups?: string; method?: string; body?: unknown; query?: Record<string, string> };
const ADMIN = '[demo.admin]';
const PRIVACY = '/api/brands/demo/privacy';

let cloud: TestCloud;
let call: (path: string, of?: Of) => Promise<Answer>;
let open: typeof openRequest;
let save: typeof savePlan;
let idOf: (email: string) => string;
const logged: string[] = [];
const write = process.stdout.write.bind(process.stdout);

beforeAll(async () => {
  // Under the permissions of the template: what the console may not do, it cannot.
  cloud = await startCloud({ enforce: true });
  cloud.use('jobs');
  const { saveBrand } = await import('../../shared/store/brands.ts');
  ({ savePlan: save } = await import('../../shared/store/planning.ts'));
  cloud.use('console');
  const { handler } = await import('../../functions/console/handler.ts');
  ({ openRequest: open } = await import('../../shared/store/privacy.ts'));
  const { loadKey } = await import('../../shared/clients/secrets.ts');
  const key = await loadKey('CONTACT_KEY_SECRET');
  idOf = (email) => contactId(key, 'demo', { email });
  await saveBrand(makeBrand());
  process.stdout.write = (chunk: string | Uint8Array) => logged.push(String(chunk)) > 0;
  call = async (path, { groups = '[demo.viewer]', method = 'GET', body, query } = {}) => {
    const claims = { 'cognito:groups': groups, sub: 'operator-1' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await handler(gatewayEvent({ method, path, claims, ...sent, ...(query && { query }) }));
    const text = answer.body ?? '';
    return {
      statusCode: answer.statusCode,
      text,
      body: z.record(z.string(), z.unknown()).parse(JSON.parse(text)),
    };
  };
});
afterAll(async () => {
  process.stdout.write = write;
  await cloud.stop();
});

/** Somebody with a profile, an event and a follow-up. */
async function somebody(email: string): Promise<string> {
  const id = idOf(email);
  const event = makeEvent({ person: { email } });
  await save({
    eventId: event.id,
    contact: makeContact({ id, email }),
    subject: undefined,
    dates: [],
    customer: undefined,
    orderNumber: undefined,
    created: [makeFollowUp({ contact: id, trace: [`Thanks for ${email}.`] })],
    changed: [],
    events: [{ event, before: makeContact().counters, trace: ['It fired.'] }],
  });
  return id;
}

const exportOf = (email: string, of: Of = {}): Promise<Answer> =>
  call(`${PRIVACY}/export`, { groups: ADMIN, query: { email }, ...of });

describe('a copy of what is held', () => {
  test('holds all of the person, with reasons, and nothing of anybody else', async () => {
    const ana = await somebody('ana@example.com');
    await somebody('ben@example.com');
    await cloud.table.send(
      new PutCommand({
        TableName: cloud.tableName,
        Item: {
          ...keys.suppression('demo', ana),
          brand: 'demo',
          contact: ana,
          reason: 'bounced',
          at: '2026-11-22T10:00:00Z',
          preference: { gets: 'thanks', at: '2026-11-20T10:00:00Z', how: 'page' },
        },
      }),
    );
    const { statusCode, body, text } = await exportOf(' Ana@Example.com');
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({
      contact: ana,
      profile: { email: 'ana@example.com', firstName: 'Ana' },
      events: [{ event: { kind: 'purchase' }, trace: ['It fired.'] }],
      followUps: [{ state: 'planned', trace: ['Thanks for ana@example.com.'] }],
      suppression: { reason: 'bounced', preference: { gets: 'thanks', at: '2026-11-20T10:00:00Z' } },
    });
    expect(text).not.toContain('ben@');
    expect(text).not.toMatch(/"(pk|sk|duePk|listPk|dayPk|ttl)"/);
    expect((await call(`${PRIVACY}/export`, { groups: ADMIN, query: { contact: ana } })).body).toEqual(body);
  });

  test('of a large history comes page by page', async () => {
    const ana = await somebody('large@example.com');
    for (let at = 0; at < 30; at += 1)
      await cloud.table.send(
        new PutCommand({
          TableName: cloud.tableName,
          Item: { ...keys.event('demo', ana, `evt_${at}`), event: { id: at, text: 'x'.repeat(100_000) } },
        }),
      );
    const events: unknown[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const query: Record<string, string> = { email: 'large@example.com', ...(cursor && { cursor }) };
      const { body } = await call(`${PRIVACY}/export`, { groups: ADMIN, query });
      events.push(...z.array(z.unknown()).parse(body['events']));
      cursor = z.string().optional().parse(body['cursor']);
      pages += 1;
    } while (cursor !== undefined);
    expect(pages).toBeGreaterThan(1);
    expect(events).toHaveLength(31);
  });

  test.each([{}, { email: 'nobody' }, { contact: 'x' }, { email: 'a@example.com', more: '1' }])(
    'is refused for %j',
    async (query: Record<string, string>) => {
      const { statusCode } = await call(`${PRIVACY}/export`, { groups: ADMIN, query });
      expect(statusCode).toBe(400);
    },
  );
});

describe('an erasure that was asked for by mail', () => {
  const erase = (body: object): Promise<Answer> =>
    call(`${PRIVACY}/erase`, { method: 'POST', groups: ADMIN, body });

  test('tells on a dry run what is held, and does nothing', async () => {
    const dora = await somebody('dora@example.com');
    const { body } = await erase({ email: 'dora@example.com', dryRun: true });
    expect(body).toEqual({ contact: dora, known: true, events: 1, followUps: 1 });
    expect(cloud.queueMessages('jobs')).toEqual([]);
  });

  test('is handed to jobs', async () => {
    const { statusCode, body } = await erase({ email: 'Dora@example.com' });
    const [message] = cloud.queueMessages('jobs');
    const { request } = privacyMessage.parse(JSON.parse(message ?? ''));
    expect(statusCode).toBe(202);
    expect(body).toEqual({ id: request.id, kind: 'erase-person', status: 'accepted' });
    expect(request).toMatchObject({ email: 'dora@example.com', source: '_operator', brand: 'demo' });
    expect(Date.parse(request.dueBy) - Date.parse(request.requestedAt)).toBe(30 * 86_400_000);
  });

  test('is refused without an address', async () => {
    for (const body of [{}, { email: 'x' }, { email: 'a@example.com', everybody: true }])
      expect((await erase(body)).statusCode).toBe(400);
  });
});

describe('the requests', () => {
  const record = (kind: 'export-person' | 'erase-person', requestedAt: string) => {
    const { id, brand, source, dueBy } = makeRequest({ kind, requestedAt });
    return { id, kind, brand, source, dueBy, requestedAt, contacts: [] };
  };

  test('are listed, the newest first, and an export is closed once', async () => {
    const [older, newer] = [
      record('export-person', '2026-11-20T09:00:00.000Z'),
      record('erase-person', '2026-11-21T09:00:00.000Z'),
    ];
    cloud.use('jobs');
    for (const one of [older, newer]) await open(one);
    expect((await call(PRIVACY)).body['items']).toMatchObject([
      { id: newer.id, state: 'open', dueBy: '2026-12-21T09:00:00.000Z' },
      { id: older.id, kind: 'export-person' },
    ]);
    const close = (id: string) => call(`${PRIVACY}/${id}/done`, { method: 'POST', groups: ADMIN });
    expect(await close(older.id)).toMatchObject({ statusCode: 200, body: { state: 'done' } });
    expect((await close(older.id)).statusCode).toBe(409);
    expect((await close(newer.id)).statusCode).toBe(409);
    expect((await close('prv-000')).statusCode).toBe(404);
  });
});

describe('who may', () => {
  test.each(['[demo.viewer]', '[demo.editor]', '[demo.approver]', '[acme.admin]', ''])(
    '%s may not read, erase or close',
    async (groups) => {
      const body = { email: 'ana@example.com' };
      expect((await exportOf('ana@example.com', { groups })).statusCode).toBe(403);
      expect((await call(`${PRIVACY}/erase`, { method: 'POST', groups, body })).statusCode).toBe(403);
      expect((await call(`${PRIVACY}/prv-0/done`, { method: 'POST', groups })).statusCode).toBe(403);
    },
  );

  test('a viewer sees what was asked, and strangers do not', async () => {
    expect((await call(PRIVACY)).statusCode).toBe(200);
    expect((await call(PRIVACY, { groups: '[acme.admin]' })).statusCode).toBe(403);
  });
});

test('writes who did it to the log, and nobody’s address', () => {
  const text = logged.join('');
  expect(text).toContain('"by":"operator-1"');
  expect(logged.filter((line) => !line.includes('"requestId":"request-1"'))).toEqual([]);
  expect(text).not.toMatch(/@example\.com/i);
});
