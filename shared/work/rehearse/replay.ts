import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import { simulate } from '../../domain/ledger/simulate.ts';
import { subjectRef } from '../../domain/ledger/subjects.ts';
import { emptyWorld } from '../../domain/ledger/world.ts';
import { followUpId } from '../../domain/people/identity.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { iso } from '../../domain/time/waits.ts';
import { type Recorded, readDay } from '../../store/events.ts';
import { type Sent, readSent } from '../../store/follow-ups.ts';
import { compare } from './compare.ts';
import { addPastPeople } from './past-people.ts';
import type { ReplayPart } from './replay-part.ts';

export type ReplayWish = { brand: Brand; rules: RuleSet; days: number; shard: number; now: Temporal.Instant };

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
  return { events: events.length, people: first.size, ...compare(world, real, brand.timezone) };
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

async function readReal(
  of: { brand: string; shard: number; from: string },
  reasons: ReadonlySet<string>,
): Promise<Map<string, Sent>> {
  const real = new Map<string, Sent>();
  for await (const page of readSent(of))
    for (const one of page)
      if (reasons.has(`${one.key.contact} ${one.key.subject}`)) real.set(followUpId(one.key), one);
  return real;
}
