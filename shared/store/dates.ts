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
  /** What was looked for then, as `lookedFor` says it. */
  asked: z.string().optional(),
  dateSk: z.string(),
  moved: z.object({ from: z.string(), at: z.string() }).optional(),
});
export type FoundDate = z.infer<typeof foundDate>;

/** Where a page of dates goes on. */
export const datePlace = z.object({ pk: z.string(), sk: z.string(), dateSk: z.string() });
export type DatePlace = z.infer<typeof datePlace>;

/** So many dates are looked at at a time. */
const PAGE = 200;

/** All of a list, in one shard, so many at a time: for who looks ahead. */
export const allDates = (of: Place & { limit: number }): Promise<{ dates: FoundDate[]; after?: DatePlace }> =>
  findDates(of, { condition: '', values: {} });

/** The lists of dates of one brand as one run of the calendar asks for them: a short one is read once for all its zones. */
export class DateLists {
  private readonly brand: string;
  private readonly short = new Map<string, Promise<FoundDate[] | 'long'>>();

  constructor(brand: string) {
    this.brand = brand;
  }

  /** Whether somebody of a zone may stand in a list. Where very many stand in it, everybody may. */
  async has(list: string, zone: string): Promise<boolean> {
    const dates = await this.ask(list);
    return dates === 'long' || dates.some((date) => date.zone === zone);
  }

  /**
   * Those of a list and zone, in one shard, that the calendar has not looked at on this day: a page at a time. With
   * `asked` also those that it looked at on that day for something else.
   */
  async unvisited(of: Unvisited): Promise<{ dates: FoundDate[]; after?: DatePlace }> {
    const { list, zone, day, asked } = of;
    const known = await this.short.get(list);
    if (known !== undefined && known !== 'long') {
      const isLeft = (date: FoundDate): boolean =>
        date.visited < day || (date.visited === day && asked !== undefined && date.asked !== asked);
      return { dates: known.filter((date) => date.zone === zone && isLeft(date)) };
    }
    return findDates({ ...of, brand: this.brand, limit: PAGE }, rangeOf(of));
  }

  /** Notes that a date was looked at on a day, and what for. */
  async mark(date: FoundDate, on: Visit): Promise<void> {
    const marked = await markVisited(date, on);
    const known = await this.short.get(date.list);
    // The list may be needed for another day of this run.
    if (known !== undefined && known !== 'long' && marked) known[known.indexOf(date)] = marked;
  }

  private ask(list: string): Promise<FoundDate[] | 'long'> {
    const asked = this.short.get(list) ?? this.read(list);
    this.short.set(list, asked);
    return asked;
  }

  /** `long` where they are too many to be read only to see who they are. */
  private async read(list: string): Promise<FoundDate[] | 'long'> {
    if (datePartitions(this.brand, list).length > 1) return 'long';
    const { dates, after } = await allDates({ brand: this.brand, list, shard: 0, limit: PAGE });
    return after ? 'long' : dates;
  }
}

/** `day` is a local day, `2027-03-02`; `asked` as `lookedFor` says it. */
type Unvisited = Omit<Place, 'brand'> & { zone: string; day: string; asked?: string | undefined };
type Visit = { day: string; asked: string };

/** Part of a query. */
type Range = { condition: string; filter?: string; values: Record<string, string> };

function rangeOf({ zone, day, asked }: Pick<Unvisited, 'zone' | 'day' | 'asked'>): Range {
  const condition = ' AND dateSk BETWEEN :from AND :to';
  const from = dateZonePrefix(zone);
  if (asked === undefined) return { condition, values: { ':from': from, ':to': `${from}${day}` } };
  return {
    condition,
    filter: 'visited < :day OR attribute_not_exists(asked) OR asked <> :asked',
    // Behind whatever was looked at on the day.
    values: { ':from': from, ':to': `${from}${day}$`, ':day': day, ':asked': asked },
  };
}

type Place = { brand: string; list: string; shard: number; after?: DatePlace | undefined };

async function findDates(
  of: Place & { limit: number },
  { condition, filter, values }: Range,
): Promise<{ dates: FoundDate[]; after?: DatePlace }> {
  const datePk = datePartitions(of.brand, of.list)[of.shard];
  if (datePk === undefined) return { dates: [] };
  const { Items = [], LastEvaluatedKey } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      IndexName: INDEX.byDate,
      KeyConditionExpression: `datePk = :pk${condition}`,
      ...(filter !== undefined && { FilterExpression: filter }),
      ExpressionAttributeValues: { ':pk': datePk, ...values },
      Limit: of.limit,
      ...(of.after && { ExclusiveStartKey: { datePk, ...of.after } }),
    }),
  );
  const dates = Items.map((item) => foundDate.parse(item));
  return LastEvaluatedKey ? { dates, after: datePlace.parse(LastEvaluatedKey) } : { dates };
}

/**
 * Notes that the calendar has looked at a date on a day and what for, and answers with the date as it then stands.
 * `undefined` for somebody who has moved meanwhile: they are found again elsewhere.
 */
async function markVisited(date: FoundDate, { day, asked }: Visit): Promise<FoundDate | undefined> {
  const { dateSk } = dateKey({ ...date, visited: day });
  try {
    await documents().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keys.date(date.brand, date.contact, date.kind),
        UpdateExpression: 'SET visited = :day, asked = :asked, dateSk = :next',
        ConditionExpression: 'dateSk = :seen',
        ExpressionAttributeValues: {
          ':day': day,
          ':asked': asked,
          ':next': dateSk,
          ':seen': date.dateSk,
        },
      }),
    );
    return { ...date, visited: day, asked, dateSk };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return undefined;
  }
}
