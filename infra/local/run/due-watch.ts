import { dueTime } from '../due-time.ts';
import { isRecord, recordsOf, textOf } from '../json.ts';
import type { Json } from '../json.ts';
import type { Call } from '../gateway/call.ts';

/** The sort key of the index of what waits. */
const DUE = 'dueSk';

/**
 * What has been written into the index of what waits since its reader was last asked. The reader told what is due next;
 * with this it is known, without asking it after every write, that nothing is due before.
 */
export class DueWatch {
  private readonly written = new Map<string, number>();

  /** Takes note of a write that was done. */
  see({ operation, input }: Pick<Call, 'operation' | 'input'>): void {
    for (const write of writesOf(operation, input)) {
      const at = dueOf(write);
      if (at === undefined) continue;
      if (at === null) this.written.delete(nameOf(write));
      else this.written.set(nameOf(write), at);
    }
  }

  /** Milliseconds since 1970 of the first that was written; Infinity when none was. */
  get earliest(): number {
    let first = Infinity;
    for (const at of this.written.values()) first = Math.min(first, at);
    return first;
  }

  /** The reader is about to be asked: it sees all that was written until now. */
  forget(): void {
    this.written.clear();
  }
}

type Write = { key: Json; item?: Json; update?: string; values: Json };

function writesOf(operation: string, input: Json): Write[] {
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

/** When what a write leaves is due, `null` when it no longer waits, `undefined` when the write leaves that alone. */
function dueOf({ item, update = '', values }: Write): number | null | undefined {
  if (item) return instantOf(item[DUE]);
  const [, value = ''] = new RegExp(`\\b${DUE} = (:\\w+)`).exec(update) ?? [];
  if (value) return instantOf(values[value]);
  return new RegExp(`REMOVE.*\\b${DUE}\\b`).test(update) ? null : undefined;
}

function instantOf(attribute: unknown): number | null {
  const text = isRecord(attribute) ? textOf(attribute, 'S') : undefined;
  return text === undefined ? null : dueTime(text);
}

const nameOf = ({ key }: Write): string => JSON.stringify([key['pk'], key['sk']]);
