import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Result, fail, ok } from '../contract/result.ts';
import { template as templateSchema, type Template } from '../contract/template.ts';
import { cached } from './cache.ts';
import { documents, tableName } from './client.ts';
import { readItem } from './requests.ts';
import { keys } from './table.ts';
import type { OfAct } from './versions.ts';

const load = cached(
  async (path): Promise<Template | undefined> => {
    const [brand = '', id = '', version = ''] = path.split('/');
    const item = await readItem(keys.template(brand, id, Number(version)));
    return item && templateSchema.parse(item);
  },
  Infinity,
  { absent: 0 },
);

/**
 * One published version; it never changes, so it is remembered for the life of the container. A missing one is looked
 * for again, and never in a replica that lags: what waits for it would be given up for good.
 */
export const loadTemplate = (brand: string, id: string, version: number): Promise<Template | undefined> =>
  load(`${brand}/${id}/${version}`);

/** Writes a new version; a version that exists is never changed. */
export async function saveTemplate(brand: string, template: Template, of: OfAct = {}): Promise<Result<void>> {
  return putOnce({ ...keys.template(brand, template.id, template.version), ...template, ...of });
}

/** Puts an immutable item: `exists` when something already stands there. */
export async function putOnce(item: Record<string, unknown>): Promise<Result<void>> {
  try {
    await documents().send(
      new PutCommand({ TableName: tableName(), Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
    load.forget();
    return ok(undefined);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException)
      return fail('exists', 'This version is published and cannot change; publish the next one.');
    throw error;
  }
}
