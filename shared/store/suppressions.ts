import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Preference, preference, suppression, type Suppression } from '../contract/contact.ts';
import { documents, tableName } from './client.ts';
import { readItem } from './requests.ts';
import { keys } from './table.ts';

type Who = { brand: string; contact: string };

/**
 * As it lies in the table: what the person wants, nothing at all included, beside what their mailbox told, so that neither
 * undoes the other. Older items have `unsubscribed` among the reasons; what was chosen since then counts.
 */
const stored = suppression.omit({ how: true }).extend({
  preference: preference
    .extend({
      gets: z.enum([...preference.shape.gets.options, 'nothing']),
      how: suppression.shape.how,
    })
    .optional(),
});

/** Why nothing is sent any more, if so, and what the person has chosen to get, if they have. */
export function readSuppression(item: object): Suppression {
  const { preference: wish, reason, at, source, ...who } = stored.parse(item);
  const isOver = reason === 'unsubscribed' && wish !== undefined;
  const told = reason === undefined || isOver ? {} : { reason, at, ...(source && { source }) };
  if (!wish) return { ...who, ...told };
  if (wish.gets !== 'nothing') return { ...who, ...told, preference: { gets: wish.gets, at: wish.at } };
  return { ...who, reason: 'unsubscribed', at: wish.at, how: wish.how, ...told };
}

export type Stop = Who & Pick<Suppression, 'how' | 'source'> & Required<Pick<Suppression, 'reason' | 'at'>>;

/**
 * Stops every follow-up of the brand to this person. Saying it again changes nothing: the first time counts. Whether it
 * was new.
 */
export function suppress({ reason, at, how, source, ...who }: Stop): Promise<boolean> {
  return reason === 'unsubscribed'
    ? set(who, { preference: { gets: 'nothing', at, ...(how && { how }) } }, 'wanted')
    : set(who, { reason, at, ...(source && { source }) }, 'reachable');
}

/** Keeps what a person has chosen to get, which takes back their unsubscribing. Nothing but their own page may do this. */
export const prefer = ({ preference: chosen, ...who }: Who & { preference: Preference }): Promise<boolean> =>
  set(who, { preference: { ...chosen, how: 'page' } }, 'always');

/** On which condition something is written; where it does not hold, it is known already. */
const CONDITIONS = {
  always: undefined,
  wanted: 'attribute_not_exists(#preference) OR #preference.#gets <> :value',
  reachable: 'attribute_not_exists(#reason) OR #reason = :value',
} as const;

async function set(who: Who, facts: object, when: keyof typeof CONDITIONS): Promise<boolean> {
  const fields = Object.entries({ ...who, ...facts });
  const condition = CONDITIONS[when];
  const names = [...fields.map(([name]) => name), ...(when === 'wanted' ? ['gets'] : [])];
  const value = when === 'wanted' ? 'nothing' : 'unsubscribed';
  try {
    await documents().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keys.suppression(who.brand, who.contact),
        UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(fields.map(([name, of]) => [`:${name}`, of])),
          ...(condition && { ':value': value }),
        },
        ...(condition && { ConditionExpression: condition }),
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return false;
  }
}

export async function loadSuppression(brand: string, contact: string): Promise<Suppression | undefined> {
  const item = await readItem(keys.suppression(brand, contact));
  return item && readSuppression(item);
}
