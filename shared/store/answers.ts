import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { FollowUpKey } from '../contract/follow-up.ts';
import { type Answer, answer as schema } from '../contract/survey.ts';
import { documents, tableName } from './client.ts';
import { type Writes, readItem, write } from './requests.ts';
import { keys, prefixes } from './table.ts';

/** `expires` is the second at which it is to be gone. */
type Kept = { answer: Answer; expires: number };

/**
 * Keeps an answer and marks the mail that it was given by: both or neither, and neither names the other. `known` when
 * that mail has its answer already, or is there no more; `undefined` when somebody else was at it: ask again.
 */
export async function keepAnswer(
  mail: FollowUpKey,
  { answer, expires }: Kept,
): Promise<'kept' | 'known' | undefined> {
  const TableName = tableName();
  const refused = await write([
    {
      Update: {
        TableName,
        Key: keys.followUp(mail),
        UpdateExpression: 'SET answered = :yes',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(answered)',
        ExpressionAttributeValues: { ':yes': true },
      },
    },
    { Put: { TableName, Item: { ...keys.answer(answer), ...answer, ttl: expires } } },
  ]);
  if (!refused) return 'kept';
  return refused[0] === 'ConditionalCheckFailed' ? 'known' : undefined;
}

/** Of which days, and what has neither expired nor been removed; `now` in seconds. */
const THERE = 'attribute_exists(#text) AND #ttl > :now';
const NAMES = { '#text': 'text', '#ttl': 'ttl' };

/**
 * The answers of the days before `today`, the newest day first and within a day in no order; `cursor` goes on after the
 * last one. Of a page some may be gone, so that it has fewer than asked for, and yet is not the last.
 */
export async function listAnswers(of: {
  brand: string;
  today: string;
  limit: number;
  cursor?: string | undefined;
  now: number;
}): Promise<{ items: Answer[]; cursor?: string }> {
  const { pk } = prefixes.answers(of.brand);
  const { Items, LastEvaluatedKey } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND sk < :today',
      FilterExpression: THERE,
      ExpressionAttributeNames: NAMES,
      ExpressionAttributeValues: { ':pk': pk, ':today': of.today, ':now': of.now },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: of.limit,
      ...(of.cursor !== undefined && { ExclusiveStartKey: { pk, sk: of.cursor } }),
    }),
  );
  const items = (Items ?? []).map((item) => schema.parse(item));
  return LastEvaluatedKey ? { items, cursor: String(LastEvaluatedKey['sk']) } : { items };
}

/** How many were given on a day. */
export async function countAnswers(brand: string, day: string): Promise<number> {
  const { pk } = prefixes.answers(brand);
  let count = 0;
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Count, LastEvaluatedKey } = await documents().send(
      new QueryCommand({
        TableName: tableName(),
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :day)',
        ExpressionAttributeValues: { ':pk': pk, ':day': day },
        Select: 'COUNT',
        ExclusiveStartKey,
      }),
    );
    count += Count ?? 0;
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return count;
}

type Place = Pick<Answer, 'brand' | 'id'>;

/** Whether there is such an answer. */
export async function hasAnswer(place: Place, now: number): Promise<boolean> {
  const item = await readItem(keys.answer(place));
  return item?.['text'] !== undefined && Number(item['ttl']) > now;
}

/** Takes everything out of an answer that says something; what is left expires with its day. */
export const emptyAnswer = (place: Place): Writes[number] => ({
  Update: {
    TableName: tableName(),
    Key: keys.answer(place),
    UpdateExpression: 'REMOVE #text, question, #language',
    ConditionExpression: 'attribute_exists(#text)',
    ExpressionAttributeNames: { '#text': 'text', '#language': 'language' },
  },
});
