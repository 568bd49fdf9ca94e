import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { release } from '../../shared/domain/ledger/release.ts';
import { ceilingsAhead, overflow } from '../../shared/domain/reputation/ceilings.ts';
import { at } from '../helpers/make.ts';

const now = at('2026-11-30T15:00:00Z');
const warming = { warmUp: { from: '2026-11-30', ceilings: [50, 101] }, timezone: 'Europe/Berlin' };
const brand = { timezone: 'Europe/Berlin' };
const none = { brand, now, count: undefined, quota: undefined };

describe('what the next days leave room for', () => {
  test('is no limit without a warm-up and without a quota', () =>
    expect(ceilingsAhead(none, 2)).toEqual([undefined, undefined]));

  test('is what is left of the warm-up today, and its ceilings to come until it is over', () => {
    const count = { mails: 30, marketing: 20 };
    expect(ceilingsAhead({ ...none, brand: warming, count }, 3)).toMatchObject([
      { by: 'warm-up', most: 20, mostMarketing: 5 },
      { by: 'warm-up', most: 101, mostMarketing: 51 },
      undefined,
    ]);
  });

  test('is what is left of the quota today, and all of it on other days, with a tenth for thanks', () =>
    expect(ceilingsAhead({ ...none, quota: { perDay: 200, leftToday: 30 } }, 2)).toEqual([
      { by: 'quota', most: 30, mostMarketing: 10 },
      { by: 'quota', most: 200, mostMarketing: 180 },
    ]));

  test('is the lesser of both, which says so', () => {
    const quota = { perDay: 100, leftToday: 100 };
    expect(ceilingsAhead({ ...none, brand: warming, quota }, 2)).toEqual([
      { by: 'warm-up', most: 50, mostMarketing: 25 },
      { by: 'quota', most: 100, mostMarketing: 51 },
    ]);
  });

  test('begins and ends with the day of the brand', () => {
    const late = at('2026-11-30T23:30:00Z');
    expect(ceilingsAhead({ ...none, now: late, brand: warming }, 2)).toMatchObject([
      { most: 101 },
      undefined,
    ]);
  });
});

describe('what has no room', () => {
  const ten = { by: 'warm-up' as const, most: 10, mostMarketing: 5 };
  const days = (...all: [number, number][]) =>
    all.map(([mails, marketing], each) => ({ day: `2026-12-0${each + 1}`, mails, marketing }));

  test('waits for the next day, and takes its room first', () =>
    expect(overflow(days([25, 0], [0, 0], [4, 0], [0, 0]), [ten, ten, ten, ten])).toEqual([
      { day: '2026-12-01', due: 25, goes: 10, waits: 15, by: 'warm-up', most: 10 },
      { day: '2026-12-02', due: 15, goes: 10, waits: 5, by: 'warm-up', most: 10 },
    ]));

  test('is marketing before thanks, however little of that there is', () =>
    expect(overflow(days([9, 7]), [ten])).toEqual([
      { day: '2026-12-01', due: 9, goes: 7, waits: 2, by: 'warm-up', most: 10 },
    ]));

  test('goes on the first day without a limit', () =>
    expect(overflow(days([25, 0], [5, 0]), [ten, undefined])).toHaveLength(1));

  test('is nothing where all fits', () => expect(overflow(days([10, 5], [10, 0]), [ten, ten])).toEqual([]));

  /** `dispatch`, once a day. */
  function dispatched(mails: readonly [number, number][], most: number): number[] {
    const mostMarketing = Math.ceil(most / 2);
    const due = (purpose: 'transactional' | 'marketing') => ({
      purpose,
      dueAt: '2026-11-30T10:00:00Z',
      priority: 500,
      key: { brand: 'demo', contact: 'ana', rule: purpose, subject: 'shopify/order/1' },
    });
    let waiting: ReturnType<typeof due>[] = [];
    return mails.map(([thanks, offers]) => {
      const fresh = [...Array(thanks).fill('transactional'), ...Array(offers).fill('marketing')].map(due);
      const all = [...waiting, ...fresh];
      const { go } = release([all], { most: 1000, now, rooms: [{ most, mostMarketing, until: now }] });
      waiting = all.filter((one) => !go.includes(one));
      return waiting.length;
    });
  }

  test('is as much as dispatch leaves of each day', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 15 }),
        (mails, most) => {
          const ceiling = { by: 'quota' as const, most, mostMarketing: Math.ceil(most / 2) };
          const expected = mails.map(([thanks, offers], day) => ({
            day: String(day),
            mails: thanks + offers,
            marketing: offers,
          }));
          const over = overflow(
            expected,
            expected.map(() => ceiling),
          );
          const byDay = new Map(over.map(({ day, waits }) => [day, waits]));
          expect(expected.map(({ day }) => byDay.get(day) ?? 0)).toEqual(dispatched(mails, most));
        },
      ),
    ));
});
