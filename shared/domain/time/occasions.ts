import { Temporal } from 'temporal-polyfill';
import type { Occasion } from '../../contract/date.ts';
import { WEEKDAYS } from '../../contract/date.ts';
import { celebratedOn, readDate } from './dates.ts';

/** The day of an occasion in a year; `undefined` where that year has none. */
export function occasionOn({ on }: Occasion, year: number): Temporal.PlainDate | undefined {
  if (typeof on === 'string') {
    const date = readDate(on);
    const isItsYear = date !== undefined && (date.year === undefined || date.year === year);
    return isItsYear ? celebratedOn(date, year, 'feb-28') : undefined;
  }
  return nthWeekday(on, year);
}

/** The fourth Thursday of November; counted from the end where `nth` is -1. */
function nthWeekday(
  { nth, weekday, month }: Exclude<Occasion['on'], string>,
  year: number,
): Temporal.PlainDate | undefined {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  const toFirst = (WEEKDAYS.indexOf(weekday) + 1 - first.dayOfWeek + 7) % 7;
  const days = [...Array(5).keys()]
    .map((week) => 1 + toFirst + 7 * week)
    .filter((day) => day <= first.daysInMonth);
  const day = days.at(nth === -1 ? -1 : nth - 1);
  return day === undefined ? undefined : first.with({ day });
}
