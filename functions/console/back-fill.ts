import * as z from 'zod';
import { type Failure, fail } from '../../shared/contract/result.ts';
import { log } from '../middleware/logger.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

/** Milliseconds; a page that has begun is read to its end, within the time of the function. */
const SLICE = 4000;

const wish = z.strictObject({
  from: z.string().max(40),
  to: z.string().max(40).optional(),
  cursor: z.string().max(200).optional(),
});

const counts = z.record(z.string(), z.number().int());

/** While it is not `done`, ask again with the `cursor`, after `wait` seconds where it says so. */
const slice = z.object({
  done: z.boolean(),
  cursor: z.string().optional(),
  wait: z.number().int().optional(),
  pages: z.number().int(),
  /** Webhooks that the platform would have posted. */
  read: z.number().int(),
  /** By kind of event. */
  accepted: counts,
  /** By reason. */
  ignored: counts,
});

/**
 * `…/sources/{source}/back-fill`: POST reads the next slice of what was missed, as long as somebody may wait for an
 * answer. Whoever asks goes on with the `cursor` until it is `done`.
 */
export const backFills: Resource = {
  path: 'sources/{source}/back-fill',
  operations: {
    POST: operation({
      role: 'admin',
      summary: 'Reads the next slice of missed orders from the platform’s own API.',
      body: wish,
      answer: slice,
      refusals: ['not-found', 'bus-unavailable', 'queue-unavailable', 'platform-fault'],
      example: { body: { from: '2026-11-01' } },
      run: async ({ brand, parameters, body, by }) => {
        // Only this call needs the bus and the platforms' APIs: the others start without them.
        const { backFillRequest, backFillSlice } = await import('../middleware/back-fill.ts');
        const request = backFillRequest.safeParse({ ...body, brand, source: parameters['source'] });
        if (!request.success) return fail('invalid', z.prettifyError(request.error));
        const read = await backFillSlice(request.data, performance.now() + SLICE);
        if (!read.ok) return { ok: false, failure: asHttp(read.failure) };
        const { done, pages, read: count } = read.value;
        log.info('back-fill', { brand, source: request.data.source, by, done, pages, read: count });
        return read;
      },
    }),
  },
};

const OURS = ['not-found', 'invalid', 'bus-unavailable', 'queue-unavailable'] as const;

/** What is wrong with the request is said as such; all else is the platform's or its credential's fault. */
function asHttp({ kind, message, retryable }: Failure): Failure<(typeof OURS)[number] | 'platform-fault'> {
  return { kind: OURS.find((known) => known === kind) ?? 'platform-fault', message, retryable };
}
