import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Temporal } from 'temporal-polyfill';
import type { FollowUpKey } from '../contract/follow-up.ts';
import { leaseOf } from '../domain/ledger/transitions.ts';
import { iso } from '../domain/time/waits.ts';
import { documents, tableName } from './client.ts';
import { INDEX, dueKey, duePartitions, keys, parseDueKey, parseFollowUpKey } from './table.ts';

/** What `byDue` says of a follow-up: a hint, since the index lags; the item itself decides. */
export type DueHint = {
  key: FollowUpKey;
  dueAt: string;
  priority: number;
  /** The index key as it stood. */ seen: string;
};

/**
 * What of a brand stands first in `byDue`, over all shards: at most `limit` of each, oldest first, the not yet due
 * included, so that the caller also learns when to look again.
 */
export async function firstDue(brand: string, limit: number): Promise<DueHint[]> {
  const shards = await Promise.all(duePartitions(brand).map((partition) => readShard(partition, limit)));
  return shards.flat();
}

async function readShard(partition: string, limit: number): Promise<DueHint[]> {
  const { Items } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      IndexName: INDEX.byDue,
      KeyConditionExpression: 'duePk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
      Limit: limit,
    }),
  );
  return (Items ?? []).flatMap((item) => {
    const key = parseFollowUpKey({ pk: String(item['pk']), sk: String(item['sk']) });
    const seen = String(item['dueSk']);
    return key ? [{ key, ...parseDueKey(seen), seen }] : [];
  });
}

/**
 * Moves a due follow-up to `queued` with a fresh lease, in one request and without reading it. `false` when it is no
 * longer where the index saw it, or in other hands.
 */
export async function takeDue(hint: DueHint, now: Temporal.Instant): Promise<boolean> {
  const leaseUntil = iso(leaseOf('queued', now));
  const due = dueKey({ ...hint.key, dueAt: hint.dueAt, leaseUntil, priority: hint.priority });
  try {
    await documents().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keys.followUp(hint.key),
        UpdateExpression:
          'SET #state = :queued, leaseUntil = :lease, updatedAt = :now, dueSk = :due ADD revision :one',
        ConditionExpression: 'dueSk = :seen AND #state IN (:planned, :queued)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':queued': 'queued',
          ':planned': 'planned',
          ':lease': leaseUntil,
          ':now': iso(now),
          ':due': due.dueSk,
          ':seen': hint.seen,
          ':one': 1,
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
