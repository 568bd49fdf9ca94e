import { Temporal } from 'temporal-polyfill';
import type { Brand, Source } from '../../shared/contract/brand.ts';
import { MAX_BODY_BYTES, METRIC } from '../../shared/contract/names.ts';
import { id } from '../../shared/contract/primitives.ts';
import { fail } from '../../shared/contract/result.ts';
import { findPlatform } from '../../shared/sources/registry.ts';
import type { Platform } from '../../shared/sources/source.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { loadSource } from '../../shared/store/sources.ts';
import { jsonResponse, refuseHook, type HttpFailure, type HttpResponse } from '../middleware/error-map.ts';
import { createHttpHandler, type HttpRequest } from '../middleware/http.ts';
import { count, log } from '../middleware/logger.ts';
import { noteSeen } from '../middleware/note-seen.ts';
import { settle } from '../middleware/settle.ts';
import { answerKnock } from './knock.ts';
import { noteRefused } from './note-refused.ts';
import { verifyDelivery } from './verify.ts';

const { failure: TOO_LARGE } = fail('too-large', 'The body is larger than 1 MB.');

/** A webhook: genuine? which events? On the bus, and only then a 2xx. */
async function receive(request: HttpRequest): Promise<HttpResponse> {
  const door = await findDoor(request.parameters);
  if (!door) return refuseHook(fail('unknown-source', 'There is no such brand or source.').failure);
  const knock = answerKnock(request);
  if (knock) return knock;
  if (request.body.length > MAX_BODY_BYTES) return turnAway(TOO_LARGE, door, METRIC.bodyRejected);
  const now = Temporal.Now.instant();
  const delivery = { raw: request.body, headers: request.headers, query: request.query };
  const { brand, source, platform } = door;
  if (platform.knock?.(delivery)) return jsonResponse(200, { events: [] });
  const genuine = await verifyDelivery(delivery, { source, platform, now });
  if (!genuine.ok) return turnAway(genuine.failure, door, METRIC.signatureRejected);
  const context = { brand: brand.id, source: source.id, receivedAt: now, settings: source.settings };
  const translated = platform.translate(delivery, context);
  if (!translated.ok) return turnAway(translated.failure, door, METRIC.bodyRejected);
  const settled = await settle(translated.value, { brand, source, now });
  if (!settled.ok) return turnAway(settled.failure, door);
  await noteSeen({ brand: brand.id, source: source.id, now });
  return jsonResponse(platform.okStatus, { events: settled.value });
}

type Door = {
  brand: Brand;
  source: Source;
  platform: Platform;
};

async function findDoor(parameters: Record<string, string>): Promise<Door | undefined> {
  const brandId = id.safeParse(parameters['brand']);
  const sourceId = id.safeParse(parameters['source']);
  if (!brandId.success || !sourceId.success) return undefined;
  const [brand, source] = await Promise.all([
    loadBrand(brandId.data),
    loadSource(brandId.data, sourceId.data),
  ]);
  const platform = source && findPlatform(source.platform);
  if (source && !platform)
    log.warn('source of an unknown platform', { brand: brandId.data, source: source.id });
  return brand && source && platform ? { brand, source, platform } : undefined;
}

async function turnAway(failure: HttpFailure, { source }: Door, metric?: string): Promise<HttpResponse> {
  const dimensions = { brand: source.brand, source: source.id };
  if (metric && !failure.retryable) count(metric, dimensions);
  log.warn('webhook refused', { ...dimensions, reason: failure.kind });
  if (!failure.retryable)
    await noteRefused({ ...dimensions, reason: failure.kind, now: Temporal.Now.instant() });
  return refuseHook(failure);
}

export const handler = createHttpHandler(receive);
