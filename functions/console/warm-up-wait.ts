import { Temporal } from 'temporal-polyfill';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { fullBecause, roomIn, warmDayOf } from '../../shared/domain/reputation/warm-up.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { loadWarm } from '../../shared/store/warm-up.ts';

/**
 * Why one that is due does not go today, as far as that is the warm-up of the brand's sender: what has no room is left
 * where it is, so its own trace does not know.
 */
export async function waitsIn(id: string): Promise<(followUp: FollowUp) => string | undefined> {
  const now = Temporal.Now.instant();
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
