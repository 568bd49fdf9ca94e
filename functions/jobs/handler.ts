import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { requireEnv } from '../../shared/contract/env.ts';
import { ENV } from '../../shared/contract/names.ts';
import { privacyMessage } from '../../shared/contract/privacy.ts';
import { backFillRequest, type BackFilled } from '../middleware/back-fill.ts';
import { batchHandler } from '../middleware/batch.ts';
import { log } from '../middleware/logger.ts';
import { backFill } from './back-fill.ts';
import { actOn } from './privacy.ts';
import { type Seeded, seedDemo } from './seed-demo.ts';

/** What an operator may ask for, as the payload of a direct invocation. */
const request = z.discriminatedUnion('job', [
  z.strictObject({
    job: z.literal('seed-demo'),
    /** Where shops post to, `/hooks` included; default: the address of the stage. */
    hooksUrl: z.url().optional(),
  }),
  backFillRequest.extend({ job: z.literal('back-fill') }),
]);

export type Done = ({ done: true } & Seeded) | BackFilled;

const requests = batchHandler({
  room: 'jobs',
  parse: (body) => privacyMessage.parse(JSON.parse(body)),
  // The same request twice is done one after the other.
  keyOf: (message) => message.request.id,
  handle: actOn,
});

const isBatch = (event: unknown): event is SQSEvent =>
  typeof event === 'object' && event !== null && 'Records' in event && Array.isArray(event.Records);

/**
 * Runs one job to its end, or its next slice: `done` tells. An unknown job and a failed one throw: the invoker sees a
 * function error. What its queue brings are requests about somebody's data.
 */
export async function handler(
  event: unknown,
  context?: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<Done | SQSBatchResponse> {
  if (isBatch(event)) return requests(event, context);
  const asked = request.parse(event);
  return asked.job === 'back-fill'
    ? backFill(asked)
    : seed(asked.hooksUrl ?? `${requireEnv(ENV.pagesUrl)}/hooks`);
}

async function seed(hooksUrl: string): Promise<Done> {
  const seeded = await seedDemo(hooksUrl);
  log.info('demo seeded', { created: seeded.created.length });
  return { done: true, ...seeded };
}
