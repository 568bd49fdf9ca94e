import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import { simulate } from '../../domain/ledger/simulate.ts';
import { subjectRef } from '../../domain/ledger/subjects.ts';
import { type World, emptyWorld } from '../../domain/ledger/world.ts';
import { followUpId } from '../../domain/people/identity.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { iso } from '../../domain/time/waits.ts';
import { type Recorded, readDay } from '../../store/events.ts';
import { readSent } from '../../store/follow-ups.ts';
import { addPastPeople } from './past-people.ts';

export type ReplayWish = { brand: Brand; rules: RuleSet; days: number; shard: number; now: Temporal.Instant };

/** By rule: what would have been sent, and how that differs from what was. */
export type RuleDifference = { rehearsed: number; real: number; more: number; less: number };
/** What one shard came to; those of all shards are added up. */
export type ReplayPart = {
  events: number;
  people: number;
  rules: Record<string, RuleDifference>;
  /** Mails that would have gone out, by day (UTC). */
  days: Record<string, number>;
  /** A few that differ, to be looked at: ids of follow-ups. */
  more: string[];
  less: string[];
};

const EXAMPLES = 20;

export const emptyPart = (): ReplayPart => ({
  events: 0,
  people: 0,
  rules: {},
  days: {},
  more: [],
  less: [],
});

/** Two parts together. */
export function addPart(a: ReplayPart, b: ReplayPart): ReplayPart {
  const rules = { ...a.rules };
  for (const [rule, of] of Object.entries(b.rules)) {
    const { rehearsed, real, more, less } = rules[rule] ?? { rehearsed: 0, real: 0, more: 0, less: 0 };
    rules[rule] = {
      rehearsed: rehearsed + of.rehearsed,
      real: real + of.real,
      more: more + of.more,
      less: less + of.less,
    };
  }
  const days = { ...a.days };
  for (const [day, sent] of Object.entries(b.days)) days[day] = (days[day] ?? 0) + sent;
  return {
    events: a.events + b.events,
    people: a.people + b.people,
    rules,
    days,
    more: [...a.more, ...b.more].slice(0, EXAMPLES),
    less: [...a.less, ...b.less].slice(0, EXAMPLES),
  };
}

/**
 * Lets the recorded events of the last days happen once more to the people of one shard, under other rules, and compares
 * what would have been sent with what was. Messages whose reason is older than the days are on neither side.
 */
export async function replayShard({ brand, rules, days, shard, now }: ReplayWish): Promise<ReplayPart> {
  const from = now.subtract({ hours: 24 * days });
  const events = await readEvents({ brand, shard, from, now });
  const world = emptyWorld();
  const first = new Map(events.toReversed().map((one) => [one.contact, one]));
  await addPastPeople(world, brand.id, first);
  const reasons = new Set<string>();
  simulate({
    world,
    arrivals: events.map(({ event, contact }) => ({ event, contact })),
    laws: { brand, rules },
    until: now,
    onArrival: ({ event, contact }) => reasons.add(`${contact} ${subjectRef(event)}`),
  });
  const real = await readReal({ brand: brand.id, shard, from: iso(from) }, reasons);
  return { events: events.length, people: first.size, ...compare(sentOf(world), real) };
}

type Theirs = Recorded & { contact: string };

/** In the order in which we heard of them. */
async function readEvents(of: {
  brand: Brand;
  shard: number;
  from: Temporal.Instant;
  now: Temporal.Instant;
}): Promise<Theirs[]> {
  const events: Theirs[] = [];
  const last = of.now.toZonedDateTimeISO('UTC').toPlainDate();
  let day = of.from.toZonedDateTimeISO('UTC').toPlainDate();
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 }))
    for await (const page of readDay(of.brand.id, day.toString(), of.shard)) events.push(...page);
  const at = ({ event }: Theirs): number => Date.parse(event.receivedAt);
  const begin = of.from.epochMilliseconds;
  return events.filter((one) => at(one) >= begin).toSorted((a, b) => at(a) - at(b));
}

const sentOf = (world: World): FollowUp[] =>
  [...world.followUps.values()].filter(({ state }) => state === 'sent');

async function readReal(
  of: { brand: string; shard: number; from: string },
  reasons: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const real = new Map<string, string>();
  for await (const keys of readSent(of))
    for (const key of keys)
      if (reasons.has(`${key.contact} ${key.subject}`)) real.set(followUpId(key), key.rule);
  return real;
}

function compare(
  rehearsed: readonly FollowUp[],
  real: ReadonlyMap<string, string>,
): Omit<ReplayPart, 'events' | 'people'> {
  const part: Omit<ReplayPart, 'events' | 'people'> = { rules: {}, days: {}, more: [], less: [] };
  const of = (rule: string): RuleDifference =>
    (part.rules[rule] ??= { rehearsed: 0, real: 0, more: 0, less: 0 });
  const ids = new Set<string>();
  for (const followUp of rehearsed) {
    const id = followUpId(followUp);
    const day = (followUp.sentAt ?? followUp.dueAt).slice(0, 10);
    ids.add(id);
    of(followUp.rule).rehearsed += 1;
    part.days[day] = (part.days[day] ?? 0) + 1;
    if (real.has(id)) continue;
    of(followUp.rule).more += 1;
    if (part.more.length < EXAMPLES) part.more.push(id);
  }
  for (const [id, rule] of real) {
    of(rule).real += 1;
    if (ids.has(id)) continue;
    of(rule).less += 1;
    if (part.less.length < EXAMPLES) part.less.push(id);
  }
  return part;
}
