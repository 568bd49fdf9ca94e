import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { privacyRecord as schema, type ErasedCounts, type PrivacyRecord } from '../contract/privacy.ts';
import { documents, tableName } from './client.ts';
import { readItem } from './requests.ts';
import { keys, prefixes } from './table.ts';

type Place = { brand: string; id: string };

export async function loadRequest({ brand, id }: Place): Promise<PrivacyRecord | undefined> {
  const item = await readItem(keys.privacy(brand, id));
  return item && read(item);
}

/** Every request of a brand, the newest first. They are few: a person asks once. */
export async function listRequests(brand: string): Promise<PrivacyRecord[]> {
  const found: PrivacyRecord[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items, LastEvaluatedKey } = await documents().send(
      new QueryCommand({
        TableName: tableName(),
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': prefixes.privacy(brand).pk },
        ExclusiveStartKey,
      }),
    );
    found.push(...(Items ?? []).map(read));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found.toSorted((a, b) => b.requestedAt.localeCompare(a.requestedAt));
}

/** Records a request; one that is recorded stays as it is, unless it is asked anew after it was done. */
export async function openRequest(record: Omit<PrivacyRecord, 'erased' | 'state'>): Promise<void> {
  const Item = {
    ...keys.privacy(record.brand, record.id),
    ...record,
    state: 'open',
    people: 0,
    events: 0,
    followUps: 0,
  };
  await unlessRefused(() =>
    documents().send(
      new PutCommand({
        TableName: tableName(),
        Item,
        ConditionExpression: 'attribute_not_exists(pk) OR doneAt < :asked',
        ExpressionAttributeValues: { ':asked': record.requestedAt },
      }),
    ),
  );
}

/** Adds what a slice has erased. */
export async function countErased(place: Place, { people, events, followUps }: ErasedCounts): Promise<void> {
  await update(place, {
    UpdateExpression: 'ADD people :people, events :events, followUps :followUps',
    ExpressionAttributeValues: { ':people': people, ':events': events, ':followUps': followUps },
  });
}

/** `false` when there is no such request that is open. */
export const closeRequest = (place: Place, doneAt: string): Promise<boolean> =>
  unlessRefused(() =>
    update(place, {
      UpdateExpression: 'SET #state = :done, doneAt = :at',
      ConditionExpression: '#state = :open',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':done': 'done', ':open': 'open', ':at': doneAt },
    }),
  );

const update = ({ brand, id }: Place, how: Omit<UpdateCommandInput, 'TableName' | 'Key'>) =>
  documents().send(new UpdateCommand({ TableName: tableName(), Key: keys.privacy(brand, id), ...how }));

async function unlessRefused(change: () => Promise<unknown>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The counts stand side by side, so that they can be added to. */
const read = ({ people = 0, events = 0, followUps = 0, ...rest }: Record<string, unknown>): PrivacyRecord =>
  schema.parse({ ...rest, erased: { people, events, followUps } });
