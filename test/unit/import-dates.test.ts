import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderOf, readFigures } from '../../shared/contract/import.ts';
import { readWritten } from '../../shared/domain/people/import/written-date.ts';
import { readDate } from '../../shared/domain/time/dates.ts';

const DAYS = Array.from({ length: 366 }, (_, at) => new Date(Date.UTC(2024, 0, 1 + at)));
const MONTHS: Record<string, Intl.DateTimeFormatOptions['month'][]> = {
  en: ['long', 'short'],
  de: ['long', 'short'],
  fr: ['long', 'short'],
  es: ['long', 'short'],
};

const isClearOf = (text: string): boolean => {
  const figures = readFigures(text);
  return figures !== undefined && orderOf(figures) !== undefined;
};
const onOf = (text: string): string => {
  const read = readWritten(text);
  return 'on' in read ? read.on : 'unclear';
};

describe('a date as people write it', () => {
  test.each([
    ['1990-03-02', '1990-03-02'],
    [' 1990/3/2 ', '1990-03-02'],
    ['1990.03.02', '1990-03-02'],
    ['--03-02', '--03-02'],
    ['--0302', '--03-02'],
    ['02.03.1990', '1990-03-02'],
    ['2.3.1990', '1990-03-02'],
    ['02.03.', '--03-02'],
    ['25/03/1990', '1990-03-25'],
    ['3/25/1990', '1990-03-25'],
    ['25-03', '--03-25'],
    ['3/3/1990', '1990-03-03'],
    ['2 March 1990', '1990-03-02'],
    ['2nd of March 1990', '1990-03-02'],
    ['2nd March', '--03-02'],
    ['March 2, 1990', '1990-03-02'],
    ['March 2nd 1990', '1990-03-02'],
    ['Mar 2', '--03-02'],
    ['02-Mar-1990', '1990-03-02'],
    ['2. März 1990', '1990-03-02'],
    ['2. Maerz', '--03-02'],
    ['2 mars 1990', '1990-03-02'],
    ['1er août 1990', '1990-08-01'],
    ['2 de marzo de 1990', '1990-03-02'],
    ['2 de diciembre del 2001', '2001-12-02'],
    ['1990-03-02T00:00:00.000Z', '1990-03-02'],
    ['1990-03-02 00:00:00', '1990-03-02'],
    ['30.02.1990', '1990-02-30'],
  ])('%j is %s', (text, on) => {
    expect(readWritten(text)).toEqual({ on });
  });

  test.each([
    ['03/04/1990', 'two days'],
    ['3-4', 'two days'],
    ['1/12/1990', 'two days'],
    ['32934', 'a bare number'],
    ['32934.5', 'a bare number'],
    ['19900302', 'a bare number'],
    ['02.03.90', 'two figures'],
    ['3/2/90', 'two figures'],
    ['1990-03-01T23:00:00Z', 'time of day'],
    ['yesterday', 'no date'],
    ['2 Jui 1990', 'no date'],
    ['2 M 1990', 'no date'],
    ['1990', 'a bare number'],
    ['March 1990', 'no date'],
    ['0/0/', 'no date'],
    ['٢/٣/١٩٩٠', 'no date'],
    ['', 'no date'],
  ])('%j is left out: %s', (text, why) => {
    expect(readWritten(text)).toEqual({ fault: expect.stringContaining(why) });
  });

  test('what the figures do not tell, the order of the column does; also where it is no day then', () => {
    expect(readWritten('03/04/1990', { order: 'dmy' })).toEqual({ on: '1990-04-03' });
    expect(readWritten('03/04/1990', { order: 'mdy' })).toEqual({ on: '1990-03-04' });
    expect(readWritten('3.4.', { order: 'mdy' })).toEqual({ on: '--03-04' });
    expect(readWritten('25/03/1990', { order: 'mdy' })).toEqual({ on: '1990-25-03' });
  });

  test('a moment is counted in the zone of whom it is about', () => {
    const of = (zone: string) => readWritten('2024-01-05 23:30:00 UTC', { zone });
    expect(of('Europe/Berlin')).toEqual({ on: '2024-01-06' });
    expect(of('America/New_York')).toEqual({ on: '2024-01-05' });
    expect(readWritten('2024-01-05 23:30:00 +0100', { zone: 'UTC' })).toEqual({ on: '2024-01-05' });
    expect(readWritten('2024-01-05 23:30', { zone: 'Asia/Tokyo' })).toEqual({ on: '2024-01-05' });
    expect(readWritten('2024-01-05 25:30:00Z', { zone: 'UTC' })).toHaveProperty('fault');
  });

  test.each(Object.keys(MONTHS))('every day of a year in words of %s', (language) => {
    for (const month of MONTHS[language] ?? [])
      for (const day of DAYS) {
        const text = day.toLocaleDateString(language, {
          day: 'numeric',
          month,
          year: 'numeric',
          timeZone: 'UTC',
        });
        expect(readWritten(text), text).toEqual({ on: day.toISOString().slice(0, 10) });
      }
  });

  const date = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  test('every date in every order of figures is that date or unclear, and never another', () => {
    fc.assert(
      fc.property(date, fc.constantFrom('/', '-', '.'), fc.constantFrom('dmy', 'mdy'), (at, sign, order) => {
        const iso = at.toISOString().slice(0, 10);
        const [year = '', month = '', day = ''] = iso.split('-');
        const text = (order === 'dmy' ? [day, month, year] : [month, day, year]).join(sign);
        expect(readWritten(text, { order })).toEqual({ on: iso });
        const isClear = isClearOf(text);
        // A day before a month is what dots mean.
        if (isClear && sign === '.' && order === 'mdy') return;
        expect(onOf(text)).toBe(isClear ? iso : 'unclear');
      }),
    );
  });

  test('whatever is typed is a date in our form or a reason', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[\d./ -]{0,12}$/)),
        (text) => {
          const read = readWritten(text);
          expect('on' in read ? read.on : `--01-01 ${read.fault.length > 10}`).toMatch(
            /^(\d{4}-|--)\d{2}-\d{2}( true)?$/,
          );
        },
      ),
      { numRuns: 2000 },
    );
    expect(readDate('1990-02-30')).toBeUndefined();
  });
});
