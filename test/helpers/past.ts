import { createHash } from 'node:crypto';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { subjectRef } from '../../shared/domain/ledger/subjects.ts';
import { eventDayKey, followUpListKey } from '../../shared/store/indexes.ts';
import { keys } from '../../shared/store/table.ts';
import { makeContact, makeEvent, makeFollowUp } from './make.ts';

const DAY = 86_400_000;

export type PastWish = { people: number; orders: number; now: number };

/** As ids of people are: a hash, so that they spread over shards and within them. */
const idOf = (person: number): string =>
  createHash('sha256').update(`person ${person}`).digest().subarray(0, 16).toString('base64url');

/** Everybody orders every few days of the last four weeks, and each order was thanked at once. */
function* items({ people, orders, now }: PastWish): Generator<Record<string, unknown>> {
  for (let person = 0; person < people; person++) {
    const email = `person-${person}@example.com`;
    const createdAt = new Date(now - 60 * DAY).toISOString();
    const contact = makeContact({ id: idOf(person), email, createdAt });
    yield { ...keys.contact('demo', contact.id), ...contact };
    for (let order = 0; order < orders; order++) {
      const at = new Date(now - (28 - order * 5) * DAY - (person % 1400) * 60_000).toISOString();
      const id = `${person}-${order}`;
      const event = makeEvent({
        subject: `order/${id}`,
        occurredAt: at,
        receivedAt: at,
        person: { email, firstName: 'Ana' },
        facts: { order: { id, number: `#${id}`, total: { amount: '64.50', currency: 'EUR' } } },
      });
      yield {
        ...keys.event('demo', contact.id, event.id),
        ...eventDayKey(event, contact.id),
        event,
        before: { ...contact.counters, orders: order },
        trace: TRACE,
      };
      const rule = order === 0 ? 'first-purchase-thanks' : 'purchase-thanks';
      const key = { brand: 'demo', contact: contact.id, rule, subject: subjectRef(event) };
      const sent = makeFollowUp({ ...key, state: 'sent', sentAt: at, updatedAt: at });
      yield { ...keys.followUp(key), ...sent, ...followUpListKey(sent) };
    }
  }
}

const TRACE = [
  '"Thank you for your order" applies.',
  '"Thank you for your first order" does not apply: number of orders is 3, not 1.',
  '"Check in after two weeks" applies.',
];

/** Writes a past straight into the table. */
export async function writePast(
  { table, tableName }: { table: DynamoDBDocumentClient; tableName: string },
  wish: PastWish,
): Promise<void> {
  const all = items(wish);
  const nextBatch = (): Record<string, unknown>[] => {
    const batch: Record<string, unknown>[] = [];
    for (let next = all.next(); !next.done; next = all.next()) {
      batch.push(next.value);
      if (batch.length === MOST_WRITTEN) break;
    }
    return batch;
  };
  const writer = async (): Promise<void> => {
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) {
      const RequestItems = { [tableName]: batch.map((Item) => ({ PutRequest: { Item } })) };
      await table.send(new BatchWriteCommand({ RequestItems }));
    }
  };
  await Promise.all(Array.from({ length: 4 }, writer));
}

const MOST_WRITTEN = 25;
