import type { Temporal } from 'temporal-polyfill';
import type { FollowUpKey } from '../../contract/follow-up.ts';

export type Due = { key: FollowUpKey; dueAt: string; priority: number };

/**
 * Which of the due follow-ups go now, and when to look again. The important go first, then the longest due; no more
 * than the pace allows. Brands take turns within the same priority, so a large one holds up no other.
 */
export function release<T extends Due>(
  perBrand: readonly (readonly T[])[],
  pace: { most: number; now: Temporal.Instant },
): { go: T[]; next: string | null } {
  const isDue = ({ dueAt }: Due): boolean => Date.parse(dueAt) <= pace.now.epochMilliseconds;
  const ranked = perBrand.flatMap((hints) =>
    hints
      .filter(isDue)
      .toSorted(byImportance)
      .map((hint, turn) => ({ hint, turn })),
  );
  const inTurn = ranked.toSorted((a, b) => b.hint.priority - a.hint.priority || a.turn - b.turn);
  const go = inTurn.slice(0, pace.most).map(({ hint }) => hint);
  if (go.length < ranked.length) return { go, next: pace.now.add({ minutes: 1 }).toString() };
  const later = perBrand.flat().filter((hint) => !isDue(hint));
  return { go, next: later.map(({ dueAt }) => dueAt).toSorted()[0] ?? null };
}

/** The rule breaks a tie: of two for one person under a cap, the same one goes whatever order they were read in. */
const byImportance = (a: Due, b: Due): number =>
  b.priority - a.priority || compare(a.dueAt, b.dueAt) || compare(nameOf(a), nameOf(b));

const nameOf = ({ key }: Due): string => `${key.rule} ${key.subject}`;
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
