import { Temporal } from 'temporal-polyfill';
import { type DateOrder, orderOf, readFigures } from '../../../contract/import.ts';
import { monthDayOf } from '../../time/dates.ts';
import { monthOf } from './months.ts';

/** A date in our form (`1990-03-02`, `--03-02`), or why it is none. Whether there is such a day is not looked at. */
export type Written = { on: string } | { fault: string };

const NO_DATE = 'this is no date that we can read; write YYYY-MM-DD, or --MM-DD without the year';
const UNCLEAR = 'it can be two days; write YYYY-MM-DD, or say which figure is the day';
const TWO_FIGURES = 'the year has two figures; write all four';
const A_NUMBER = 'a bare number is no date; in a spreadsheet, give the cells a date format before saving';
const A_MOMENT = 'with a time of day it may be a day off; write the day alone';

const ISO = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const NO_YEAR = /^--(\d{2})-?(\d{2})$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|UTC|[+-]\d{2}:?\d{2})?$/i;
const DAY_MONTH =
  /^(\d{1,2})(?:st|nd|rd|th|er|\.)?[ -]?(?:of |de )?([\p{L}\p{M}]{3,}\.?)(?:,? |-|$)(?:de )?(?:del )?(\d{4})?$/iu;
const MONTH_DAY = /^([\p{L}\p{M}]{3,}\.?) (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$/iu;
const SHORT_YEAR = /^\d{1,2}([/.-])\d{1,2}\1\d{2}$/;

/** What a date may be read by. */
export type Reading = {
  /** That of the whole column, where the figures alone do not tell. */
  order?: DateOrder | undefined;
  /** In which a moment's day is counted; without one, a moment is no date. */
  zone?: string | undefined;
};

/** Reads a date as people write it. What could be two days is never guessed. */
export function readWritten(raw: string, reading: Reading = {}): Written {
  const text = raw.trim().replaceAll(/\s+/g, ' ');
  return (
    readIso(text) ??
    readMoment(text, reading) ??
    readNumbers(text, reading) ??
    readWords(text) ?? { fault: faultOf(text) }
  );
}

function faultOf(text: string): string {
  if (/^\d+([.,]\d+)?$/.test(text)) return A_NUMBER;
  return SHORT_YEAR.test(text) ? TWO_FIGURES : NO_DATE;
}

type Parts = { year?: string | undefined; month: number; day: number };
const dateOf = ({ year, month, day }: Parts): Written => ({
  on: `${year === undefined ? '-' : year}-${monthDayOf({ month, day })}`,
});

function readIso(text: string): Written | undefined {
  const [, year, , month, day] = ISO.exec(text) ?? [];
  if (year !== undefined) return dateOf({ year, month: Number(month), day: Number(day) });
  const [, alone, dayAlone] = NO_YEAR.exec(text) ?? [];
  return alone === undefined ? undefined : dateOf({ month: Number(alone), day: Number(dayAlone) });
}

/** Midnight is what programs put where there is no time; any other time is somebody's, and its day depends on the zone. */
function readMoment(text: string, { zone }: Reading): Written | undefined {
  const [, day, time = '', offset] = MOMENT.exec(text) ?? [];
  if (day === undefined) return undefined;
  if (/^[0:.]+$/.test(time)) return { on: day };
  if (zone === undefined) return { fault: A_MOMENT };
  if (offset === undefined) return { on: day };
  try {
    const at = Temporal.Instant.from(`${day}T${time}${/^utc$/i.test(offset) ? 'Z' : offset}`);
    return { on: at.toZonedDateTimeISO(zone).toPlainDate().toString() };
  } catch {
    return { fault: NO_DATE };
  }
}

function readNumbers(text: string, { order }: Reading): Written | undefined {
  const figures = readFigures(text);
  if (!figures) return undefined;
  const { first, second, year } = figures;
  const told = orderOf(figures);
  // Of a column with its day first every date is read so, even one that then is no day.
  const meant = order ?? told;
  if (meant === undefined) return { fault: UNCLEAR };
  const [day, month] = meant === 'mdy' ? [second, first] : [first, second];
  return dateOf({ year, month, day });
}

function readWords(text: string): Written | undefined {
  const [, day, name, year] = DAY_MONTH.exec(text) ?? [];
  const month = monthOf(name ?? '');
  if (month !== undefined) return dateOf({ year, month, day: Number(day) });
  const [, other, dayAfter, yearAfter] = MONTH_DAY.exec(text) ?? [];
  const ofOther = monthOf(other ?? '');
  return ofOther === undefined
    ? undefined
    : dateOf({ year: yearAfter, month: ofOther, day: Number(dayAfter) });
}
