import { setTimeout as wait } from 'node:timers/promises';
import type { Temporal } from 'temporal-polyfill';
import { log } from './logger.ts';

const MOST_KNOWN = 1000;
/** Milliseconds that a shop may wait for our bookkeeping. */
const PATIENCE = 250;

export type Counted = { brand: string; source: string; now: Temporal.Instant };

/** What may be missing from the count of a burst: a container that is not called again never gets to add it. */
const MOST_MISSING = 0.1;

/**
 * Bookkeeping by source and container that is exact for a few webhooks a minute and short of a tenth at most for many;
 * what is still missing is added the next time. It may fail or take its time without costing the shop its answer, and
 * whoever floods us makes us write a hundred times a minute, not a million.
 */
export function sparingly<T extends Counted>(
  record: (of: T, count: number) => Promise<void>,
  detailOf: (of: T) => string = () => '',
): (of: T) => Promise<void> {
  const written = new Map<string, { minute: number; count: number; more: number }>();
  return async (of) => {
    const key = `${of.brand}/${of.source}/${detailOf(of)}`;
    const minute = Math.floor(of.now.epochMilliseconds / 60_000);
    const last = written.get(key);
    const more = 1 + (last?.more ?? 0);
    const before = last?.minute === minute ? last.count : 0;
    if (last && more < before * MOST_MISSING) {
      last.more = more;
      return;
    }
    if (written.size >= MOST_KNOWN) written.clear();
    written.set(key, { minute, count: before + more, more: 0 });
    const recorded = record(of, more).catch((error: unknown) => {
      // The next webhook tries again.
      written.delete(key);
      log.error('arrival not kept', error, { brand: of.brand, source: of.source });
    });
    await Promise.race([recorded, wait(PATIENCE, undefined, { ref: false })]);
  };
}
