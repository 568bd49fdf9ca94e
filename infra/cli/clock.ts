import * as z from 'zod';
import type { Client } from './client.ts';

const clock = z.object({ now: z.string() });

/** What time it is in a local system, whose clock may have been moved. */
export const localNow = async (client: Client): Promise<string> =>
  clock.parse(await client.call('GET', '/local/clock')).now;

/** What time it is in a system: a deployed one has no clock of its own, and no answer. */
export const systemNow = (client: Client): Promise<string> =>
  localNow(client).catch(() => new Date().toISOString());
