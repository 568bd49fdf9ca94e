import * as z from 'zod';
import { requireEnv } from '../../shared/contract/env.ts';
import { ENV } from '../../shared/contract/names.ts';
import { backFillRequest, type BackFilled } from '../middleware/back-fill.ts';
import { log } from '../middleware/logger.ts';
import { backFill } from './back-fill.ts';
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

/**
 * Runs one job to its end, or its next slice: `done` tells. An unknown job and a failed one throw: the invoker sees a
 * function error.
 */
export async function handler(event: unknown): Promise<Done> {
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
