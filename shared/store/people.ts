import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { WalkCursor } from '../contract/privacy.ts';
import { documents, tableName } from './client.ts';
import { INDEX, contactListKey, contactPartitions } from './indexes.ts';
import { type Key, keys, parseContactKey, prefixes } from './table.ts';

type Who = { brand: string; contact: string };
export type Item = Record<string, unknown>;

/** What is held of a person, a page at a time; `cursor` is the sort key that the page before ended at. */
export async function readPerson(
  { brand, contact }: Who,
  cursor?: string,
): Promise<{ items: Item[]; cursor?: string }> {
  const { pk } = prefixes.person(brand, contact);
  const { Items, LastEvaluatedKey } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
      ...(cursor && { ExclusiveStartKey: { pk, sk: cursor } }),
    }),
  );
  const items = Items ?? [];
  return LastEvaluatedKey ? { items, cursor: String(LastEvaluatedKey['sk']) } : { items };
}

const keyOnly = z.object({ pk: z.string(), sk: z.string() });

/** The keys of what is held of a person, as many as one read brings; none when there is nothing. */
export async function personKeys({ brand, contact }: Who): Promise<Key[]> {
  const { Items } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': prefixes.person(brand, contact).pk },
      ProjectionExpression: 'pk, sk',
      ConsistentRead: true,
    }),
  );
  return (Items ?? []).map((item) => keyOnly.parse(item));
}

/** So many are looked at between two looks at the clock. */
const PAGE = 25;

/** The next people of a brand, of those who were known at `before`, and where to go on; no cursor after the last. */
export async function walkPeople(
  brand: string,
  before: string,
  { shard, after }: WalkCursor,
): Promise<{ contacts: string[]; cursor?: WalkCursor }> {
  const partition = contactPartitions(brand)[shard];
  if (partition === undefined) return { contacts: [] };
  const { Items, LastEvaluatedKey } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      IndexName: INDEX.byList,
      KeyConditionExpression: 'listPk = :pk AND listSk <= :before',
      ExpressionAttributeValues: { ':pk': partition, ':before': before },
      Limit: PAGE,
      ...(after && { ExclusiveStartKey: startOf(brand, after) }),
    }),
  );
  const contacts = (Items ?? []).map((item) => parseContactKey(keyOnly.parse(item)));
  if (!LastEvaluatedKey) return { contacts, cursor: { shard: shard + 1 } };
  const last = {
    contact: parseContactKey(keyOnly.parse(LastEvaluatedKey)),
    createdAt: String(LastEvaluatedKey['listSk']),
  };
  return { contacts, cursor: { shard, after: last } };
}

const startOf = (brand: string, { contact, createdAt }: NonNullable<WalkCursor['after']>) => ({
  ...keys.contact(brand, contact),
  ...contactListKey({ brand, id: contact, createdAt }),
});
