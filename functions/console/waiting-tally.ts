import * as z from 'zod';
import type { Difference } from '../../shared/contract/life.ts';
import { instant } from '../../shared/contract/primitives.ts';
import type { Decided } from '../../shared/work/life/waiting.ts';

const count = z.int();

/** What came of the follow-ups that were looked at; each stands in one of the numbers beside `seen` and `retimed`. */
export const tally = z.object({
  seen: count,
  /** Waits by the live version already, is no longer waiting, or its event is no longer kept. */
  left: count,
  /** Waits by the live version now; of these, `retimed` at another time than before. */
  renewed: count,
  retimed: count,
  cancelled: count,
  skipped: count,
  /** Others kept changing it: doing it again finds it. */
  missed: count,
  /** When the first and the last of the renewed is due. */
  earliest: instant.optional(),
  latest: instant.optional(),
  /** Why some were cancelled or skipped, and how many. */
  reasons: z.record(z.string(), count),
});
export type Tally = z.output<typeof tally>;

const NONE: Tally = {
  seen: 0,
  left: 0,
  renewed: 0,
  retimed: 0,
  cancelled: 0,
  skipped: 0,
  missed: 0,
  reasons: {},
};

/** Reasons name days and values: beyond so many different ones the rest is counted together. */
const MOST_REASONS = 20;
const OTHERS = 'Other reasons.';

/** Nothing yet, or what came of one follow-up. */
export function emptyTally(of?: 'missed' | { decided: Decided }): Tally {
  if (of === undefined) return { ...NONE, reasons: {} };
  if (of === 'missed') return { ...NONE, seen: 1, missed: 1 };
  if (!of.decided) return { ...NONE, seen: 1, left: 1 };
  const { seen, after } = of.decided;
  if (after.state === 'planned') {
    const retimed = after.dueAt === seen.dueAt ? 0 : 1;
    return { ...NONE, seen: 1, renewed: 1, retimed, earliest: after.dueAt, latest: after.dueAt };
  }
  const reasons = { [after.reason ?? OTHERS]: 1 };
  return { ...NONE, seen: 1, [after.state === 'skipped' ? 'skipped' : 'cancelled']: 1, reasons };
}

const NUMBERS = ['seen', 'left', 'renewed', 'retimed', 'cancelled', 'skipped', 'missed'] as const;

/** What was done, as the audit keeps it; nothing where nothing was. */
export const numbersOf = (all: Tally): Difference[] =>
  (['renewed', 'retimed', 'cancelled', 'skipped', 'missed'] as const).flatMap((at) =>
    all[at] > 0 ? [{ at, after: all[at] }] : [],
  );

export function addTo(all: Tally, part: Tally): Tally {
  const sum = { ...all, reasons: { ...all.reasons } };
  for (const name of NUMBERS) sum[name] += part[name];
  for (const [reason, count] of Object.entries(part.reasons)) {
    const isRoom = reason in sum.reasons || Object.keys(sum.reasons).length < MOST_REASONS;
    const under = isRoom ? reason : OTHERS;
    sum.reasons[under] = (sum.reasons[under] ?? 0) + count;
  }
  const [earliest, latest] = [
    [all.earliest, part.earliest].flatMap((at) => at ?? []).sort()[0],
    [all.latest, part.latest]
      .flatMap((at) => at ?? [])
      .sort()
      .at(-1),
  ];
  return { ...sum, ...(earliest && { earliest }), ...(latest && { latest }) };
}
