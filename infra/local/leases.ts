import { ConditionalCheckFailedException, UpdateItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { atDueTime } from './due-time.ts';
import type { TableModel } from './template/model.ts';

/**
 * Ends the leases of all follow-ups that have one, as if they had run out: the next `dispatch` sees them. Tells how many
 * there were. `now` in milliseconds.
 */
export async function endLeases(client: DynamoDBClient, tables: TableModel[], now: number): Promise<number> {
  const over = new Date(now - 1).toISOString();
  let ended = 0;
  for (const table of tables)
    for await (const item of leasedItems(client, table, over))
      if (await endLease(client, { ...item, over })) ended += 1;
  return ended;
}

async function* leasedItems(
  client: DynamoDBClient,
  { ref: TableName, KeySchema }: TableModel,
  over: string,
): AsyncGenerator<Omit<Leased, 'over'>> {
  const names = KeySchema.map(({ AttributeName }) => AttributeName);
  const keyOf = (item: Record<string, AttributeValue>) =>
    Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
  const FilterExpression = 'leaseUntil > :now';
  const ExpressionAttributeValues = { ':now': { S: over } };
  const pages = paginateScan({ client }, { TableName, FilterExpression, ExpressionAttributeValues });
  for await (const { Items = [] } of pages)
    yield* Items.map((item) => ({ TableName, Key: keyOf(item), due: item['dueSk']?.S ?? '' }));
}

type Leased = {
  TableName: string;
  Key: Record<string, AttributeValue>;
  due: string;
  over: string;
};

async function endLease(client: DynamoDBClient, { TableName, Key, due, over }: Leased): Promise<boolean> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'SET leaseUntil = :over, dueSk = :due ADD revision :one',
        ConditionExpression: 'dueSk = :seen',
        ExpressionAttributeValues: {
          ':over': { S: over },
          ':due': { S: atDueTime(due, over) },
          ':seen': { S: due },
          ':one': { N: '1' },
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
