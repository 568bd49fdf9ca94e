import { expect, test } from 'vitest';
import { ok } from '../../shared/contract/result.ts';
import { batchHandler } from '../../functions/middleware/batch.ts';
import { makeBatch } from '../helpers/rooms.ts';

process.env['LOG_LEVEL'] = 'silent';

const contextWith = (milliseconds: number) => ({ getRemainingTimeInMillis: () => milliseconds });

test('a message whose turn comes in the second half of the time goes back untouched', async () => {
  const handled: string[] = [];
  const handler = batchHandler({
    room: 'test',
    parse: (body) => body,
    keyOf: () => 'one person',
    handle: async (message, { until }) => {
      handled.push(message);
      while (performance.now() < until) await new Promise((go) => setTimeout(go, 5));
      return ok(undefined);
    },
  });
  const batch = makeBatch(['first', 'second']);
  const { batchItemFailures } = await handler(batch, contextWith(60));
  expect(handled).toEqual(['first']);
  expect(batchItemFailures).toEqual([{ itemIdentifier: batch.Records[1]?.messageId }]);
});

test('messages of one key are handled one after the other, those of others beside them', async () => {
  const running = new Map<string, number>();
  let [most, together] = [0, 0];
  const handler = batchHandler({
    room: 'test',
    parse: (body) => body,
    keyOf: (message) => message.slice(0, 1),
    handle: async (message) => {
      const key = message.slice(0, 1);
      running.set(key, (running.get(key) ?? 0) + 1);
      most = Math.max(most, running.get(key) ?? 0);
      together = Math.max(together, [...running.values()].filter(Boolean).length);
      await new Promise((go) => setTimeout(go, 5));
      running.set(key, (running.get(key) ?? 0) - 1);
      return ok(undefined);
    },
  });
  expect(await handler(makeBatch(['a1', 'b1', 'a2', 'b2']))).toEqual({ batchItemFailures: [] });
  expect({ most, together }).toEqual({ most: 1, together: 2 });
});
