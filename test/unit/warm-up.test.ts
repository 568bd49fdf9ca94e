import { describe, expect, test } from 'vitest';
import { warmUp } from '../../shared/contract/brand.ts';
import {
  USUAL_CEILINGS,
  fullBecause,
  lastDayOf,
  roomIn,
  waitedBecause,
  warmDayOf,
} from '../../shared/domain/reputation/warm-up.ts';
import { at } from '../helpers/make.ts';

const plan = { from: '2026-12-01', ceilings: [50, 101] };
const berlin = { warmUp: plan, timezone: 'Europe/Berlin' };

describe('the usual plan', () => {
  test('is one that may be set, takes two weeks at least, and at most doubles from day to day', () => {
    expect(warmUp.safeParse({ from: '2026-12-01', ceilings: USUAL_CEILINGS }).success).toBe(true);
    expect(USUAL_CEILINGS.length).toBeGreaterThanOrEqual(14);
    for (const [day, ceiling] of USUAL_CEILINGS.entries())
      expect(ceiling).toBeLessThanOrEqual(2 * (USUAL_CEILINGS[day - 1] ?? ceiling));
  });
});

describe('the day of a plan', () => {
  test.each([
    ['is none the minute before it begins', '2026-11-30T22:59:59Z', undefined],
    ['begins at midnight of the brand', '2026-11-30T23:00:00Z', [1, 50]],
    ['grows with the next', '2026-12-01T23:00:00Z', [2, 101]],
    ['is none once it is over', '2026-12-02T23:00:00Z', undefined],
  ])('%s', (_name, now, expected) => {
    const warm = warmDayOf(berlin, at(now));
    expect(warm && [warm.day, warm.ceiling]).toEqual(expected);
  });

  test('ends at the next midnight of the brand, also when its clocks change', () => {
    const warm = warmDayOf(
      { ...berlin, warmUp: { ...plan, from: '2027-03-28' } },
      at('2027-03-28T10:00:00Z'),
    );
    expect(warm?.until.toString()).toBe('2027-03-28T22:00:00Z');
  });

  test('is none without a plan', () => {
    expect(warmDayOf({ timezone: 'Europe/Berlin' }, at('2026-12-01T10:00:00Z'))).toBeUndefined();
  });

  test('the last one is told', () => {
    expect(lastDayOf(plan)).toBe('2026-12-02');
  });
});

describe('the room of a day', () => {
  const warm = warmDayOf(berlin, at('2026-12-01T10:00:00Z'));
  if (!warm) throw new Error('no day');
  test.each([
    ['is all of it at first, half of it for marketing', undefined, [50, 25]],
    ['is what is left', { mails: 30, marketing: 20 }, [20, 5]],
    ['has no marketing beyond what is left at all', { mails: 45, marketing: 0 }, [5, 5]],
    ['is none for marketing once that had its half', { mails: 25, marketing: 25 }, [25, 0]],
    ['is none when it is used up, or the ceiling was lowered', { mails: 60, marketing: 40 }, [0, 0]],
  ])('%s', (_name, count, [most, mostMarketing]) => {
    expect(roomIn(warm, count)).toMatchObject({ most, mostMarketing });
  });

  test('why there is none is told with the next day', () => {
    expect(fullBecause({ purpose: 'transactional' }, warm, 'Europe/Berlin')).toBe(
      "Held back by the warm-up of the sender: day 1 (50 mails) is used up; the next day begins Wed 2 Dec 2026 00:00 (Europe/Berlin, the brand's time).",
    );
    expect(fullBecause({ purpose: 'marketing' }, warm, 'Europe/Berlin')).toMatch(
      /day 1 \(50 mails, marketing 25 at most\) is used up/,
    );
  });
});

describe('what has waited', () => {
  const now = at('2026-12-02T08:00:00Z');
  test('tells since when, and until which day', () => {
    expect(waitedBecause({ dueAt: '2026-12-01T08:00:00Z' }, berlin, now)).toMatch(
      /^Due Tue 1 Dec 2026 09:00 .*warm-up of the sender until its day 2\.$/,
    );
  });
  test.each([
    ['no more than a few minutes', '2026-12-02T07:50:00Z', berlin],
    ['without a warm-up', '2026-12-01T08:00:00Z', { timezone: 'Europe/Berlin' }],
  ])('says nothing: %s', (_name, dueAt, brand) => {
    expect(waitedBecause({ dueAt }, brand, now)).toBeUndefined();
  });
});

describe('a plan is refused', () => {
  test.each([
    ['that goes down', { from: '2026-12-01', ceilings: [100, 50] }, /less than the one before/],
    ['of no days', { from: '2026-12-01', ceilings: [] }, /one day at least/],
    ['of too many days', { from: '2026-12-01', ceilings: Array.from({ length: 91 }, () => 5) }, /90 days/],
    ['with a day on which nothing goes', { from: '2026-12-01', ceilings: [0] }, /1 at least/],
    ['from no day', { from: '2026-02-30', ceilings: [5] }, /use a day/],
  ])('%s', (_name, given, reason) => {
    expect(JSON.stringify(warmUp.safeParse(given).error?.issues)).toMatch(reason);
  });
});
