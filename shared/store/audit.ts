import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type AuditRecord, auditRecord as schema } from '../contract/life.ts';
import { documents, tableName } from './client.ts';
import type { Writes } from './requests.ts';
import { keys, prefixes } from './table.ts';

/** Goes into the transaction of what it tells: neither is there without the other. */
export const putAudit = (record: AuditRecord): Writes[number] => ({
  Put: {
    TableName: tableName(),
    Item: { ...keys.audit(record.brand, record.at, record.id), ...record },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** What was done in a brand, the newest first; `cursor` continues where the last page ended. */
export async function listAudit(of: {
  brand: string;
  limit: number;
  cursor?: string | undefined;
}): Promise<{ items: AuditRecord[]; cursor?: string }> {
  const { pk } = prefixes.audit(of.brand);
  const { Items, LastEvaluatedKey } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: of.limit,
      ...(of.cursor !== undefined && { ExclusiveStartKey: { pk, sk: of.cursor } }),
    }),
  );
  const items = (Items ?? []).map((item) => schema.parse(item));
  return LastEvaluatedKey ? { items, cursor: String(LastEvaluatedKey['sk']) } : { items };
}
