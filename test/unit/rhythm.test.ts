import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type Heard, hourOf, judge, rhythmOf, silentFrom } from '../../shared/domain/sources/rhythm.ts';

/** A Monday. */
const START = Temporal.Instant.from('2026-08-03T00:00:00Z');
const hoursAfter = (hours: number): Temporal.Instant => START.add({ hours });

type Selling = (hour: { ofDay: number; ofWeek: number; index: number }) => boolean;

/** A shop that sold in the hours of so many weeks that `sells` names. */
function shop(weeks: number, sells: Selling): Heard {
  const hours = Array.from({ length: weeks * 168 }, (_, index) => index).filter((index) =>
    sells({ ofDay: index % 24, ofWeek: Math.floor((index % 168) / 24), index }),
  );
  return {
    lastSeenAt: hoursAfter(hours.at(-1) ?? 0),
    hours: hours.map((index) => hourOf(hoursAfter(index))),
  };
}

/** 200 orders a day: at least one in every hour but three at night. */
const busy: Selling = ({ ofDay }) => ofDay < 2 || ofDay > 4;
/** Monday to Friday, nine to five. */
const office: Selling = ({ ofDay, ofWeek }) => ofWeek < 5 && ofDay >= 9 && ofDay < 17;
const weekly: Selling = ({ index }) => index % 168 === 30;

const isSilentAfter = (heard: Heard, hours: number): boolean =>
  judge(heard, undefined, heard.lastSeenAt.add({ hours })).say === 'silent';

describe('a shop with 200 orders a day', () => {
  const heard = shop(8, busy);

  test('may be silent for three hours at night, and not for a day', () => {
    expect(isSilentAfter(heard, 3)).toBe(false);
    expect(isSilentAfter(heard, 5)).toBe(false);
    expect(isSilentAfter(heard, 24)).toBe(true);
  });

  test('is called silent at the very moment, not before', () => {
    const { patience } = rhythmOf(heard) ?? { patience: 0 };
    expect(patience).toBe(10);
    const due = heard.lastSeenAt.add({ hours: patience });
    expect(judge(heard, undefined, due.subtract({ milliseconds: 1 }))).toEqual({ say: 'nothing', next: due });
    expect(judge(heard, undefined, due).say).toBe('silent');
  });

  test('keeps its rhythm after an outage of three days', () => {
    const outage = shop(8, (hour) => busy(hour) && (hour.index < 500 || hour.index > 572));
    expect(rhythmOf(outage)).toEqual(rhythmOf(heard));
  });

  test('is not forgotten while it is silent', () => {
    expect(isSilentAfter(heard, 24 * 365)).toBe(true);
  });
});

describe('a shop that rests at weekends', () => {
  test('is not called silent on a long one', () => {
    const heard = shop(8, office);
    expect(isSilentAfter(heard, 65)).toBe(false);
    expect(isSilentAfter(heard, 4 * 24 + 16)).toBe(false);
    expect(isSilentAfter(heard, 8 * 24)).toBe(true);
  });

  test('is not called silent on its second weekend', () => {
    const secondFriday = shop(2, office);
    expect(rhythmOf(secondFriday)).toBeDefined();
    expect(isSilentAfter(secondFriday, 65)).toBe(false);
  });
});

describe('a shop with an order a week', () => {
  test('needs weeks', () => {
    const heard = shop(8, weekly);
    expect(isSilentAfter(heard, 14 * 24)).toBe(false);
    expect(isSilentAfter(heard, 27 * 24)).toBe(false);
    expect(isSilentAfter(heard, 28 * 24)).toBe(true);
  });

  test('is not judged by its first four orders', () => {
    expect(rhythmOf(shop(4, weekly))).toBeUndefined();
  });
});

describe('too little history', () => {
  test('is never a silence: a new source, a single webhook, a busy first week', () => {
    expect(isSilentAfter({ lastSeenAt: START, hours: [hourOf(START)] }, 10_000)).toBe(false);
    expect(isSilentAfter({ lastSeenAt: START, hours: [] }, 10_000)).toBe(false);
    const days = shop(1, (hour) => busy(hour) && hour.ofWeek < 6);
    expect(judge(days, undefined, hoursAfter(9000))).toEqual({ say: 'nothing', next: undefined });
  });
});

test('random shops of every size raise hardly a false alarm in a year', () => {
  const alarms = [200, 20, 5, 1, 3 / 7, 1 / 7].map((perDay) => falseAlarms(perDay, 42));
  for (const perYear of alarms) expect(perYear).toBeLessThanOrEqual(1);
});

/** How often a shop that sells at random, little at night, would be called silent in its second year. */
function falseAlarms(perDay: number, seed: number): number {
  const random = generator(seed);
  const share = (hour: number): number => (hour >= 7 && hour < 23 ? 1.4 : 0.2);
  const heard = shop(
    104,
    ({ ofDay }) => random() < 1 - Math.exp((-perDay / 24) * share(ofDay)),
  ).hours.toSorted((a, b) => a - b);
  let alarms = 0;
  heard.forEach((hour, at) => {
    const before = heard.slice(Math.max(0, at - 1400), at);
    const last = before.at(-1);
    if (last === undefined || hour - last < 6 || before.length < 5) return;
    const lastSeenAt = Temporal.Instant.fromEpochMilliseconds(last * 3_600_000);
    const rhythm = rhythmOf({ lastSeenAt, hours: before });
    if (rhythm && hour - last >= rhythm.patience) alarms += 1;
  });
  return alarms / 2;
}

/** Mulberry32: the same numbers in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('what is told', () => {
  const heard = shop(8, busy);
  const told = { lastSeenAt: heard.lastSeenAt };

  test('a silence that was told is not told again, however long', () => {
    for (const days of [1, 10, 400])
      expect(judge(heard, told, heard.lastSeenAt.add({ hours: days * 24 }))).toEqual({
        say: 'nothing',
        next: undefined,
      });
  });

  test('a webhook ends it, and the next silence is one of its own', () => {
    const lastSeenAt = heard.lastSeenAt.add({ hours: 50 });
    const again: Heard = { lastSeenAt, hours: [...heard.hours, hourOf(lastSeenAt)] };
    expect(judge(again, told, lastSeenAt.add({ minutes: 1 })).say).toBe('speaks');
    expect(judge(again, undefined, lastSeenAt.add({ hours: 1 })).say).toBe('nothing');
    expect(judge(again, undefined, lastSeenAt.add({ hours: 24 })).say).toBe('silent');
  });
});

test('whatever the history: patience is 6 hours to 8 weeks and never below the usual pause', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 3000 }), { maxLength: 200 }), (ages) => {
      const lastSeenAt = hoursAfter(3000);
      const hours = ages.map((age) => hourOf(lastSeenAt.subtract({ hours: age })));
      const rhythm = rhythmOf({ lastSeenAt, hours });
      if (!rhythm) return;
      expect(rhythm.patience).toBeGreaterThanOrEqual(Math.max(6, rhythm.usualPause));
      expect(rhythm.patience).toBeLessThanOrEqual(56 * 24);
      expect(Number.isInteger(rhythm.patience)).toBe(true);
      expect(silentFrom({ lastSeenAt, hours }, rhythm).since(lastSeenAt).total('hours')).toBe(
        rhythm.patience,
      );
    }),
  );
});
