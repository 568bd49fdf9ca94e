import type { Temporal } from 'temporal-polyfill';
import type { FollowUpKey } from '../../contract/follow-up.ts';
import type { Purpose } from '../../contract/rule.ts';

export type Due = { key: FollowUpKey; dueAt: string; priority: number; purpose: Purpose };

export const isDueAt =
  (now: Temporal.Instant) =>
  ({ dueAt }: Due): boolean =>
    Date.parse(dueAt) <= now.epochMilliseconds;

type Pace = {
  most: number;
  /** Of those, marketing; as many as there may be unless told. */
  mostMarketing?: number;
  now: Temporal.Instant;
  /** What will not be sent, as its brand or rule is paused. */
  isHeld?: (due: Due) => boolean;
};

/** Each waits for all of the queue before it. */
const QUEUE = { transactional: 0, marketing: 1, held: 2 } as const;

/**
 * Which of the due follow-ups go now, and when to look again; no more than the pace allows. Thanks go before marketing,
 * whosever they are. Within either the brands take turns, so that a large one holds up no other; what a brand sends in
 * its turn is its most important, then its longest due. What is held goes with what the others leave of the pace: it
 * only learns that it has to wait.
 */
export function release<T extends Due>(
  perBrand: readonly (readonly T[])[],
  { most, mostMarketing = most, now, isHeld = () => false }: Pace,
): { go: T[]; next: string | null } {
  const isDue = isDueAt(now);
  const ranked = perBrand.flatMap((hints) => {
    const due = hints.filter(isDue).toSorted(byImportance);
    const queues = Map.groupBy(due, (hint) => QUEUE[isHeld(hint) ? 'held' : hint.purpose]);
    return [...queues].flatMap(([queue, part]) => part.map((hint, turn) => ({ hint, turn, queue })));
  });
  const inTurn = ranked.toSorted(
    (a, b) => a.queue - b.queue || a.turn - b.turn || b.hint.priority - a.hint.priority,
  );
  const firstMarketing = inTurn.findIndex(({ queue }) => queue === QUEUE.marketing);
  const go = inTurn
    .filter(({ queue }, at) => queue !== QUEUE.marketing || at - firstMarketing < mostMarketing)
    .slice(0, most)
    .map(({ hint }) => hint);
  if (go.length < ranked.length) return { go, next: now.add({ minutes: 1 }).toString() };
  const later = perBrand.flat().filter((hint) => !isDue(hint));
  return { go, next: later.map(({ dueAt }) => dueAt).toSorted()[0] ?? null };
}

/** The rule breaks a tie: of two for one person under a cap, the same one goes whatever order they were read in. */
const byImportance = (a: Due, b: Due): number =>
  b.priority - a.priority || compare(a.dueAt, b.dueAt) || compare(nameOf(a), nameOf(b));

const nameOf = ({ key }: Due): string => `${key.rule} ${key.subject}`;
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
