import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { type Heard, hourOf, type Silence } from '../domain/sources/rhythm.ts';
import { documents, tableName } from './client.ts';
import { keys, prefixes } from './table.ts';

type Place = { brand: string; source: string };

/** Eight weeks of rhythm, eight of patience at most, and a few days. */
const KEPT_DAYS = 120;
const DAY_SECONDS = 86_400;

/** Adds `count` genuine webhooks to this hour of a source. One small item a day; the count is about right. */
export async function recordSeen({
  brand,
  source,
  count,
  now,
}: Place & { count: number; now: Temporal.Instant }): Promise<void> {
  const at = now.toString();
  await documents().send(
    new UpdateCommand({
      TableName: tableName(),
      Key: keys.seen(brand, source, at.slice(0, 10)),
      UpdateExpression: 'ADD #hour :count SET lastSeenAt = :now, #ttl = :ttl',
      ExpressionAttributeNames: { '#hour': `h${at.slice(11, 13)}`, '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':count': count,
        ':now': at,
        ':ttl': Math.floor(now.epochMilliseconds / 1000) + (KEPT_DAYS + 1) * DAY_SECONDS,
      },
    }),
  );
}

const seenDay = z.looseObject({ sk: z.string(), lastSeenAt: z.string() });

/** When webhooks of a source came in the last four months; `undefined` when none ever did. */
export async function loadHeard(brand: string, source: string): Promise<Heard | undefined> {
  const prefix = prefixes.seen(brand, source);
  const { Items } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': prefix.pk, ':sk': prefix.sk },
      ScanIndexForward: false,
      Limit: KEPT_DAYS,
    }),
  );
  const days = (Items ?? []).map((item) => seenDay.parse(item));
  const [newest] = days;
  if (!newest) return undefined;
  const hours = days.flatMap((day) => hoursOf(day, day.sk.slice(prefix.sk.length)));
  return { lastSeenAt: Temporal.Instant.from(newest.lastSeenAt), hours };
}

function hoursOf(day: Record<string, unknown>, date: string): number[] {
  const midnight = hourOf(Temporal.Instant.from(`${date}T00:00Z`));
  return Object.keys(day)
    .filter((name) => /^h\d\d$/.test(name))
    .map((name) => midnight + Number(name.slice(1)));
}

const toldSilence = z.object({
  source: z.string(),
  lastSeenAt: z.string(),
  spokeAt: z.string().optional(),
});

/** The sources of a brand that were told to be silent and have not been told to speak again. */
export async function loadSilences(brand: string): Promise<Map<string, Silence>> {
  const prefix = prefixes.silences(brand);
  const { Items } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': prefix.pk, ':sk': prefix.sk },
      ConsistentRead: true,
    }),
  );
  const told = (Items ?? []).map((item) => toldSilence.parse(item));
  return new Map(
    told
      .filter(({ spokeAt }) => spokeAt === undefined)
      .map(({ source, lastSeenAt }) => [source, { lastSeenAt: Temporal.Instant.from(lastSeenAt) }]),
  );
}

type Mark = Place & { lastSeenAt: Temporal.Instant; now: Temporal.Instant };

/** Notes that a source is silent since `lastSeenAt`; `false` when that is noted already. */
export const markSilent = (mark: Mark): Promise<boolean> =>
  change(mark, {
    UpdateExpression: 'SET #source = :source, lastSeenAt = :last, toldAt = :now REMOVE spokeAt',
    ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(spokeAt)',
    ExpressionAttributeNames: { '#source': 'source' },
    ExpressionAttributeValues: { ':source': mark.source },
  });

/** Notes that the silence since `lastSeenAt` is over; `false` when that is noted already. */
export const markSpeaking = (mark: Mark): Promise<boolean> =>
  change(mark, {
    UpdateExpression: 'SET spokeAt = :now',
    ConditionExpression: 'attribute_not_exists(spokeAt) AND lastSeenAt = :last',
  });

type Change = {
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, string>;
};

async function change({ brand, source, lastSeenAt, now }: Mark, how: Change): Promise<boolean> {
  try {
    await documents().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keys.silence(brand, source),
        ...how,
        ExpressionAttributeValues: {
          ...how.ExpressionAttributeValues,
          ':last': lastSeenAt.toString(),
          ':now': now.toString(),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
