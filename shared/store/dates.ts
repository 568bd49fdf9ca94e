import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { DateEntry } from '../domain/people/date-entries.ts';
import { documents, tableName } from './client.ts';
import { INDEX, dateKey, datePartitions, dateZonePrefix } from './indexes.ts';
import type { Writes } from './requests.ts';
import { keys } from './table.ts';

/** Writes where the calendar finds somebody; together with their profile. */
export const putDate = (entry: DateEntry): Writes[number] => ({
  Put: {
    TableName: tableName(),
    Item: { ...keys.date(entry.brand, entry.contact, entry.kind), ...entry, ...dateKey(entry) },
  },
});

/** A date as the calendar finds it; `dateSk` is the key under which it stood. */
export const foundDate = z.object({
  brand: z.string(),
  contact: z.string(),
  kind: z.string(),
  on: z.string(),
  list: z.string(),
  zone: z.string(),
  visited: z.string(),
  dateSk: z.string(),
  moved: z.object({ from: z.string(), at: z.string() }).optional(),
});
export type FoundDate = z.infer<typeof foundDate>;

/** Where a page of dates goes on. */
export const datePlace = z.object({ pk: z.string(), sk: z.string(), dateSk: z.string() });
export type DatePlace = z.infer<typeof datePlace>;

/** So many dates are looked at at a time. */
const PAGE = 200;

/** Those of a list and zone, in one shard, that the calendar has not looked at on this day: a page at a time. */
export function unvisitedDates(
  of: Place & { zone: string; /** A local day, `2027-03-02`. */ day: string },
): Promise<{ dates: FoundDate[]; after?: DatePlace }> {
  const prefix = dateZonePrefix(of.zone);
  return findDates(
    { ...of, limit: PAGE },
    {
      condition: ' AND dateSk BETWEEN :from AND :to',
      values: { ':from': prefix, ':to': `${prefix}${of.day}` },
    },
  );
}

/** All of a list, in one shard, so many at a time: for who looks ahead. */
export const allDates = (of: Place & { limit: number }): Promise<{ dates: FoundDate[]; after?: DatePlace }> =>
  findDates(of, { condition: '', values: {} });

/** Whether somebody of a zone may stand in a list. */
export type Listed = (list: string, zone: string) => Promise<boolean>;

/** Asks for each list once: for one run of the calendar. Where very many stand in it, everybody may. */
export function whoIsListed(brand: string): Listed {
  const known = new Map<string, ReturnType<typeof zonesListed>>();
  return async (list, zone) => {
    const asked = known.get(list) ?? zonesListed(brand, list);
    known.set(list, asked);
    const zones = await asked;
    return zones === 'many' || zones.has(zone);
  };
}

/** The zones of those who stand in a list; `many` where they are too many to be read only for that. */
async function zonesListed(brand: string, list: string): Promise<ReadonlySet<string> | 'many'> {
  if (datePartitions(brand, list).length > 1) return 'many';
  const { dates, after } = await allDates({ brand, list, shard: 0, limit: PAGE });
  return after ? 'many' : new Set(dates.map(({ zone }) => zone));
}

type Place = { brand: string; list: string; shard: number; after?: DatePlace | undefined };

async function findDates(
  of: Place & { limit: number },
  { condition, values }: { condition: string; values: Record<string, string> },
): Promise<{ dates: FoundDate[]; after?: DatePlace }> {
  const datePk = datePartitions(of.brand, of.list)[of.shard];
  if (datePk === undefined) return { dates: [] };
  const { Items = [], LastEvaluatedKey } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      IndexName: INDEX.byDate,
      KeyConditionExpression: `datePk = :pk${condition}`,
      ExpressionAttributeValues: { ':pk': datePk, ...values },
      Limit: of.limit,
      ...(of.after && { ExclusiveStartKey: { datePk, ...of.after } }),
    }),
  );
  const dates = Items.map((item) => foundDate.parse(item));
  return LastEvaluatedKey ? { dates, after: datePlace.parse(LastEvaluatedKey) } : { dates };
}

/** Notes that the calendar has looked at a date on a day; somebody who has moved meanwhile is found again elsewhere. */
export async function markVisited(date: FoundDate, day: string): Promise<void> {
  const { dateSk } = dateKey({ ...date, visited: day });
  try {
    await documents().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keys.date(date.brand, date.contact, date.kind),
        UpdateExpression: 'SET visited = :day, dateSk = :next',
        ConditionExpression: 'dateSk = :seen',
        ExpressionAttributeValues: { ':day': day, ':next': dateSk, ':seen': date.dateSk },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
