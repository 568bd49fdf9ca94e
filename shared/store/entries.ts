import { QueryCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import {
  type Content,
  type Entry,
  type Kind,
  entry as schema,
  ruleContent,
  templateContent,
} from '../contract/life.ts';
import { documents, tableName } from './client.ts';
import { type Writes, readItem, readMany } from './requests.ts';
import { type Key, keys, prefixes } from './table.ts';

export type Place = { brand: string; kind: Kind; id: string };

export async function loadEntry({ brand, kind, id }: Place): Promise<Entry | undefined> {
  const Item = await read(keys.entry(brand, kind, id));
  return Item && schema.parse(Item);
}

/** The same of many, by id. */
export async function loadEntries(
  brand: string,
  kind: Kind,
  ids: readonly string[],
): Promise<Map<string, Entry>> {
  const items = await readMany(ids.map((id) => keys.entry(brand, kind, id)));
  return new Map(items.map((item) => schema.parse(item)).map((entry) => [entry.id, entry]));
}

/** Every rule or template that was ever edited here, by id. */
export async function listEntries(brand: string, kind: Kind): Promise<Entry[]> {
  const found: Entry[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items, LastEvaluatedKey } = await documents().send(
      new QueryCommand({
        TableName: tableName(),
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': prefixes.entries(brand, kind).pk },
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    found.push(...(Items ?? []).map((item) => schema.parse(item)));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}

/** How many there are, about: it need not be exact to the last one. */
export async function countEntries(brand: string, kind: Kind): Promise<number> {
  const pages = paginateQuery(
    { client: documents() },
    {
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': prefixes.entries(brand, kind).pk },
      Select: 'COUNT',
    },
  );
  let count = 0;
  for await (const { Count = 0 } of pages) count += Count;
  return count;
}

/** Writes an entry unless somebody else did since it was seen; `revision` is then one higher than before. */
export const putEntry = (after: Entry): Writes[number] => ({
  Put: {
    TableName: tableName(),
    Item: { ...keys.entry(after.brand, after.kind, after.id), ...after },
    ...(after.revision === 1
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'revision = :seen',
          ExpressionAttributeValues: { ':seen': after.revision - 1 },
        }),
  },
});

/** What is edited. It is there only while the entry says so: a draft that is done with is not removed. */
export async function loadDraft({ brand, kind, id }: Place): Promise<Content | undefined> {
  const Item = await read(keys.draft(brand, kind, id));
  return Item && readContent(kind, Item);
}

/** The same of many, by id. */
export async function loadDrafts(
  brand: string,
  kind: Kind,
  ids: readonly string[],
): Promise<Map<string, Content>> {
  const items = await readMany(ids.map((id) => keys.draft(brand, kind, id)));
  return new Map(items.map((item) => [String(item['id']), readContent(kind, item)]));
}

export const putDraft = ({ brand, kind, id }: Place, content: Content): Writes[number] => ({
  Put: { TableName: tableName(), Item: { ...keys.draft(brand, kind, id), id, ...content } },
});

const readContent = (kind: Kind, item: unknown): Content =>
  kind === 'rule' ? ruleContent.parse(item) : templateContent.parse(item);

async function read(Key: Key): Promise<Record<string, unknown> | undefined> {
  return readItem(Key);
}
