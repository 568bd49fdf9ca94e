import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeContact, makeEvent, makeFollowUp, makeRule, at, makeBrand } from '../helpers/make.ts';
import { type TestConsole, startConsole } from '../helpers/console.ts';
import { plan } from '../../shared/domain/ledger/plan.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';

let console_: TestConsole;
let ana: string;
beforeAll(async () => {
  console_ = await startConsole();
  const { savePlan } = await import('../../shared/store/planning.ts');
  const { contactId } = await import('../../shared/domain/people/identity.ts');
  const { loadKey } = await import('../../shared/clients/secrets.ts');
  ana = contactId(await loadKey('CONTACT_KEY_SECRET'), 'demo', { email: 'ana@example.com' });
  const save = async (id: string, email: string, minute: number): Promise<void> => {
    const createdAt = `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;
    const event = makeEvent({ subject: `order/${minute}`, person: { email } });
    const known = makeContact({ id, email, country: 'PT', version: 0, createdAt });
    const decided = plan({
      event,
      contactId: id,
      contact: known,
      subject: undefined,
      suppression: undefined,
      open: [],
      existing: new Set(),
      rules: compileRules([makeRule({ after: 'P5D', within: 'P30D' })]),
      brand: makeBrand(),
      now: at('2026-11-22T10:30:00Z'),
    });
    expect(await savePlan(decided)).toEqual({ kind: 'saved' });
  };
  await save(ana, 'ana@example.com', 0);
  for (let each = 1; each <= 9; each++) await save(`person-${each}`, `p${each}@example.com`, each);
});
afterAll(() => console_.stop());

const viewer = { role: 'viewer' };
const idsOf = (items: unknown): unknown[] =>
  Array.isArray(items) ? items.map((each: { id: unknown }) => each.id) : [];

test('an address finds its person, however it is written', async () => {
  const answer = await console_.call('GET', 'contacts', { ...viewer, query: { email: ' Ana@Example.com' } });
  expect(answer).toMatchObject({ status: 200, body: { items: [{ id: ana, email: 'ana@example.com' }] } });
  const nobody = await console_.call('GET', 'contacts', { ...viewer, query: { email: 'no@example.com' } });
  expect(nobody.body).toEqual({ items: [] });
});

test('all of them come page by page, the newest first, every one once', async () => {
  const found: unknown[] = [];
  let cursor: unknown;
  do {
    const query = { limit: '4', ...(typeof cursor === 'string' && { cursor }) };
    const { status, body } = await console_.call('GET', 'contacts', { ...viewer, query });
    expect(status).toBe(200);
    found.push(...idsOf(body['items']));
    cursor = body['cursor'];
  } while (cursor !== undefined);
  expect(found).toEqual([...Array.from({ length: 9 }, (_, each) => `person-${9 - each}`), ana]);
});

test('one is shown with zone, counters, what waits and whether anything may be sent', async () => {
  const { suppress } = await import('../../shared/store/suppressions.ts');
  const shown = () => console_.call('GET', 'contacts/person-3', viewer);
  expect((await shown()).body).toMatchObject({
    id: 'person-3',
    kind: 'customer',
    zone: { id: 'Europe/Berlin', from: 'brand' },
    consent: { marketing: 'unknown' },
    counters: { orders: 1 },
    open: [{ rule: makeFollowUp().rule, state: 'planned' }],
    recentSends: [],
  });
  expect((await shown()).body).not.toHaveProperty('suppression');
  console_.cloud.use('observe');
  await suppress({ brand: 'demo', contact: 'person-3', reason: 'bounced', at: '2026-11-23T00:00:00.000Z' });
  console_.cloud.use('console');
  expect((await shown()).body).toMatchObject({ suppression: { reason: 'bounced' } });
});

test('an operator unsubscribes who asks otherwise, once, and can do nothing else to what they want', async () => {
  const { prefer } = await import('../../shared/store/suppressions.ts');
  const path = 'contacts/person-4/unsubscribe';
  const stop = (body: object, role = 'editor') => console_.call('POST', path, { role, body });
  const at = '2026-11-23T00:00:00.000Z';
  await prefer({ brand: 'demo', contact: 'person-4', preference: { gets: 'thanks', at } });
  const shown = async () => (await console_.call('GET', 'contacts/person-4', viewer)).body;
  expect(await shown()).toMatchObject({ preference: { gets: 'thanks', at } });

  const why = 'She asked by mail';
  expect(await stop({ why }, 'viewer')).toMatchObject({ status: 403 });
  expect(await stop({})).toMatchObject({ status: 400 });
  expect(await stop({ why, dryRun: true })).toMatchObject({
    status: 200,
    body: { suppression: { reason: 'unsubscribed' } },
  });
  expect(await shown()).not.toHaveProperty('suppression');

  const first = await stop({ why });
  expect(first).toMatchObject({ body: { suppression: { reason: 'unsubscribed', how: 'operator' } } });
  expect(await stop({ why })).toEqual(first);
  expect(await shown()).toMatchObject({ suppression: { reason: 'unsubscribed', how: 'operator' } });
  expect(await shown()).not.toHaveProperty('preference');
  const { items } = (await console_.call('GET', 'audit', { role: 'viewer' })).body;
  expect(items).toMatchObject([{ act: 'unsubscribe', why, changes: [{ kind: 'contact', id: 'person-4' }] }]);
});

test('nobody unknown is unsubscribed', async () => {
  const body = { why: 'Asked by mail' };
  const answer = await console_.call('POST', 'contacts/nobody/unsubscribe', { role: 'editor', body });
  expect(answer.status).toBe(404);
});

test.each([
  ['contacts/nobody', {}, 404],
  ['contacts', { limit: '101' }, 400],
  ['contacts', { email: 'ana' }, 400],
  ['contacts', { cursor: 'e30' }, 400],
])('GET %s with %j is refused', async (path, query, status) => {
  expect((await console_.call('GET', path, { ...viewer, query })).status).toBe(status);
});
