import * as z from 'zod';
import { type Failure, type Result, fail } from '../../shared/contract/result.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { log } from '../middleware/logger.ts';
import type { Call, Resource } from './resource.ts';

/** Milliseconds; a page that has begun is read to its end, within the time of the function. */
const SLICE = 4000;

const wish = z.strictObject({
  from: z.string().max(40),
  to: z.string().max(40).optional(),
  cursor: z.string().max(200).optional(),
});

/**
 * `…/sources/{source}/back-fill`: POST reads the next slice of what was missed, as long as somebody may wait for an
 * answer. Whoever asks goes on with the `cursor` until it is `done`.
 */
export const backFills: Resource = {
  path: 'sources/{source}/back-fill',
  operations: { POST: { role: 'admin', run: backFill } },
};

async function backFill({ brand, parameters, body, by }: Call): Promise<Result<object, HttpFailure>> {
  // Only this call needs the bus and the platforms' APIs: the others start without them.
  const { backFillRequest, backFillSlice } = await import('../middleware/back-fill.ts');
  const asked = wish.pipe(z.transform((given) => ({ ...given, brand, source: parameters['source'] })));
  const request = asked.pipe(backFillRequest).safeParse(body);
  if (!request.success) return fail('invalid', z.prettifyError(request.error));
  const slice = await backFillSlice(request.data, performance.now() + SLICE);
  if (!slice.ok) return { ok: false, failure: asHttp(slice.failure) };
  const { done, pages, read } = slice.value;
  log.info('back-fill', { brand, source: request.data.source, by, done, pages, read });
  return slice;
}

/** What is wrong with the request is said as such; all else is the platform's or its credential's fault. */
function asHttp({ kind, message, retryable }: Failure): HttpFailure {
  const ours = ['not-found', 'invalid', 'bus-unavailable', 'queue-unavailable'] as const;
  return { kind: ours.find((known) => known === kind) ?? 'platform-fault', message, retryable };
}
