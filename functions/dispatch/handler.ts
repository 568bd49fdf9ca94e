import { Temporal } from 'temporal-polyfill';
import { queueFollowUps } from '../../shared/clients/send-queue.ts';
import { loadSendQuota } from '../../shared/clients/quota.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import type { FollowUp, FollowUpKey } from '../../shared/contract/follow-up.ts';
import { METRIC } from '../../shared/contract/names.ts';
import { paceOf } from '../../shared/domain/ledger/pace.ts';
import { type Due, type Room, isDueAt, release } from '../../shared/domain/ledger/release.ts';
import { ended } from '../../shared/domain/ledger/transitions.ts';
import { roomIn, warmDayOf } from '../../shared/domain/reputation/warm-up.ts';
import { askBrands, readBrands, widenBrand } from '../../shared/store/brands.ts';
import { type DueHint, type Looks, firstDue, firstLooks, takeDue } from '../../shared/store/due.ts';
import { changeFollowUp, loadFollowUp } from '../../shared/store/follow-ups.ts';
import { loadWarm } from '../../shared/store/warm-up.ts';
import { count, log } from '../middleware/logger.ts';
import { inParallel } from '../middleware/in-parallel.ts';

const PARALLEL = 16;
/** Two partitions are read in a moment when no more than this is due. */
const MUCH = 200;

export type Dispatched = {
  released: number;
  /** When something is due next, as far as the index knows; `null` when nothing waits. */
  next: string | null;
};

/** Puts what is due on the send queue, at the pace that SES allows, and gives up on senders that never came back. */
export async function handler(): Promise<Dispatched> {
  const now = Temporal.Now.instant();
  const [seen, quota] = await Promise.all([askBrands(lookAt), loadSendQuota()]);
  const pace = paceOf(quota);
  const rooms = await roomsOf(seen, now);
  const most = (at: number): number => Math.min(pace.most, rooms[at]?.most ?? Infinity);
  const hints = await Promise.all(seen.map(({ looks }, at) => firstDue(looks, most(at) + 1, now)));
  const { go, next } = release(hints, { ...pace, now, isHeld: heldOf(seen), rooms });
  const faults: unknown[] = [];
  const taken = await inParallel(go, PARALLEL, (hint) =>
    take(hint, now).catch((error: unknown) => void faults.push(error)),
  );
  const leased = taken.filter((followUp) => followUp !== undefined);
  // All at once would be a burst that SES throttles, and each throttle costs a round through the ledger.
  const { failed } = await queueFollowUps(leased, quota);
  await widenLarge(seen, hints).catch((error: unknown) => void faults.push(error));
  if (leased.length > 0) log.info('released', { released: leased.length, failed });
  // Only now: one that cannot be taken must not hold up the others, but somebody has to hear of it.
  if (faults.length > 0) throw faults[0];
  return { released: leased.length, next };
}

type Seen = { settings: Brand | undefined; looks: Looks };

/** How each brand waited when it was looked at last. */
const waited = new Map<string, Pick<Brand, 'narrow'>>();

/** It is looked where a brand waited last while its settings are read, as it is seldom elsewhere: a wait less each time. */
async function lookAt(brands: readonly string[]): Promise<Seen[]> {
  const [settings, early] = await Promise.all([readBrands(brands), Promise.all(brands.map(lookAgain))]);
  return Promise.all(
    brands.map(async (id, at) => {
      const { narrow } = settings.get(id) ?? {};
      const looks = waited.get(id)?.narrow === narrow ? early[at] : undefined;
      waited.set(id, { narrow });
      return { settings: settings.get(id), looks: looks ?? (await firstLooks({ id, narrow })) };
    }),
  );
}

async function lookAgain(id: string): Promise<Looks | undefined> {
  const known = waited.get(id);
  return known && firstLooks({ id, ...known });
}

/** A brand of which so much is due at once sends much from now on. */
async function widenLarge(seen: readonly Seen[], hints: readonly (readonly Due[])[]): Promise<void> {
  for (const [at, { settings }] of seen.entries())
    if (settings?.narrow && (hints[at]?.length ?? 0) > MUCH) await widenBrand(settings.id);
}

/**
 * What the warm-up of each brand leaves of its day, by what was sent of it; `undefined` without one. What is on its way
 * is not known here: where that is too much, `send` puts it off. Only brands that warm up and have something due are
 * asked of, together in one read.
 */
async function roomsOf(seen: readonly Seen[], now: Temporal.Instant): Promise<(Room | undefined)[]> {
  const isDue = isDueAt(now);
  const warming = seen.flatMap(({ settings, looks }) => {
    const warm = settings && looks.some(({ first }) => first.some(isDue)) && warmDayOf(settings, now);
    return warm ? [{ brand: settings.id, warm }] : [];
  });
  const counts = await loadWarm(warming);
  const rooms = new Map(warming.map(({ brand, warm }) => [brand, roomIn(warm, counts.get(brand))]));
  return seen.map(({ settings }) => settings && rooms.get(settings.id));
}

/** What the pause switches of these brands hold. */
function heldOf(seen: readonly Seen[]): (due: Due) => boolean {
  const byId = new Map(seen.flatMap(({ settings }) => (settings ? [[settings.id, settings]] : [])));
  return ({ key: { brand: id, rule } }) => {
    const brand = byId.get(id);
    return brand !== undefined && (brand.paused || brand.pausedRules.includes(rule));
  };
}

/** Moves one follow-up to its lease; `undefined` when it moved meanwhile or goes nowhere any more. */
async function take(hint: DueHint, now: Temporal.Instant): Promise<FollowUpKey | undefined> {
  if (await takeDue(hint, now)) return hint.key;
  const seen = await loadFollowUp(hint.key);
  if (seen?.state === 'sending' && isOver(seen.leaseUntil, now)) await giveUp(seen, now);
  return undefined;
}

const isOver = (at: string | undefined, now: Temporal.Instant): boolean =>
  at !== undefined && Date.parse(at) <= now.epochMilliseconds;

/** Its sender took it and never came back: SES may have it. Never sent again on doubt. */
async function giveUp(seen: FollowUp, now: Temporal.Instant): Promise<void> {
  const reason =
    'The sender stopped after taking it; SES may or may not have the mail. Not sent again on doubt.';
  if (await changeFollowUp(seen, ended(seen, { state: 'unknown', reason }, now)))
    count(METRIC.unknown, { brand: seen.brand });
}
