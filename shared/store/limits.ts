import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Temporal } from 'temporal-polyfill';
import { documents, tableName } from './client.ts';
import { keys } from './table.ts';

export type CallLimits = { perMinute?: number; perDay?: number };

/** Windows begin at whole minutes and days of UTC. The minute first, so that a full minute uses nothing up of the day. */
const WINDOWS = [
  { name: 'perMinute', shown: 16, seconds: 60 },
  { name: 'perDay', shown: 10, seconds: 86_400 },
] as const;

/** A full window is looked at for this long, then it is swept. */
const KEPT_FOR = 3600;

/**
 * Takes one call out of what a platform allows a source, counted in all containers together. `undefined` when it may
 * be made, else the seconds until the full window is over.
 */
export async function takeCall(of: {
  brand: string;
  source: string;
  limits: CallLimits;
  now: Temporal.Instant;
}): Promise<number | undefined> {
  const { brand, source, limits, now } = of;
  const second = Math.floor(now.epochMilliseconds / 1000);
  for (const { name, shown, seconds } of WINDOWS) {
    const most = limits[name];
    if (most === undefined) continue;
    const left = seconds - (second % seconds);
    const Key = keys.callLimit(brand, source, now.toString().slice(0, shown));
    if (!(await count({ Key, most, ttl: second + left + KEPT_FOR }))) return left;
  }
  return undefined;
}

async function count(of: { Key: { pk: string; sk: string }; most: number; ttl: number }): Promise<boolean> {
  try {
    await documents().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: of.Key,
        UpdateExpression: 'ADD calls :one SET #ttl = :ttl',
        ConditionExpression: 'attribute_not_exists(calls) OR calls < :most',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':one': 1, ':most': of.most, ':ttl': of.ttl },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
