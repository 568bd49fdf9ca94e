import { DeleteItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TableModel } from './template/model.ts';

/** Deletes items whose time to live is over, which the engine never does. `now` in milliseconds. */
export async function sweepExpired(client: DynamoDBClient, tables: TableModel[], now: number): Promise<void> {
  for (const { ref, KeySchema, TimeToLiveSpecification: ttl } of tables) {
    if (!ttl?.Enabled || !ttl.AttributeName) continue;
    const names = Object.fromEntries(KeySchema.map(({ AttributeName }, at) => [`#k${at}`, AttributeName]));
    const pages = paginateScan(
      { client },
      {
        TableName: ref,
        FilterExpression: '#ttl < :now',
        ProjectionExpression: Object.keys(names).join(', '),
        ExpressionAttributeNames: { ...names, '#ttl': ttl.AttributeName },
        ExpressionAttributeValues: { ':now': { N: String(Math.floor(now / 1000)) } },
      },
    );
    for await (const { Items = [] } of pages) {
      for (const Key of Items) await client.send(new DeleteItemCommand({ TableName: ref, Key }));
    }
  }
}
