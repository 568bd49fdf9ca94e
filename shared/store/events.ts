import { GetCommand, QueryCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { counters } from '../contract/contact.ts';
import { event } from '../contract/event.ts';
import { documents, tableName } from './client.ts';
import { INDEX, dayPartition, keys, parseContactKey, prefixes } from './table.ts';

/** Whether an event of this person has been counted. */
export async function hasEvent(brand: string, contact: string, id: string): Promise<boolean> {
  const { Item } = await documents().send(
    new GetCommand({
      TableName: tableName(),
      Key: keys.event(brand, contact, id),
      ProjectionExpression: 'pk',
      ConsistentRead: true,
    }),
  );
  return Item !== undefined;
}

/** One event as it was counted; `undefined` when it is no longer kept. */
export async function loadEvent(brand: string, contact: string, id: string): Promise<Recorded | undefined> {
  const { Item } = await documents().send(
    new GetCommand({ TableName: tableName(), Key: keys.event(brand, contact, id), ConsistentRead: true }),
  );
  return Item && recorded.parse(Item);
}

/** The events of one day and shard, with whose they are, in the order in which they happened. */
export async function* readDay(
  brand: string,
  date: string,
  shard: number,
): AsyncGenerator<(Recorded & { contact: string })[]> {
  const pages = paginateQuery(
    { client: documents() },
    {
      TableName: tableName(),
      IndexName: INDEX.byDay,
      KeyConditionExpression: 'dayPk = :pk',
      ExpressionAttributeValues: { ':pk': dayPartition(brand, date, shard) },
    },
  );
  for await (const { Items = [] } of pages)
    yield Items.map((item) => ({ ...recorded.parse(item), contact: parseContactKey(keyOnly.parse(item)) }));
}

const keyOnly = z.object({ pk: z.string(), sk: z.string() });

const recorded = z.object({ event, before: counters, trace: z.array(z.string()) });
/** An event as it was counted: the person's counters before it, and why each rule did or did not fire. */
export type Recorded = z.infer<typeof recorded>;

/** What happened to a person, a page at a time, in the order of the events' ids. */
export async function listEvents(of: {
  brand: string;
  contact: string;
  cursor?: string;
}): Promise<{ items: Recorded[]; cursor?: string }> {
  const prefix = prefixes.events(of.brand, of.contact);
  const { Items, LastEvaluatedKey } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': prefix.pk, ':sk': prefix.sk },
      ...(of.cursor === undefined ? {} : { ExclusiveStartKey: { pk: prefix.pk, sk: of.cursor } }),
    }),
  );
  const items = (Items ?? []).map((item) => recorded.parse(item));
  return LastEvaluatedKey ? { items, cursor: String(LastEvaluatedKey['sk']) } : { items };
}
