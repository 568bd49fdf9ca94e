import { setTimeout as wait } from 'node:timers/promises';
import type { Temporal } from 'temporal-polyfill';
import { log } from './logger.ts';

const MOST_KNOWN = 1000;
/** Milliseconds that a shop may wait for our bookkeeping, once a minute. */
const PATIENCE = 250;

export type Counted = { brand: string; source: string; now: Temporal.Instant };

/**
 * Bookkeeping at most once a minute, source and container: what came in between is added the next time. It may fail or
 * take its time without costing the shop its answer, and whoever floods us makes us write no more for it.
 */
export function sparingly<T extends Counted>(
  record: (of: T, count: number) => Promise<void>,
  detailOf: (of: T) => string = () => '',
): (of: T) => Promise<void> {
  const written = new Map<string, { minute: number; more: number }>();
  return async (of) => {
    const key = `${of.brand}/${of.source}/${detailOf(of)}`;
    const minute = Math.floor(of.now.epochMilliseconds / 60_000);
    const last = written.get(key);
    if (last?.minute === minute) {
      last.more += 1;
      return;
    }
    if (written.size >= MOST_KNOWN) written.clear();
    written.set(key, { minute, more: 0 });
    const recorded = record(of, 1 + (last?.more ?? 0)).catch((error: unknown) => {
      // The next webhook tries again.
      written.delete(key);
      log.error('arrival not kept', error, { brand: of.brand, source: of.source });
    });
    await Promise.race([recorded, wait(PATIENCE, undefined, { ref: false })]);
  };
}
