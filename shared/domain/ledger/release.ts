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
  /** Of each brand, in their order; as much as there may be unless told. */
  rooms?: readonly (Room | undefined)[];
};

/** How many more of a brand may go before `until`, and how many of them may be marketing. */
export type Room = { most: number; mostMarketing: number; until: Temporal.Instant };

/** Each waits for all of the queue before it. */
const QUEUE = { transactional: 0, marketing: 1, held: 2 } as const;

/**
 * Which of the due follow-ups go now, and when to look again; no more than the pace allows, and of a brand no more than
 * its room. Thanks go before marketing, whosever they are. Within either the brands take turns, so that a large one holds
 * up no other; what a brand sends in its turn is its most important, then its longest due. What is held goes with what
 * the others leave of the pace: it only learns that it has to wait.
 */
export function release<T extends Due>(
  perBrand: readonly (readonly T[])[],
  { most, mostMarketing = most, now, isHeld = () => false, rooms = [] }: Pace,
): { go: T[]; next: string | null } {
  const isDue = isDueAt(now);
  const brands = perBrand.map((hints, at) => {
    const due = hints.filter(isDue).toSorted(byImportance);
    return roomFor(
      Map.groupBy(due, (hint) => QUEUE[isHeld(hint) ? 'held' : hint.purpose]),
      rooms[at],
    );
  });
  const ranked = brands.flatMap(({ queues }) =>
    [...queues].flatMap(([queue, part]) => part.map((hint, turn) => ({ hint, turn, queue }))),
  );
  const inTurn = ranked.toSorted(
    (a, b) => a.queue - b.queue || a.turn - b.turn || b.hint.priority - a.hint.priority,
  );
  const firstMarketing = inTurn.findIndex(({ queue }) => queue === QUEUE.marketing);
  const go = inTurn
    .filter(({ queue }, at) => queue !== QUEUE.marketing || at - firstMarketing < mostMarketing)
    .slice(0, most)
    .map(({ hint }) => hint);
  const soon = now.add({ minutes: 1 });
  if (go.length < ranked.length) return { go, next: soon.toString() };
  const later = perBrand.flat().flatMap((hint) => (isDue(hint) ? [] : [hint.dueAt]));
  // Of what goes some will not be sent after all, and leave room for others.
  const cut = brands.flatMap(({ until, queues }) => (until ? [queues.size > 0 ? soon : until] : []));
  return { go, next: [...later, ...cut.map((at) => at.toString())].toSorted(byTime)[0] ?? null };
}

/** How many thanks and how many marketing mails have room, of so many: thanks first. */
export function fitting(
  { most, mostMarketing }: Pick<Room, 'most' | 'mostMarketing'>,
  of: { thanks: number; offers: number },
): { thanks: number; offers: number } {
  const thanks = Math.min(of.thanks, most);
  return { thanks, offers: Math.min(of.offers, mostMarketing, most - thanks) };
}

type Queues<T> = ReadonlyMap<number, readonly T[]>;

/** What of a brand has room; `until` when there is room for what it leaves, if it leaves any. */
function roomFor<T>(queues: Queues<T>, room?: Room): { queues: Queues<T>; until?: Temporal.Instant } {
  if (!room) return { queues };
  const transactional = queues.get(QUEUE.transactional) ?? [];
  const marketing = queues.get(QUEUE.marketing) ?? [];
  const most = fitting(room, { thanks: transactional.length, offers: marketing.length });
  const thanks = transactional.slice(0, most.thanks);
  const offers = marketing.slice(0, most.offers);
  const fits = new Map([...queues, [QUEUE.transactional, thanks], [QUEUE.marketing, offers]]);
  const isCut = thanks.length + offers.length < transactional.length + marketing.length;
  return {
    queues: new Map([...fits].filter(([, part]) => part.length > 0)),
    ...(isCut && { until: room.until }),
  };
}

const byTime = (a: string, b: string): number => Date.parse(a) - Date.parse(b);

/** The rule breaks a tie: of two for one person under a cap, the same one goes whatever order they were read in. */
const byImportance = (a: Due, b: Due): number =>
  b.priority - a.priority || compare(a.dueAt, b.dueAt) || compare(nameOf(a), nameOf(b));

const nameOf = ({ key }: Due): string => `${key.rule} ${key.subject}`;
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
