import { setTimeout as wait } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  TransactWriteCommand,
  type BatchWriteCommandInput,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { documents, tableName } from './client.ts';
import type { Key } from './table.ts';

export type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** A message that goes back to its queue comes again after minutes; asking again costs milliseconds. */
const ATTEMPTS = 4;
const FIRST_PAUSE = 30;

/** The items of up to 100 keys, in one consistent read. What a throttled table leaves out is asked for again. */
export async function readAll(wanted: readonly Key[]): Promise<Record<string, unknown>[]> {
  const table = tableName();
  const items: Record<string, unknown>[] = [];
  let left: Record<string, unknown>[] = [...wanted];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await wait(FIRST_PAUSE * 2 ** attempt * (0.5 + Math.random()));
    const { Responses, UnprocessedKeys } = await documents().send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
    );
    items.push(...(Responses?.[table] ?? []));
    left = UnprocessedKeys?.[table]?.Keys ?? [];
    if (left.length === 0) return items;
  }
  throw new Error('DynamoDB keeps answering a part of the read only; it is throttled.');
}

/** The items of any number of keys; one request takes 100, each once. */
export async function readMany(wanted: readonly Key[]): Promise<Record<string, unknown>[]> {
  const once = [...new Map(wanted.map((key) => [`${key.pk} ${key.sk}`, key])).values()];
  const items: Record<string, unknown>[] = [];
  for (let from = 0; from < once.length; from += 100)
    items.push(...(await readAll(once.slice(from, from + 100))));
  return items;
}

const MOST_REMOVED = 25;

/** Removes items, whether they are there or not. What a throttled table leaves is asked for again. */
export async function removeAll(unwanted: readonly Key[]): Promise<void> {
  for (let from = 0; from < unwanted.length; from += MOST_REMOVED)
    await removeSome(unwanted.slice(from, from + MOST_REMOVED));
}

async function removeSome(unwanted: readonly Key[]): Promise<void> {
  const table = tableName();
  let left: Removals = unwanted.map((key) => ({ DeleteRequest: { Key: key } }));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await wait(FIRST_PAUSE * 2 ** attempt * (0.5 + Math.random()));
    const { UnprocessedItems } = await documents().send(
      new BatchWriteCommand({ RequestItems: { [table]: left } }),
    );
    left = UnprocessedItems?.[table] ?? [];
    if (left.length === 0) return;
  }
  throw new Error('DynamoDB keeps removing a part only; it is throttled.');
}

type Removals = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/** Somebody else was first, or the table was too busy for one of the items: decide anew after a pause. */
const MOVED = [
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
];

/**
 * One transaction: `undefined` when written, else the reason codes by position. Anything else throws. The SDK's own
 * second attempt after a lost answer is harmless: it carries the same token.
 */
export async function write(TransactItems: Writes): Promise<(string | undefined)[] | undefined> {
  try {
    await documents().send(new TransactWriteCommand({ TransactItems }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    if (codes.some((code) => code !== undefined && MOVED.includes(code))) return codes;
    throw error;
  }
}
