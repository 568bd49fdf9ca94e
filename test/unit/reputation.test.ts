import { describe, expect, test } from 'vitest';
import { type HourOfOutcomes, haltedBecause } from '../../shared/domain/reputation/breaker.ts';
import { bouncesAgainAndAgain } from '../../shared/domain/reputation/soft-bounces.ts';
import { at, makeFollowUp } from '../helpers/make.ts';

const now = at('2027-03-08T09:20:00Z');
const hour = (over: Partial<HourOfOutcomes>): HourOfOutcomes => ({
  hour: '2027-03-08T09',
  delivered: 0,
  bounced: 0,
  complained: 0,
  ...over,
});

describe('a brand is stopped', () => {
  test.each<[string, Partial<HourOfOutcomes>, RegExp]>([
    [
      'by complaints above 0.1 %',
      { delivered: 1999, complained: 2 },
      /2 of 1999 .* unwanted within 24 hours/,
    ],
    ['not by complaints of 0.1 %', { delivered: 2000, complained: 2 }, /it goes on/],
    ['not by one person alone', { delivered: 250, complained: 1 }, /it goes on/],
    ['by bounces above 5 %', { delivered: 189, bounced: 11 }, /11 of 200 mails came back for good/],
    ['not by bounces of 5 %', { delivered: 190, bounced: 10 }, /it goes on/],
    ['not by what became of too few', { delivered: 50, bounced: 149 }, /it goes on/],
  ])('%s', (_name, outcomes, expected) => {
    const reason = haltedBecause([hour(outcomes)], { now });
    expect(reason ?? 'it goes on').toMatch(expected);
  });

  test('by what a day shows, though the week is fine', () => {
    const fine = hour({ hour: '2027-03-05T09', delivered: 100_000 });
    const bad = hour({ delivered: 150, bounced: 60 });
    expect(haltedBecause([fine, bad], { now })).toMatch(/60 of 210 .* within 24 hours/);
    expect(haltedBecause([fine], { now })).toBeUndefined();
  });

  test('by what a week shows, when a day has too few to judge', () => {
    const days = ['02', '03', '04', '05', '06', '07', '08'].map((day) =>
      hour({ hour: `2027-03-${day}T08`, delivered: 40, bounced: 5 }),
    );
    expect(haltedBecause(days, { now })).toMatch(/35 of 315 .* within 7 days/);
  });

  test('not by what is older, nor by what a person has forgiven', () => {
    const bad = { delivered: 150, bounced: 60 };
    expect(haltedBecause([hour({ ...bad, hour: '2027-03-01T09' })], { now })).toBeUndefined();
    expect(haltedBecause([hour(bad)], { now, since: '2027-03-08T09:10:00Z' })).toBeUndefined();
    expect(haltedBecause([hour(bad)], { now, since: '2027-03-08T08:59:00Z' })).toMatch(/60 of 210/);
  });

  test('at the limits of its own', () => {
    const reputation = { bounces: 0.3, atLeast: 10 };
    expect(haltedBecause([hour({ delivered: 8, bounced: 3 })], { now, reputation })).toBeUndefined();
    expect(haltedBecause([hour({ delivered: 7, bounced: 4 })], { now, reputation })).toMatch(/more than 30%/);
  });
});

describe('an address is stopped', () => {
  const mail = (day: number, feedback: object) =>
    makeFollowUp({ state: 'sent', sentAt: `2027-03-0${day}T09:00:00.000Z`, feedback });
  const back = { bounced: '2027-03-01T10:00:00.000Z', detail: 'Transient MailboxFull' };
  const arrived = { delivered: '2027-03-01T10:00:00.000Z' };

  test.each<[string, object[], boolean]>([
    ['by three that came back in a row', [back, back, back], true],
    ['not by two', [back, back], false],
    ['not when one arrived between', [back, back, arrived, back], false],
    ['not by an out-of-office answer to one that arrived', [back, back, { ...arrived, ...back }], false],
    ['whatever was before', [arrived, back, back, back], true],
  ])('%s', (_name, all, expected) => {
    const mails = all.map((feedback, day) => mail(day + 1, feedback));
    expect(bouncesAgainAndAgain(mails.toReversed(), 3)).toBe(expected);
    expect(bouncesAgainAndAgain([...mails, makeFollowUp()], 3)).toBe(expected);
  });
});
