import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Brand } from '../../contract/brand.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import type { Rule } from '../../contract/rule.ts';
import { simulate } from '../../domain/ledger/simulate.ts';
import type { World } from '../../domain/ledger/world.ts';
import { followUpId } from '../../domain/people/identity.ts';
import { compileRules } from '../../domain/rules/rule-set.ts';
import { iso } from '../../domain/time/waits.ts';
import { allDates, datePlace } from '../../store/dates.ts';
import { walkWaiting, waitingPlace } from '../../store/due.ts';
import { SHARDS, datePartitions, parseDueKey } from '../../store/indexes.ts';
import { type DatesAhead, arrivalsOf, datesAhead } from './dates-ahead.ts';
import { type ForecastPart, emptyForecast, partOf } from './forecast-part.ts';
import { PEOPLE_AT_ONCE, type PersonAhead, firstOf, loadAhead, worldAround } from './people-ahead.ts';
import { addCounts } from './replay-part.ts';

/** The days of a year, and everybody. */
const MOST_LISTS = 367;

/** Where the next slice goes on: in what waits, by shard, and after that in the lists of dates. */
export const forecastCursor = z.union([
  z.strictObject({
    shard: z
      .number()
      .int()
      .min(0)
      .max(SHARDS.due - 1),
    after: waitingPlace.optional(),
  }),
  z.strictObject({
    list: z.number().int().min(0).max(MOST_LISTS),
    dates: z
      .number()
      .int()
      .min(0)
      .max(SHARDS.everyone - 1),
    after: datePlace.optional(),
  }),
]);
export type ForecastCursor = z.infer<typeof forecastCursor>;

export type ForecastWish = {
  brand: Brand;
  /** The live ones: they decide about the dates to come. What waits keeps the version that it was planned with. */
  rules: readonly Rule[];
  /** Of the brand's zone, today among them. */
  days: number;
  now: Temporal.Instant;
  /** Whether every mail is told, too. */
  list?: boolean;
  /** When the walk began, if others were answered before: what changed since may be among these already. */
  begun?: Temporal.Instant | undefined;
};

/** A wish with what all its slices need: a year has many days, and each its lists. */
export type Forecast = ForecastWish & {
  end: Temporal.Instant;
  ahead: DatesAhead;
  /** People who were counted: what waits for them may move on while the walk goes, and is met again. */
  counted: Set<string>;
};

export function prepareForecast(wish: ForecastWish): Forecast {
  const end = endOf(wish);
  return { ...wish, end, ahead: datesAhead({ ...wish, end }), counted: new Set() };
}

/** Just after the last of the days. */
export const endOf = ({ brand, days, now }: ForecastWish): Temporal.Instant =>
  now.toZonedDateTimeISO(brand.timezone).startOfDay().add({ days }).startOfDay().toInstant();

type Slice = { part: ForecastPart; cursor?: ForecastCursor };

/**
 * What is sent in the next days if nothing more happens than the days themselves, of the next few people for whom
 * something waits or who have a date in them: by the very gate and plan of live sending, over virtual time, so caps and
 * quiet hours move what they will move. Nothing is written. Whoever is found several times belongs to the first place
 * in the order of the walk, so that nothing has to be remembered between two answers; only what moves on meanwhile
 * could be found again, and within one answer it is not.
 */
export const forecastSlice = (wish: Forecast, cursor: ForecastCursor): Promise<Slice> =>
  'shard' in cursor ? ofWaiting(wish, cursor) : ofDates(wish, cursor);

async function ofWaiting(
  wish: Forecast,
  { shard, after }: Extract<ForecastCursor, { shard: number }>,
): Promise<Slice> {
  const [brand, before] = [wish.brand.id, wish.end];
  const { hints, after: next } = await walkWaiting({ brand, shard, before, after, limit: PEOPLE_AT_ONCE });
  const found = new Set(hints.map(({ key }) => followUpId(key)));
  const people = await loadAhead(brand, [...new Set(hints.map(({ key }) => key.contact))], hints);
  const own = people.filter(({ waiting }) => found.has(firstOf(waiting, iso(before)) ?? ''));
  const part = await foresee(wish, own);
  if (next) return { part, cursor: { shard, after: next } };
  return { part, cursor: shard + 1 < SHARDS.due ? { shard: shard + 1 } : { list: 0, dates: 0 } };
}

async function ofDates(
  wish: Forecast,
  { list, dates, after }: Extract<ForecastCursor, { list: number }>,
): Promise<Slice> {
  const [brand, end] = [wish.brand.id, iso(wish.end)];
  const lists = [...wish.ahead.keys()];
  const name = lists[list];
  if (name === undefined) return { part: emptyForecast() };
  const page = await allDates({ brand, list: name, shard: dates, limit: PEOPLE_AT_ONCE, after });
  const people = await loadAhead(brand, [...new Set(page.dates.map(({ contact }) => contact))]);
  const isOwn = ({ waiting, dates: theirs }: PersonAhead): boolean =>
    firstOf(waiting, end) === undefined &&
    lists.find((each) => theirs.some((date) => date.list === each)) === name;
  const part = await foresee(wish, people.filter(isOwn));
  if (page.after) return { part, cursor: { list, dates, after: page.after } };
  const next =
    dates + 1 < datePartitions(brand, name).length
      ? { list, dates: dates + 1 }
      : { list: list + 1, dates: 0 };
  return next.list < lists.length ? { part, cursor: next } : { part };
}

/** How far the walk is, 0 to 1: each shard of what waits is in the order of time. */
export function progressOf(wish: Forecast, cursor: ForecastCursor): number {
  if (!('shard' in cursor)) return 0.5 + (0.5 * cursor.list) / Math.max(1, wish.ahead.size);
  const { shard, after } = cursor;
  if (!after) return (0.5 * shard) / SHARDS.due;
  // Of one walk, whichever answer it is in: else what is a moment later would be a little less far.
  const { epochMilliseconds: from } = wish.begun ?? wish.now;
  const to = wish.end.epochMilliseconds;
  const at = Date.parse(parseDueKey(after.dueSk).dueAt);
  return (0.5 * (shard + Math.min(1, Math.max(0, (at - from) / (to - from))))) / SHARDS.due;
}

/** Lets the days pass for these people. */
async function foresee(wish: Forecast, found: readonly PersonAhead[]): Promise<ForecastPart> {
  const { brand, now, rules, end, counted } = wish;
  const people = found.filter(({ contact }) => !counted.has(contact.id));
  if (people.length === 0) return emptyForecast();
  for (const { contact } of people) counted.add(contact.id);
  const world = await worldAround(brand.id, people);
  const dates = people.flatMap((person) => person.dates);
  const arrivals = arrivalsOf(dates, wish.ahead, { brand, now, end });
  const held = takePaused(world, brand, end);
  const until = end.subtract({ milliseconds: 1 });
  const laws = {
    brand: { ...brand, paused: false, pausedRules: [] },
    rules: compileRules(rules.filter(isRunning(brand))),
  };
  simulate({ world, arrivals, laws, from: now, until });
  const part = partOf(world, brand);
  const { mails, ...numbers } = part;
  const moved = people.filter((person) => hasMoved(person, wish)).length;
  return { ...numbers, held, moved, ...(wish.list && { mails }) };
}

const hasMoved = ({ waiting }: PersonAhead, { begun }: Forecast): boolean =>
  begun !== undefined && waiting.some(({ updatedAt }) => Date.parse(updatedAt) > begun.epochMilliseconds);

const isRunning =
  (brand: Brand) =>
  ({ id }: Rule): boolean =>
    !brand.paused && !brand.pausedRules.includes(id);

/** A pause has no end that anybody knows: as long as it lasts, what it holds takes nobody's turn. */
function takePaused(world: World, brand: Brand, end: Temporal.Instant): Record<string, number> {
  const isHeld = ({ rule }: FollowUp): boolean => brand.paused || brand.pausedRules.includes(rule);
  const isDue = ({ dueAt }: FollowUp): boolean => Date.parse(dueAt) < end.epochMilliseconds;
  let held: Record<string, number> = {};
  for (const [id, followUp] of world.followUps) {
    if (!isHeld(followUp)) continue;
    world.followUps.delete(id);
    if (isDue(followUp)) held = addCounts(held, { [followUp.rule]: 1 });
  }
  return held;
}
