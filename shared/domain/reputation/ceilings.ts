import type { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import { roomOfQuota } from '../ledger/pace.ts';
import { fitting } from '../ledger/release.ts';
import { type WarmCount, roomIn, warmDayOf } from './warm-up.ts';

/** How many mails of a day may go, how many of them marketing, and what says so. */
export type Ceiling = { by: 'warm-up' | 'quota'; most: number; mostMarketing: number };
/** Mails that are due on a day; `marketing` is a part of `mails`. */
export type Expected = { day: string; mails: number; marketing: number };
/** A day on which more is due than may go; `due` is what the days before left to it, too. */
export type Over = { day: string; due: number; goes: number; waits: number } & Pick<Ceiling, 'by' | 'most'>;

type Known = {
  brand: Pick<Brand, 'warmUp' | 'timezone'>;
  now: Temporal.Instant;
  /** What went of today's warm-up. */
  count: WarmCount | undefined;
  /** What SES allows the account, for all brands; `undefined` where it sets no limit or does not say. */
  quota: { perDay: number; leftToday: number } | undefined;
};

/** What each of the next days leaves room for, today's first; `undefined` for a day without a limit. */
export function ceilingsAhead({ brand, now, count, quota }: Known, days: number): (Ceiling | undefined)[] {
  const today = now.toZonedDateTimeISO(brand.timezone);
  return Array.from({ length: days }, (_, ahead) => {
    const at = ahead === 0 ? now : today.add({ days: ahead }).startOfDay().toInstant();
    const day = warmDayOf(brand, at);
    const warm = day && { by: 'warm-up' as const, ...roomIn(day, ahead === 0 ? count : undefined) };
    const left = ahead === 0 ? quota?.leftToday : quota?.perDay;
    const ses = quota && { by: 'quota' as const, ...roomOfQuota({ ...quota, leftToday: left ?? 0 }) };
    return tighter(warm, ses);
  });
}

function tighter(warm: Ceiling | undefined, ses: Ceiling | undefined): Ceiling | undefined {
  if (!warm || !ses) return warm ?? ses;
  const { by, most } = warm.most <= ses.most ? warm : ses;
  return { by, most, mostMarketing: Math.min(warm.mostMarketing, ses.mostMarketing, most) };
}

/**
 * The days of which more is due than may go. What has no room waits for the next day and takes its room first, thanks
 * before marketing, as `dispatch` lets them go; what would be too old by then is counted on all the same.
 */
export function overflow(expected: readonly Expected[], ceilings: readonly (Ceiling | undefined)[]): Over[] {
  const over: Over[] = [];
  let waits = { thanks: 0, offers: 0 };
  for (const [at, { day, mails, marketing }] of expected.entries()) {
    const due = { thanks: waits.thanks + mails - marketing, offers: waits.offers + marketing };
    const ceiling = ceilings[at];
    const goes = ceiling ? fitting(ceiling, due) : due;
    waits = { thanks: due.thanks - goes.thanks, offers: due.offers - goes.offers };
    const [all, going, left] = [due, goes, waits].map(({ thanks, offers }) => thanks + offers);
    if (ceiling && left)
      over.push({ day, due: all ?? 0, goes: going ?? 0, waits: left, by: ceiling.by, most: ceiling.most });
  }
  return over;
}
