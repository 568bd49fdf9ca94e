import { setTimeout as wait } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  TransactWriteCommand,
  type BatchWriteCommandInput,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import DataLoader from 'dataloader';
import { documents, tableName } from './client.ts';
import type { Key } from './table.ts';

export type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** A message that goes back to its queue comes again after minutes; asking again costs milliseconds. */
const ATTEMPTS = 4;
const FIRST_PAUSE = 30;

/** DynamoDB takes so many keys in one read. */
const MOST_READ = 100;

export type Item = Record<string, unknown>;

const nameOf = ({ pk, sk }: Record<string, unknown>): string => `${String(pk)} ${String(sk)}`;

/**
 * Everything that is asked for by key goes through here: what is asked for at the same moment, for whatever reason and by
 * however many messages of a batch, is one request. Nothing is remembered beyond that request.
 */
const reader = new DataLoader<Key, Item | undefined>(
  async (wanted) => {
    const once = [...new Map(wanted.map((key) => [nameOf(key), key])).values()];
    const found = new Map((await readOnce(once)).map((item) => [nameOf(item), item]));
    return wanted.map((key) => found.get(nameOf(key)));
  },
  { cache: false, maxBatchSize: MOST_READ },
);

/** One item as it is now; `undefined` when it is not there. */
export const readItem = (key: Key): Promise<Item | undefined> => reader.load(key);

/** The items of up to 100 keys, each once, as they are now; those that are not there are left out. */
export async function readAll(wanted: readonly Key[]): Promise<Item[]> {
  const found = await Promise.all(wanted.map((key) => reader.load(key)));
  return found.filter((item) => item !== undefined);
}

/** The same of any number of keys, in which one may stand twice. */
export async function readMany(wanted: readonly Key[]): Promise<Item[]> {
  const once = [...new Map(wanted.map((key) => [nameOf(key), key])).values()];
  const items: Item[] = [];
  for (let from = 0; from < once.length; from += MOST_READ)
    items.push(...(await readAll(once.slice(from, from + MOST_READ))));
  return items;
}

/** In one consistent request. What a throttled table leaves out is asked for again. */
async function readOnce(wanted: readonly Key[]): Promise<Item[]> {
  const table = tableName();
  const items: Item[] = [];
  let left: Item[] = [...wanted];
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
