import { lookUpMessage } from '../../shared/contract/look-up.ts';
import { batchHandler } from '../middleware/batch.ts';
import { complete } from './complete.ts';

export const handler = batchHandler({
  room: 'fetch',
  parse: (body) => lookUpMessage.parse(JSON.parse(body)),
  // Two webhooks about one thing ask one after the other, so that the second may find the answer remembered.
  keyOf: ({ brand, source, thin }) => JSON.stringify([brand, source, thin.resource, thin.params]),
  handle: complete,
});
