import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoEngine } from './dynamodb.ts';
import type { TableModel } from '../template/model.ts';

/** A client of the local system itself; it goes to the engine directly, past permissions and the request log. */
export const engineClient = (
  { endpoint, accessKey }: Pick<DynamoEngine, 'endpoint' | 'accessKey'>,
  region: string,
): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: accessKey, secretAccessKey: 'local' },
  });

/** Makes the tables of the template, and indexes that a newer template added. What is stored stays. */
export async function createTables(client: DynamoDBClient, tables: TableModel[]): Promise<void> {
  for (const table of tables) {
    const known = await indexesOf(client, table.ref);
    if (known) await addIndexes(client, table, known);
    else await create(client, table);
  }
}

async function indexesOf(client: DynamoDBClient, name: string): Promise<Set<string | undefined> | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return new Set(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

const indexInput = (index: TableModel['GlobalSecondaryIndexes'][number]) => ({
  IndexName: index.IndexName,
  KeySchema: index.KeySchema,
  Projection: index.Projection,
});

async function create(client: DynamoDBClient, table: TableModel): Promise<void> {
  const indexes = table.GlobalSecondaryIndexes.map(indexInput);
  await client.send(
    new CreateTableCommand({
      TableName: table.ref,
      AttributeDefinitions: table.AttributeDefinitions,
      KeySchema: table.KeySchema,
      BillingMode: 'PAY_PER_REQUEST',
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    }),
  );
}

async function addIndexes(
  client: DynamoDBClient,
  table: TableModel,
  known: Set<string | undefined>,
): Promise<void> {
  for (const index of table.GlobalSecondaryIndexes.filter(({ IndexName }) => !known.has(IndexName))) {
    await client.send(
      new UpdateTableCommand({
        TableName: table.ref,
        AttributeDefinitions: table.AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: indexInput(index) }],
      }),
    );
  }
}
