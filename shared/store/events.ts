import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { counters } from '../contract/contact.ts';
import { event } from '../contract/event.ts';
import { readItem } from './requests.ts';
import { documents, tableName } from './client.ts';
import { type People, onlyPeople } from './only-people.ts';
import { INDEX, dayPartition } from './indexes.ts';
import { keys, parseContactKey, prefixes } from './table.ts';

/** Whether an event of this person has been counted. */
export async function hasEvent(brand: string, contact: string, id: string): Promise<boolean> {
  const item = await readItem(keys.event(brand, contact, id));
  return item !== undefined;
}

/** One event as it was counted; `undefined` when it is no longer kept. */
export async function loadEvent(brand: string, contact: string, id: string): Promise<Recorded | undefined> {
  const item = await readItem(keys.event(brand, contact, id));
  return item && recorded.parse(item);
}

/**
 * The events of one day and shard, with whose they are, in the order in which they happened. `people` is asked for each
 * page, so that a reader who has enough may narrow them on the way.
 */
export async function* readDay(of: {
  brand: string;
  date: string;
  shard: number;
  people: () => People;
}): AsyncGenerator<Past[]> {
  let from: Record<string, unknown> | undefined;
  do {
    const { only, values } = onlyPeople(of.brand, of.people());
    const { Items = [], LastEvaluatedKey } = await documents().send(
      new QueryCommand({
        TableName: tableName(),
        IndexName: INDEX.byDay,
        KeyConditionExpression: 'dayPk = :pk',
        // The trace is most of a record, and what a rehearsal makes anew.
        ProjectionExpression: 'pk, event, #before',
        ExpressionAttributeNames: { '#before': 'before' },
        ...(only && { FilterExpression: only }),
        ExpressionAttributeValues: { ':pk': dayPartition(of.brand, of.date, of.shard), ...values },
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    yield Items.map((item) => past.parse(item));
    from = LastEvaluatedKey;
  } while (from);
}

const recorded = z.object({ event, before: counters, trace: z.array(z.string()) });
/** An event as it was counted: the person's counters before it, and why each rule did or did not fire. */
export type Recorded = z.infer<typeof recorded>;

const past = recorded
  .omit({ trace: true })
  .extend({ pk: z.string() })
  .transform(({ pk, ...one }) => ({ ...one, contact: parseContactKey({ pk }) }));
/** An event with the person's counters before it, and whose it is. */
export type Past = z.infer<typeof past>;

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
