import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { followUpState } from '../../shared/contract/follow-up.ts';
import type { Queues } from './engines/queues.ts';
import type { Model } from './template/model.ts';

/** What the store holds, for people and tests: events, follow-ups by state, and messages that nobody could work on. */
export type Counts = { events: number; followUps: Record<string, number>; deadLetters: number };

export type CountSources = { client: DynamoDBClient; model: Model; queues: Queues };

/** Reads the whole table, which a laptop can afford and the cloud never does. */
export async function countAll({ client, model, queues }: CountSources): Promise<Counts> {
  const counts: Counts = {
    events: 0,
    followUps: Object.fromEntries(followUpState.options.map((state) => [state, 0])),
    deadLetters: deadLetters(model, queues),
  };
  for (const { ref } of model.tables) {
    const pages = paginateScan(
      { client },
      { TableName: ref, ProjectionExpression: 'sk, #state', ExpressionAttributeNames: { '#state': 'state' } },
    );
    for await (const { Items = [] } of pages) for (const item of Items) add(counts, item);
  }
  return counts;
}

function add(counts: Counts, item: Record<string, AttributeValue>): void {
  const sort = item['sk']?.S ?? '';
  if (sort.startsWith('EVENT#')) counts.events += 1;
  const state = item['state']?.S;
  if (sort.startsWith('FOLLOWUP#') && state) counts.followUps[state] = (counts.followUps[state] ?? 0) + 1;
}

/** Queues that no function works on hold what failed. */
function deadLetters(model: Model, queues: Queues): number {
  const worked = new Set(model.mappings.map(({ queueName }) => queueName));
  return model.queues
    .filter(({ name }) => !worked.has(name))
    .reduce((sum, { name }) => sum + queues.count(name), 0);
}
