import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Brand } from '../contract/brand.ts';
import type { FollowUpKey } from '../contract/follow-up.ts';
import type { Purpose } from '../contract/rule.ts';
import { leaseOf } from '../domain/ledger/transitions.ts';
import { iso } from '../domain/time/waits.ts';
import { documents, tableName } from './client.ts';
import {
  INDEX,
  dueBefore,
  duePartitions,
  dueRank,
  dueThrough,
  narrowDuePartitions,
  parseDueKey,
  purposeIn,
} from './indexes.ts';
import { keys, parseFollowUpKey } from './table.ts';

/** What `byDue` says of a follow-up: a hint, since the index lags; the item itself decides. */
export type DueHint = {
  key: FollowUpKey;
  dueAt: string;
  priority: number;
  purpose: Purpose;
  /** The index key as it stood. */ seen: string;
};

/** A look at a shard reads so many: mostly it holds what is due, if anything is, and what is next. */
const FIRST_LOOK = 10;

/** The first that stand in each shard of a brand. */
export type Looks = { pk: string; first: DueHint[] }[];

export const firstLooks = ({ id, narrow }: Pick<Brand, 'id' | 'narrow'>): Promise<Looks> =>
  Promise.all(
    (narrow ? narrowDuePartitions(id) : duePartitions(id)).map(async (pk) => ({
      pk,
      first: await readShard({ pk, Limit: FIRST_LOOK }),
    })),
  );

/**
 * What of a brand is due in `byDue` by the end of this minute, over all shards: at most `limit` of each, the minute that
 * is longest past first and in it the important. And of each the next that is not, so that the caller also learns when to
 * look again. The many that wait are not read every minute: only where all of the first are due, it is read on.
 */
export async function firstDue(looks: Looks, limit: number, now: Temporal.Instant): Promise<DueHint[]> {
  const until = dueThrough(iso(now));
  const shards = looks.map(async ({ pk, first }) => {
    if (first.length < FIRST_LOOK) return first;
    if (first.some(({ seen }) => seen >= until))
      return first.map((hint) => (hint.seen >= until ? atItsMinute(hint) : hint));
    const due = { condition: ' AND dueSk < :until', values: { ':until': until } };
    const later = { condition: ' AND dueSk >= :until', values: { ':until': until } };
    const [all, next] = await Promise.all([
      readShard({ pk, Limit: limit }, due),
      readShard({ pk, Limit: 1 }, later),
    ]);
    return [...all, ...next.map(atItsMinute)];
  });
  return (await Promise.all(shards)).flat();
}

/** The important stand first within their minute: others of it, which were not read, may be due earlier. */
const atItsMinute = (hint: DueHint): DueHint => ({ ...hint, dueAt: `${dueBefore(hint.dueAt)}:00.000Z` });

async function readShard(
  { pk, Limit }: { pk: string; Limit: number },
  { condition, values }: { condition: string; values: Record<string, string> } = {
    condition: '',
    values: {},
  },
): Promise<DueHint[]> {
  const { Items } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      IndexName: INDEX.byDue,
      KeyConditionExpression: `duePk = :pk${condition}`,
      ExpressionAttributeValues: { ':pk': pk, ...values },
      Limit,
    }),
  );
  return (Items ?? []).flatMap(hintOf);
}

function hintOf(item: Record<string, unknown>): DueHint[] {
  const key = parseFollowUpKey({ pk: String(item['pk']), sk: String(item['sk']) });
  const seen = String(item['dueSk']);
  const purpose = purposeIn(String(item['duePk']));
  return key ? [{ key, ...parseDueKey(seen), purpose, seen }] : [];
}

/** Where a walk through what waits goes on: the keys of the last one that was seen. */
export const waitingPlace = z.object({ pk: z.string(), sk: z.string(), dueSk: z.string() });
export type WaitingPlace = z.infer<typeof waitingPlace>;

/** The next of what waits in one shard and is due before the minute of `before`, minute by minute. */
export async function walkWaiting(of: {
  brand: string;
  shard: number;
  before: Temporal.Instant;
  after?: WaitingPlace | undefined;
  limit: number;
}): Promise<{ hints: DueHint[]; after?: WaitingPlace }> {
  const duePk = duePartitions(of.brand)[of.shard];
  if (duePk === undefined) return { hints: [] };
  const { Items = [], LastEvaluatedKey } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      IndexName: INDEX.byDue,
      KeyConditionExpression: 'duePk = :pk AND dueSk < :before',
      ExpressionAttributeValues: { ':pk': duePk, ':before': dueBefore(iso(of.before)) },
      Limit: of.limit,
      ...(of.after && { ExclusiveStartKey: { duePk, ...of.after } }),
    }),
  );
  const hints = Items.flatMap(hintOf);
  return LastEvaluatedKey ? { hints, after: waitingPlace.parse(LastEvaluatedKey) } : { hints };
}

/**
 * Moves a due follow-up to `queued` with a fresh lease, in one request and without reading it. `false` when it is no
 * longer where the index saw it, or in other hands.
 */
export async function takeDue(hint: DueHint, now: Temporal.Instant): Promise<boolean> {
  const leaseUntil = iso(leaseOf('queued', now));
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
          ':due': dueRank({ ...hint, leaseUntil }),
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
