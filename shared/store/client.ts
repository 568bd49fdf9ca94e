import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { requireEnv } from '../contract/env.ts';
import { ENV } from '../contract/names.ts';

let client: DynamoDBDocumentClient | undefined;

/** One client a container; made at first use, so importing a room costs nothing. */
export function documents(): DynamoDBDocumentClient {
  client ??= DynamoDBDocumentClient.from(
    new DynamoDBClient({
      // Without these a connection that died while the container was frozen would hang until the function is killed.
      requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  return client;
}

export const tableName = (): string => requireEnv(ENV.table);
