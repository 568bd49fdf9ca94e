import { paginateQuery, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { handler } from '../../functions/console/handler.ts';
import { requireEnv } from '../../shared/contract/env.ts';
import { ENV, PEOPLE_SHARDS } from '../../shared/contract/names.ts';
import { dayPartition } from '../../shared/store/indexes.ts';
import { gatewayEvent } from '../helpers/page-request.ts';
import type { Cost } from './replay.ts';

/** Asks for a whole replay and for the bare reading of it, one after the other, each time it is told to. */
const EVENTS = Number(process.argv[2]);
const DAYS = 30;
const DAY = 86_400_000;
const SHARDS = Array.from({ length: PEOPLE_SHARDS }, (_, shard) => shard);

process.on('message', () => void round());

async function round(): Promise<void> {
  const bare = await costOf(readBare);
  const ours = await costOf(replay);
  process.send?.({ ours, bare, longest });
}

async function costOf(work: () => Promise<number>): Promise<Cost> {
  const [from, before] = [performance.now(), process.cpuUsage()];
  const events = await work();
  if (events !== EVENTS) throw new Error(`${events} events were read, not ${EVENTS}.`);
  const { user, system } = process.cpuUsage(before);
  return { took: (performance.now() - from) / 1000, cpu: (user + system) / 1e6 };
}

const answer = z.object({ cursor: z.looseObject({ shard: z.number() }).optional(), events: z.number() });

/** Two shards side by side, as the CLI asks. */
async function replay(): Promise<number> {
  const left = [...SHARDS];
  let events = 0;
  longest = 0;
  const lane = async (): Promise<void> => {
    for (let shard = left.shift(); shard !== undefined; shard = left.shift()) {
      const theirs = await replayShard(shard);
      events += theirs;
    }
  };
  await Promise.all([lane(), lane()]);
  return events;
}

/** Seconds of the longest call: the API waits for 28. */
let longest = 0;

async function replayShard(shard: number): Promise<number> {
  let events = 0;
  let cursor: z.infer<typeof answer>['cursor'] = { shard };
  while (cursor?.shard === shard) {
    const from = performance.now();
    const response = await handler(
      gatewayEvent({
        method: 'POST',
        path: '/api/brands/demo/replay',
        claims: { 'cognito:groups': '[demo.viewer]', sub: 'bench' },
        body: JSON.stringify({ days: DAYS, cursor }),
      }),
    );
    longest = Math.max(longest, (performance.now() - from) / 1000);
    const part: z.infer<typeof answer> = answer.parse(JSON.parse(response.body ?? ''));
    events += part.events;
    ({ cursor } = part);
  }
  return events;
}

/** The opponent: the same pages by the SDK, one after the other, and nothing done with them. */
async function readBare(): Promise<number> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const now = Date.now();
  let count = 0;
  for (const shard of SHARDS)
    for (let day = 0; day <= DAYS; day++) {
      const date = new Date(now - day * DAY).toISOString().slice(0, 10);
      const pages = paginateQuery(
        { client },
        {
          TableName: requireEnv(ENV.table),
          IndexName: 'byDay',
          KeyConditionExpression: 'dayPk = :pk',
          ExpressionAttributeValues: { ':pk': dayPartition('demo', date, shard) },
        },
      );
      for await (const { Items = [] } of pages) count += Items.length;
    }
  return count;
}
