import type { Temporal } from 'temporal-polyfill';
import type { Brand, Source } from '../../shared/contract/brand.ts';
import { requireEnv } from '../../shared/contract/env.ts';
import { ENV } from '../../shared/contract/names.ts';
import { partnerBuses, platformOfBus } from '../../shared/contract/partner.ts';
import { fail, ok, type Failure, type Result } from '../../shared/contract/result.ts';
import { findPlatform } from '../../shared/sources/registry.ts';
import type { Platform } from '../../shared/sources/source.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { loadSource } from '../../shared/store/sources.ts';
import type { Turn } from '../middleware/batch.ts';
import { noteSeen } from '../middleware/note-seen.ts';
import { settle, type Line } from '../middleware/settle.ts';
import { type Envelope, toDelivery } from './delivery.ts';

/**
 * Translates what a partner event bus brought as if it had been posted, and puts it on our bus. Nothing is signed: AWS
 * lets nobody but the partner write there. No failure is for good, because a bus does not bring its event twice: it
 * waits as a dead letter until the cause is mended.
 */
export async function take(message: Envelope, { now }: Turn): Promise<Result<Line[]>> {
  const taken = await translateAndSettle(message, now);
  return taken.ok ? taken : { ok: false, failure: { ...taken.failure, retryable: true } };
}

async function translateAndSettle(
  { source: bus, detail }: Envelope,
  now: Temporal.Instant,
): Promise<Result<Line[]>> {
  const place = await findPlace(bus);
  if (!place.ok) return place;
  const { brand, source, platform } = place.value;
  const delivery = toDelivery(platform.id, detail);
  if (!delivery.ok) return delivery;
  const context = { brand: brand.id, source: source.id, receivedAt: now, settings: source.settings };
  const translated = platform.translate(delivery.value, context);
  if (!translated.ok) return translated;
  const settled = await settle(translated.value, { brand, source, now });
  if (settled.ok) await noteSeen({ brand: brand.id, source: source.id, now });
  return settled;
}

type Place = { brand: Brand; source: Source; platform: Platform };

async function findPlace(bus: string): Promise<Result<Place, Failure<'unknown-bus' | 'unknown-source'>>> {
  const known = partnerBuses.parse(JSON.parse(requireEnv(ENV.partnerBuses)));
  const owner = known.find((one) => one.bus === bus);
  if (!owner) return fail('unknown-bus', 'No source is named for this bus.');
  const [brand, source] = await Promise.all([loadBrand(owner.brand), loadSource(owner.brand, owner.source)]);
  const platform = findPlatform(platformOfBus(bus) ?? '');
  if (!brand || !source || !platform || source.platform !== platform.id)
    return fail(
      'unknown-source',
      'The bus is named for a source that is not there or is of another platform.',
    );
  return ok({ brand, source, platform });
}
