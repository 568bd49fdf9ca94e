import { batchHandler } from '../middleware/batch.ts';
import { readEnvelope } from './delivery.ts';
import { take } from './take.ts';

export const handler = batchHandler({
  room: 'partner',
  parse: readEnvelope,
  // A bus may bring an event twice, at the same moment even.
  keyOf: ({ id }) => id,
  handle: take,
});
