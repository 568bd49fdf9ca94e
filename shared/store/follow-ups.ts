import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { followUp as schema, type FollowUp, type FollowUpKey } from '../contract/follow-up.ts';
import { readItem } from './requests.ts';
import { documents, tableName } from './client.ts';
import { type People, onlyPeople } from './only-people.ts';
import { INDEX, dueKey, followUpListKey, followUpPartition } from './indexes.ts';
import { keys, parseFollowUpKey, prefixes } from './table.ts';

const isFinal = (state: FollowUp['state']): boolean => !['planned', 'queued', 'sending'].includes(state);

/** The item as it is stored: the follow-up, its keys, and its place in `byDue` until it is final, in `byList` then. */
export const followUpItem = (followUp: FollowUp): Record<string, unknown> => ({
  ...keys.followUp(followUp),
  ...followUp,
  ...(isFinal(followUp.state) ? followUpListKey(followUp) : dueKey(followUp)),
});

export async function loadFollowUp(key: FollowUpKey): Promise<FollowUp | undefined> {
  const item = await readItem(keys.followUp(key));
  return item && schema.parse(item);
}

/** A person's follow-ups; `cursor` continues where the last page ended. */
export async function listFollowUps(of: {
  brand: string;
  contact: string;
  limit?: number;
  cursor?: string;
}): Promise<{ items: FollowUp[]; cursor?: string }> {
  const prefix = prefixes.followUps(of.brand, of.contact);
  const { Items, LastEvaluatedKey } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': prefix.pk, ':sk': prefix.sk },
      ConsistentRead: true,
      Limit: of.limit ?? 100,
      ...(of.cursor ? { ExclusiveStartKey: { pk: prefix.pk, sk: of.cursor } } : {}),
    }),
  );
  const items = (Items ?? []).map((item) => schema.parse(item));
  return LastEvaluatedKey ? { items, cursor: String(LastEvaluatedKey['sk']) } : { items };
}

/** `at` is when it was last changed: sent, as a rule, else reported on, which SES does within minutes. */
export type Sent = { key: FollowUpKey; at: string };

/** What was sent to people of one shard, of what was last changed since `from`. */
export async function* readSent(of: {
  brand: string;
  shard: number;
  from: string;
  people: People;
}): AsyncGenerator<Sent[]> {
  const { only, values } = onlyPeople(of.brand, of.people);
  const pages = paginateQuery(
    { client: documents() },
    {
      TableName: tableName(),
      IndexName: INDEX.byList,
      KeyConditionExpression: 'listPk = :pk AND listSk >= :from',
      ProjectionExpression: 'pk, sk, listSk',
      ...(only && { FilterExpression: only }),
      ExpressionAttributeValues: {
        ':pk': followUpPartition(of.brand, 'sent', of.shard),
        ':from': of.from,
        ...values,
      },
    },
  );
  for await (const { Items = [] } of pages)
    yield Items.flatMap((item) => {
      const key = parseFollowUpKey({ pk: String(item['pk']), sk: String(item['sk']) });
      return key ? [{ key, at: String(item['listSk']) }] : [];
    });
}

/**
 * The update that turns `seen` into `after`, on condition that nothing has moved since it was read. Serves alone or
 * as a part of a transaction.
 */
export function changeOf(seen: FollowUp, after: FollowUp) {
  const next = followUpItem({ ...after, revision: seen.revision + 1 });
  const before = followUpItem(seen);
  const set = Object.keys(next).filter((name) => next[name] !== before[name] && next[name] !== undefined);
  const gone = Object.keys(before).filter((name) => next[name] === undefined && before[name] !== undefined);
  return {
    TableName: tableName(),
    Key: keys.followUp(seen),
    UpdateExpression:
      `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}` +
      (gone.length > 0 ? ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}` : ''),
    ConditionExpression: '#revision = :seen',
    ExpressionAttributeNames: Object.fromEntries([...set, ...gone].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(set.map((name) => [`:${name}`, next[name]])),
      ':seen': seen.revision,
    },
  };
}

/** Changes a follow-up unless somebody else did first (`false`: read it again). */
export async function changeFollowUp(seen: FollowUp, after: FollowUp): Promise<boolean> {
  try {
    await documents().send(new UpdateCommand(changeOf(seen, after)));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/**
 * Notes that somebody answered this mail, or unsubscribed by it; the first time counts. It stands beside all else that is
 * known of the follow-up, so that nobody has to read it first. Without such a follow-up nothing is written.
 */
export async function noteWith(
  key: FollowUpKey,
  what: 'unsubscribedAt' | 'repliedAt',
  at: string,
): Promise<void> {
  try {
    await documents().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keys.followUp(key),
        UpdateExpression: 'SET #what = if_not_exists(#what, :at)',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#what': what },
        ExpressionAttributeValues: { ':at': at },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
