import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Temporal } from 'temporal-polyfill';
import { source as sourceSchema, type Source } from '../contract/brand.ts';
import { SETTINGS_TTL, cached } from './cache.ts';
import { documents, tableName } from './client.ts';
import { readItem } from './requests.ts';
import { type Key, keys, prefixes } from './table.ts';

/** A connected platform of a brand as it is now. */
export async function readSource(brand: string, source: string): Promise<Source | undefined> {
  const item = await readItem(keys.source(brand, source));
  return item && sourceSchema.parse(item);
}

const load = cached((path): Promise<Source | undefined> => {
  const [brand = '', source = ''] = path.split('/');
  return readSource(brand, source);
}, SETTINGS_TTL);

/** A connected platform of a brand, at most ten seconds old. */
export const loadSource = (brand: string, source: string): Promise<Source | undefined> =>
  load(`${brand}/${source}`);

export async function saveSource(source: Source): Promise<void> {
  await documents().send(
    new PutCommand({ TableName: tableName(), Item: { ...keys.source(source.brand, source.id), ...source } }),
  );
  load.forget();
}

/** `false`, and nothing written, when the brand has a source of that name already. */
export async function createSource(source: Source): Promise<boolean> {
  try {
    await documents().send(
      new PutCommand({
        TableName: tableName(),
        Item: { ...keys.source(source.brand, source.id), ...source },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
  load.forget();
  return true;
}

export async function listSources(brand: string): Promise<Source[]> {
  const Items = await listPrefix(prefixes.sources(brand));
  return Items.map((item) => sourceSchema.parse(item));
}

/** Counts a webhook that was ignored on purpose, per day and reason: nobody is thanked, but nobody need wonder. */
export async function recordIgnored(ignored: {
  brand: string;
  source: string;
  reason: string;
  now: Temporal.Instant;
}): Promise<void> {
  const Key = keys.ignored(ignored.brand, ignored.source, ignored.now.toString().slice(0, 10));
  await documents().send(
    new UpdateCommand({
      TableName: tableName(),
      Key,
      UpdateExpression: 'ADD #reason :one',
      ExpressionAttributeNames: { '#reason': `because ${ignored.reason}`.slice(0, 200) },
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );
}

export type IgnoredCount = { date: string; reason: string; count: number };

/** Days that are shown: one item each, for as long as the source exists. */
const MOST_DAYS = 90;

/** What a source's webhooks were ignored for, newest day first. */
export async function loadCounts(brand: string, source: string): Promise<IgnoredCount[]> {
  const prefix = prefixes.ignored(brand, source);
  const days = await listPrefix(prefix, MOST_DAYS);
  return days
    .flatMap((day) =>
      Object.entries(day)
        .filter(([name]) => name.startsWith('because '))
        .map(([name, value]) => ({
          date: String(day['sk']).slice(prefix.sk.length),
          reason: name.slice('because '.length),
          count: Number(value),
        })),
    )
    .toSorted((a, b) => b.date.localeCompare(a.date));
}

/** The last items of a prefix; the sources of a brand are far fewer than a page. */
async function listPrefix(prefix: Key, Limit?: number): Promise<Record<string, unknown>[]> {
  const { Items } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': prefix.pk, ':sk': prefix.sk },
      ScanIndexForward: false,
      Limit,
    }),
  );
  return (Items ?? []).toReversed();
}
