import { Temporal } from 'temporal-polyfill';
import type { LeapDay } from '../../contract/date.ts';

/** A day that comes each year, and the year of the first where it is known. */
export type YearlyDate = { year?: number; month: number; day: number };

/** Nobody who gets mail was born before, nor did any shop of ours exist. */
const FIRST_YEAR = 1900;
const FORM = /^(?:(\d{4})-|--)(\d{2})-(\d{2})$/;

/** Reads `1990-03-02` or `--03-02`; `undefined` where there is no such day. February 29 needs a leap year or none. */
export function readDate(text: string): YearlyDate | undefined {
  const [, year, month = '', day = ''] = FORM.exec(text) ?? [];
  const date = { month: Number(month), day: Number(day) };
  // A day without a year is one of a leap year, which has them all.
  if (!isDay({ ...date, year: year === undefined ? 2024 : Number(year) })) return undefined;
  return year === undefined ? date : { ...date, year: Number(year) };
}

function isDay({ year, month, day }: Required<YearlyDate>): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
}

/** What is wrong with a date of a person, or `undefined`: it is a day, of a year that can be, and not to come. */
export function faultOfDate(text: string, today: Temporal.PlainDate): string | undefined {
  const date = readDate(text);
  if (!date) return 'there is no such day; write YYYY-MM-DD, or --MM-DD without the year';
  if (date.year === undefined) return undefined;
  if (date.year < FIRST_YEAR) return `the year is before ${FIRST_YEAR}`;
  const first = Temporal.PlainDate.from({ ...date, year: date.year });
  // Where it is tomorrow already it is no mistake.
  return Temporal.PlainDate.compare(first, today.add({ days: 1 })) > 0
    ? 'the day is still to come'
    : undefined;
}

const FEBRUARY_29 = '02-29';
const two = (part: number): string => String(part).padStart(2, '0');

/** `03-02`: under which a date is found each year. */
export const monthDayOf = ({ month, day }: { month: number; day: number }): string =>
  `${two(month)}-${two(day)}`;

/** The day on which a date is celebrated in a year; `undefined` where that year has none. */
export function celebratedOn(
  { month, day }: YearlyDate,
  year: number,
  leapDay: LeapDay,
): Temporal.PlainDate | undefined {
  const isMissing = monthDayOf({ month, day }) === FEBRUARY_29 && !isDay({ year, month, day });
  if (!isMissing) return Temporal.PlainDate.from({ year, month, day });
  if (leapDay === 'leap-years') return undefined;
  return leapDay === 'feb-28'
    ? Temporal.PlainDate.from({ year, month: 2, day: 28 })
    : Temporal.PlainDate.from({ year, month: 3, day: 1 });
}

/** The first day from `from` on that a date is celebrated, by the custom that has one each year. */
export function nextCelebrated(date: YearlyDate, from: Temporal.PlainDate): Temporal.PlainDate {
  const [own, next] = [from.year, from.year + 1].map((year) => celebratedOn(date, year, 'feb-28'));
  if (own && Temporal.PlainDate.compare(own, from) >= 0) return own;
  return next ?? from;
}

/** Dates that are celebrated on a day: its own, and February 29 in a common year by one custom or the other. */
export function celebratedBy(day: Temporal.PlainDate): { monthDay: string; leapDay?: LeapDay }[] {
  const own = { monthDay: monthDayOf(day) };
  if (day.inLeapYear) return [own];
  if (own.monthDay === '02-28') return [own, { monthDay: FEBRUARY_29, leapDay: 'feb-28' }];
  if (own.monthDay === '03-01') return [own, { monthDay: FEBRUARY_29, leapDay: 'mar-1' }];
  return [own];
}
