import { isRecord, recordsOf, textOf } from '../json.ts';
import type { Json } from '../json.ts';
import type { Call } from '../gateway/call.ts';

export type TableCall = Pick<Call, 'operation' | 'input'>;

/** One item that is put, changed or, with an empty `item`, deleted. */
export type Write = { key: Json; item?: Json; update?: string; values: Json };

/** What a request that was done has written; nothing of one that reads. */
export function writesOf({ operation, input }: TableCall): Write[] {
  switch (operation) {
    case 'PutItem':
      return [putOf(input)];
    case 'UpdateItem':
      return [updateOf(input)];
    case 'DeleteItem':
      return [removeOf(input)];
    case 'TransactWriteItems':
      return recordsOf(input, 'TransactItems').flatMap((each) => [
        ...partOf(each, 'Put').map(putOf),
        ...partOf(each, 'Update').map(updateOf),
        ...partOf(each, 'Delete').map(removeOf),
      ]);
    case 'BatchWriteItem':
      return Object.keys(partOf(input, 'RequestItems')[0] ?? {}).flatMap((table) =>
        recordsOf(partOf(input, 'RequestItems')[0] ?? {}, table).flatMap((each) => [
          ...partOf(each, 'PutRequest').map(putOf),
          ...partOf(each, 'DeleteRequest').map(removeOf),
        ]),
      );
    default:
      return [];
  }
}

const partOf = (record: Json, name: string): Json[] => {
  const part = record[name];
  return isRecord(part) ? [part] : [];
};

function putOf(put: Json): Write {
  const [item = {}] = partOf(put, 'Item');
  return { key: item, item, values: {} };
}

const updateOf = (update: Json): Write => ({
  key: partOf(update, 'Key')[0] ?? {},
  update: named(textOf(update, 'UpdateExpression') ?? '', partOf(update, 'ExpressionAttributeNames')[0]),
  values: partOf(update, 'ExpressionAttributeValues')[0] ?? {},
});

const removeOf = (remove: Json): Write => ({ key: partOf(remove, 'Key')[0] ?? {}, item: {}, values: {} });

/** The expression with the names that stand for others. */
const named = (expression: string, names: Json = {}): string =>
  expression.replace(/#\w+/g, (alias) => textOf(names, alias) ?? alias);

/** The text that a write leaves in an attribute: `null` when there is none any more, `undefined` when it is left alone. */
export function leftIn({ item, update = '', values }: Write, attribute: string): string | null | undefined {
  if (item) return textIn(item[attribute]);
  const [, value = ''] = new RegExp(`\\b${attribute} = (:\\w+)`).exec(update) ?? [];
  if (value) return textIn(values[value]);
  return new RegExp(`REMOVE.*\\b${attribute}\\b`).test(update) ? null : undefined;
}

const textIn = (value: unknown): string | null => (isRecord(value) ? textOf(value, 'S') : undefined) ?? null;

export const nameOf = ({ key }: Write): string => JSON.stringify([key['pk'], key['sk']]);
