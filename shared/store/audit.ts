import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { OUTCOMES, type OutcomeCounts } from '../contract/import.ts';
import { type AuditRecord, auditRecord as schema } from '../contract/life.ts';
import { documents, tableName } from './client.ts';
import { type Writes, readMany } from './requests.ts';
import { keys, prefixes } from './table.ts';

let made = 0;

/** Of a line: those that this container makes within a millisecond stand in the order of their ids, too. */
export function auditId(): string {
  made = (made + 1) % 0x1_00_00;
  return made.toString(16).padStart(4, '0') + randomBytes(4).toString('hex');
}

/** Goes into the transaction of what it tells: neither is there without the other. */
export const putAudit = (record: AuditRecord): Writes[number] => ({
  Put: {
    TableName: tableName(),
    Item: { ...keys.audit(record.brand, record.at, record.id), ...record },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

type Line = Pick<AuditRecord, 'at' | 'id'>;

/** Which of these acts took place: an act and its line are written together, or neither is. */
export async function tookPlace(brand: string, lines: readonly Line[]): Promise<(line: Line) => boolean> {
  const keyOf = ({ at, id }: Line) => keys.audit(brand, at, id);
  const found = await readMany(lines.map(keyOf));
  const there = new Set(found.map((item) => item['sk']));
  return (line) => there.has(keyOf(line).sk);
}

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

export type ImportRecord = Omit<AuditRecord, 'rows'> & { rows: OutcomeCounts };

/** An import comes in many calls and has one line: the first makes it, the others add what they did. */
export async function noteImport(record: ImportRecord): Promise<void> {
  const Item = { ...keys.audit(record.brand, record.at, record.id), ...record };
  await documents().send(new PutCommand({ TableName: tableName(), Item }));
}

/** Adds to the line of an import; `false` when there is none of whoever adds to it. */
export async function addToImport({ brand, at, id, by, rows }: ImportRecord): Promise<boolean> {
  const counted = OUTCOMES.filter((outcome) => rows[outcome] > 0);
  if (counted.length === 0) return true;
  try {
    await documents().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keys.audit(brand, at, id),
        UpdateExpression: `SET ${counted.map((one) => `#rows.#${one} = #rows.#${one} + :${one}`).join(', ')}`,
        ConditionExpression: '#act = :import AND #by = :by',
        ExpressionAttributeNames: {
          '#act': 'act',
          '#by': 'by',
          '#rows': 'rows',
          ...Object.fromEntries(counted.map((one) => [`#${one}`, one])),
        },
        ExpressionAttributeValues: {
          ':import': 'import',
          ':by': by,
          ...Object.fromEntries(counted.map((one) => [`:${one}`, rows[one]])),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
