import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { LEAP_DAYS, type LeapDay } from '../../shared/contract/date.ts';
import { celebrationsOn, eventOf } from '../../shared/domain/time/calendar.ts';
import { dueAt } from '../../shared/domain/time/waits.ts';
import { isZone } from '../../shared/domain/time/zones.ts';

/*
 * Every day of birth, zone, custom and year has one wish: on the right local day, at the right local hour. The oracle
 * knows nothing of the code: it counts days by hand and walks over instants with ICU's own clock.
 */

const FIRST_YEAR = 2026;
const YEARS = 400;
const CASES = 200_000;
const ZONES = Intl.supportedValuesOf('timeZone').filter(isZone);

/** By custom and year: under which list (`03-02`) the calendar looks on which days. */
const looked = new Map<string, Map<string, Temporal.PlainDate[]>>();
function daysOf(list: string, year: number, leapDay: LeapDay): Temporal.PlainDate[] {
  const key = `${leapDay} ${year}`;
  let lists = looked.get(key);
  if (!lists) {
    lists = new Map();
    const wants = [{ on: 'birthday', daysBefore: 0, leapDay } as const];
    const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
    for (let at = 0; at < first.daysInYear; at += 1) {
      const day = first.add({ days: at });
      for (const name of celebrationsOn(day, wants, []).keys())
        lists.set(name, [...(lists.get(name) ?? []), day]);
    }
    looked.set(key, lists);
  }
  return lists.get(list) ?? [];
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** The day on which somebody is congratulated, counted by hand; none in a common year by the custom of leap years. */
function expectedDay(monthDay: string, year: number, leapDay: LeapDay): string | undefined {
  if (monthDay !== '02-29' || isLeap(year)) return `${year}-${monthDay}`;
  return { 'feb-28': `${year}-02-28`, 'mar-1': `${year}-03-01`, 'leap-years': undefined }[leapDay];
}

const clocks = new Map<string, Intl.DateTimeFormat>();
/** `2026-03-02 09:15` on the wall of a zone. */
function wallClock(zone: string, ms: number): string {
  let clock = clocks.get(zone);
  if (!clock) {
    const two = '2-digit' as const;
    const parts = { year: 'numeric', month: two, day: two, hour: two, minute: two } as const;
    clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, ...parts });
    clocks.set(zone, clock);
  }
  return clock.format(ms);
}

const STEP = 15 * 60_000;
/** The first quarter of an hour on that local day at which the wall clock shows the time or a later one. */
function firstMoment(zone: string, day: string, at: string): number | undefined {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  // No clock is further ahead of UTC than 14 hours, or further behind than 12.
  for (
    let ms = midnight + (hours * 60 + minutes) * 60_000 - 16 * 3_600_000;
    ms < midnight + 40 * 3_600_000;
    ms += STEP
  ) {
    const [date, time = ''] = wallClock(zone, ms).split(' ');
    if (date === day && time >= at) return ms;
  }
  return undefined;
}

const births = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 365 }).map((at) => at) },
  { weight: 1, arbitrary: fc.constant(59) },
);
const monthDayAt = (at: number): string =>
  new Date(Date.UTC(2024, 0, 1) + at * 86_400_000).toISOString().slice(5, 10);
const quarters = fc.integer({ min: 0, max: 95 });
const timeAt = (quarter: number): string =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;

const seed = Number(process.env['WISHES_SEED'] ?? Date.now() % 2 ** 31);

test(`a wish comes once a year, on the right local day, at the right local hour: ${CASES} cases (seed ${seed})`, () => {
  const property = fc.property(
    births,
    fc.constantFrom(...ZONES),
    fc.integer({ min: FIRST_YEAR, max: FIRST_YEAR + YEARS - 1 }),
    fc.constantFrom(...LEAP_DAYS),
    quarters,
    (birth, zone, year, leapDay, quarter) => {
      const [monthDay, at] = [monthDayAt(birth), timeAt(quarter)];
      const expected = expectedDay(monthDay, year, leapDay);
      const days = daysOf(monthDay, year, leapDay);
      if (days.map(String).join() !== (expected ?? '')) return false;
      const [day] = days;
      if (!day || expected === undefined) return true;
      const due = dueAt(day.toZonedDateTime(zone).toInstant(), { after: 'PT0S', at }, zone);
      // Where a day ends with a gap there is none: its last minute is the one before the next day.
      const next = (): number =>
        (firstMoment(zone, day.add({ days: 1 }).toString(), '00:00') ?? NaN) - 60_000;
      return due.epochMilliseconds === (firstMoment(zone, expected, at) ?? next());
    },
  );
  expect(() => fc.assert(property, { seed, numRuns: CASES })).not.toThrow();
});

describe.each([2027, 2028, 2100])('%d, walked day by day', (year) => {
  test.each(LEAP_DAYS)('everybody has one wish, by the custom of %s', (leapDay) => {
    const told = new Map<string, string[]>();
    const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
    const ids = new Set<string>();
    for (let at = 0; at < first.daysInYear; at += 1) {
      const day = first.add({ days: at });
      const start = day.toZonedDateTime('Europe/Berlin').toInstant();
      for (const [list, celebrations] of celebrationsOn(
        day,
        [{ on: 'birthday', daysBefore: 0, leapDay }],
        [],
      ))
        for (const celebration of celebrations) {
          const person = { brand: 'demo', contact: list, kind: 'birthday', on: `1960-${list}` };
          const event = eventOf(person, celebration, { start, now: start });
          expect(event?.facts.date?.years).toBe(year - 1960);
          ids.add(event?.id ?? '');
          told.set(list, [...(told.get(list) ?? []), day.toString()]);
        }
    }
    const all = Array.from({ length: 366 }, (_, at) => monthDayAt(at));
    const expected = all.map((list) => [
      list,
      [expectedDay(list, year, leapDay)].flatMap((day) => day ?? []),
    ]);
    expect(all.map((list) => [list, told.get(list) ?? []])).toEqual(expected);
    expect(ids.size).toBe([...told.values()].flat().length);
  });
});
