import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { WEEKDAYS } from '../../shared/contract/date.ts';
import type { Condition } from '../../shared/contract/rule.ts';
import { listensTo, unheard } from '../../shared/domain/rules/listens.ts';
import { nextDays, readOccasionDay, sayOccasionDay } from '../../shared/domain/time/occasion-days.ts';
import { makeRule } from '../helpers/make.ts';

describe('the day of an occasion', () => {
  test.each([
    ['November 1', '--11-01'],
    ['1 November', '--11-01'],
    ['1. November', '--11-01'],
    ['1 de noviembre', '--11-01'],
    ['--11-01', '--11-01'],
    ['2027-05-04', '2027-05-04'],
    ['May 4, 2027', '2027-05-04'],
    ['  February   29 ', '--02-29'],
    ['fourth Thursday of November', { nth: 4, weekday: 'thursday', month: 11 }],
    ['the 4th thursday in november', { nth: 4, weekday: 'thursday', month: 11 }],
    ['last Friday of Mai', { nth: -1, weekday: 'friday', month: 5 }],
  ])('is read from %s', (text, on) => expect(readOccasionDay(text)).toEqual({ on }));

  test.each([
    ['February 30', '"February 30": there is no such day'],
    ['2027-02-29', '"2027-02-29": there is no such day'],
    ['month 13', 'this is no date'],
    ['03/04', 'it can be two days'],
    ['fifth Monday of May', 'Not every May has a fifth Monday; use first to fourth, or last'],
    ['fourth Thusday of November', 'There is no weekday "thusday". Did you mean "thursday"?'],
    ['fourth Thursday of Novembre2', 'There is no month "Novembre2". Did you mean "November"?'],
    ['', 'this is no date'],
  ])('is none in "%s"', (text, fault) =>
    expect(readOccasionDay(text)).toEqual({ fault: expect.stringContaining(fault) }),
  );

  test('is said in words that can be read again', () => {
    const yearly = fc
      .date({ min: new Date('2024-01-01'), max: new Date('2024-12-31T23:59:59Z'), noInvalidDate: true })
      .map((date) => `-${date.toISOString().slice(4, 10)}`);
    const nth = fc.record({
      nth: fc.constantFrom(...([1, 2, 3, 4, -1] as const)),
      weekday: fc.constantFrom(...WEEKDAYS),
      month: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(fc.oneof(yearly, nth), (on) => {
        expect(readOccasionDay(sayOccasionDay(on))).toEqual({ on });
      }),
    );
    expect(sayOccasionDay({ nth: -1, weekday: 'monday', month: 5 })).toBe('last Monday of May');
    expect(sayOccasionDay('2027-05-04')).toBe('May 4, 2027');
  });
});

describe('the next days of an occasion', () => {
  const next = (on: string, today: string) => {
    const day = readOccasionDay(on);
    if (!('on' in day)) throw new Error(day.fault);
    return nextDays({ kind: 'day', name: 'Day', on: day.on }, Temporal.PlainDate.from(today)).map(String);
  };
  test.each([
    ['November 1', '2026-11-01', ['2026-11-01', '2027-11-01', '2028-11-01']],
    ['November 1', '2026-11-02', ['2027-11-01', '2028-11-01', '2029-11-01']],
    ['fourth Thursday of November', '2026-11-27', ['2027-11-25', '2028-11-23', '2029-11-22']],
    ['last Monday of May', '2027-01-01', ['2027-05-31', '2028-05-29', '2029-05-28']],
    ['February 29', '2027-01-01', ['2027-02-28', '2028-02-29', '2029-02-28']],
    ['2031-05-04', '2026-01-01', ['2031-05-04']],
    ['2026-05-04', '2026-05-04', ['2026-05-04']],
    ['2026-05-04', '2026-05-05', []],
  ])('%s, seen on %s', (on, today, days) => expect(next(on, today)).toEqual(days));
});

describe('a rule on an occasion', () => {
  const KIND = 'event.date.kind';
  const asking = (condition: Condition | undefined) =>
    makeRule({ on: 'occasion', ...(condition && { if: condition }) });
  const harvest = { kind: 'harvest', name: 'Harvest', on: '--10-01' };

  test('is told which day it waits for in vain', () => {
    const rule = asking({ field: KIND, op: 'eq', value: 'harvets' });
    expect(unheard(rule, [harvest])).toBe(
      'the brand has no occasion "harvets", so it can never match unless a webhook tells of one. Did you mean "harvest"?',
    );
    expect(unheard(rule, [])).toContain('Add the day: settings occasions set harvets');
    expect(unheard(asking(undefined), [])).toContain('the brand has no occasions');
  });

  test.each<[string, Condition | undefined]>([
    ['one that is there', { field: KIND, op: 'eq', value: 'harvest' }],
    ['one of several', { field: KIND, op: 'in', value: ['spring', 'harvest'] }],
    ['any', undefined],
    ['all but another', { not: { field: KIND, op: 'eq', value: 'spring' } }],
    ['a family that webhooks tell of', { field: KIND, op: 'matches-prefix', value: 'referral' }],
    ['whom', { field: 'contact.kind', op: 'eq', value: 'customer' }],
  ])('may ask for %s', (_, condition) => expect(unheard(asking(condition), [harvest])).toBeUndefined());

  test('listens to its own, and a rule on birthdays to none', () => {
    expect(listensTo(asking({ field: KIND, op: 'eq', value: 'harvest' }), 'harvest')).toBe(true);
    expect(listensTo(asking({ field: KIND, op: 'eq', value: 'spring' }), 'harvest')).toBe(false);
    expect(listensTo(makeRule({ on: 'birthday' }), 'harvest')).toBe(false);
    expect(unheard(makeRule({ on: 'birthday' }), [])).toBeUndefined();
  });
});
