import { queueFollowUps } from '../../shared/clients/send-queue.ts';
import type { FollowUpKey } from '../../shared/contract/follow-up.ts';
import { log } from '../middleware/logger.ts';

/** Puts what is due already on the send queue. When that fails, the lease in the ledger brings the follow-up back. */
export async function accelerate(followUps: readonly FollowUpKey[]): Promise<void> {
  if (followUps.length === 0) return;
  try {
    const { failed } = await queueFollowUps(followUps);
    if (failed > 0) log.warn('follow-ups not queued at once', { failed });
  } catch (error) {
    log.error('follow-ups not queued at once', error, { count: followUps.length });
  }
}
