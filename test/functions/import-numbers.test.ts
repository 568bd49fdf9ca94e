import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportRow, ImportedRow } from '../../shared/contract/import.ts';
import type { Event } from '../../shared/contract/event.ts';
import { eventId } from '../../shared/domain/people/identity.ts';
import { makeEvent } from '../helpers/make.ts';
import { startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
  rooms.cloud.use('console');
});
afterAll(() => rooms.stop());

async function importRows(...rows: Omit<ImportRow, 'line'>[]): Promise<ImportedRow[]> {
  const { importPeople } = await import('../../shared/work/import-people.ts');
  const { loadBrand } = await import('../../shared/store/brands.ts');
  const brand = await loadBrand('demo');
  if (!brand) throw new Error('no brand');
  const numbered = rows.map((row, at) => ({ line: at + 2, ...row }));
  return importPeople({ brand, rows: numbered, dryRun: false, orders: {}, proof: 'A test' });
}

const newAddress = (): string => `${randomUUID()}@example.com`;
const newNumber = (): string => String(Math.floor(Math.random() * 1e15));

/** Something that names its customer by number alone. */
async function tell(number: string, over: Partial<Event> = {}): Promise<Event> {
  const fact = {
    brand: 'demo',
    source: 'shopify',
    kind: 'purchase',
    subject: `order/${newNumber()}`,
    ...over,
  } as const;
  const event = makeEvent({
    ...fact,
    id: eventId({ ...fact, detail: randomUUID() }),
    occurredAt: new Date().toISOString(),
    person: { externalId: number },
  });
  expect(await rooms.planEvents(event)).toEqual({ batchItemFailures: [] });
  return event;
}

describe('the number of a customer', () => {
  test('that was imported leads the webhooks of its source to the person', async () => {
    const [email, number] = [newAddress(), newNumber()];
    const [row] = await importRows({ email, customerIds: { shopify: number } });
    expect(row).toEqual({ line: 2, outcome: 'created' });
    const { subject } = await tell(number);
    const found = await rooms.followUpsOf(new Set([email]));
    expect(found.map((one) => one.subject)).toContain(`shopify/${subject}`);
    expect(await importRows({ email, customerIds: { shopify: number } })).toEqual([
      { line: 2, outcome: 'unchanged' },
    ]);
  });

  test.each([
    ['a source that is not there', { shopfy: '17' }, 'no source of that name. Did you mean "shopify"?'],
    ['what a spreadsheet has shortened', { shopify: '7.0123E+12' }, 'a spreadsheet has shortened it'],
    ['what would be run', { shopify: '=1+1' }, 'it is a formula'],
  ])('is left out with its reason: %s', async (_, customerIds, reason) => {
    const [row] = await importRows({ email: newAddress(), customerIds });
    expect(row).toMatchObject({ outcome: 'created', notes: [expect.stringContaining(reason)] });
  });

  test('is one person’s: neither another row nor another file takes it away, and what is known stays', async () => {
    const [ana, ben] = [newAddress(), newAddress()];
    const number = newNumber();
    const rows = await importRows(
      { email: ana, customerIds: { shopify: number } },
      { email: ben, customerIds: { shopify: number } },
    );
    expect(rows[0]).toEqual({ line: 2, outcome: 'created' });
    expect(rows[1]?.notes).toEqual([
      'customer_id.shopify left out: line 2 has the same, and is somebody else',
    ]);
    const [again] = await importRows({ email: ben, customerIds: { shopify: number } });
    expect(again?.notes).toEqual(['customer_id.shopify left out: somebody else has this number']);
    const [other] = await importRows({ email: ana, customerIds: { shopify: newNumber() } });
    expect(other?.notes).toEqual(['customer_id.shopify left out: another is known, which is kept']);
  });

  test('under which something waits is left to an order that names the person', async () => {
    const number = newNumber();
    await tell(number, {
      kind: 'consent',
      subject: 'consent/granted',
      facts: { consent: { marketing: 'granted' } },
    });
    const [row] = await importRows({ email: newAddress(), customerIds: { shopify: number } });
    expect(row?.notes).toEqual([expect.stringContaining('something is waiting under it')]);
  });
});
