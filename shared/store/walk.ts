import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { documents, tableName } from './client.ts';
import { type INDEX, indexKeys } from './indexes.ts';
import { type Key } from './table.ts';

/** Where a walk is in one partition: the keys of the last item that was taken from it. */
const place = z.object({ pk: z.string().min(1), sk: z.string().min(1), sort: z.string().min(1) });
type Place = z.infer<typeof place>;

/** Where a walk goes on, partition by partition; `null` where nothing was taken yet. */
export const places = z.array(place.nullable()).max(8);
export type Places = z.infer<typeof places>;

export type Walk = {
  index: keyof typeof INDEX;
  /** The shards of one list; they are walked together, in the order of their sort keys. */
  partitions: readonly string[];
  /** The greatest sort key first. */
  backwards?: boolean;
  from?: Places | undefined;
};

/** One item that an index tells of, and where to go on after it. */
export type Step = { key: Key; places: Places };

/** So many keys are read of each shard at once. */
const PAGE = 100;

type Lane = { partition: string; last: Place | null; ahead: Place[]; isOver: boolean };

/**
 * The keys of a list that is cut into shards, in one order over all of them. It reads no more than is asked for, and goes
 * on exactly where it stopped: what has left the list meanwhile is passed over, what has joined it ahead is met.
 */
export async function* walk({ index, partitions, backwards = false, from = [] }: Walk): AsyncGenerator<Step> {
  const lanes = partitions.map((partition, at): Lane => ({
    partition,
    last: from[at] ?? null,
    ahead: [],
    isOver: false,
  }));
  for (;;) {
    await Promise.all(lanes.map((lane) => fill(lane, index, backwards)));
    const [first] = lanes.filter(({ ahead }) => ahead.length > 0).toSorted(byHead(backwards));
    const next = first?.ahead.shift();
    if (!first || !next) return;
    first.last = next;
    yield { key: { pk: next.pk, sk: next.sk }, places: lanes.map(({ last }) => last) };
  }
}

const byHead =
  (backwards: boolean) =>
  (one: Lane, other: Lane): number => {
    const [a, b] = [one, other].map(({ ahead }) => ahead[0]?.sort ?? '');
    const order = (a ?? '') < (b ?? '') ? -1 : Number(a !== b);
    return backwards ? -order : order;
  };

async function fill(lane: Lane, index: keyof typeof INDEX, backwards: boolean): Promise<void> {
  if (lane.ahead.length > 0 || lane.isOver) return;
  const { pk, sk } = indexKeys(index);
  const { Items, LastEvaluatedKey } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      IndexName: index,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': pk },
      ExpressionAttributeValues: { ':pk': lane.partition },
      ScanIndexForward: !backwards,
      Limit: PAGE,
      ...(lane.last && {
        ExclusiveStartKey: { pk: lane.last.pk, sk: lane.last.sk, [pk]: lane.partition, [sk]: lane.last.sort },
      }),
    }),
  );
  lane.ahead = (Items ?? []).map((item) => place.parse({ pk: item['pk'], sk: item['sk'], sort: item[sk] }));
  lane.isOver = LastEvaluatedKey === undefined;
}
