import type { Temporal } from 'temporal-polyfill';
import type { FollowUpKey } from '../../contract/follow-up.ts';

export type Due = { key: FollowUpKey; dueAt: string; priority: number };

export const isDueAt =
  (now: Temporal.Instant) =>
  ({ dueAt }: Due): boolean =>
    Date.parse(dueAt) <= now.epochMilliseconds;

type Pace = {
  most: number;
  now: Temporal.Instant;
  /** What will not be sent, as its brand or rule is paused. */
  isHeld?: (due: Due) => boolean;
};

/**
 * Which of the due follow-ups go now, and when to look again. The important go first, then the longest due; no more
 * than the pace allows. Brands take turns within the same priority, so a large one holds up no other. What is held goes
 * with what the others leave of the pace: it only learns that it has to wait.
 */
export function release<T extends Due>(
  perBrand: readonly (readonly T[])[],
  { most, now, isHeld = () => false }: Pace,
): { go: T[]; next: string | null } {
  const isDue = isDueAt(now);
  const ranked = perBrand.flatMap((hints) => {
    const due = hints.filter(isDue).toSorted(byImportance);
    const [held, free] = [due.filter(isHeld), due.filter((hint) => !isHeld(hint))];
    return [free, held].flatMap((part, last) => part.map((hint, turn) => ({ hint, turn, last })));
  });
  const inTurn = ranked.toSorted(
    (a, b) => a.last - b.last || b.hint.priority - a.hint.priority || a.turn - b.turn,
  );
  const go = inTurn.slice(0, most).map(({ hint }) => hint);
  if (go.length < ranked.length) return { go, next: now.add({ minutes: 1 }).toString() };
  const later = perBrand.flat().filter((hint) => !isDue(hint));
  return { go, next: later.map(({ dueAt }) => dueAt).toSorted()[0] ?? null };
}

/** The rule breaks a tie: of two for one person under a cap, the same one goes whatever order they were read in. */
const byImportance = (a: Due, b: Due): number =>
  b.priority - a.priority || compare(a.dueAt, b.dueAt) || compare(nameOf(a), nameOf(b));

const nameOf = ({ key }: Due): string => `${key.rule} ${key.subject}`;
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
