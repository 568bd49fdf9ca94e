import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type TestAddress, testAddress as schema } from '../contract/test-address.ts';
import { documents, tableName } from './client.ts';
import { type Writes, readItem } from './requests.ts';
import { keys, prefixes } from './table.ts';

export async function loadTestAddress(brand: string, address: string): Promise<TestAddress | undefined> {
  const item = await readItem(keys.testAddress(brand, address));
  return item && schema.parse(item);
}

/** Those that were not removed; a brand has a few. */
export async function listTestAddresses(brand: string): Promise<TestAddress[]> {
  const prefix = prefixes.testAddresses(brand);
  const { Items } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': prefix.pk, ':sk': prefix.sk },
      ConsistentRead: true,
    }),
  );
  return (Items ?? []).map((item) => schema.parse(item)).filter(({ state }) => state !== 'removed');
}

export const putTestAddress = (after: TestAddress): Writes[number] => ({ Put: itemOf(after) });

const itemOf = (after: TestAddress) => ({
  TableName: tableName(),
  Item: { ...keys.testAddress(after.brand, after.address), ...after },
});

/** For setting up the demo: without an audit, and only where there is none yet. */
export async function seedTestAddress(seed: TestAddress): Promise<boolean> {
  if (await loadTestAddress(seed.brand, seed.address)) return false;
  await documents().send(new PutCommand(itemOf(seed)));
  return true;
}
