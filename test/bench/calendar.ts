import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { Temporal } from 'temporal-polyfill';
import { monthDayOf } from '../../shared/domain/time/dates.ts';
import { whoIsListed } from '../../shared/store/dates.ts';
import { dateKey } from '../../shared/store/indexes.ts';
import { keys } from '../../shared/store/table.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import { makeBrand } from '../helpers/make.ts';

const ZONE = 'Europe/Berlin';
const MATCHES = 1000;
const SIZES = [10_000, 100_000, 1_000_000];

type Cost = { requests: number; units: number; heap: number; seconds: number; events: number };

/**
 * One run of the calendar over tables of different sizes in which equally many have their day, and over ten times as
 * many: what it asks of the table, in requests and capacity units. `most` leaves out the larger tables, which take
 * minutes to fill.
 */
export async function benchCalendar(most: number): Promise<void> {
  console.log(`\nOne run of the calendar, ${MATCHES} people have their day\n`);
  const sizes = SIZES.filter((size) => size <= most);
  const cloud = await startCloud({ tellCapacity: true });
  cloud.use('calendar');
  try {
    await compare(cloud, sizes);
  } finally {
    await cloud.stop();
  }
}

async function compare(cloud: TestCloud, sizes: readonly number[]): Promise<void> {
  const costs: Cost[] = [];
  for (const size of sizes) costs.push(await costOf(cloud, size, MATCHES));
  const [first] = costs;
  if (!first) throw new Error(`--people must be ${SIZES[0]} at least`);
  for (const [at, cost] of costs.entries()) console.log(lineOf(`${sizes[at]} people`, cost, first));
  const tenfold = await costOf(cloud, SIZES[0] ?? 0, MATCHES * 10);
  console.log(lineOf(`${MATCHES * 10} of ${SIZES[0]} people`, tenfold, first));
  console.log(
    '  aim: the same, within 1.10 ×, however many people there are; at most 10 × for ten times the matches',
  );
}

const lineOf = (name: string, cost: Cost, first: Cost): string =>
  [
    name.padEnd(24),
    `${cost.requests} requests (${(cost.requests / first.requests).toFixed(2)} ×)`,
    `${cost.units.toFixed(0)} units (${(cost.units / first.units).toFixed(2)} ×)`,
    `${cost.events} events in ${cost.seconds.toFixed(1)} s`,
    `heap ${cost.heap.toFixed(0)} MB`,
  ].join('  ');

/** All stand in one table, each size as a brand of its own. */
async function costOf(cloud: TestCloud, people: number, matches: number): Promise<Cost> {
  const brand = makeBrand({ id: `b-${people}-${matches}`, timezone: ZONE });
  const now = Temporal.Now.instant();
  const today = now.toZonedDateTimeISO(ZONE).toPlainDate();
  await fill(cloud, people, { brand: brand.id, matches, today });
  const { lookAt } = await import('../../functions/calendar/look-at.ts');
  cloud.gateway.requests.clear();
  let heap = 0;
  const watch = setInterval(() => (heap = Math.max(heap, process.memoryUsage().heapUsed)), 20);
  const start = performance.now();
  const open = {
    brand,
    zones: [ZONE],
    rules: [],
    through: now,
    anew: new Set([ZONE]),
    isChanged: false,
    listed: whoIsListed(brand.id),
  };
  const { events } = await lookAt(open, { now, until: Infinity });
  clearInterval(watch);
  const asked = Object.entries(cloud.gateway.requests.summary()).filter(([name]) =>
    name.includes('/dynamodb/'),
  );
  return {
    requests: asked.reduce((sum, [, { count }]) => sum + count, 0),
    units: asked.reduce((sum, [, { capacity }]) => sum + capacity, 0),
    heap: heap / 1024 / 1024,
    seconds: (performance.now() - start) / 1000,
    events,
  };
}

/** Birthdays of all these people: of so many today, of the others on any other day. */
async function fill(
  { table, tableName }: TestCloud,
  people: number,
  { brand, matches, today }: { brand: string; matches: number; today: Temporal.PlainDate },
): Promise<void> {
  const itemOf = (at: number) => {
    const day = at < matches ? today : today.add({ days: 1 + (at % 300) });
    const on = `--${monthDayOf(day)}`;
    const visited = today.subtract({ days: 1 }).toString();
    const entry = {
      brand: brand,
      contact: `c${at}`,
      kind: 'birthday',
      on,
      list: monthDayOf(day),
      zone: ZONE,
      visited,
    };
    return { ...keys.date(brand, entry.contact, entry.kind), ...entry, ...dateKey(entry) };
  };
  const batches = Array.from({ length: Math.ceil(people / 25) }, (_, at) => at * 25);
  const write = async (): Promise<void> => {
    for (let from = batches.pop(); from !== undefined; from = batches.pop()) {
      const ids = Array.from({ length: Math.min(25, people - from) }, (_, at) => (from ?? 0) + at);
      const Items = ids.map((at) => ({ PutRequest: { Item: itemOf(at) } }));
      await table.send(new BatchWriteCommand({ RequestItems: { [tableName]: Items } }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, write));
}
