import { followUpKey } from '../../shared/contract/follow-up.ts';
import { batchHandler } from '../middleware/batch.ts';
import { sendFollowUp } from './send-follow-up.ts';

export const handler = batchHandler({
  room: 'send',
  parse: (body) => followUpKey.parse(JSON.parse(body)),
  // Each takes a send slot of its person: of one person they would only get into each other's way.
  keyOf: ({ brand, contact }) => `${brand} ${contact}`,
  handle: sendFollowUp,
});
