import { setTimeout as wait } from 'node:timers/promises';
import type { Temporal } from 'temporal-polyfill';
import { recordSeen } from '../../shared/store/rhythm.ts';
import { log } from '../middleware/logger.ts';

/** By `{brand}/{source}`: the minute that was written, and how many came in it after that. */
const written = new Map<string, { minute: number; more: number }>();
const MOST_KNOWN = 1000;
/** Milliseconds that a shop may wait for our bookkeeping, once a minute. */
const PATIENCE = 250;

/**
 * Notes that the source speaks: at most one write a minute and container, after the bus has the event. It may fail or
 * take its time without costing the shop its 2xx.
 */
export async function noteSeen(of: { brand: string; source: string; now: Temporal.Instant }): Promise<void> {
  const key = `${of.brand}/${of.source}`;
  const minute = Math.floor(of.now.epochMilliseconds / 60_000);
  const last = written.get(key);
  if (last?.minute === minute) {
    last.more += 1;
    return;
  }
  if (written.size >= MOST_KNOWN) written.clear();
  written.set(key, { minute, more: 0 });
  const recorded = recordSeen({ ...of, count: 1 + (last?.more ?? 0) }).catch((error: unknown) => {
    // The next webhook tries again.
    written.delete(key);
    log.error('last-seen time not kept', error, { brand: of.brand, source: of.source });
  });
  await Promise.race([recorded, wait(PATIENCE, undefined, { ref: false })]);
}
