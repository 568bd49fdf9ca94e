import type { Context } from 'aws-lambda';
import { Temporal } from 'temporal-polyfill';
import { celebrationsOf, lookedFor } from '../../shared/domain/time/calendar.ts';
import { iso } from '../../shared/domain/time/waits.ts';
import { askBrands } from '../../shared/store/brands.ts';
import {
  type CalendarState,
  calendarOf,
  forgetArrival,
  readCalendars,
  saveThrough,
} from '../../shared/store/calendar.ts';
import { DateLists } from '../../shared/store/dates.ts';
import { log } from '../middleware/logger.ts';
import { type Looked, lookAt } from './look-at.ts';
import { nextDay } from './next-day.ts';

/** What is left of the function's time when it stops looking; the longest page takes a fraction of it. */
const RESERVE = 20_000;

export type Run = {
  events: number;
  /** Whether every open day was looked at; if not, the next run goes on where this one stopped. */
  done: boolean;
  /** When the next local day begins on which somebody may have a date: until then there is nothing new to look at. */
  next: string | null;
};

type BrandRun = Looked & { next: Temporal.Instant };

/** Puts the dates of all local days that are open now on the bus, brand by brand. */
export async function handler(
  _tick: unknown,
  context?: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<Run> {
  const now = Temporal.Now.instant();
  const left = context?.getRemainingTimeInMillis() ?? Infinity;
  const until = performance.now() + left - RESERVE;
  const runs: BrandRun[] = [];
  const faults: unknown[] = [];
  for (const items of await askBrands(readCalendars)) {
    try {
      const state = await calendarOf(items);
      if (state) runs.push(await runBrand(state, { now, until }));
    } catch (fault) {
      faults.push(fault);
    }
  }
  const events = runs.reduce((sum, run) => sum + run.events, 0);
  const done = runs.every((run) => run.done);
  if (events > 0 || !done) log.info('dates told', { events, done });
  // Only now: one brand must not hold up the others, but somebody has to hear of it.
  if (faults.length > 0) throw faults[0];
  const next = runs.map((run) => run.next.epochMilliseconds);
  return {
    events,
    done,
    next: next.length > 0 ? iso(Temporal.Instant.fromEpochMilliseconds(Math.min(...next))) : null,
  };
}

async function runBrand(
  state: CalendarState,
  time: { now: Temporal.Instant; until: number },
): Promise<BrandRun> {
  const { brand, zones, rules, arrivals, through = time.now, wanted } = state;
  const anew = new Set(arrivals.map(({ zone }) => zone));
  const lists = new DateLists(brand.id);
  const asked = lookedFor(rules, brand.occasions);
  const celebrationsOn = celebrationsOf(rules, brand.occasions);
  const isChanged = wanted !== undefined && wanted !== asked;
  const [looked, next] = await Promise.all([
    lookAt({ brand, zones, celebrationsOn, through, anew, asked, isChanged, lists }, time),
    nextDay({ brand, zones, celebrationsOn, lists }, time.now),
  ]);
  if (!looked.done) {
    await looked.marked;
    return { ...looked, next: time.now };
  }
  // All is on the bus: what a crash leaves unmarked was told, and if it is looked at again, its event is the same.
  await Promise.all([
    looked.marked,
    saveThrough(brand.id, time.now, asked),
    ...arrivals.filter(isSettled(time.now)).map((arrival) => forgetArrival(brand.id, arrival)),
  ]);
  return { ...looked, next };
}

/** Minutes after which whatever was announced is written, or was given up. */
const SETTLED_AFTER = 5;

const isSettled =
  (now: Temporal.Instant) =>
  ({ at }: { at: string }): boolean =>
    Date.parse(`${at}Z`) < now.subtract({ minutes: SETTLED_AFTER }).epochMilliseconds;
