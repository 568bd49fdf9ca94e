import fc from 'fast-check';
import { expect, test } from 'vitest';
import { schedule } from '../../shared/domain/ledger/due.ts';
import { gate } from '../../shared/domain/ledger/gate.ts';
import { quietUntil } from '../../shared/domain/time/waits.ts';
import { at as instant, makeBrand, makeContact, makeFollowUp } from './make.ts';
import { DAY, WallClock, changesOf, sinceMidnight } from './wall-clock.ts';

/** For each clock. */
const QUESTIONS = 20;

/** Where clocks did, or will do, something that few expect. */
const ODD: readonly (readonly [string, string])[] = [
  ['Europe/Berlin', '2027-03-28'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Australia/Lord_Howe', '2027-04-04'],
  ['Pacific/Apia', '2011-12-30'],
  ['Asia/Kathmandu', '1986-01-01'],
  ['Asia/Kathmandu', '2026-11-27'],
  ['Antarctica/Troll', '2027-03-28'],
  ['Antarctica/Troll', '2026-10-25'],
  ['Africa/Cairo', '2027-04-30'],
  ['Africa/Cairo', '2026-10-30'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Havana', '2026-11-01'],
  ['Pacific/Kiritimati', '1994-12-31'],
  ['Pacific/Chatham', '2027-04-04'],
  ['Asia/Pyongyang', '2018-05-04'],
  ['America/Nuuk', '2027-03-27'],
  ['America/St_Johns', '2000-04-02'],
  ['America/St_Johns', '2010-11-07'],
];
const odd = fc.constantFrom(...ODD).map(([zone, day]) => ({ zone, day: Date.parse(day) }));
const any = fc
  .record({
    zone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
    year: fc.integer({ min: 2000, max: 2037 }),
    day: fc.nat(364),
    which: fc.nat(1),
  })
  .map(({ zone, year, day, which }) => ({
    zone,
    day: changesOf(zone, year)[which] ?? Date.UTC(year, 0, 1) + day * DAY,
  }));

const time = fc.oneof(
  fc.constantFrom('00:00', '00:30', '02:00', '02:15', '02:30', '03:00', '23:45', '09:00'),
  fc
    .nat(1439)
    .map((m) => [Math.floor(m / 60), m % 60].map((part) => String(part).padStart(2, '0')).join(':')),
);
const wait = fc.record({ days: fc.nat(3), hours: fc.constantFrom(0, 0, 1, 5, 30) });
type Wait = { days: number; hours: number };
const question = fc.record({
  /** Days and minutes after the walk's beginning; the odd day is its fifth. */
  from: fc.integer({ min: 1440, max: 8 * 1440 }),
  wait,
  at: fc.option(time, { nil: undefined }),
  weekdays: fc.boolean(),
  quietHours: fc.option(fc.record({ from: time, to: time }), { nil: undefined, freq: 2 }),
  cap: fc.option(fc.record({ since: fc.nat(1440), wait }), { nil: undefined, freq: 1 }),
});
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

const lengthOf = ({ days, hours }: Wait): string => `P${days}DT${hours}H`;

/** So much later: the same time some days on (the next there is, the first if twice), then hours as they pass. */
const after = (clock: WallClock, from: number, { days, hours }: Wait): number =>
  (days === 0 ? from : clock.first(clock.at(from) + days * DAY)) + hours * 60;

/** The next minute there is, but of that day: where a day ends in a gap, its last one. A zone may leave a day out. */
function timeOn(clock: WallClock, day: number, at: number): number {
  const found = clock.first(day + at);
  const wanted = day + Math.floor(at / DAY) * DAY;
  const isThere = clock.day(clock.first(wanted)) === wanted;
  return clock.day(found) === wanted || !isThere ? found : found - 1;
}

function nextTime(clock: WallClock, least: number, at: string): number {
  for (let day = clock.day(least); ; day += DAY) {
    const found = timeOn(clock, day, sinceMidnight(at));
    if (found >= least) return found;
  }
}

function monday(clock: WallClock, minute: number, at: string | undefined): number {
  const left = (8 - new Date(clock.day(minute)).getUTCDay()) % 7;
  return timeOn(clock, clock.day(minute) + left * DAY, sinceMidnight(at ?? '09:00'));
}

function due(clock: WallClock, { from, wait: length, at, weekdays }: Question): number {
  const least = after(clock, from, length);
  const plain = at === undefined ? least : nextTime(clock, least, at);
  return weekdays && clock.isWeekend(plain) ? monday(clock, plain, at) : plain;
}

/** From and to the first minutes that show these times, of each day that the walk passes. */
function quietOf(clock: WallClock, { quietHours }: Question): { from: number; to: number }[] {
  if (!quietHours || quietHours.from === quietHours.to) return [];
  const [from, to] = [sinceMidnight(quietHours.from), sinceMidnight(quietHours.to)];
  return Array.from({ length: 20 }, (_, day) => {
    const midnight = clock.day(0) + day * DAY;
    return { from: timeOn(clock, midnight, from), to: timeOn(clock, midnight, to + (to < from ? DAY : 0)) };
  });
}

const placeOf = (zone: string, { weekdays, quietHours, cap }: Question) => ({
  brand: makeBrand({
    timezone: zone,
    weekdaysOnly: weekdays,
    ...(quietHours && { quietHours }),
    ...(cap && { cap: { max: 1, per: lengthOf(cap.wait) } }),
  }),
});

/** What was found, and what the walk says it should be. */
type Pair = { what: string; found: unknown; expected: unknown };

function askDue(zone: string, clock: WallClock, asked: Question): Pair {
  const from = instant(clock.instantOf(asked.from));
  const { at } = asked;
  const timing = { after: lengthOf(asked.wait), within: 'P60D', ...(at !== undefined && { at }) };
  const contact = makeContact();
  const found = schedule({ from, since: 'purchase', timing, contact, now: from, ...placeOf(zone, asked) });
  return { what: 'due', found: clock.minuteOf(found.due), expected: due(clock, asked) };
}

function askQuiet(zone: string, clock: WallClock, asked: Question): Pair {
  const now = instant(clock.instantOf(asked.from));
  const within = quietOf(clock, asked).find(({ from, to }) => from <= asked.from && asked.from < to);
  const found = asked.quietHours && quietUntil(now, asked.quietHours, zone);
  return { what: 'quiet until', found: found && clock.minuteOf(found), expected: within?.to };
}

/** Until when the cap holds it: the one mail that it counts went some time before. */
function capOf(clock: WallClock, { from, cap }: Question) {
  const sent = from - (cap?.since ?? 0);
  return { sent: clock.instantOf(sent), end: cap ? after(clock, sent, cap.wait) : from };
}

function gateUntil(zone: string, clock: WallClock, asked: Question): number {
  const { from, at, cap } = asked;
  const now = clock.instantOf(from);
  const timing = { after: 'PT0S', within: 'P60D', retimedBy: [], ...(at !== undefined && { at }) };
  const expiresAt = clock.instantOf(from + 60 * 1440);
  const verdict = gate({
    followUp: makeFollowUp({ timing, expiresAt, countedFrom: now }),
    contact: makeContact({ recentSends: cap ? [{ at: capOf(clock, asked).sent, rule: 'another' }] : [] }),
    subject: undefined,
    suppression: undefined,
    now: instant(now),
    ...placeOf(zone, asked),
  });
  return verdict.kind === 'postpone' ? clock.minuteOf(verdict.until) : from;
}

/** The answer is free, and nothing free is passed over but the small hours before a weekday begins. */
function askGate(zone: string, clock: WallClock, asked: Question): Pair {
  const found = gateUntil(zone, clock, asked);
  const { end } = capOf(clock, asked);
  const quiet = quietOf(clock, asked);
  const isWeekend = (minute: number): boolean => asked.weekdays && clock.isWeekend(minute);
  const isHeld = (minute: number): boolean =>
    minute < end || isWeekend(minute) || quiet.some(({ from, to }) => from <= minute && minute < to);
  let begins = asked.from;
  let expected = asked.from;
  while (expected < found && (isHeld(expected) || expected < begins)) {
    if (isWeekend(expected)) begins = monday(clock, expected, asked.at);
    expected += 1;
  }
  return { what: 'free', found, expected: isHeld(expected) ? 'a moment that is free' : expected };
}

/** Every answer is looked for once more by walking through the minutes of a clock on the wall. */
export function defineWaitsTest(clocks: number): void {
  const seed = Number(process.env['WAITS_SEED'] ?? Date.now() % 2 ** 31);
  const name = `of ${clocks} clocks, ${QUESTIONS} questions each (seed ${seed})`;
  test(`waits, weekdays and quiet hours are what a walk through the minutes finds: ${name}`, () => {
    const sameAsWalk = fc.property(
      fc.oneof(odd, any),
      fc.array(question, { minLength: QUESTIONS, maxLength: QUESTIONS }),
      ({ zone, day }, questions) => {
        const clock = new WallClock(zone, { start: day - 4 * DAY, days: 30 });
        const all = questions.flatMap((asked) =>
          [askDue, askQuiet, askGate].map((ask) => ({ asked, ...ask(zone, clock, asked) })),
        );
        const wrong = all.find(({ found, expected }) => found !== expected);
        if (wrong) throw new Error(`${zone}: ${JSON.stringify(wrong)}`);
      },
    );
    expect(() => fc.assert(sameAsWalk, { seed, numRuns: clocks })).not.toThrow();
  });
}
