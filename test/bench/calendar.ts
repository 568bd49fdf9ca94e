import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { keys } from '../../shared/store/table.ts';
import type { TestCloud } from '../helpers/cloud.ts';
import { FEW, MANY, PEOPLE_BRAND, hasMany, peopleTable } from './people-table.ts';
import { startPrepared } from './prepared.ts';
import { type Called, askedOfTable, startRoom } from './room.ts';
import { ratio } from './spread.ts';

const SIZES = [10_000, 100_000, 1_000_000];
/** Of a function, in MB. */
const MOST_MEMORY = 256;

type Day = typeof FEW;
type Cost = Called & { people: number; matches: number; requests: number; units: number };

/**
 * One run of the calendar over tables of different sizes in which equally many have their day, and ten times as many:
 * what it asks of the table, in requests and capacity units, and what memory it takes.
 */
export async function benchCalendar(most: number): Promise<void> {
  console.log('\nOne run of the calendar as its function, by how many people there are and have their day\n');
  const costs: Cost[] = [];
  for (const people of SIZES.filter((size) => size <= most)) costs.push(...(await costsAmong(people)));
  const [first] = costs;
  if (!first) throw new Error(`--people must be ${SIZES[0]} at least.`);
  console.log(
    '     people  their day   requests      ratio      units      ratio    heap MB      ratio  memory MB    seconds',
  );
  for (const cost of costs) console.log(lineOf(cost, first));
  const memory = Math.max(...costs.map((cost) => cost.memory));
  console.log(
    `aim: ≤ 1.10 × however many people there are, ≤ 10 × for ten times the matches; memory under ${MOST_MEMORY} MB (${memory.toFixed(0)} at most)`,
  );
}

const lineOf = (cost: Cost, first: Cost): string =>
  [
    String(cost.people),
    String(cost.matches),
    String(cost.requests),
    ratio(cost.requests, first.requests),
    cost.units.toFixed(0),
    ratio(cost.units, first.units),
    cost.heap.toFixed(0),
    ratio(cost.heap, first.heap),
    cost.memory.toFixed(0),
    cost.seconds.toFixed(1),
  ]
    .map((cell) => cell.padStart(11))
    .join('');

async function costsAmong(people: number): Promise<Cost[]> {
  const cloud = await startPrepared(peopleTable(people));
  try {
    const costs: Cost[] = [];
    for (const day of hasMany(people) ? [FEW, MANY] : [FEW]) {
      await lookedAtBefore(cloud, day);
      costs.push({ people, ...(await costOf(cloud, day)) });
    }
    return costs;
  } finally {
    await cloud.stop();
  }
}

/** The calendar is at an hour before the day begins in Berlin. */
async function lookedAtBefore({ table, tableName }: TestCloud, { begins }: Day): Promise<void> {
  const through = Temporal.Instant.from(begins).subtract({ hours: 1 }).toString();
  const Item = { ...keys.calendar(PEOPLE_BRAND.id), through };
  await table.send(new PutCommand({ TableName: tableName, Item }));
}

/** A process that has just begun, so that its memory is that of this run. */
async function costOf(cloud: TestCloud, { begins, people: matches }: Day): Promise<Omit<Cost, 'people'>> {
  const room = await startRoom(cloud, 'calendar');
  cloud.gateway.requests.clear();
  try {
    const at = Temporal.Instant.from(begins).add({ seconds: 30 }).toString();
    const called = await room.call({ at });
    const { events, done } = z.object({ events: z.number(), done: z.boolean() }).parse(called.value);
    if (events !== matches || !done) throw new Error(`It told ${events} of ${matches}.`);
    return { ...called, matches, ...askedOfTable(cloud) };
  } finally {
    room.stop();
  }
}
