import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { followUp as schema, type FollowUp, type FollowUpKey } from '../contract/follow-up.ts';
import { documents, tableName } from './client.ts';
import { dueKey, followUpListKey, keys, prefixes } from './table.ts';

const isFinal = (state: FollowUp['state']): boolean => !['planned', 'queued', 'sending'].includes(state);

/** The item as it is stored: the follow-up, its keys, and its place in `byDue` until it is final. */
export const followUpItem = (followUp: FollowUp): Record<string, unknown> => ({
  ...keys.followUp(followUp),
  ...followUp,
  ...followUpListKey(followUp),
  ...(isFinal(followUp.state) ? {} : dueKey(followUp)),
});

export async function loadFollowUp(key: FollowUpKey): Promise<FollowUp | undefined> {
  const { Item } = await documents().send(
    new GetCommand({ TableName: tableName(), Key: keys.followUp(key), ConsistentRead: true }),
  );
  return Item && schema.parse(Item);
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

export type Change = Partial<
  Pick<
    FollowUp,
    | 'state'
    | 'dueAt'
    | 'expiresAt'
    | 'countedFrom'
    | 'sentAt'
    | 'messageId'
    | 'reason'
    | 'feedback'
    | 'trace'
  >
>;

/**
 * The update that turns `seen` into `seen + change`, on condition that nothing has moved since it was read.
 * Serves alone or as a part of a transaction.
 */
export function changeOf(seen: FollowUp, change: Change, now: string) {
  const after: FollowUp = { ...seen, ...change, updatedAt: now };
  const set: Record<string, unknown> = { ...change, updatedAt: now, ...followUpListKey(after) };
  const final = isFinal(after.state);
  if (!final) Object.assign(set, dueKey(after));
  const names = Object.keys(set);
  return {
    TableName: tableName(),
    Key: keys.followUp(seen),
    UpdateExpression:
      `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}` + (final ? ' REMOVE duePk, dueSk' : ''),
    ConditionExpression: '#state = :seenState AND #dueAt = :seenDueAt AND #updatedAt = :seenUpdatedAt',
    ExpressionAttributeNames: Object.fromEntries([...names, 'state', 'dueAt'].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(names.map((name) => [`:${name}`, set[name]])),
      ':seenState': seen.state,
      ':seenDueAt': seen.dueAt,
      ':seenUpdatedAt': seen.updatedAt,
    },
  };
}

/** Changes a follow-up unless somebody else did first (`false`: read it again). */
export async function changeFollowUp(seen: FollowUp, change: Change, now: string): Promise<boolean> {
  try {
    await documents().send(new UpdateCommand(changeOf(seen, change, now)));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
