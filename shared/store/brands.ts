import { TransactWriteCommand, UpdateCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { brand as brandSchema, type Brand } from '../contract/brand.ts';
import { SETTINGS_TTL, cached } from './cache.ts';
import { documents, tableName } from './client.ts';
import { type Writes, readItem, readMany } from './requests.ts';
import { keys, prefixes } from './table.ts';

const load = cached(async (brand): Promise<Brand | undefined> => {
  const item = await readItem(keys.brand(brand));
  return item && brandSchema.parse(item);
}, SETTINGS_TTL);

/** The brand as it is now, for who changes it. */
export async function readBrand(brand: string): Promise<Brand | undefined> {
  const item = await readItem(keys.brand(brand));
  load.forget();
  return item && brandSchema.parse(item);
}

/** What operators change while it runs; whatever else a brand is stays as it was set up. */
export const CHANGEABLE = [
  'paused',
  'pausedRules',
  'reputation',
  'tracking',
  'halted',
  'judgedSince',
  'warmUp',
  'refused',
  'approval',
  'timezone',
  'quietHours',
  'cap',
  'weekdaysOnly',
  'spread',
  'occasions',
  'survey',
  'sender',
  'replyTo',
  'unsubscribeAddress',
  'postalAddress',
  'look',
] as const;
export type Changeable = Pick<Brand, (typeof CHANGEABLE)[number]>;

/** The changeable settings of a brand, unless somebody else changed them since; its other settings are left alone. */
export function changeBrand(after: Brand): Writes[number] {
  const [set, gone] = [true, false].map((isSet) =>
    CHANGEABLE.filter((name) => (after[name] !== undefined) === isSet),
  );
  const sets = set?.map((name) => `#${name} = :${name}`).join(', ');
  const removes = gone?.length ? ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}` : '';
  return {
    Update: {
      TableName: tableName(),
      Key: keys.brand(after.id),
      UpdateExpression: `SET ${sets}${removes} ADD revision :one`,
      ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(revision) OR revision = :seen)',
      ExpressionAttributeNames: Object.fromEntries(CHANGEABLE.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(set?.map((name) => [`:${name}`, after[name]]) ?? []),
        ':one': 1,
        ':seen': (after.revision ?? 1) - 1,
      },
    },
  };
}

/** The brand's settings and pause switches, at most ten seconds old. */
export const loadBrand = (brand: string): Promise<Brand | undefined> => load(brand);

/**
 * From now on what waits of the brand is spread over all partitions. What waits already stays where it stands, which is
 * one of them; whoever plans by settings of a moment ago puts it there, too.
 */
export async function widenBrand(brand: string): Promise<void> {
  await documents().send(
    new UpdateCommand({
      TableName: tableName(),
      Key: keys.brand(brand),
      UpdateExpression: 'REMOVE narrow',
      ConditionExpression: 'attribute_exists(pk)',
    }),
  );
}

/** A brand that was not there before, and its place in the list of brands; who puts them in writes both or none. */
export function putNewBrand(brand: Brand): Writes {
  const ConditionExpression = 'attribute_not_exists(pk)';
  const Item = { ...keys.brand(brand.id), ...brand, narrow: true };
  return [{ Put: { TableName: tableName(), Item, ConditionExpression } }, ...putIntoList(brand.id)];
}

/** Writes the settings, and the brand into the list of brands, together. */
export async function saveBrand(brand: Brand): Promise<void> {
  const Item = { ...keys.brand(brand.id), ...brand };
  const TransactItems = [{ Put: { TableName: tableName(), Item } }, ...putIntoList(brand.id)];
  await documents().send(new TransactWriteCommand({ TransactItems }));
  load.forget();
}

/** The list's revision grows with it, so that who knows the list sees in one item whether it is still so. */
function putIntoList(brand: string): Writes {
  const TableName = tableName();
  return [
    { Put: { TableName, Item: { ...keys.brandListed(brand), brand } } },
    {
      Update: {
        TableName,
        Key: keys.brandList(),
        UpdateExpression: 'ADD revision :one',
        ExpressionAttributeValues: { ':one': 1 },
      },
    },
  ];
}

let listed: { revision: unknown; brands: readonly string[] } | undefined;

/** The ids of all brands as they are now. The list is seldom another one: only then is it read again. */
export async function listBrands(): Promise<readonly string[]> {
  const revision = (await readItem(keys.brandList()))?.['revision'];
  // What is listed later than this revision may be in it: it is read once more then.
  if (!listed || listed.revision !== revision) listed = { revision, brands: await readList() };
  return listed.brands;
}

async function readList(): Promise<string[]> {
  const pages = paginateQuery(
    { client: documents() },
    {
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': prefixes.brands },
      // A brand that is missing from it would be missing until the next one is made.
      ConsistentRead: true,
    },
  );
  const brands: string[] = [];
  for await (const { Items = [] } of pages) brands.push(...Items.map((item) => String(item['sk'])));
  return brands;
}

/** The settings of these brands as they are now, in one read of a hundred. */
export async function readBrands(brands: readonly string[]): Promise<Map<string, Brand>> {
  const items = await readMany(brands.map(keys.brand));
  return new Map(items.map((item) => brandSchema.parse(item)).map((brand) => [brand.id, brand]));
}

/**
 * Asks something of every brand. Those that are known are asked while it is looked whether they still are all: a wait
 * less each time, and what is read of them by key comes with the same read.
 */
export async function askBrands<T>(ask: (brands: readonly string[]) => Promise<T[]>): Promise<T[]> {
  const known = listed?.brands ?? [];
  const [brands, early] = await Promise.all([listBrands(), known.length > 0 ? ask(known) : []]);
  if (known.some((brand) => !brands.includes(brand))) return ask(brands);
  const fresh = brands.filter((brand) => !known.includes(brand));
  return fresh.length > 0 ? [...early, ...(await ask(fresh))] : early;
}
