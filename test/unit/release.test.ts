import { describe, expect, test } from 'vitest';
import { paceOf } from '../../shared/domain/ledger/pace.ts';
import { release } from '../../shared/domain/ledger/release.ts';
import { at } from '../helpers/make.ts';

const now = at('2026-11-22T09:00:00Z');
const due = (name: string, dueAt: string, priority = 500) => ({
  name,
  dueAt,
  priority,
  purpose: name.startsWith('marketing') ? ('marketing' as const) : ('transactional' as const),
  key: { brand: 'demo', contact: 'ana', rule: name, subject: 'shopify/order/1' },
});
const early = '2026-11-22T08:00:00.000Z';
const late = '2026-11-22T08:59:00.000Z';
const future = '2026-11-22T10:00:00.000Z';
const names = (go: { name: string }[]): string[] => go.map(({ name }) => name);

describe('releasing what is due', () => {
  test('only what is due goes, and the next due time is told', () => {
    const { go, next } = release([[due('a', early), due('b', future)]], { most: 10, now });
    expect(names(go)).toEqual(['a']);
    expect(next).toBe(future);
  });

  test('nothing waiting means nothing to look for', () => {
    expect(release([[]], { most: 10, now })).toEqual({ go: [], next: null });
  });

  test('the important go first, then the longest due', () => {
    const hints = [due('late', late), due('early', early), due('urgent', late, 900)];
    expect(names(release([hints], { most: 3, now }).go)).toEqual(['urgent', 'early', 'late']);
  });

  test('of two that are alike the same one goes first, whatever order they were read in', () => {
    const twins = [due('b', early), due('a', early)];
    expect(names(release([twins], { most: 1, now }).go)).toEqual(['a']);
    expect(names(release([twins.toReversed()], { most: 1, now }).go)).toEqual(['a']);
  });

  test('no more than the pace allows, and the rest a minute later', () => {
    const { go, next } = release([[due('a', early), due('b', late), due('c', future)]], { most: 1, now });
    expect(names(go)).toEqual(['a']);
    expect(next).toBe('2026-11-22T09:01:00Z');
  });

  test('what is paused goes last, with what the others leave of the pace', () => {
    const held = [due('held', early, 900), due('held-too', early, 900)];
    const free = [due('free', late, 100), due('free-too', late, 100)];
    const isHeld = ({ key }: { key: { rule: string } }): boolean => key.rule.startsWith('held');
    expect(names(release([held, free], { most: 2, now, isHeld }).go)).toEqual(['free', 'free-too']);
    expect(names(release([[...held, ...free]], { most: 3, now, isHeld }).go)).toEqual([
      'free',
      'free-too',
      'held',
    ]);
  });

  test('brands take turns: a large one holds up no other', () => {
    const large = Array.from({ length: 100 }, (_, n) => due(`large-${n}`, early));
    expect(names(release([large, [due('small', late)]], { most: 2, now }).go)).toContain('small');
  });

  test('brands take turns whatever they hold for important', () => {
    const large = Array.from({ length: 100 }, (_, n) => due(`large-${n}`, early, 900));
    expect(names(release([large, [due('small', late, 100)]], { most: 2, now }).go)).toEqual([
      'large-0',
      'small',
    ]);
  });

  test('thanks go before marketing, of all brands and however important that is', () => {
    const large = Array.from({ length: 100 }, (_, n) => due(`marketing-${n}`, early, 900));
    const thanks = [due('thanks', late, 100), due('thanks-too', late, 100)];
    const { go, next } = release([[...large, due('own-thanks', late, 100)], thanks], { most: 4, now });
    expect(names(go)).toEqual(['own-thanks', 'thanks', 'thanks-too', 'marketing-0']);
    expect(next).toBe('2026-11-22T09:01:00Z');
  });

  const tomorrow = at('2026-11-23T00:00:00Z');

  test('of a brand no more than it has room for, thanks first; the others are not held up', () => {
    const warming = [due('marketing', early, 900), due('thanks', late, 100), due('thanks-too', late, 50)];
    const other = [due('other', late), due('marketing-other', late)];
    const rooms = [{ most: 2, mostMarketing: 1, until: tomorrow }, undefined];
    const { go, next } = release([warming, other], { most: 9, now, rooms });
    expect(names(go)).toEqual(['other', 'thanks', 'thanks-too', 'marketing-other']);
    expect(next).toBe('2026-11-22T09:01:00Z');
  });

  test('of marketing no more than it has room for, though there is room for thanks', () => {
    const waiting = [due('marketing', early), due('marketing-too', early), due('thanks', late)];
    const rooms = [{ most: 9, mostMarketing: 1, until: tomorrow }];
    expect(names(release([waiting], { most: 9, now, rooms }).go)).toEqual(['thanks', 'marketing']);
  });

  test('without room nothing goes, and it is looked at again when there is some', () => {
    const rooms = [{ most: 0, mostMarketing: 0, until: tomorrow }];
    const waiting = [due('a', early), due('b', '2026-11-24T10:00:00.000Z')];
    expect(release([waiting], { most: 9, now, rooms })).toEqual({ go: [], next: tomorrow.toString() });
    const sooner = [...waiting, due('c', future)];
    expect(release([sooner], { most: 9, now, rooms }).next).toBe(future);
  });

  test('what is paused takes no room', () => {
    const isHeld = ({ key }: { key: { rule: string } }): boolean => key.rule === 'held';
    const rooms = [{ most: 0, mostMarketing: 0, until: tomorrow }];
    expect(names(release([[due('held', early)]], { most: 9, now, isHeld, rooms }).go)).toEqual(['held']);
  });

  test('marketing leaves what the day keeps for thanks, and waits', () => {
    const marketing = Array.from({ length: 5 }, (_, n) => due(`marketing-${n}`, early));
    const { go, next } = release([[...marketing, due('thanks', late)]], { most: 4, mostMarketing: 1, now });
    expect(names(go)).toEqual(['thanks', 'marketing-0']);
    expect(next).toBe('2026-11-22T09:01:00Z');
  });
});

describe('the pace that SES allows', () => {
  const quota = { perSecond: 14, perDay: 50_000, leftToday: 50_000 };

  test.each([
    ['is a minute of its rate', quota, { most: 840, mostMarketing: 840 }],
    ['is no more than one run can write', { ...quota, perSecond: 500 }, { most: 5000, mostMarketing: 5000 }],
    ['keeps a tenth of the day for thanks', { ...quota, leftToday: 5100 }, { most: 840, mostMarketing: 100 }],
    ['ends with the day', { ...quota, leftToday: 300 }, { most: 300, mostMarketing: 0 }],
    ['is none when the day is used up', { ...quota, leftToday: 0 }, { most: 0, mostMarketing: 0 }],
    [
      'keeps nothing where a day has no end',
      { ...quota, perDay: Infinity, leftToday: Infinity },
      { most: 840, mostMarketing: 840 },
    ],
  ])('%s', (_name, given, expected) => {
    expect(paceOf(given)).toEqual(expected);
  });
});
