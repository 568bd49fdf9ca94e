import { requireEnv } from '../contract/env.ts';
import { ENV } from '../contract/names.ts';
import type { PrivacyMessage } from '../contract/privacy.ts';
import type { Failure, Result } from '../contract/result.ts';
import { keepOnQueue } from './queue.ts';

/**
 * Puts requests about somebody's data, or the next slices of them, on the queue of `jobs`; one that came twice is done
 * once. Each goes alone, since the orders it names may fill a message.
 */
export const queuePrivacy = (
  messages: readonly PrivacyMessage[],
): Promise<Result<void, Failure<'queue-unavailable'>>> =>
  keepOnQueue(messages, {
    url: requireEnv(ENV.privacyQueue),
    atOnce: 1,
    otherwise: 'The request could not be kept; please send it again.',
  });
