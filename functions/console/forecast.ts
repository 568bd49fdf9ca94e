import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Brand } from '../../shared/contract/brand.ts';
import { instant } from '../../shared/contract/primitives.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { PRICE } from '../../shared/domain/ledger/price.ts';
import { iso } from '../../shared/domain/time/waits.ts';
import { overDay, overIn, soFar } from '../../shared/work/rehearse/forecast-over.ts';
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
import { packCursor, unpackCursor } from './page.ts';
import { price } from './replay.ts';
import type { Resource } from './resource.ts';

const wish = z.strictObject({
  /** Days of the brand's zone, today among them. */
  days: z.number().int().min(1).max(400).default(30),
  /** Every mail one by one, too. */
  list: z.boolean().default(false),
  /** Of the last answer, to go on from there. */
  cursor: z.string().max(1000).optional(),
  /** What the answers before came to, added up by day: mails of all rules, and marketing. */
  before: soFar.optional(),
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
  /** Days that are too full, by this answer and what was sent as `before`: it holds of the whole when it is `done`. */
  over: z.array(overDay),
});

/** Milliseconds; a page that has begun is finished. */
const SLICE = 8000;

/**
 * `POST …/forecast`: how many mails go on each of the next days, by rule, of what waits and of dates to come, if nothing
 * more happens. Each answer holds a part of the people; whoever asks goes on with the `cursor` until it is `done` and adds the
 * parts up; with what came `before` the last tells on which days that is more than the warm-up or SES's quota lets go.
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
        const from = placeOf(call.body.cursor);
        if (!from) return fail('invalid', 'This cursor is not of a forecast.');
        return ok(await forecastFrom(from, found.value, call.body));
      },
    }),
  },
};

/** Where it goes on, and when it began if that was in an earlier answer. */
const place = z.strictObject({ place: forecastCursor, begun: instant.optional() });
type Place = z.infer<typeof place>;

async function forecastFrom(
  from: Place,
  brand: Brand,
  { days, list, before }: z.output<typeof wish>,
): Promise<z.output<typeof part>> {
  const { rules } = await loadLive(brand.id);
  const now = Temporal.Now.instant();
  const begun = from.begun === undefined ? undefined : Temporal.Instant.from(from.begun);
  const of = prepareForecast({ brand, rules, days, list, now, begun });
  const until = performance.now() + SLICE;
  let sum = emptyForecast();
  let cursor: ForecastCursor | undefined = from.place;
  do {
    const slice: Awaited<ReturnType<typeof forecastSlice>> = await forecastSlice(of, cursor);
    sum = addForecast(sum, slice.part);
    ({ cursor } = slice);
  } while (cursor && performance.now() < until);
  return {
    done: cursor === undefined,
    ...(cursor && packCursor({ place: cursor, begun: iso(begun ?? now) })),
    progress: cursor ? progressOf(of, cursor) : 1,
    from: of.now.toZonedDateTimeISO(brand.timezone).toPlainDate().toString(),
    timezone: brand.timezone,
    price: PRICE,
    over: await overIn(of, sum, before),
    ...sum,
    ...(sum.mails && { mails: sum.mails.toSorted((a, b) => (a.at < b.at ? -1 : 1)) }),
  };
}

function placeOf(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return { place: { shard: 0 } };
  const found = unpackCursor(cursor, place);
  return found.ok ? found.value : undefined;
}
