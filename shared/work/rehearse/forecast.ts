import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Brand } from '../../contract/brand.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import { simulate } from '../../domain/ledger/simulate.ts';
import type { Arrival, World } from '../../domain/ledger/world.ts';
import { compileRules } from '../../domain/rules/rule-set.ts';
import { dayIn } from '../../domain/time/zones.ts';
import { walkWaiting, waitingPlace } from '../../store/due.ts';
import { SHARDS } from '../../store/indexes.ts';
import { addCounts } from './replay-part.ts';
import { PEOPLE_AT_ONCE, worldOfWaiting } from './waiting-people.ts';

/** Where the next slice goes on. */
export const forecastCursor = z.strictObject({
  shard: z
    .number()
    .int()
    .min(0)
    .max(SHARDS.due - 1),
  after: waitingPlace.optional(),
});
export type ForecastCursor = z.infer<typeof forecastCursor>;

const counts = z.record(z.string(), z.number().int());
/** What one slice came to; those of all slices are added up. */
export const forecastPart = z.object({
  people: z.number().int(),
  /** Mails by day of the brand's zone, and by rule within it. */
  days: z.record(z.string(), counts),
  /** By rule: what is due in these days and does not go, because it is paused. */
  held: counts,
  /** By rule: what will be skipped or cancelled when its time comes. */
  ended: counts,
});
export type ForecastPart = z.infer<typeof forecastPart>;

export type ForecastWish = {
  brand: Brand;
  /** Of the brand's zone, today among them. */
  days: number;
  now: Temporal.Instant;
};

/** Just after the last of the days. */
export const endOf = ({ brand, days, now }: ForecastWish): Temporal.Instant =>
  now.toZonedDateTimeISO(brand.timezone).startOfDay().add({ days }).startOfDay().toInstant();

/**
 * What is sent in the next days if nothing more happens, of the next few people for whom something waits: by the very
 * gate of live sending, over virtual time, so caps and quiet hours move what they will move. Nothing is written.
 */
export async function forecastSlice(
  wish: ForecastWish,
  { shard, after }: ForecastCursor,
): Promise<{ part: ForecastPart; cursor?: ForecastCursor }> {
  const { brand } = wish;
  const before = endOf(wish);
  const page = await walkWaiting({ brand: brand.id, shard, before, after, limit: PEOPLE_AT_ONCE });
  const world = await worldOfWaiting(brand.id, page.hints, before);
  const part = foresee(world, wish, []);
  if (page.after) return { part, cursor: { shard, after: page.after } };
  return shard + 1 < SHARDS.due ? { part, cursor: { shard: shard + 1 } } : { part };
}

/** How far the walk is, 0 to 1: each shard is in the order of time. */
export function progressOf(wish: ForecastWish, { shard, after }: ForecastCursor): number {
  if (!after) return shard / SHARDS.due;
  const [from, to] = [wish.now.epochMilliseconds, endOf(wish).epochMilliseconds];
  const at = Date.parse(after.dueSk.split('#')[0] ?? '');
  return (shard + Math.min(1, Math.max(0, (at - from) / (to - from)))) / SHARDS.due;
}

/** Lets the days pass in a world; `arrivals` is what will certainly happen in them. */
function foresee(world: World, wish: ForecastWish, arrivals: readonly Arrival[]): ForecastPart {
  const { brand, now } = wish;
  const end = endOf(wish);
  const held = takePaused(world, brand, end);
  const until = end.subtract({ milliseconds: 1 });
  // What waits keeps the version that it was planned with, so no rule is asked.
  const laws = { brand: { ...brand, paused: false, pausedRules: [] }, rules: compileRules([]) };
  simulate({ world, arrivals, laws, from: now, until });
  const part: ForecastPart = { people: world.contacts.size, days: {}, held, ended: {} };
  for (const { state, sentAt, rule } of world.followUps.values()) {
    if (state === 'sent' && sentAt !== undefined) {
      const day = dayIn(brand.timezone, sentAt);
      part.days[day] = addCounts(part.days[day] ?? {}, { [rule]: 1 });
    } else if (state === 'skipped' || state === 'cancelled') {
      part.ended = addCounts(part.ended, { [rule]: 1 });
    }
  }
  return part;
}

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

export const emptyForecast = (): ForecastPart => ({ people: 0, days: {}, held: {}, ended: {} });

/** Two parts together. */
export function addForecast(a: ForecastPart, b: ForecastPart): ForecastPart {
  const days = { ...a.days };
  for (const [day, rules] of Object.entries(b.days)) days[day] = addCounts(days[day] ?? {}, rules);
  return {
    people: a.people + b.people,
    days,
    held: addCounts(a.held, b.held),
    ended: addCounts(a.ended, b.ended),
  };
}
