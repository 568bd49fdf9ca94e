import * as z from 'zod';
import { requireEnv } from '../../shared/contract/env.ts';
import { ENV } from '../../shared/contract/names.ts';
import { log } from '../middleware/logger.ts';
import { type Seeded, seedDemo } from './seed-demo.ts';

/** What an operator may ask for, as the payload of a direct invocation. */
const request = z.discriminatedUnion('job', [
  z.strictObject({
    job: z.literal('seed-demo'),
    /** Where shops post to, `/hooks` included; default: the address of the stage. */
    hooksUrl: z.url().optional(),
  }),
]);

/** Runs one job to its end. An unknown job and a failed one throw: the invoker sees a function error. */
export async function handler(event: unknown): Promise<{ done: true } & Seeded> {
  const asked = request.parse(event);
  const seeded = await seedDemo(asked.hooksUrl ?? `${requireEnv(ENV.pagesUrl)}/hooks`);
  log.info('demo seeded', { created: seeded.created.length });
  return { done: true, ...seeded };
}
