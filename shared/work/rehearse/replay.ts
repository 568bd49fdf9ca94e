import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Brand } from '../../contract/brand.ts';
import { PEOPLE_SHARDS } from '../../contract/names.ts';
import { simulate } from '../../domain/ledger/simulate.ts';
import { subjectRef } from '../../domain/ledger/subjects.ts';
import { emptyWorld } from '../../domain/ledger/world.ts';
import { followUpId } from '../../domain/people/identity.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import type { Past } from '../../store/events.ts';
import type { Sent } from '../../store/follow-ups.ts';
import { compare } from './compare.ts';
import { type PastOf, readPast } from './past.ts';
import { addPastPeople } from './past-people.ts';
import { type ReplayPart, addPart, emptyPart } from './replay-part.ts';

/** Where the next slice goes on: in which part of the people, and after whom. */
export const replayCursor = z.strictObject({
  shard: z
    .number()
    .int()
    .min(0)
    .max(PEOPLE_SHARDS - 1),
  after: z.string().min(1).max(64).optional(),
});
export type ReplayCursor = z.infer<typeof replayCursor>;

export type ReplayWish = {
  brand: Brand;
  rules: RuleSet;
  /** Rules whose mails could not be written: what they would send is not counted. */
  unfit: ReadonlySet<string>;
  days: number;
  now: Temporal.Instant;
  /** Whether there is time for more people. */
  hasTime: () => boolean;
  portion?: Portion;
};

/** `held`: about so many events are read and held; `people` and `events`: of those, so many are lived through together. */
type Portion = { held: number; people: number; events: number };
/** Living through takes a part of a second, after which the time is looked at. */
const PORTION: Portion = { held: 30_000, people: 240, events: 2000 };

/**
 * Lets the recorded events of the last days happen once more to the next people of one shard, as many as there is time
 * for, under other rules, and compares what would have been sent with what was. Messages whose reason is older than the
 * days are on neither side.
 */
export async function replaySlice(
  wish: ReplayWish,
  { shard, after }: ReplayCursor,
): Promise<{ part: ReplayPart; cursor?: ReplayCursor }> {
  const { brand, days, now, portion = PORTION } = wish;
  const from = now.subtract({ hours: 24 * days });
  const past = await readPast({ brand, shard, after, from, now, most: portion.held });
  const all = [...past.people];
  let part = emptyPart();
  let done = 0;
  do {
    const people = nextPeople(all.slice(done, done + portion.people), portion.events);
    part = addPart(part, await relive(wish, { ...past, people }));
    done += people.size;
  } while (done < all.length && wish.hasTime());
  const last = all[done - 1]?.[0];
  if (last !== undefined && (done < all.length || !past.isAll))
    return { part, cursor: { shard, after: last } };
  return shard + 1 < PEOPLE_SHARDS ? { part, cursor: { shard: shard + 1 } } : { part };
}

/** The first of them, up to so many events; one at least. */
function nextPeople(all: readonly (readonly [string, Past[]])[], most: number): Map<string, Past[]> {
  const people = new Map<string, Past[]>();
  let events = 0;
  for (const [contact, theirs] of all) {
    if (events >= most) break;
    people.set(contact, theirs);
    events += theirs.length;
  }
  return people;
}

/** How far the walk is, 0 to 1. Ids are keyed hashes, so the first characters tell how many come before. */
export function progressOf({ shard, after = '' }: ReplayCursor): number {
  const [first, second] = [0, 1].map((at) => Math.max(0, ALPHABET.indexOf(after.charAt(at))));
  const within = ((first ?? 0) + (second ?? 0) / ALPHABET.length) / ALPHABET.length;
  return (shard + within) / PEOPLE_SHARDS;
}

/** Of base64url, in the order of text. */
const ALPHABET = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

async function relive(
  { brand, rules, unfit, now }: ReplayWish,
  { people, real }: PastOf,
): Promise<ReplayPart> {
  const world = emptyWorld();
  const events = [...people.values()].flat().toSorted(asHeard);
  await addPastPeople(world, brand.id, new Map(events.toReversed().map((one) => [one.contact, one])));
  const reasons = new Map<string, string[]>();
  simulate({
    world,
    arrivals: events,
    laws: { brand, rules },
    until: now,
    onArrival: ({ event, contact }, arrived) => {
      const reason = `${contact} ${subjectRef(event)}`;
      const traces = arrived.events.flatMap(({ trace }) => trace);
      reasons.set(reason, [...(reasons.get(reason) ?? []), ...traces]);
    },
  });
  const sent = [...people.keys()].flatMap((contact) => real.get(contact) ?? []);
  const ofThese = sent.filter(({ key }) => reasons.has(reasonOf(key)));
  const whyNone = (key: Sent['key']): string => {
    const name = nameOf(rules, key.rule);
    if (name === undefined) return 'There is no such rule.';
    const told = reasons.get(reasonOf(key))?.findLast((line) => line.startsWith(`"${name}" `));
    return told ?? 'What happened then does not start it.';
  };
  const byId = new Map<string, Sent>(ofThese.map((one) => [followUpId(one.key), one]));
  return {
    events: events.length,
    people: people.size,
    ...compare(world, { real: byId, zone: brand.timezone, unfit, whyNone }),
  };
}

/** Only of what is missing: the names of thousands of rules are not put together for every few people. */
function nameOf(rules: ReplayWish['rules'], id: string): string | undefined {
  for (const { all } of rules.values()) {
    const found = all.find(({ rule }) => rule.id === id);
    if (found) return found.rule.name;
  }
  return undefined;
}

const reasonOf = ({ contact, subject }: Sent['key']): string => `${contact} ${subject}`;

/** In the order in which we heard of them; of what was told together, as it happened. */
function asHeard({ event: a }: Past, { event: b }: Past): number {
  const heard = Date.parse(a.receivedAt) - Date.parse(b.receivedAt);
  return heard || Date.parse(a.occurredAt) - Date.parse(b.occurredAt) || (a.id < b.id ? -1 : 1);
}
