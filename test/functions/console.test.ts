import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { mayAct, readAccess } from '../../functions/console/access.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import type * as Sources from '../../shared/store/sources.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import { at, makeBrand, makeFollowUp } from '../helpers/make.ts';
import { gatewayEvent } from '../helpers/page-request.ts';

type Answer = { statusCode: number; type: string | undefined; body: Record<string, unknown> };
let cloud: TestCloud;
let call: (
  path: string,
  of?: { groups?: string; query?: Record<string, string>; method?: string },
) => Promise<Answer>;
let put: (followUp: FollowUp) => Promise<unknown>;
let contactOf: (brand: string, email: string) => string;
let store: typeof Sources;

beforeAll(async () => {
  cloud = await startCloud();
  cloud.use('console');
  const { handler } = await import('../../functions/console/handler.ts');
  const { loadKey } = await import('../../shared/clients/secrets.ts');
  const { contactId } = await import('../../shared/domain/people/identity.ts');
  const { documents, tableName } = await import('../../shared/store/client.ts');
  const { followUpItem } = await import('../../shared/store/follow-ups.ts');
  const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
  store = await import('../../shared/store/sources.ts');
  const { saveBrand } = await import('../../shared/store/brands.ts');
  await saveBrand(makeBrand({ id: 'demo' }));
  const key = await loadKey('CONTACT_KEY_SECRET');
  contactOf = (brand, email) => contactId(key, brand, { email });
  put = (followUp) =>
    documents().send(new PutCommand({ TableName: tableName(), Item: followUpItem(followUp) }));
  call = async (path, { groups = '[demo.viewer]', query = {}, method = 'GET' } = {}) => {
    const claims = groups ? { 'cognito:groups': groups } : {};
    const answer = await handler(gatewayEvent({ method, path, query, claims }));
    const headers = Object.entries(answer.headers ?? {}).map(
      ([name, value]) => [name.toLowerCase(), value] as const,
    );
    return {
      statusCode: answer.statusCode,
      type: Object.fromEntries(headers)['content-type'],
      body: z.record(z.string(), z.unknown()).parse(JSON.parse(answer.body ?? '{}')),
    };
  };
});
afterAll(() => cloud.stop());

const PATH = '/api/brands/demo/follow-ups';

describe('GET follow-ups', () => {
  it('shows what was planned for an address, however it is written, and why', async () => {
    const contact = contactOf('demo', 'ana@example.com');
    await put(
      makeFollowUp({
        contact,
        state: 'cancelled',
        reason: 'Order A-1001 was refunded.',
        trace: ['Planned.', 'Order A-1001 was refunded.'],
      }),
    );
    const { statusCode, body } = await call(PATH, { query: { email: ' Ana@Example.COM ' } });
    expect(statusCode).toBe(200);
    expect(body).toEqual({
      items: [
        expect.objectContaining({
          id: expect.stringMatching(/^[\w-]+$/),
          rule: 'purchase-thanks',
          subject: 'standard-webhooks/order/A-1001',
          state: 'cancelled',
          dueAt: '2026-11-22T09:00:00.000Z',
          reason: 'Order A-1001 was refunded.',
          trace: ['Planned.', 'Order A-1001 was refunded.'],
        }),
      ],
    });
    expect(JSON.stringify(body)).not.toContain('ana@');
  });

  it('is an empty list for somebody whom nobody knows', async () => {
    expect(await call(PATH, { query: { email: 'nobody@example.com' } })).toMatchObject({
      statusCode: 200,
      body: { items: [] },
    });
  });

  it('goes on page by page, and only within the same person', async () => {
    const contact = contactOf('demo', 'many@example.com');
    for (const number of [1, 2, 3]) await put(makeFollowUp({ contact, subject: `shopify/order/${number}` }));
    const query = { email: 'many@example.com', limit: '2' };
    const first = await call(PATH, { query });
    expect(first.body['items']).toHaveLength(2);
    const second = await call(PATH, { query: { ...query, cursor: String(first.body['cursor']) } });
    expect(second.body['items']).toMatchObject([{ subject: 'shopify/order/3' }]);
    const foreign = Buffer.from('PROFILE').toString('base64url');
    for (const cursor of [foreign, '%%%', 'FOLLOWUP'])
      expect(await call(PATH, { query: { ...query, cursor } })).toMatchObject({ statusCode: 400 });
  });

  it.each([
    ['no mail address', { email: 'ana' }],
    ['two addresses', { email: 'a@b.example,c@d.example' }],
    ['a limit of none', { email: 'a@b.example', limit: '0' }],
    ['a limit that is no number', { email: 'a@b.example', limit: 'x' }],
  ])('is refused as problem details with %s', async (_, query) => {
    expect(await call(PATH, { query })).toMatchObject({
      statusCode: 400,
      type: 'application/problem+json',
      body: { type: 'about:blank', status: 400, detail: expect.any(String) },
    });
  });
});

describe('GET follow-ups of everybody', () => {
  const listed = z.array(z.object({ subject: z.string(), state: z.string() }));
  /** All pages, a few at a time; each page is no longer than asked. */
  async function all(query: Record<string, string>): Promise<string[]> {
    const found: string[] = [];
    let cursor: unknown;
    do {
      const of = { ...query, limit: '3', ...(typeof cursor === 'string' && { cursor }) };
      const { statusCode, body } = await call(PATH, { query: of });
      expect(statusCode).toBe(200);
      const items = listed.parse(body['items']);
      expect(items.length).toBeLessThanOrEqual(3);
      found.push(...items.map(({ subject }) => subject));
      cursor = body['cursor'];
    } while (cursor !== undefined);
    return found;
  }
  const minute = (at: number): string => `2026-11-22T10:${String(at).padStart(2, '0')}:00.000Z`;

  beforeAll(async () => {
    for (let at = 0; at < 20; at++) {
      const over = { contact: `of-all-${at % 7}`, rule: 'across', subject: `shopify/order/x${at}` };
      const state = at % 2 === 0 ? 'unknown' : 'planned';
      await put(makeFollowUp({ ...over, state, updatedAt: minute(at), dueAt: minute(at) }));
    }
    const tie = { rule: 'tied', contact: 'of-all-1', state: 'failed', updatedAt: minute(1) } as const;
    for (let at = 0; at < 8; at++) await put(makeFollowUp({ ...tie, subject: `shopify/order/t${at}` }));
  });

  it('lists a state over all shards, the newest first, every one once', async () => {
    const expected = Array.from({ length: 10 }, (_, at) => `shopify/order/x${18 - 2 * at}`);
    expect(await all({ state: 'unknown', rule: 'across' })).toEqual(expected);
  });

  it('lists what waits by when it is due', async () => {
    const expected = Array.from({ length: 10 }, (_, at) => `shopify/order/x${2 * at + 1}`);
    expect(await all({ state: 'planned', rule: 'across' })).toEqual(expected);
    expect(await all({ state: 'queued', rule: 'across' })).toEqual([]);
  });

  it('goes on by the cursor of the same question alone', async () => {
    const query = { state: 'planned', rule: 'across', limit: '3' };
    const cursor = String((await call(PATH, { query })).body['cursor']);
    expect(await call(PATH, { query: { ...query, cursor } })).toMatchObject({ statusCode: 200 });
    for (const other of [{ ...query, state: 'sent' }, { ...query, rule: 'tied' }, { limit: '3' }])
      expect(await call(PATH, { query: { ...other, cursor } })).toMatchObject({ statusCode: 400 });
    expect(await call(PATH)).toMatchObject({ statusCode: 200 });
  });

  it('of a rule has first what needs a decision', async () => {
    const found = await all({ rule: 'across' });
    expect(found).toHaveLength(20);
    expect(found[0]).toBe('shopify/order/x18');
    expect(found.at(-1)).toBe('shopify/order/x19');
  });

  it('misses none of those that changed in the same moment', async () => {
    const found = await all({ state: 'failed', rule: 'tied' });
    expect(found.toSorted()).toEqual(Array.from({ length: 8 }, (_, at) => `shopify/order/t${at}`));
  });

  it.each([
    ['a state that there is not', { state: 'lost' }],
    ['a cursor of another list', { state: 'unknown', cursor: 'e30' }],
    ['a cursor that is none', { state: 'unknown', cursor: '%%' }],
  ])('is refused with %s', async (_, query) => {
    expect(await call(PATH, { query })).toMatchObject({ statusCode: 400 });
  });
});

describe('GET sources', () => {
  it('names each source and why webhooks were ignored, newest day first', async () => {
    await store.saveSource({ brand: 'demo', id: 'shopify', platform: 'shopify', settings: { secret: 'no' } });
    const reason = 'It is a test order.';
    for (const day of ['2026-11-21', '2026-11-22', '2026-11-22'])
      await store.recordIgnored({ brand: 'demo', source: 'shopify', reason, now: at(`${day}T10:00:00Z`) });
    expect((await call('/api/brands/demo/sources')).body).toEqual({
      items: [
        {
          id: 'shopify',
          platform: 'shopify',
          ignored: [
            { date: '2026-11-22', reason, count: 2 },
            { date: '2026-11-21', reason, count: 1 },
          ],
        },
      ],
    });
  });
});

describe('who may see what', () => {
  const query = { email: 'ana@example.com' };
  it.each([
    ['another brand', '[acme.admin]'],
    ['no group', ''],
    ['an empty claim', '[]'],
    ['a role that is not known', '[demo.owner]'],
    ['a brand that only begins alike', '[demo-test.admin]'],
    ['a group without a role', '[demo]'],
  ])('nothing with %s', async (_, groups) => {
    expect(await call(PATH, { groups, query })).toMatchObject({
      statusCode: 403,
      type: 'application/problem+json',
    });
  });

  it('every brand with the star', async () => {
    expect((await call(PATH, { groups: '[*.admin]', query })).statusCode).toBe(200);
    expect((await call('/api/brands/any-other/follow-ups', { groups: '[*.viewer]', query })).statusCode).toBe(
      200,
    );
  });

  it('tells a brand that is not there from one that is not theirs to nobody', async () => {
    const [theirs, none] = [
      await call('/api/brands/demo-test/sources'),
      await call('/api/brands/nowhere/sources'),
    ];
    expect(theirs).toEqual(none);
  });

  it.each([
    ['/api', 404],
    ['/api/brands', 404],
    ['/api/brands/demo/nothing', 404],
    ['/api/brands/demo/follow-ups/x/nothing', 404],
    ['/api/brands/demo%2Fx/follow-ups', 403],
    ['/api/brands/*/follow-ups', 403],
  ])('%s is %i', async (path, status) => {
    expect((await call(path, { groups: '[demo.viewer]', query })).statusCode).toBe(status);
  });

  it('says which role is needed, and which the token has there', async () => {
    const answer = await call('/api/brands/demo/follow-ups/x/release', {
      method: 'POST',
      groups: '[demo.editor *.viewer acme.admin]',
    });
    expect(answer).toMatchObject({
      statusCode: 403,
      body: { detail: 'This needs the role approver in demo; this token is editor.' },
    });
  });

  it('only by reading', async () => {
    expect((await call(PATH, { method: 'POST', query })).statusCode).toBe(405);
  });
});

describe('the groups of a token', () => {
  it.each([
    ['[demo.viewer acme.admin]', { demo: 'viewer', acme: 'admin' }],
    ['demo.editor', { demo: 'editor' }],
    ['[demo.viewer demo.approver demo.editor]', { demo: 'approver' }],
    ['[*.admin]', { '*': 'admin' }],
    ['[demo.viewer,acme.editor]', { demo: 'viewer', acme: 'editor' }],
    ['[]', {}],
    ['', {}],
    ['[.admin demo. demo admin . ..admin Demo.admin de mo.admin __proto__.admin]', { mo: 'admin' }],
    ['[demo.Admin demo.superadmin]', {}],
  ])('%s', (groups, expected) => {
    expect(Object.fromEntries(readAccess({ 'cognito:groups': groups }))).toEqual(expected);
  });

  it('give each role what the ones below it have', () => {
    const access = readAccess({ 'cognito:groups': '[demo.editor]' });
    const may = (['viewer', 'editor', 'approver', 'admin'] as const).filter((role) =>
      mayAct(access, 'demo', role),
    );
    expect(may).toEqual(['viewer', 'editor']);
    expect(mayAct(readAccess({}), 'demo', 'viewer')).toBe(false);
  });
});
