import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../shared/contract/brand.ts';
import type { FollowUpKey } from '../../shared/contract/follow-up.ts';
import { METRIC } from '../../shared/contract/names.ts';
import { haltedBecause, limitsOf } from '../../shared/domain/reputation/breaker.ts';
import { bouncesAgainAndAgain } from '../../shared/domain/reputation/soft-bounces.ts';
import { iso } from '../../shared/domain/time/waits.ts';
import { loadBrand, readBrand } from '../../shared/store/brands.ts';
import { listFollowUps } from '../../shared/store/follow-ups.ts';
import { countOutcomes, loadOutcomes } from '../../shared/store/reputation.ts';
import { suppress } from '../../shared/store/suppressions.ts';
import { changeSettings } from '../../shared/work/life/settings.ts';
import { count, log } from '../middleware/logger.ts';

/** Who did it, in the audit. */
const ITSELF = 'extramile';

/** Stops the brand when its complaints or bounces are too many. Asked after each of them: they are rare. */
export async function watchReputation(id: string, now: Temporal.Instant): Promise<void> {
  const brand = await readBrand(id);
  if (!brand || brand.halted) return;
  const { reputation, judgedSince: since } = brand;
  const reason = haltedBecause(await loadOutcomes(id, now), { now, reputation, since });
  if (reason !== undefined) await halt(brand, reason, now);
}

/** Whoever changed the settings at this moment knows better; the next report judges anew. */
async function halt({ id, revision = 0 }: Brand, reason: string, now: Temporal.Instant): Promise<void> {
  const settings = { paused: true, halted: { at: iso(now), reason } };
  const deed = { by: ITSELF, at: iso(now), why: reason };
  const done = await changeSettings({ brand: id, revision, settings, deed });
  if (!done.ok) return;
  count(METRIC.brandHalted, { brand: id });
  log.warn('brand halted', { brand: id, reason });
}

/** Stops an address whose mails come back again and again, each time for a while only. */
export async function watchSoftBounces({ brand, contact }: FollowUpKey, at: string): Promise<void> {
  const settings = await loadBrand(brand);
  const { softBounces } = limitsOf(settings?.reputation);
  const { items } = await listFollowUps({ brand, contact });
  if (bouncesAgainAndAgain(items, softBounces))
    await suppress({ brand, contact, reason: 'bounced-often', at });
}

/** One write for each brand of a batch. A crash before it loses a few that arrived, which makes the judgement stricter. */
export async function countDelivered(brands: readonly string[]): Promise<void> {
  const now = Temporal.Now.instant();
  for (const [brand, all] of Map.groupBy(brands, (each) => each))
    try {
      await countOutcomes({ brand, outcomes: { delivered: all.length }, now });
    } catch (error) {
      log.error('arrived mails not counted', error, { brand, mails: all.length });
    }
}
