import { Temporal } from 'temporal-polyfill';
import { type Occasion, WEEKDAYS } from '../../contract/date.ts';
import { monthOf } from '../people/import/months.ts';
import { readWritten } from '../people/import/written-date.ts';
import { didYouMean } from '../rules/nearest.ts';
import { readDate } from './dates.ts';
import { occasionOn } from './occasions.ts';

type Day = Occasion['on'];
type NthDay = Exclude<Day, string>;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const PLACES: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  last: -1,
  '1st': 1,
  '2nd': 2,
  '3rd': 3,
  '4th': 4,
  '5th': 5,
};
const NTH = /^(?:the )?(\S+) (\S+) (?:of|in) (\S+)$/i;

/** The day of an occasion as somebody writes it: a date, or `fourth Thursday of November`; or why it is none. */
export function readOccasionDay(raw: string): { on: Day } | { fault: string } {
  const text = raw.trim().replaceAll(/\s+/g, ' ');
  const [, place, weekday = '', month = ''] = NTH.exec(text) ?? [];
  if (place !== undefined && Object.hasOwn(PLACES, place.toLowerCase()))
    return readNth(PLACES[place.toLowerCase()], weekday.toLowerCase(), month);
  const written = readWritten(text);
  if ('fault' in written)
    return { fault: `"${text}": ${written.fault}. Or write November 1, or fourth Thursday of November` };
  return readDate(written.on) ? written : { fault: `"${text}": there is no such day` };
}

function readNth(
  place: number | undefined,
  weekday: string,
  month: string,
): { on: NthDay } | { fault: string } {
  const found = WEEKDAYS.find((one) => one === weekday);
  if (!found) return { fault: `There is no weekday "${weekday}".${didYouMean(weekday, WEEKDAYS)}` };
  const number = monthOf(month);
  if (number === undefined) return { fault: `There is no month "${month}".${didYouMean(month, MONTHS)}` };
  const nth = ([1, 2, 3, 4, -1] as const).find((one) => one === place);
  if (nth !== undefined) return { on: { nth, weekday: found, month: number } };
  return {
    fault: `Not every ${MONTHS[number - 1]} has a fifth ${capital(found)}; use first to fourth, or last`,
  };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const nameOf = (place: number): string =>
  Object.entries(PLACES).find(([, one]) => one === place)?.[0] ?? String(place);

/** The day in words that can be read again: `November 1`, `May 4, 2027` or `fourth Thursday of November`. */
export function sayOccasionDay(on: Day): string {
  if (typeof on !== 'string')
    return `${nameOf(on.nth)} ${capital(on.weekday)} of ${MONTHS[on.month - 1] ?? ''}`;
  const date = readDate(on);
  if (!date) return on;
  const day = `${MONTHS[date.month - 1]} ${date.day}`;
  return date.year === undefined ? day : `${day}, ${date.year}`;
}

/** The next days of an occasion, today included: fewer than asked for where it comes once, none where it is over. */
export function nextDays(occasion: Occasion, today: Temporal.PlainDate, most = 3): Temporal.PlainDate[] {
  return Array.from({ length: most + 1 }, (_, ahead) => today.year + ahead)
    .concat(yearOf(occasion) ?? [])
    .flatMap((year) => occasionOn(occasion, year) ?? [])
    .filter((day, at, all) => at === all.findIndex((other) => other.equals(day)))
    .filter((day) => Temporal.PlainDate.compare(day, today) >= 0)
    .slice(0, most);
}

const yearOf = ({ on }: Occasion): number | undefined =>
  typeof on === 'string' ? readDate(on)?.year : undefined;
