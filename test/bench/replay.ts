import { BatchWriteCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type * as Console from '../../functions/console/handler.ts';
import { dayPartition, eventDayKey, keys, REHEARSAL_SHARDS } from '../../shared/store/table.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import { makeContact, makeEvent } from '../helpers/make.ts';
import { gatewayEvent } from '../helpers/page-request.ts';

const EVENTS = 100_000;
const PEOPLE = 20_000;
const DAYS = 30;
const DAY = 86_400_000;

/** The recorded events of a month once more, through the API as the CLI asks it, beside the bare reading of them. */
export async function benchReplay(rounds: number): Promise<void> {
  const cloud = await startCloud();
  try {
    cloud.use('jobs');
    process.env['LOG_LEVEL'] = 'silent';
    const jobs = await import('../../functions/jobs/handler.ts');
    await jobs.handler({ job: 'seed-demo' });
    cloud.use('console');
    const { handler } = await import('../../functions/console/handler.ts');
    console.log(`\nReplay of ${EVENTS} events of ${PEOPLE} people, after writing them\n`);
    const now = Date.now();
    console.log(`  written in ${(await timed(() => seed(cloud, now))).toFixed(0)} s`);
    const taken: { ours: number; bare: number }[] = [];
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      const bare = await timed(() => readBare(cloud, now));
      const ours = await timed(() => replay(handler));
      taken.push({ ours, bare });
      console.log(`  round ${round + 1}: ${ours.toFixed(1)} s, bare ${bare.toFixed(1)} s`);
    }
    print(taken);
  } finally {
    await cloud.stop();
  }
}

type Handler = typeof Console.handler;
const answer = z.object({ done: z.boolean(), cursor: z.number().optional(), events: z.number() });

async function replay(handler: Handler): Promise<number> {
  let events = 0;
  let cursor: number | undefined;
  do {
    const response = await handler(
      gatewayEvent({
        method: 'POST',
        path: '/api/brands/demo/replay',
        claims: { 'cognito:groups': '[demo.viewer]', sub: 'bench' },
        body: JSON.stringify({ days: DAYS, ...(cursor !== undefined && { cursor }) }),
      }),
    );
    const part = answer.parse(JSON.parse(response.body ?? ''));
    events += part.events;
    cursor = part.cursor;
  } while (cursor !== undefined);
  return events;
}

/** The opponent: the same pages by the SDK, one after the other, and nothing done with them. */
async function readBare({ table, tableName }: TestCloud, now: number): Promise<number> {
  let count = 0;
  for (let shard = 0; shard < REHEARSAL_SHARDS; shard++)
    for (let day = 0; day <= DAYS; day++) {
      const date = new Date(now - day * DAY).toISOString().slice(0, 10);
      const pages = paginateQuery(
        { client: table },
        {
          TableName: tableName,
          IndexName: 'byDay',
          KeyConditionExpression: 'dayPk = :pk',
          ExpressionAttributeValues: { ':pk': dayPartition('demo', date, shard) },
        },
      );
      for await (const { Items = [] } of pages) count += Items.length;
    }
  return count;
}

async function timed(work: () => Promise<number>): Promise<number> {
  const from = performance.now();
  const events = await work();
  if (events !== EVENTS) throw new Error(`${events} events were read, not ${EVENTS}.`);
  return (performance.now() - from) / 1000;
}

/** Everybody orders every few days of the month; a day and a half ago for the last time. */
function* items(now: number): Generator<Record<string, unknown>> {
  const each = EVENTS / PEOPLE;
  for (let person = 0; person < PEOPLE; person++) {
    const email = `person-${person}@example.com`;
    const contact = makeContact({
      id: `person${person}`,
      email,
      createdAt: new Date(now - 60 * DAY).toISOString(),
    });
    yield { ...keys.contact('demo', contact.id), ...contact };
    for (let order = 0; order < each; order++) {
      const at = new Date(now - (28 - order * 5) * DAY - (person % 1400) * 60_000).toISOString();
      const id = `${person}-${order}`;
      const event = makeEvent({
        subject: `order/${id}`,
        occurredAt: at,
        receivedAt: at,
        person: { email, firstName: 'Ana' },
        facts: { order: { id, number: `#${id}`, total: { amount: '64.50', currency: 'EUR' } } },
      });
      const before = { ...contact.counters, orders: order };
      yield {
        ...keys.event('demo', contact.id, event.id),
        ...eventDayKey(event, contact.id),
        event,
        before,
        trace: [],
      };
    }
  }
}

/** How many events were written. */
async function seed({ table, tableName }: TestCloud, now: number): Promise<number> {
  let batch: Record<string, unknown>[] = [];
  const flush = async (): Promise<void> => {
    const Requests = batch.map((Item) => ({ PutRequest: { Item } }));
    batch = [];
    if (Requests.length > 0)
      await table.send(new BatchWriteCommand({ RequestItems: { [tableName]: Requests } }));
  };
  for (const item of items(now)) {
    batch.push(item);
    if (batch.length === 25) await flush();
  }
  await flush();
  return EVENTS;
}

function print(taken: readonly { ours: number; bare: number }[]): void {
  const sorted = (values: number[]): number[] => values.toSorted((a, b) => a - b);
  const spread = (values: number[], digits: number): string => {
    const all = sorted(values);
    return `${all[Math.floor(all.length / 2)]?.toFixed(digits)} (${all[0]?.toFixed(digits)} to ${all.at(-1)?.toFixed(digits)})`;
  };
  console.log(`replay: ${spread(
    taken.map(({ ours }) => ours),
    1,
  )} s over ${taken.length} rounds; aim < 60 s
  ${spread(
    taken.map(({ ours }) => EVENTS / ours),
    0,
  )} events a second
  ${spread(
    taken.map(({ ours, bare }) => ours / bare),
    2,
  )} × the bare reading of the same pages by the SDK, which takes ${spread(
    taken.map(({ bare }) => bare),
    1,
  )} s`);
}
