import { requireEnv } from '../contract/env.ts';
import type { LookUpMessage } from '../contract/look-up.ts';
import { ENV } from '../contract/names.ts';
import type { Failure, Result } from '../contract/result.ts';
import { keepOnQueue } from './queue.ts';

/**
 * Puts what has to be asked for on the fetch queue; it comes out after `delay` seconds, 900 at most. Asking twice does
 * no harm, forgetting to ask would.
 */
export const queueLookUps = (
  messages: readonly LookUpMessage[],
  delay = 0,
): Promise<Result<void, Failure<'queue-unavailable'>>> =>
  keepOnQueue(messages, {
    url: requireEnv(ENV.fetchQueue),
    delay,
    atOnce: 10,
    otherwise: 'The webhook could not be kept; please send it again.',
  });
