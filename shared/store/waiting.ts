import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { documents, tableName } from './client.ts';
import { readAll } from './requests.ts';
import { INDEX, type Key, duePartitions, parseFollowUpKey } from './table.ts';

export type Waiting = { rule: string; version: number; count: number };

/** So many are looked through for an answer that somebody waits for. */
const MOST_SEEN = 20_000;
const MOST_READ = 2000;

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
  const found = shards.flatMap((shard) => shard.found);
  const counts = new Map<string, Waiting>();
  for (let from = 0; from < Math.min(found.length, MOST_READ); from += 100)
    for (const item of await readAll(found.slice(from, Math.min(from + 100, MOST_READ)))) {
      const { rule, ruleVersion: version } = waiting.parse(item);
      const known = counts.get(`${rule} ${version}`);
      counts.set(`${rule} ${version}`, { rule, version, count: (known?.count ?? 0) + 1 });
    }
  return {
    counts: [...counts.values()].toSorted((a, b) => a.rule.localeCompare(b.rule) || a.version - b.version),
    isWhole: found.length <= MOST_READ && shards.every((shard) => shard.isWhole),
  };
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
      new QueryCommand({
        TableName: tableName(),
        IndexName: INDEX.byDue,
        KeyConditionExpression: 'duePk = :pk',
        ExpressionAttributeValues: { ':pk': partition },
        ExclusiveStartKey,
      }),
    );
    const keys = Items.map((item) => ({ pk: String(item['pk']), sk: String(item['sk']) }));
    found.push(...keys.filter((key) => rules.has(parseFollowUpKey(key)?.rule ?? '')));
    seen += Items.length;
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey && seen < MOST_SEEN);
  return { found, isWhole: ExclusiveStartKey === undefined };
}
