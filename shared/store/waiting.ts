import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { documents, tableName } from './client.ts';
import { readAll } from './requests.ts';
import { INDEX, duePartitions } from './indexes.ts';
import { type Key, parseFollowUpKey } from './table.ts';

export type Waiting = { rule: string; version: number; count: number };

/** So many are looked through for an answer that somebody waits for. */
const MOST_SEEN = 20_000;
const MOST_READ = 10_000;
/** Reads of a hundred items that are under way at the same time. */
const PARALLEL = 8;

/**
 * How many follow-ups wait, by rule and version. The index knows rules only, so each one is read for its version;
 * `isWhole` is false when there were too many to look at.
 */
export async function countWaiting(
  brand: string,
  rules: ReadonlySet<string>,
): Promise<{ counts: Waiting[]; isWhole: boolean }> {
  if (rules.size === 0) return { counts: [], isWhole: true };
  const shards = await Promise.all(duePartitions(brand).map((partition) => findIn(partition, rules)));
  // What is put off while the index is read page by page is found again behind itself.
  const keys = new Map(shards.flatMap((shard) => shard.found).map((key) => [`${key.pk} ${key.sk}`, key]));
  const found = [...keys.values()];
  return {
    counts: count(await readVersions(found.slice(0, MOST_READ))),
    isWhole: found.length <= MOST_READ && shards.every((shard) => shard.isWhole),
  };
}

/** How many follow-ups of a brand wait at all; `isWhole` is false when there were too many to count. */
export async function countDue(brand: string): Promise<{ count: number; isWhole: boolean }> {
  const shards = await Promise.all(duePartitions(brand).map(countIn));
  return {
    count: shards.reduce((sum, shard) => sum + shard.count, 0),
    isWhole: shards.every((shard) => shard.isWhole),
  };
}

async function countIn(partition: string): Promise<{ count: number; isWhole: boolean }> {
  let count = 0;
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Count = 0, LastEvaluatedKey } = await documents().send(
      new QueryCommand({ ...dueIn(partition), Select: 'COUNT', ExclusiveStartKey }),
    );
    count += Count;
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey && count < MOST_SEEN);
  return { count, isWhole: ExclusiveStartKey === undefined };
}

const dueIn = (partition: string) => ({
  TableName: tableName(),
  IndexName: INDEX.byDue,
  KeyConditionExpression: 'duePk = :pk',
  ExpressionAttributeValues: { ':pk': partition },
});

async function readVersions(keys: readonly Key[]): Promise<z.infer<typeof waiting>[]> {
  const read: z.infer<typeof waiting>[] = [];
  for (let from = 0; from < keys.length; from += 100 * PARALLEL) {
    const parts = Array.from({ length: PARALLEL }, (_, at) =>
      keys.slice(from + at * 100, from + (at + 1) * 100),
    );
    const items = await Promise.all(parts.filter((part) => part.length > 0).map(readAll));
    read.push(...items.flat().map((item) => waiting.parse(item)));
  }
  return read;
}

function count(all: readonly z.infer<typeof waiting>[]): Waiting[] {
  const counts = new Map<string, Waiting>();
  for (const { rule, ruleVersion: version } of all) {
    const known = counts.get(`${rule} ${version}`);
    counts.set(`${rule} ${version}`, { rule, version, count: (known?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((a, b) => a.rule.localeCompare(b.rule) || a.version - b.version);
}

const waiting = z.object({ rule: z.string(), ruleVersion: z.number() });

async function findIn(
  partition: string,
  rules: ReadonlySet<string>,
): Promise<{ found: Key[]; isWhole: boolean }> {
  const found: Key[] = [];
  let seen = 0;
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await documents().send(
      new QueryCommand({ ...dueIn(partition), ExclusiveStartKey }),
    );
    const keys = Items.map((item) => ({ pk: String(item['pk']), sk: String(item['sk']) }));
    found.push(...keys.filter((key) => rules.has(parseFollowUpKey(key)?.rule ?? '')));
    seen += Items.length;
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey && seen < MOST_SEEN);
  return { found, isWhole: ExclusiveStartKey === undefined };
}
