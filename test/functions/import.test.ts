import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Contact, contact as schema } from '../../shared/contract/contact.ts';
import { importedRow } from '../../shared/contract/import.ts';
import { type TestConsole, startConsole } from '../helpers/console.ts';
import { makeEvent } from '../helpers/make.ts';

let console_: TestConsole;
let idOf: (email: string) => string;
let keyOf: (email: string) => { pk: string; sk: string };
beforeAll(async () => {
  console_ = await startConsole();
  const { contactId } = await import('../../shared/domain/people/identity.ts');
  const { loadKey } = await import('../../shared/clients/secrets.ts');
  const { keys } = await import('../../shared/store/table.ts');
  const key = await loadKey('CONTACT_KEY_SECRET');
  idOf = (email) => contactId(key, 'demo', { email });
  keyOf = (email) => keys.contact('demo', idOf(email));
});
afterAll(() => console_.stop());

let count = 0;
const newAddress = (): string => `person-${++count}@example.com`;

const answer = z.object({ rows: z.array(importedRow), import: z.string().optional() });
type Over = { dryRun?: boolean; import?: string | undefined; orders?: object };
async function importRows(rows: Record<string, unknown>[], over: Over = {}) {
  const body = {
    rows: rows.map((row, at) => ({ line: at + 2, ...row })),
    source: { file: 'people.csv' },
    ...over,
  };
  const {
    status,
    body: told,
    text,
  } = await console_.call('POST', 'contacts/import', { role: 'editor', body });
  expect(status, text).toBe(200);
  return answer.parse(told);
}

async function profile(email: string): Promise<Contact | undefined> {
  const { table, tableName } = console_.cloud;
  const { Item } = await table.send(new GetCommand({ TableName: tableName, Key: keyOf(email) }));
  return Item && schema.parse(Item);
}

/** Somebody who bought something, as `plan` writes it. */
async function bought(email: string, over: Partial<Contact> = {}): Promise<void> {
  const { newContact } = await import('../../shared/domain/people/contact.ts');
  const { putContact } = await import('../../shared/store/planning.ts');
  const { write } = await import('../../shared/store/requests.ts');
  const made = newContact(idOf(email), makeEvent(), '2026-11-01T00:00:00.000Z');
  const counters = { ...made.counters, orders: 3 };
  expect(await write([putContact({ ...made, email, firstName: 'Ana', counters, version: 1, ...over })])).toBe(
    undefined,
  );
}

describe('rows of people', () => {
  test('become people, who are found by their address', async () => {
    const [email, other] = [newAddress(), newAddress()];
    const dates = { birthday: '02.03.1990', work: '2019-05-01', 'first-dive': '--07-04' };
    const { rows } = await importRows([
      { email, firstName: 'Ana', country: 'es', kind: 'employee', consent: 'yes', dates },
      { email: other.toUpperCase() },
    ]);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    expect(await profile(email)).toMatchObject({
      email,
      firstName: 'Ana',
      country: 'ES',
      kind: 'employee',
      version: 1,
      counters: { orders: 0 },
      dates: {
        birthday: { on: '1990-03-02', from: 'import' },
        work: { on: '2019-05-01' },
        'first-dive': { on: '--07-04' },
      },
      consent: {
        marketing: 'granted',
        source: 'import',
        proof: expect.stringMatching(/^Import of people\.csv on 20/),
      },
    });
    const found = await console_.call('GET', 'contacts', { role: 'viewer', query: { email: other } });
    expect(found.body).toMatchObject({ items: [{ email: other, kind: 'customer' }] });
  });

  test('once more change nothing', async () => {
    const row = { email: newAddress(), firstName: 'Ana', consent: 'granted', dates: { birthday: '--02-29' } };
    await importRows([row]);
    const before = await profile(row.email);
    expect((await importRows([row])).rows).toEqual([{ line: 2, outcome: 'unchanged' }]);
    expect(await profile(row.email)).toEqual(before);
  });

  test('of two people with one address contradict each other, which is told of; once more they change nothing', async () => {
    const email = newAddress();
    const rows = [
      { email, firstName: 'Ana', lastName: 'Ruiz', dates: { birthday: '1990-03-02' }, consent: 'granted' },
      { email, firstName: 'Ben', kind: 'employee', dates: { birthday: '1985-07-01' }, consent: 'withdrawn' },
    ];
    const twice = [
      expect.stringMatching(/^firstName: an earlier row .* says otherwise/),
      expect.stringMatching(/^birthday: an earlier row .* says otherwise/),
    ];
    const first = await importRows(rows);
    expect(first.rows).toMatchObject([{ outcome: 'created' }, { outcome: 'merged', notes: twice }]);
    const before = await profile(email);
    expect(before).toMatchObject({ firstName: 'Ben', dates: { birthday: { on: '1985-07-01' } } });
    for (const dryRun of [true, false]) {
      const { rows: again } = await importRows(rows, { dryRun });
      expect(again).toMatchObject([{ outcome: 'unchanged' }, { outcome: 'merged', notes: twice }]);
    }
    expect(await profile(email)).toEqual(before);
  });

  test('update only what they tell; counters, consent and what is empty stay', async () => {
    const email = newAddress();
    const consent = { marketing: 'withdrawn', at: '2026-01-01T00:00:00.000Z', source: 'shopify' } as const;
    const customer = { on: '2022-01-01', from: 'orders', at: '2022-01-01T00:00:00.000Z' } as const;
    await bought(email, { consent, lastName: 'Ruiz', dates: { customer } });
    const before = await profile(email);
    const dates = { customer: '2019-04-01', birthday: '' };
    const { rows } = await importRows([
      { email, firstName: 'Anna', lastName: ' ', consent: 'granted', dates },
    ]);
    expect(rows).toEqual([
      { line: 2, outcome: 'updated', notes: [expect.stringContaining('what is known is kept')] },
    ]);
    const after = await profile(email);
    expect(after).toMatchObject({
      firstName: 'Anna',
      lastName: 'Ruiz',
      consent,
      counters: { orders: 3 },
      version: 2,
      dates: { customer: { on: '2019-04-01', from: 'import' } },
    });
    expect(after?.createdAt).toBe(before?.createdAt);
  });

  test('of one address, however it is written, are one person', async () => {
    const email = newAddress();
    const { rows } = await importRows([
      { email, firstName: 'Ana', lastName: 'Ruiz' },
      { email: newAddress() },
      { email: ` ${email.toUpperCase()}`, firstName: 'Anna' },
    ]);
    expect(rows).toEqual([
      { line: 2, outcome: 'created' },
      { line: 3, outcome: 'created' },
      {
        line: 4,
        outcome: 'merged',
        reason: 'the same person as line 2',
        notes: [expect.stringMatching(/^firstName: an earlier row/)],
      },
    ]);
    expect(await profile(email)).toMatchObject({ firstName: 'Anna', lastName: 'Ruiz', version: 1 });
  });

  test('that are nobody are refused, and the others are taken', async () => {
    const email = newAddress();
    const { rows } = await importRows([{ email: 'ana' }, { email }, { email: '' }]);
    expect(rows).toEqual([
      { line: 2, outcome: 'refused', reason: 'this is no mail address' },
      { line: 3, outcome: 'created' },
      { line: 4, outcome: 'refused', reason: 'there is no address' },
    ]);
    expect(await profile(email)).toBeDefined();
  });

  test('on a dry run are read and nothing is written, not even in the audit trail', async () => {
    const email = newAddress();
    const before = await console_.call('GET', 'audit', { role: 'viewer' });
    const { rows, import: token } = await importRows(
      [{ email, dates: { birthday: '03/04/1990', customer: '1/2/2020' } }],
      {
        dryRun: true,
        orders: { customer: 'mdy' },
      },
    );
    expect(rows).toEqual([
      {
        line: 2,
        outcome: 'created',
        notes: [expect.stringContaining('birthday left out: it can be two days')],
        read: { email, dates: { customer: '2020-01-02' } },
      },
    ]);
    expect([token, await profile(email)]).toEqual([undefined, undefined]);
    expect((await console_.call('GET', 'audit', { role: 'viewer' })).text).toBe(before.text);
  });

  test('of whoever is suppressed or was erased cause no mail', async () => {
    const [left, erased] = [newAddress(), newAddress()];
    const { suppress } = await import('../../shared/store/suppressions.ts');
    const { saveTombstone } = await import('../../shared/store/erasures.ts');
    const at = '2026-11-23T00:00:00.000Z';
    console_.cloud.use('jobs');
    await saveTombstone({ brand: 'demo', contact: idOf(erased), erasedAt: at });
    await suppress({ brand: 'demo', contact: idOf(left), reason: 'unsubscribed', at });
    console_.cloud.use('console');
    process.env['LOG_LEVEL'] = 'silent';
    const { rows } = await importRows([
      { email: left, consent: 'granted' },
      { email: erased, firstName: 'Eve' },
    ]);
    expect(rows).toEqual([
      { line: 2, outcome: 'created', notes: [expect.stringContaining('suppressed')] },
      { line: 3, outcome: 'refused', reason: expect.stringContaining('was erased') },
    ]);
    const shown = await console_.call('GET', `contacts/${idOf(left)}`, { role: 'viewer' });
    expect(shown.body).toMatchObject({
      consent: { marketing: 'unknown' },
      suppression: { reason: 'unsubscribed' },
    });
    expect(await profile(erased)).toBeUndefined();
  });

  test('leave what somebody chose to get as it is', async () => {
    const email = newAddress();
    const { prefer } = await import('../../shared/store/suppressions.ts');
    const preference = { gets: 'dates' as const, at: '2026-11-23T00:00:00.000Z' };
    await prefer({ brand: 'demo', contact: idOf(email), preference });
    await importRows([{ email, consent: 'granted', firstName: 'Ana' }]);
    const shown = await console_.call('GET', `contacts/${idOf(email)}`, { role: 'viewer' });
    expect(shown.body).toMatchObject({ firstName: 'Ana', consent: { marketing: 'granted' }, preference });
    expect(shown.body).not.toHaveProperty('suppression');
  });
});

describe('many at once', () => {
  test('a whole call of 500 is stored', async () => {
    const rows = Array.from({ length: 500 }, () => ({ email: newAddress(), firstName: 'Ana' }));
    const { requests } = console_.cloud.gateway;
    const written = (): number =>
      requests.count({ service: 'dynamodb', operation: 'TransactWriteItems' }) +
      requests.count({ service: 'dynamodb', operation: 'UpdateItem' });
    const before = written();
    const done = await importRows(rows);
    expect(done.rows.filter(({ outcome }) => outcome === 'created')).toHaveLength(500);
    // Fifty people of two items each in a transaction; the zone is noted, in a minute or two, and the audit has its line.
    expect(written() - before).toBeLessThanOrEqual(10 + 3);
    const again = await importRows(rows);
    expect(again.rows.filter(({ outcome }) => outcome === 'unchanged')).toHaveLength(500);
  });

  test('the same people by several imports at a time are each there once, with what all of them told', async () => {
    const emails = Array.from({ length: 40 }, newAddress);
    const fields = ['firstName', 'lastName', 'country', 'timezone'];
    const values: Record<string, string> = {
      firstName: 'Ana',
      lastName: 'Ruiz',
      country: 'ES',
      timezone: 'Europe/Madrid',
    };
    const all = await Promise.all(
      fields.map((field) => importRows(emails.map((email) => ({ email, [field]: values[field] })))),
    );
    const outcomes = all.flatMap(({ rows }) => rows.map(({ outcome }) => outcome));
    expect(outcomes.filter((one) => one === 'created')).toHaveLength(40);
    expect(outcomes.filter((one) => one === 'updated')).toHaveLength(120);
    for (const email of emails) expect(await profile(email)).toMatchObject({ ...values, version: 4 });
  });

  test('an order that comes meanwhile is not lost', async () => {
    const email = newAddress();
    await bought(email);
    const { putContact } = await import('../../shared/store/planning.ts');
    const { write } = await import('../../shared/store/requests.ts');
    const order = async (): Promise<void> => {
      for (;;) {
        const known = await profile(email);
        if (!known) throw new Error('nobody');
        const counters = { ...known.counters, orders: known.counters.orders + 1 };
        if (!(await write([putContact({ ...known, counters, version: known.version + 1 })]))) return;
      }
    };
    const names = Array.from({ length: 8 }, (_, at) => `Ana ${at}`);
    await Promise.all([...names.map((firstName) => importRows([{ email, firstName }])), ...names.map(order)]);
    expect((await profile(email))?.counters.orders).toBe(11);
  });
});

describe('the audit trail', () => {
  const lines = async () => {
    const { body } = await console_.call('GET', 'audit', { role: 'viewer', query: { limit: '50' } });
    const items = z.array(z.looseObject({ act: z.string() })).parse(body['items']);
    return items.filter(({ act }) => act === 'import');
  };

  test('has one line for all calls of an import, with counts and nobody’s name', async () => {
    const before = await lines();
    const email = newAddress();
    const first = await importRows([{ email, firstName: 'Zenobia' }, { email: 'nobody' }]);
    const second = await importRows([{ email }, { email: newAddress() }], { import: first.import });
    expect(second.import).toBe(first.import);
    const after = await lines();
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toMatchObject({
      act: 'import',
      by: 'ina',
      why: 'people.csv',
      rows: { created: 2, updated: 0, unchanged: 1, merged: 0, refused: 1 },
    });
    expect(JSON.stringify(after[0])).not.toMatch(/Zenobia|@/);
  });

  test('takes nothing into a line of somebody else, or one that is no import', async () => {
    const { import: token = '' } = await importRows([{ email: newAddress() }]);
    const of = (as: string) =>
      console_.call('POST', 'contacts/import', {
        as,
        body: { rows: [{ line: 2, email: newAddress() }], source: { file: 'b.csv' }, import: token },
      });
    expect((await of('eve')).body['import']).not.toBe(token);
    expect((await of('ina')).body['import']).toBe(token);
  });
});

test.each([
  [{ rows: [] }, 400],
  [{ rows: Array.from({ length: 501 }, (_, at) => ({ line: at + 1, email: 'a@example.com' })) }, 400],
  [{ rows: [{ line: 1, email: 'a@example.com', firstname: 'Ana' }] }, 400],
  [{ rows: [{ line: 1, email: 'a@example.com', firstName: 'x'.repeat(1024 * 1024) }] }, 413],
  [{ rows: [{ line: 1, email: 'a@example.com' }], import: 'x' }, 400],
])('what is no import is refused', async (over, status) => {
  const body = { source: { file: 'people.csv' }, ...over };
  expect((await console_.call('POST', 'contacts/import', { body })).status).toBe(status);
});

test('a viewer takes nobody in', async () => {
  const body = { rows: [{ line: 1, email: newAddress() }], source: { file: 'people.csv' } };
  expect((await console_.call('POST', 'contacts/import', { role: 'viewer', body })).status).toBe(403);
});
