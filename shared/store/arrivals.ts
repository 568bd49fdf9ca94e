import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Temporal } from 'temporal-polyfill';
import { documents, tableName } from './client.ts';
import { type Key, keys, prefixes } from './table.ts';

/** What is shown of a source, and how long its refusals are kept. */
const SHOWN_DAYS = 14;
const KEPT_SECONDS = 91 * 86_400;

export type Refused = { date: string; reason: string; count: number };
export type Arrivals = {
  /** Of the last genuine webhook; nothing when none came in the last three months. */
  lastSeenAt?: string;
  /** Genuine webhooks by day, newest first; about right. */
  genuine: { date: string; count: number }[];
  /** Turned away, by day and kind of failure; about right. */
  refused: Refused[];
};

/** Adds `count` webhooks that were turned away for one kind of failure. */
export async function recordRefused(of: {
  brand: string;
  source: string;
  reason: string;
  count: number;
  now: Temporal.Instant;
}): Promise<void> {
  const { brand, source, reason, count, now } = of;
  await documents().send(
    new UpdateCommand({
      TableName: tableName(),
      Key: keys.refused(brand, source, now.toString().slice(0, 10)),
      UpdateExpression: 'ADD #reason :count SET #ttl = :ttl',
      ExpressionAttributeNames: { '#reason': `because ${reason}`, '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':count': count,
        ':ttl': Math.floor(now.epochMilliseconds / 1000) + KEPT_SECONDS,
      },
    }),
  );
}

/** What came from a source in its last days on which anything did. */
export async function loadArrivals(brand: string, source: string): Promise<Arrivals> {
  const [seen, refused] = await Promise.all([
    lastDays(prefixes.seen(brand, source)),
    lastDays(prefixes.refused(brand, source)),
  ]);
  const lastSeenAt = seen[0]?.item['lastSeenAt'];
  return {
    ...(typeof lastSeenAt === 'string' && { lastSeenAt }),
    genuine: seen.map(({ date, item }) => ({ date, count: sumOf(item) })),
    refused: refused.flatMap(({ date, item }) =>
      Object.entries(item)
        .filter(([name]) => name.startsWith('because '))
        .map(([name, value]) => ({ date, reason: name.slice('because '.length), count: Number(value) })),
    ),
  };
}

type Day = { date: string; item: Record<string, unknown> };

async function lastDays(prefix: Key): Promise<Day[]> {
  const { Items } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': prefix.pk, ':sk': prefix.sk },
      ScanIndexForward: false,
      Limit: SHOWN_DAYS,
    }),
  );
  return (Items ?? []).map((item) => ({ date: String(item['sk']).slice(prefix.sk.length), item }));
}

/** The hours of a day stand as `h00` to `h23`. */
const sumOf = (item: Record<string, unknown>): number =>
  Object.entries(item)
    .filter(([name]) => /^h\d\d$/.test(name))
    .reduce((sum, [, count]) => sum + Number(count), 0);
