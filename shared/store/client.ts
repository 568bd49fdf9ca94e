import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { requireEnv } from '../contract/env.ts';
import { ENV } from '../contract/names.ts';

let client: DynamoDBDocumentClient | undefined;

/** One client a container; made at first use, so importing a room costs nothing. */
export function documents(): DynamoDBDocumentClient {
  client ??= makeClient();
  return client;
}

function makeClient(): DynamoDBDocumentClient {
  const bare = new DynamoDBClient({
    // Without these a connection that died while the container was frozen would hang until the function is killed.
    requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });
  // It copies the whole of every answer for a logger, and we give it none.
  bare.middlewareStack.remove('loggerMiddleware');
  // It words anew with each request what the SDK tells AWS of itself, which nobody here reads.
  bare.middlewareStack.remove('getUserAgentMiddleware');
  return DynamoDBDocumentClient.from(bare, { marshallOptions: { removeUndefinedValues: true } });
}

export const tableName = (): string => requireEnv(ENV.table);
