import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Brand } from '../../shared/contract/brand.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { PRICE } from '../../shared/domain/ledger/price.ts';
import { addForecast, emptyForecast, forecastPart } from '../../shared/work/rehearse/forecast-part.ts';
import {
  type ForecastCursor,
  forecastCursor,
  forecastSlice,
  prepareForecast,
  progressOf,
} from '../../shared/work/rehearse/forecast.ts';
import { loadLive } from '../../shared/store/rules.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import { price } from './replay.ts';
import type { Resource } from './resource.ts';

const wish = z.strictObject({
  /** Days of the brand's zone, today among them. */
  days: z.number().int().min(1).max(400).default(30),
  /** Every mail one by one, too. */
  list: z.boolean().default(false),
  /** Of the last answer, to go on from there. */
  cursor: z.string().max(1000).optional(),
});

/** The parts of all answers are added up by whoever asks. */
const part = forecastPart.extend({
  done: z.boolean(),
  cursor: z.string().optional(),
  /** From 0 to 1. */
  progress: z.number(),
  /** The first of the days, and the brand's zone, in which they are counted. */
  from: z.iso.date(),
  timezone: z.string(),
  price,
});

/** Milliseconds; a page that has begun is finished. */
const SLICE = 8000;

/**
 * `POST …/forecast`: how many mails go on each of the next days, by rule, of what waits and of dates to come, if nothing
 * more happens. Each answer holds a part of the people; whoever asks goes on with the `cursor` until it is `done` and adds the parts up.
 */
export const forecast: Resource = {
  path: 'forecast',
  operations: {
    POST: operation({
      role: 'viewer',
      summary:
        'Tells how many mails go on each of the next days, by rule: of what waits, and of dates to come; nothing is written.',
      body: wish.prefault({}),
      answer: part,
      refusals: ['not-found'],
      example: { body: { days: 30 } },
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        const cursor = placeOf(call.body.cursor);
        if (!cursor) return fail('invalid', 'This cursor is not of a forecast.');
        return ok(await forecastFrom(cursor, found.value, call.body));
      },
    }),
  },
};

async function forecastFrom(
  first: ForecastCursor,
  brand: Brand,
  { days, list }: { days: number; list: boolean },
): Promise<z.output<typeof part>> {
  const { rules } = await loadLive(brand.id);
  const of = prepareForecast({ brand, rules, days, list, now: Temporal.Now.instant() });
  const until = performance.now() + SLICE;
  let sum = emptyForecast();
  let cursor: ForecastCursor | undefined = first;
  do {
    const slice: Awaited<ReturnType<typeof forecastSlice>> = await forecastSlice(of, cursor);
    sum = addForecast(sum, slice.part);
    ({ cursor } = slice);
  } while (cursor && performance.now() < until);
  return {
    done: cursor === undefined,
    ...(cursor && { cursor: Buffer.from(JSON.stringify(cursor)).toString('base64url') }),
    progress: cursor ? progressOf(of, cursor) : 1,
    from: of.now.toZonedDateTimeISO(brand.timezone).toPlainDate().toString(),
    timezone: brand.timezone,
    price: PRICE,
    ...sum,
  };
}

function placeOf(cursor: string | undefined): ForecastCursor | undefined {
  if (cursor === undefined) return { shard: 0 };
  try {
    return forecastCursor.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
