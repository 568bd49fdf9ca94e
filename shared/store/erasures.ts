import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { tombstone as schema, type Tombstone } from '../contract/contact.ts';
import { subject as subjectSchema, type Subject } from '../contract/follow-up.ts';
import { documents, tableName } from './client.ts';
import { readAll, readItem, removeAll } from './requests.ts';
import { keys } from './table.ts';

export async function saveTombstone(tombstone: Tombstone): Promise<void> {
  const Item = { ...keys.tombstone(tombstone.brand, tombstone.contact), ...tombstone };
  await documents().send(new PutCommand({ TableName: tableName(), Item }));
}

export async function loadTombstone(brand: string, contact: string): Promise<Tombstone | undefined> {
  const item = await readItem(keys.tombstone(brand, contact));
  return item && schema.parse(item);
}

export type SubjectPlace = { brand: string; source: string; id: string };

/** One read takes so many keys. */
const MOST_READ = 100;

/** What is known of these subjects; nothing of those that nobody told of. */
export async function loadSubjects(places: readonly SubjectPlace[]): Promise<Subject[]> {
  const found: Subject[] = [];
  for (let from = 0; from < places.length; from += MOST_READ) {
    const wanted = places.slice(from, from + MOST_READ);
    const items = await readAll(wanted.map(({ brand, source, id }) => keys.subject(brand, source, id)));
    found.push(...items.map((item) => subjectSchema.parse(item)));
  }
  return found;
}

export const removeSubjects = (places: readonly SubjectPlace[]): Promise<void> =>
  removeAll(places.map(({ brand, source, id }) => keys.subject(brand, source, id)));

/**
 * Notes that a subject was erased, and drops the events that wait in its row; a row is made where none is, for what may
 * still be told of it. The version moves on, so that a decision under way is made anew.
 */
export async function eraseSubject({ brand, source, id }: SubjectPlace, erasedAt: string): Promise<void> {
  await documents().send(
    new UpdateCommand({
      TableName: tableName(),
      Key: keys.subject(brand, source, id),
      UpdateExpression:
        'SET waiting = :none, erasedAt = :at, #version = if_not_exists(#version, :zero) + :one, ' +
        '#seen = if_not_exists(#seen, :empty), #brand = :brand, #source = :source, #id = :id',
      ExpressionAttributeNames: {
        '#version': 'version',
        '#seen': 'seen',
        '#brand': 'brand',
        '#source': 'source',
        '#id': 'id',
      },
      ExpressionAttributeValues: {
        ':none': [],
        ':at': erasedAt,
        ':zero': 0,
        ':one': 1,
        ':empty': {},
        ':brand': brand,
        ':source': source,
        ':id': id,
      },
    }),
  );
}

/** Takes a person from those to whom the number of an order leads. */
export async function removeOwner(of: { brand: string; number: string; contact: string }): Promise<void> {
  await documents().send(
    new UpdateCommand({
      TableName: tableName(),
      Key: keys.orderNumber(of.brand, of.number),
      UpdateExpression: 'DELETE owners :owner',
      ExpressionAttributeValues: { ':owner': new Set([of.contact]) },
    }),
  );
}
