import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ImportRow } from '../../shared/contract/import.ts';
import { calendarHasSeen } from '../helpers/calendar.ts';
import { startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
let calendar: () => Promise<unknown>;
beforeAll(async () => {
  rooms = await startRooms();
  rooms.cloud.use('calendar');
  const { handler } = await import('../../functions/calendar/handler.ts');
  calendar = () => handler({}, { getRemainingTimeInMillis: () => 900_000 });
  rooms.cloud.use('console');
});
afterAll(() => rooms.stop());
afterEach(() => vi.useRealTimers());

/** Begins at a time up to which the calendar has seen everything. */
async function begin(now: string): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
  await calendarHasSeen(now);
}

async function importRow(row: Omit<ImportRow, 'line'>): Promise<void> {
  const { importPeople } = await import('../../shared/work/import-people.ts');
  const { loadBrand } = await import('../../shared/store/brands.ts');
  const brand = await loadBrand('demo');
  if (!brand) throw new Error('no brand');
  const rows = [{ line: 2, ...row }];
  const [done] = await importPeople({ brand, rows, dryRun: false, orders: {}, proof: 'A test' });
  expect(done?.outcome).toMatch(/created|updated/);
}

async function look(time: string): Promise<void> {
  vi.setSystemTime(time);
  await calendar();
  const bodies = rooms.cloud.queueMessages('plan');
  rooms.cloud.emptyQueue('plan');
  if (bodies.length > 0) await rooms.planBodies(bodies);
}

test('whoever comes in by a file is congratulated once, and at the hour of where a later file says they live', async () => {
  await begin('2037-05-10T12:00:00Z');
  const ana = rooms.newcomer();
  const { email } = ana;
  await importRow({ email, timezone: 'Europe/Berlin', dates: { birthday: '--05-12' } });
  await look('2037-05-11T22:00:00Z');
  expect(await ana.one('birthday')).toMatchObject({ state: 'planned', dueAt: '2037-05-12T07:00:00.000Z' });
  await importRow({ email, timezone: 'America/New_York' });
  expect(await ana.one('birthday')).toMatchObject({ state: 'planned', dueAt: '2037-05-12T13:00:00.000Z' });
  await look('2037-05-12T05:00:00Z');
  expect(await ana.mine()).toHaveLength(1);
});

test('a birthday that a file puts right is kept on the right day', async () => {
  await begin('2038-05-10T12:00:00Z');
  const ana = rooms.newcomer();
  const { email } = ana;
  await importRow({ email, country: 'DE', dates: { birthday: '--05-12' } });
  await look('2038-05-11T22:00:00Z');
  await importRow({ email, dates: { birthday: '--05-14' } });
  expect(await ana.one('birthday')).toMatchObject({
    dueAt: '2038-05-14T07:00:00.000Z',
    facts: { date: { on: '--05-14' } },
  });
  await look('2038-05-13T22:00:00Z');
  expect(await ana.mine()).toHaveLength(1);
});

test('whoever comes in on their day is congratulated on it', async () => {
  await begin('2039-05-12T06:30:00Z');
  const ana = rooms.newcomer();
  const { email } = ana;
  await importRow({ email, country: 'DE', dates: { birthday: '--05-12' } });
  await look('2039-05-12T07:00:00Z');
  expect(await ana.one('birthday')).toMatchObject({ facts: { date: { on: '--05-12' } } });
});
