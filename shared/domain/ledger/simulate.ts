import { Temporal } from 'temporal-polyfill';
import TinyQueue from 'tinyqueue';
import type { FollowUp } from '../../contract/follow-up.ts';
import { followUpId } from '../people/identity.ts';
import { parseInstant } from '../time/waits.ts';
import { release } from './release.ts';
import { type Arrival, type Arrived, type Laws, type World, arrive, attempt } from './world.ts';

export type Simulation = {
  /** What stands at the beginning. It is changed: what stands in it afterwards is the end. */
  world: World;
  /** In the order of `receivedAt`. */
  arrivals: Iterable<Arrival>;
  laws: Laws;
  /** Now; what was due before goes then. Without it, time begins with whatever comes first. */
  from?: Temporal.Instant;
  /** Follow-ups that are due later stay planned. */
  until: Temporal.Instant;
  /** Hears what came of each event, as it happens. */
  onArrival?: (arrival: Arrival, arrived: Arrived, now: Temporal.Instant) => void;
};

/** `dispatch` runs every minute, on the minute. */
const TICK = 60_000;

/**
 * Lets events happen and follow-ups fall due over virtual time, one after the other, by the same decisions as live: an
 * event is decided when it was received, what is due at once goes at once, the rest goes with the first minute after
 * it is due, the important first. Only SES is left out: it takes everything.
 */
export function simulate({ world, arrivals, laws, from, until, onArrival }: Simulation): void {
  const start = from?.epochMilliseconds ?? -Infinity;
  const waiting = new TinyQueue<Entry>([...world.followUps.values()].filter(isWaiting).map(entryOf), byTime);
  const wait = (followUps: readonly FollowUp[]): void =>
    followUps.filter(isWaiting).forEach((followUp) => waiting.push(entryOf(followUp)));
  const tickBefore = (end: number): void => {
    for (let tick = nextTick(waiting, start); tick < end; tick = nextTick(waiting, start))
      wait(runTick(world, takeDue(waiting, world, tick), { laws, tick }));
  };
  for (const arrival of arrivals) {
    const now = parseInstant(arrival.event.receivedAt);
    if (now.epochMilliseconds > until.epochMilliseconds) break;
    tickBefore(now.epochMilliseconds);
    const arrived = arrive(world, arrival, { ...laws, now });
    const isDue = (followUp: FollowUp): boolean =>
      isWaiting(followUp) && Date.parse(followUp.dueAt) <= now.epochMilliseconds;
    wait(arrived.created.filter((followUp) => !isDue(followUp)));
    wait(arrived.changed);
    wait(arrived.created.filter(isDue).map((followUp) => attempt(world, followUp, { ...laws, now })));
    onArrival?.(arrival, arrived, now);
  }
  tickBefore(until.epochMilliseconds + 1);
}

type Entry = { at: number; id: string };

const isWaiting = ({ state }: FollowUp): boolean => state === 'planned' || state === 'queued';
const entryOf = (followUp: FollowUp): Entry => ({
  at: Date.parse(followUp.dueAt),
  id: followUpId(followUp),
});
const byTime = (a: Entry, b: Entry): number => a.at - b.at;

/** The minute in which the next one goes; Infinity when nothing waits. */
const nextTick = (waiting: TinyQueue<Entry>, start: number): number =>
  Math.ceil(Math.max(waiting.peek()?.at ?? Infinity, start) / TICK) * TICK;

/** What is due by now. What was re-timed or ended meanwhile is passed over: it waits elsewhere, or no longer. */
function takeDue(waiting: TinyQueue<Entry>, world: World, tick: number): FollowUp[] {
  const due = new Map<string, FollowUp>();
  for (let next = waiting.peek(); next && next.at <= tick; next = waiting.peek()) {
    waiting.pop();
    const followUp = world.followUps.get(next.id);
    if (followUp && isWaiting(followUp) && Date.parse(followUp.dueAt) === next.at) due.set(next.id, followUp);
  }
  return [...due.values()];
}

function runTick(
  world: World,
  due: readonly FollowUp[],
  { laws, tick }: { laws: Laws; tick: number },
): FollowUp[] {
  const now = Temporal.Instant.fromEpochMilliseconds(tick);
  const hints = due.map((followUp) => ({
    key: followUp,
    dueAt: followUp.dueAt,
    priority: followUp.priority,
    purpose: followUp.purpose,
    followUp,
  }));
  const { go } = release([hints], { most: Infinity, now });
  return go.map(({ followUp }) => attempt(world, followUp, { ...laws, now }));
}
