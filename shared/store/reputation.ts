import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { type HourOfOutcomes, type Outcomes, WINDOWS, hourOf } from '../domain/reputation/breaker.ts';
import { documents, tableName } from './client.ts';
import type { Writes } from './requests.ts';
import { keys } from './table.ts';

const LONGEST = Math.max(...WINDOWS.map(({ hours }) => hours));

type Counted = { brand: string; outcomes: Partial<Outcomes>; now: Temporal.Instant };

/** Adds to what became of this hour's mails, for a transaction: what is added once is counted once. */
export function countingOutcomes({ brand, outcomes, now }: Counted) {
  const given = Object.entries(outcomes).filter(([, count]) => count > 0);
  return {
    Update: {
      TableName: tableName(),
      Key: keys.reputation(brand, hourOf(now)),
      UpdateExpression: `ADD ${given.map(([name]) => `#${name} :${name}`).join(', ')} SET #ttl = :ttl`,
      ExpressionAttributeNames: {
        ...Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
        '#ttl': 'ttl',
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(given.map(([name, count]) => [`:${name}`, count])),
        ':ttl': Math.floor(now.epochMilliseconds / 1000) + (LONGEST + 24) * 3600,
      },
    },
  } satisfies Writes[number];
}

/** The same by itself. */
export async function countOutcomes(counted: Counted): Promise<void> {
  await documents().send(new UpdateCommand(countingOutcomes(counted).Update));
}

const none = z.number().default(0);
const hourItem = z.object({ sk: z.string(), delivered: none, bounced: none, complained: none });

/** Hour by hour, as far back as anything is judged. */
export async function loadOutcomes(brand: string, now: Temporal.Instant): Promise<HourOfOutcomes[]> {
  const first = keys.reputation(brand, hourOf(now.subtract({ hours: LONGEST })));
  const last = keys.reputation(brand, hourOf(now));
  const { Items = [] } = await documents().send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': first.pk, ':first': first.sk, ':last': last.sk },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => {
    const { sk, ...outcomes } = hourItem.parse(item);
    return { hour: sk.slice(keys.reputation(brand, '').sk.length), ...outcomes };
  });
}
