import { Temporal } from 'temporal-polyfill';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { doubtOf } from '../../shared/domain/ledger/doubt.ts';
import { fullBecause, roomIn, warmDayOf } from '../../shared/domain/reputation/warm-up.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { loadWarm } from '../../shared/store/warm-up.ts';

/** What is so at this moment, and not in the trace, which tells what has happened so far. */
type Present = {
  waits: string | undefined;
  doubt: string | undefined;
};

export async function presentIn(brand: string): Promise<(followUp: FollowUp) => Present> {
  const now = Temporal.Now.instant();
  const waits = await waitsIn(brand, now);
  return (followUp) => ({ waits: waits(followUp), doubt: doubtOf(followUp, now) });
}

/**
 * Why one that is due does not go today, as far as that is the warm-up of the brand's sender: what has no room is left
 * where it is, so its own trace does not know.
 */
async function waitsIn(
  id: string,
  now: Temporal.Instant,
): Promise<(followUp: FollowUp) => string | undefined> {
  const brand = await loadBrand(id);
  const warm = brand && warmDayOf(brand, now);
  if (!warm) return () => undefined;
  const { most, mostMarketing } = roomIn(warm, (await loadWarm([{ brand: id, warm }])).get(id));
  return (followUp) => {
    const room = followUp.purpose === 'marketing' ? mostMarketing : most;
    return room === 0 && isLeft(followUp, now) ? fullBecause(followUp, warm, brand.timezone) : undefined;
  };
}

/** Due, and in nobody's hands. */
const isLeft = ({ state, dueAt, leaseUntil = dueAt }: FollowUp, now: Temporal.Instant): boolean =>
  (state === 'planned' || state === 'queued') && Date.parse(leaseUntil) <= now.epochMilliseconds;
