import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { suppression as schema, type Suppression } from '../contract/contact.ts';
import { documents, tableName } from './client.ts';
import { keys } from './table.ts';

/** Stops every follow-up of the brand to this person. The first reason stays; saying it again changes nothing. */
export async function suppress(suppression: Suppression): Promise<void> {
  try {
    await documents().send(
      new PutCommand({
        TableName: tableName(),
        Item: { ...keys.suppression(suppression.brand, suppression.contact), ...suppression },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

export async function loadSuppression(brand: string, contact: string): Promise<Suppression | undefined> {
  const { Item } = await documents().send(
    new GetCommand({ TableName: tableName(), Key: keys.suppression(brand, contact), ConsistentRead: true }),
  );
  return Item && schema.parse(Item);
}
