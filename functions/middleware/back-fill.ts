import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Brand, Source } from '../../shared/contract/brand.ts';
import { id, moment } from '../../shared/contract/primitives.ts';
import { fail, ok, type Failure, type Result } from '../../shared/contract/result.ts';
import { loadCredential } from '../../shared/clients/secrets.ts';
import { findPlatform } from '../../shared/sources/registry.ts';
import type { BackFill, BackFillRange, Platform } from '../../shared/sources/source.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { readSource } from '../../shared/store/sources.ts';
import { baseOf } from '../../shared/work/api/address.ts';
import { createAsker } from '../../shared/work/api/ask.ts';
import { emptyTally, feedPage, readPage, type Ground, type Tally } from './back-fill-page.ts';

export const backFillRequest = z.strictObject({
  brand: id,
  source: id,
  from: moment,
  /** Orders made before its end; everything by default. */
  to: moment.optional(),
  /** Of the last answer, to go on from there. */
  cursor: z.string().min(1).max(200).optional(),
});
export type BackFillRequest = z.infer<typeof backFillRequest>;

/** What one slice came to. While it is not `done`, ask again with the `cursor`, after `wait` seconds where it says so. */
export type BackFilled = Tally & { done: boolean; cursor?: string; wait?: number };

export type BackFillFailure = Failure<'not-found' | 'invalid'> | Failure;

/**
 * Reads missed orders from the platform's API and feeds them through the door of the webhooks, until `until` (of
 * `performance.now()`) or the end. What the webhooks had told already is the same event again and changes nothing. A
 * fault after the first page ends the slice early; the next one then starts with it and tells.
 */
export async function backFillSlice(
  request: BackFillRequest,
  until: number,
): Promise<Result<BackFilled, BackFillFailure>> {
  const prepared = await prepare(request);
  if (!prepared.ok) return prepared;
  const { ground, range } = prepared.value;
  const tally = emptyTally();
  let cursor = request.cursor;
  do {
    const step = await onePage(ground, { ...range, ...(cursor !== undefined && { cursor }) }, tally);
    if (!step.ok) return pause(step.failure, { tally, cursor });
    cursor = step.value;
    if (cursor === undefined) return ok({ done: true, ...tally });
  } while (performance.now() < until);
  return ok({ done: false, cursor, ...tally });
}

async function onePage(
  ground: Ground,
  range: BackFillRange,
  tally: Tally,
): Promise<Result<string | undefined>> {
  const page = await readPage(ground, range);
  if (!page.ok) return page;
  const fed = await feedPage(ground, page.value.deliveries, tally);
  return fed.ok ? ok(page.value.cursor) : fed;
}

function pause(
  failure: Failure,
  { tally, cursor }: { tally: Tally; cursor: string | undefined },
): Result<BackFilled> {
  const wait = 'wait' in failure && typeof failure.wait === 'number' ? Math.ceil(failure.wait) : undefined;
  if (tally.pages === 0 && wait === undefined) return { ok: false, failure };
  return ok({
    done: false,
    ...(cursor !== undefined && { cursor }),
    ...(wait !== undefined && { wait }),
    ...tally,
  });
}

type Prepared = { ground: Ground; range: BackFillRange };

async function prepare(request: BackFillRequest): Promise<Result<Prepared, BackFillFailure>> {
  const now = Temporal.Now.instant();
  const place = await findPlace(request);
  if (!place.ok) return place;
  const { brand, source, platform, backFill } = place.value;
  const range = readRange(request, brand.timezone);
  const fault = faultOf(range, { name: platform.name, reachDays: backFill.reachDays, now });
  if (fault) return fail('invalid', fault);
  const base = baseOf(backFill, source.settings);
  if (!base.ok) return fail('invalid', base.failure.message);
  const credential = await loadCredential(brand.id, source.id);
  if (credential === undefined)
    return fail(
      'invalid',
      `What opens ${platform.name}’s API is not stored for this source: store it by "source rotate".`,
    );
  const ask = createAsker({ api: backFill, base: base.value, source, credential, now });
  return ok({ ground: { brand, source, platform, backFill, ask, now }, range });
}

type Place = { brand: Brand; source: Source; platform: Platform; backFill: BackFill };

async function findPlace(request: BackFillRequest): Promise<Result<Place, BackFillFailure>> {
  const [brand, source] = await Promise.all([
    loadBrand(request.brand),
    readSource(request.brand, request.source),
  ]);
  if (!brand || !source) return fail('not-found', 'There is no such brand or source.');
  const platform = findPlatform(source.platform);
  if (!platform?.backFill)
    return fail('invalid', `${platform?.name ?? source.platform} cannot be asked for missed orders.`);
  return ok({ brand, source, platform, backFill: platform.backFill });
}

function readRange({ from, to }: BackFillRequest, timezone: string): BackFillRange {
  const end = to === undefined ? undefined : toInstant(to, timezone, { days: 1 });
  return { from: toInstant(from, timezone), ...(end && { to: end }) };
}

/** A day begins in the brand's zone; `days` are added to a day only. */
function toInstant(given: string, timezone: string, { days } = { days: 0 }): Temporal.Instant {
  if (given.includes('T')) return Temporal.Instant.from(given);
  return Temporal.PlainDate.from(given).add({ days }).toZonedDateTime(timezone).toInstant();
}

function faultOf(
  { from, to }: BackFillRange,
  { name, reachDays, now }: { name: string; reachDays: number | undefined; now: Temporal.Instant },
): string | undefined {
  if (Temporal.Instant.compare(from, now) > 0) return 'It would begin in the future.';
  if (to && Temporal.Instant.compare(from, to) >= 0) return 'It would end before it begins.';
  if (reachDays === undefined) return undefined;
  const earliest = now.subtract({ hours: reachDays * 24 });
  return Temporal.Instant.compare(from, earliest) < 0
    ? `${name} tells of the last ${reachDays} days only: begin at ${earliest.toString().slice(0, 16)}Z or later.`
    : undefined;
}
