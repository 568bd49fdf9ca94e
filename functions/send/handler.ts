import { followUpKey } from '../../shared/contract/follow-up.ts';
import { followUpId } from '../../shared/domain/people/identity.ts';
import { batchHandler } from '../middleware/batch.ts';
import { sendFollowUp } from './send-follow-up.ts';

export const handler = batchHandler({
  room: 'send',
  parse: (body) => followUpKey.parse(JSON.parse(body)),
  keyOf: followUpId,
  handle: sendFollowUp,
});
