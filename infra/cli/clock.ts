import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Client } from './client.ts';
import type { Progress } from './progress.ts';

const clock = z.object({ now: z.string(), until: z.string().optional() });

/** What time it is in a local system, whose clock may have been moved. */
export const localNow = async (client: Client): Promise<string> =>
  clock.parse(await client.call('GET', '/local/clock')).now;

/** What time it is in a system: a deployed one has no clock of its own, and no answer. */
export const systemNow = (client: Client): Promise<string> =>
  localNow(client).catch(() => new Date().toISOString());

/** Milliseconds between two looks at how far it is. */
const LOOK = 300;

/** Moves the clock of a local system; a year of a large brand takes minutes, so how far it is is shown meanwhile. */
export async function moveClock(
  client: Client,
  wish: { advance: string } | { now: string },
  progress: Progress,
): Promise<unknown> {
  const from = Date.parse(await localNow(client));
  const moving = client.call('POST', '/local/clock', wish);
  const ended = moving.then(
    () => true,
    () => true,
  );
  try {
    while (!(await Promise.race([ended, sleep(LOOK, false)]))) {
      const { now, until } = clock.parse(await client.call('GET', '/local/clock'));
      if (until !== undefined)
        progress.show(
          (Date.parse(now) - from) / Math.max(1, Date.parse(until) - from),
          now.slice(0, 'YYYY-MM-DD'.length),
        );
    }
  } finally {
    progress.end();
  }
  return moving;
}
