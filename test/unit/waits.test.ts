import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  atLocalTime,
  dueAt,
  expiresAt,
  iso,
  parseInstant,
  quietUntil,
} from '../../shared/domain/time/waits.ts';
import { inWords, zoneOf, zoneOfCountry } from '../../shared/domain/time/zones.ts';
import { at } from '../helpers/make.ts';

const BERLIN = 'Europe/Berlin';
const local = (instant: Temporal.Instant, zone: string): string =>
  instant.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });

describe('a wait', () => {
  test.each([
    ['at once', '2026-11-22T09:00:00Z', { after: 'PT0S' }, '2026-11-22T10:00'],
    ['an hour', '2026-11-22T09:00:00Z', { after: 'PT1H' }, '2026-11-22T11:00'],
    [
      '14 days, then 10:00 still to come that day',
      '2026-11-22T08:30:00Z',
      { after: 'P14D', at: '10:00' },
      '2026-12-06T10:00',
    ],
    [
      '14 days, 10:00 gone by then',
      '2026-11-22T15:00:00Z',
      { after: 'P14D', at: '10:00' },
      '2026-12-07T10:00',
    ],
    ['exactly at the time', '2026-11-22T09:00:00Z', { after: 'P14D', at: '10:00' }, '2026-12-06T10:00'],
    ['through the end of summer time', '2026-10-20T08:00:00Z', { after: 'P14D' }, '2026-11-03T10:00'],
    [
      'through the start of summer time',
      '2027-03-20T09:00:00Z',
      { after: 'P14D', at: '10:00' },
      '2027-04-03T10:00',
    ],
    ['a month from Jan 31', '2027-01-31T09:00:00Z', { after: 'P1M' }, '2027-02-28T10:00'],
  ])('%s', (_name, from, timing, expected) => {
    expect(local(dueAt(at(from), timing, BERLIN), BERLIN)).toBe(expected);
  });

  test.each(['02:00', '02:30', '02:59'])(
    '%s, which a DST gap swallows, is taken at the next valid minute',
    (time) => {
      const gap = Temporal.PlainDate.from('2027-03-28');
      expect(local(atLocalTime(gap, time, BERLIN), BERLIN)).toBe('2027-03-28T03:00');
      expect(local(dueAt(at('2027-03-27T12:00:00Z'), { after: 'PT0S', at: time }, BERLIN), BERLIN)).toBe(
        '2027-03-28T03:00',
      );
    },
  );

  test('days that end in a DST gap end at the next valid minute', () => {
    expect(local(dueAt(at('2027-03-27T01:30:00Z'), { after: 'P1D' }, BERLIN), BERLIN)).toBe(
      '2027-03-28T03:00',
    );
    expect(local(dueAt(at('2027-03-27T01:30:00Z'), { after: 'P1D', at: '03:15' }, BERLIN), BERLIN)).toBe(
      '2027-03-28T03:15',
    );
  });

  test('where a day ends with the gap, it is its last minute', () => {
    const nuuk = 'America/Nuuk';
    const late = atLocalTime(Temporal.PlainDate.from('2027-03-27'), '23:30', nuuk);
    expect(local(late, nuuk)).toBe('2027-03-27T22:59');
  });

  test('a local time that comes twice is taken the first time', () => {
    const twice = atLocalTime(Temporal.PlainDate.from('2026-10-25'), '02:30', BERLIN);
    expect(twice.toString()).toBe('2026-10-25T00:30:00Z');
  });

  test('its time runs out after so many local days', () => {
    expect(expiresAt(at('2026-10-24T10:00:00Z'), 'P2D', BERLIN).toString()).toBe('2026-10-26T11:00:00Z');
  });
});

describe('an instant as text', () => {
  const moments = fc
    .integer({ min: -62_198_755_200_000, max: 253_402_300_799_999 })
    .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));

  test('is stored as Temporal writes it with milliseconds', () => {
    fc.assert(
      fc.property(moments, (instant) => {
        expect(iso(instant)).toBe(instant.toString({ smallestUnit: 'millisecond' }));
      }),
    );
  });

  test('is read back whatever its form', () => {
    fc.assert(
      fc.property(moments, (instant) => {
        for (const text of [iso(instant), instant.toString()])
          expect(parseInstant(text).epochNanoseconds).toBe(instant.epochNanoseconds);
      }),
    );
    expect(parseInstant('2026-11-22T10:00:00.123456+01:00').toString()).toBe('2026-11-22T09:00:00.123456Z');
  });

  test.each(['2026-02-30T09:00:00.000Z', '2026-11-22', '2026-11-22T09:00:00.000', 'soon'])(
    'is refused as %s',
    (text) => {
      expect(() => parseInstant(text)).toThrow(RangeError);
    },
  );
});

describe('quiet hours', () => {
  test.each([
    ['before', '2026-11-22T19:59:00Z', undefined],
    ['evening', '2026-11-22T20:00:00Z', '2026-11-23T08:00'],
    ['after midnight', '2026-11-23T03:00:00Z', '2026-11-23T08:00'],
    ['the minute they end', '2026-11-23T07:00:00Z', undefined],
  ])('from 21:00 to 08:00, %s', (_name, now, until) => {
    const end = quietUntil(at(now), { from: '21:00', to: '08:00' }, BERLIN);
    expect(end && local(end, BERLIN)).toBe(until);
  });

  test('within one day', () => {
    const end = quietUntil(at('2026-11-22T12:00:00Z'), { from: '12:00', to: '14:00' }, BERLIN);
    expect(end && local(end, BERLIN)).toBe('2026-11-22T14:00');
  });
});

describe("a person's zone", () => {
  const brand = { timezone: BERLIN };
  test.each([
    [{ timezone: 'Asia/Tokyo', country: 'DE' }, 'Asia/Tokyo', 'contact'],
    [{ timezone: 'Mars/Olympus', country: 'JP' }, 'Asia/Tokyo', 'country'],
    [{ timezone: '+25:00' }, BERLIN, 'brand'],
    [{ country: 'US' }, BERLIN, 'brand'],
    [{ country: 'ZZ' }, BERLIN, 'brand'],
    [{}, BERLIN, 'brand'],
  ])('%j is %s, known by %s', (contact, id, from) => {
    expect(zoneOf(contact, brand)).toEqual({ id, from });
  });

  test('a country whose clocks agree has one', () => {
    expect(zoneOfCountry('GB')).toBe('Europe/London');
  });

  test('is named in words', () => {
    const words = inWords(at('2026-12-06T09:00:00Z'), { id: BERLIN, from: 'brand' });
    expect(words).toBe("Sun 6 Dec 2026 10:00 (Europe/Berlin, the brand's time)");
  });
});
