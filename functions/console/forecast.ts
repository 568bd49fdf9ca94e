import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { PRICE } from '../../shared/domain/ledger/price.ts';
import {
  type ForecastCursor,
  addForecast,
  emptyForecast,
  forecastCursor,
  forecastSlice,
  progressOf,
} from '../../shared/work/rehearse/forecast.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { findBrand } from './find-brand.ts';
import type { Call, Resource } from './resource.ts';

const wish = z.strictObject({
  /** Days of the brand's zone, today among them. */
  days: z.number().int().min(1).max(400).default(30),
  /** Of the last answer, to go on from there. */
  cursor: z.string().max(1000).optional(),
});

/** Milliseconds; a page that has begun is finished. */
const SLICE = 8000;

/**
 * `POST …/forecast`: how many mails go on each of the next days, by rule, of what waits, if nothing more happens. Each
 * answer holds a part of the people; whoever asks goes on with the `cursor` until it is `done` and adds the parts up.
 */
export const forecast: Resource = { path: 'forecast', operations: { POST: { role: 'viewer', run } } };

async function run(call: Call): Promise<Result<object, HttpFailure>> {
  const asked = wish.safeParse(call.body ?? {});
  if (!asked.success) return fail('invalid', z.prettifyError(asked.error));
  const found = await findBrand(call);
  if (!found.ok) return found;
  let cursor = placeOf(asked.data.cursor);
  if (!cursor) return fail('invalid', 'This cursor is not of a forecast.');
  const brand = found.value;
  const of = { brand, days: asked.data.days, now: Temporal.Now.instant() };
  const until = performance.now() + SLICE;
  let part = emptyForecast();
  do {
    const slice: Awaited<ReturnType<typeof forecastSlice>> = await forecastSlice(of, cursor);
    part = addForecast(part, slice.part);
    ({ cursor } = slice);
  } while (cursor && performance.now() < until);
  const rest = { from: of.now.toZonedDateTimeISO(brand.timezone).toPlainDate().toString(), price: PRICE };
  return ok({
    done: cursor === undefined,
    ...(cursor && { cursor: Buffer.from(JSON.stringify(cursor)).toString('base64url') }),
    progress: cursor ? progressOf(of, cursor) : 1,
    timezone: brand.timezone,
    ...rest,
    ...part,
  });
}

function placeOf(cursor: string | undefined): ForecastCursor | undefined {
  if (cursor === undefined) return { shard: 0 };
  try {
    return forecastCursor.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
