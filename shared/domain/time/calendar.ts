import { createHash } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';
import type { LeapDay, Occasion } from '../../contract/date.ts';
import type { Event } from '../../contract/event.ts';
import type { Rule } from '../../contract/rule.ts';
import { eventId, subjectPart } from '../people/identity.ts';
import { celebratedBy, readDate } from './dates.ts';
import { occasionOn } from './occasions.ts';
import { iso } from './waits.ts';

/** Dates of persons become events of these kinds; an occasion is a day of the brand. */
export type DatedKind = 'birthday' | 'anniversary' | 'occasion';

/** What the live rules want to be told of: on which kind, how long before, and by which custom of February 29. */
export type Want = { on: DatedKind; daysBefore: number; leapDay: LeapDay };

/** As long as no rule says otherwise. */
export const LEAP_DAY: LeapDay = 'feb-28';
/** Those that are of one person each. */
export const PERSONAL: readonly DatedKind[] = ['birthday', 'anniversary'];

/**
 * The day itself of a birthday and an anniversary is always told, so that a new rule can be tried against what has been.
 * An occasion concerns everybody: it is told where a live rule listens.
 */
export function wantsOf(rules: readonly Rule[]): Want[] {
  const wants = rules.flatMap(({ on, daysBefore = 0, leapDay = LEAP_DAY }) =>
    on === 'birthday' || on === 'anniversary' || on === 'occasion' ? [{ on, daysBefore, leapDay }] : [],
  );
  const silent = PERSONAL.filter((on) => !wants.some((want) => want.on === on && want.daysBefore === 0));
  return unique([...wants, ...silent.map((on) => ({ on, daysBefore: 0, leapDay: LEAP_DAY }))]);
}

const unique = <T>(all: readonly T[]): T[] => [
  ...new Map(all.map((one) => [JSON.stringify(one), one])).values(),
];

/** A mark of all that the calendar looks for: where it is another than at the last run, today has to be looked at anew. */
export function lookedFor(rules: readonly Rule[], occasions: readonly Occasion[] = []): string {
  const all = [...wantsOf(rules), ...occasions.map(({ kind, on }) => ({ kind, on }))];
  const text = all
    .map((one) => JSON.stringify(one))
    .toSorted()
    .join('\n');
  return createHash('sha256').update(text).digest('base64url');
}

/** One reason to look at a list of dates on a day. `leapDay` as in the event's facts. */
export type Celebration = {
  on: DatedKind;
  day: Temporal.PlainDate;
  daysBefore: number;
  leapDay?: LeapDay;
  occasion?: string;
};

/** The list in which everybody stands. */
export const EVERYONE = 'everyone';

/** Which lists (`03-02`, or `everyone`) have to be looked at on a local day, and what for. */
export function celebrationsOn(
  day: Temporal.PlainDate,
  wants: readonly Want[],
  occasions: readonly Occasion[],
): Map<string, Celebration[]> {
  const found = wants.flatMap((want) => {
    const celebrated = day.add({ days: want.daysBefore });
    return want.on === 'occasion' ? ofBrand(want, celebrated, occasions) : ofPersons(want, celebrated);
  });
  const byList = Map.groupBy(found, ({ list }) => list);
  return new Map([...byList].map(([list, all]) => [list, unique(all.map(({ celebration }) => celebration))]));
}

/** What `celebrationsOn` says of a day, for one brand. */
export type Celebrations = (day: Temporal.PlainDate) => ReadonlyMap<string, readonly Celebration[]>;

/** The same for the live rules of a brand, each day once: zones share their days, and there may be hundreds of them. */
export function celebrationsOf(rules: readonly Rule[], occasions: readonly Occasion[] = []): Celebrations {
  const wants = wantsOf(rules);
  const known = new Map<string, ReadonlyMap<string, readonly Celebration[]>>();
  return (day) => {
    const name = day.toString();
    const celebrations = known.get(name) ?? celebrationsOn(day, wants, occasions);
    known.set(name, celebrations);
    return celebrations;
  };
}

type Found = { list: string; celebration: Celebration };

function ofPersons({ on, daysBefore, leapDay }: Want, day: Temporal.PlainDate): Found[] {
  return celebratedBy(day)
    .filter((by) => by.leapDay === undefined || by.leapDay === leapDay)
    .map((by) => ({
      list: by.monthDay,
      celebration: { on, day, daysBefore, ...(by.leapDay && { leapDay: by.leapDay }) },
    }));
}

function ofBrand({ on, daysBefore }: Want, day: Temporal.PlainDate, occasions: readonly Occasion[]): Found[] {
  return occasions
    .filter((occasion) => occasionOn(occasion, day.year)?.equals(day))
    .map(({ kind }) => ({ list: EVERYONE, celebration: { on, day, daysBefore, occasion: kind } }));
}

/** A date of somebody as the calendar finds it; of `everyone` there is none. */
export type DatedPerson = { brand: string; contact: string; kind: string; on: string };

/** The source that the events of the calendar name. */
export const CALENDAR = 'calendar';

/**
 * The event of one person on a day, or `undefined`: another kind of date, or the first day itself, which is no
 * anniversary. The same person, date, year and reason are the same event, however often they are found.
 */
export function eventOf(
  person: DatedPerson,
  celebration: Celebration,
  at: { start: Temporal.Instant; elsewhere?: Temporal.Instant | undefined; now: Temporal.Instant },
): Event | undefined {
  const { day, daysBefore, leapDay } = celebration;
  const date = dateOf(person, celebration);
  if (!date) return undefined;
  const subject = subjectPart('date', date.kind, String(day.year));
  const detail = [person.contact, daysBefore, leapDay ?? ''].join(' ');
  return {
    id: eventId({ brand: person.brand, source: CALENDAR, kind: celebration.on, subject, detail }),
    brand: person.brand,
    source: CALENDAR,
    kind: celebration.on,
    subject,
    contact: person.contact,
    occurredAt: iso(at.start),
    receivedAt: iso(at.now),
    test: false,
    person: {},
    facts: {
      date: {
        ...date,
        ...(daysBefore > 0 && { daysBefore }),
        ...(leapDay && { leapDay }),
        ...(at.elsewhere && { elsewhere: iso(at.elsewhere) }),
      },
    },
  };
}

/** What is celebrated; `undefined` where the date is of another kind than what is looked for, or only begins. */
function dateOf(
  { kind, on }: DatedPerson,
  celebration: Celebration,
): { kind: string; on: string; years?: number } | undefined {
  const { day, occasion } = celebration;
  if (occasion !== undefined) return { kind: occasion, on: day.toString() };
  if ((kind === 'birthday' ? 'birthday' : 'anniversary') !== celebration.on) return undefined;
  const first = readDate(on)?.year;
  if (first === undefined) return { kind, on };
  return day.year > first ? { kind, on, years: day.year - first } : undefined;
}

/** More than any rule still makes sense after; what an outage of weeks has left behind is stale. */
const MOST_DAYS_BACK = 31;

/**
 * The local days that have begun in a zone since the last complete run, in order, and so many (`again`) of those before
 * that have to be looked at once more.
 */
export function openDays(
  zone: string,
  { through, now, again }: { through: Temporal.Instant; now: Temporal.Instant; again: number },
): Temporal.PlainDate[] {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const since = through.toZonedDateTimeISO(zone).toPlainDate();
  const begun = Math.min(Math.max(since.until(today).days, 0), MOST_DAYS_BACK);
  const days = begun + again;
  return Array.from({ length: days }, (_, at) => today.subtract({ days: days - 1 - at }));
}
