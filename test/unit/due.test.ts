import fc from 'fast-check';
import type { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Brand } from '../../shared/contract/brand.ts';
import type { EventKind } from '../../shared/contract/event.ts';
import type { Timing } from '../../shared/contract/follow-up.ts';
import { schedule } from '../../shared/domain/ledger/due.ts';
import { spread } from '../../shared/domain/time/spread.ts';
import { at, makeBrand, makeContact } from '../helpers/make.ts';

type Asking = {
  from: string;
  timing?: Partial<Timing>;
  brand?: Partial<Brand>;
  now?: string;
  contact?: string;
  since?: EventKind;
};

/** Berlin; counted from a purchase, of which we hear at once, unless told. */
function ask({ from, timing = {}, brand = {}, now = from, contact = 'ana', since = 'purchase' }: Asking) {
  return schedule({
    from: at(from),
    since,
    timing: { after: 'PT0S', within: 'P30D', ...timing },
    contact: makeContact({ id: contact }),
    brand: makeBrand({ timezone: 'Europe/Berlin', ...brand }),
    now: at(now),
  });
}
const FRIDAY = '2026-12-04T09:00:00Z';
const SATURDAY = '2026-12-05T14:00:00Z';
const WEEKDAYS = { weekdaysOnly: true };
const BRANDS = "(Europe/Berlin, the brand's time)";

describe('on weekdays only', () => {
  test.each<[string, Asking, string, string]>([
    ['a weekday stays', { from: FRIDAY }, '2026-12-04T09:00:00Z', 'Due at once.'],
    [
      'the weekend ends on Monday at nine',
      { from: SATURDAY },
      '2026-12-07T08:00:00Z',
      `Due Mon 7 Dec 2026 09:00 ${BRANDS}: at once after the purchase, moved past the weekend.`,
    ],
    [
      'or at the time of the rule',
      { from: FRIDAY, timing: { after: 'P1D', at: '14:30' } },
      '2026-12-07T13:30:00Z',
      `Due Mon 7 Dec 2026 14:30 ${BRANDS}: 1 day after the purchase, then the first 14:30, moved past the weekend.`,
    ],
    [
      'what is told of late on a weekend, too',
      { from: FRIDAY, now: SATURDAY },
      '2026-12-07T08:00:00Z',
      `Due Mon 7 Dec 2026 09:00 ${BRANDS}: at once after the purchase, moved past the weekend.`,
    ],
    [
      'what would come too late by then keeps its time: the gate says so',
      { from: SATURDAY, timing: { within: 'P1D' } },
      SATURDAY,
      `Due Sat 5 Dec 2026 15:00 ${BRANDS}: at once after the purchase, on a weekend, as no weekday is left before its time runs out.`,
    ],
  ])('%s', (_name, asking, due, words) => {
    expect(ask({ ...asking, brand: WEEKDAYS })).toMatchObject({ due: at(due), words });
  });

  test('a rule may ask for it by itself; the zone of the person decides', () => {
    expect(ask({ from: SATURDAY, timing: { weekdays: true } }).due).toEqual(at('2026-12-07T08:00:00Z'));
    expect(ask({ from: SATURDAY }).due).toEqual(at(SATURDAY));
    // In Auckland it is Monday already.
    const sunday = { from: '2026-12-06T20:00:00Z', timing: { weekdays: true } as const };
    expect(ask({ ...sunday, brand: { timezone: 'Pacific/Auckland' } }).due).toEqual(at(sunday.from));
  });
});

test('of a date it is counted from the beginning of its day, which may be days before', () => {
  const timing = { after: 'PT0S', at: '10:00', within: 'PT20H' };
  const midnight = { from: '2026-12-15T23:00:00Z', timing };
  const said = (over: Partial<Asking>) => ask({ ...midnight, since: 'birthday', ...over }).words;
  expect(said({})).toBe(`Due Wed 16 Dec 2026 10:00 ${BRANDS}: at the first 10:00 after its day began.`);
  expect(said({ timing: { ...timing, after: 'PT3H' } })).toContain(': 3 hours after its day began, then');
  expect(said({ since: 'purchase' })).toContain('at the first 10:00 after the purchase.');
});

describe('what is told of late', () => {
  const timing = { after: 'P14D', at: '10:00', within: 'P30D' };
  const from = '2026-11-22T09:00:00Z';

  test.each([
    ['keeps its time when that is still to come', '2026-12-01T02:50:00Z', '2026-12-06T09:00:00Z'],
    ['goes at the next such local time, not at night', '2026-12-10T02:50:00Z', '2026-12-10T09:00:00Z'],
    ['at once, if its time has just begun', '2026-12-06T09:00:02Z', '2026-12-06T09:00:00Z'],
    ['tomorrow, if that of today has passed', '2026-12-10T13:00:00Z', '2026-12-11T09:00:00Z'],
    ['at once, where no such time is left', '2026-12-22T08:59:00Z', '2026-12-06T09:00:00Z'],
  ])('%s', (_name, now, due) => {
    expect(ask({ from, timing, now }).due).toEqual(at(due));
  });

  test('goes at once where the rule names no time', () => {
    const { due } = ask({ from, timing: { after: 'P14D' }, now: '2026-12-10T02:50:00Z' });
    expect(due).toEqual(at('2026-12-06T09:00:00Z'));
  });

  test('still has its own minute, if that of the others has begun', () => {
    const brand = { spread: 'PT6H' };
    const first = ask({ from, timing, brand }).due;
    const justBefore = first.subtract({ minutes: 1 }).toString();
    expect(ask({ from, timing, brand, now: justBefore }).due).toEqual(first);
    const justAfter = first.add({ minutes: 15 }).toString();
    expect(ask({ from, timing, brand, now: justAfter }).due).toEqual(first);
    const late = first.add({ minutes: 16 }).toString();
    expect(ask({ from, timing, brand, now: late }).due).toEqual(first.add({ hours: 24 }));
  });
});

describe('spreading', () => {
  const from = FRIDAY;
  const timing = { after: 'P1D', at: '10:00' };
  const brand = { spread: 'PT2H' };

  test('is told, and is of whole minutes within the window, each person at one of their own', () => {
    expect(ask({ from, timing, brand }).words).toMatch(
      /^Due Sat 5 Dec 2026 1[01]:\d\d \(.*\): 1 day after the purchase, then the first 10:00, spread over 2 hours\.$/,
    );
    const ten = at('2026-12-05T09:00:00Z').epochMilliseconds;
    const minutes = Array.from({ length: 1000 }, (_, n) => {
      const { due } = ask({ from, timing, brand, contact: `contact-${n}` });
      return (due.epochMilliseconds - ten) / 60_000;
    });
    expect(minutes.every((minute) => Number.isInteger(minute) && minute >= 0 && minute < 120)).toBe(true);
    const counts = [...Map.groupBy(minutes, (minute) => minute).values()].map(({ length }) => length);
    // Eight each, more or less.
    expect(counts.length).toBeGreaterThan(110);
    expect(Math.max(...counts)).toBeLessThan(30);
  });

  test('is for what many share: a local time, or the morning after a weekend, not a wait alone', () => {
    expect(ask({ from, timing: { after: 'P3D' }, brand }).due).toEqual(at('2026-12-07T09:00:00Z'));
    const monday = ask({ from: SATURDAY, brand: { ...brand, ...WEEKDAYS } });
    expect(monday.words).toMatch(/^Due Mon .*, moved past the weekend, spread over 2 hours\.$/);
  });

  test('goes past no end: of its time, of the local day, before quiet hours', () => {
    fc.assert(
      fc.property(
        fc.record({
          by: fc.string(),
          hour: fc.integer({ min: 0, max: 23 }),
          over: fc.constantFrom('PT1M', 'PT1H', 'PT90M', 'PT6H'),
          left: fc.integer({ min: 1, max: 400 }),
          quietHours: fc.constantFrom(
            undefined,
            { from: '21:00', to: '08:00' },
            { from: '12:00', to: '13:00' },
          ),
          zone: fc.constantFrom('Europe/Berlin', 'Africa/Cairo', 'America/Havana'),
        }),
        ({ by, hour, over, left, quietHours, zone }) => {
          const day = zone === 'Africa/Cairo' ? '2026-10-29' : '2026-10-25';
          const local = at('2026-10-25T00:00:00Z')
            .toZonedDateTimeISO(zone)
            .with({ day: Number(day.slice(-2)), hour });
          const moment = local.toInstant();
          const expires = moment.add({ minutes: left });
          const spreading = { over, by, expires, zone, quietHours };
          const found = spread(moment, spreading);
          expect(spread(moment, spreading)).toEqual(found);
          const waited = (found.epochMilliseconds - moment.epochMilliseconds) / 60_000;
          expect(Number.isInteger(waited) && waited >= 0 && waited < left).toBe(true);
          const end = found.toZonedDateTimeISO(zone);
          expect(end.toPlainDate()).toEqual(local.toPlainDate());
          const isBefore = (wall: Temporal.ZonedDateTime): boolean =>
            quietHours === undefined || wall.toPlainTime().toString() < quietHours.from;
          expect(isBefore(end)).toBe(isBefore(local));
        },
      ),
    );
  });
});
