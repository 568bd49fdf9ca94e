import { LEAP_DAY } from '../time/calendar.ts';
import type { Event, EventKind } from '../../contract/event.ts';
import type { Rule } from '../../contract/rule.ts';
import { counted } from '../../contract/wording.ts';

/** Kinds of events that are days of the calendar. */
export const DATED: readonly EventKind[] = ['birthday', 'anniversary', 'occasion'];
const OF_PERSONS: readonly EventKind[] = ['birthday', 'anniversary'];

const CUSTOM = {
  'feb-28': 'on February 28',
  'mar-1': 'on March 1',
  'leap-years': 'in leap years alone',
} as const;

/** Why a date that comes near is not what a rule waits for; `undefined` where it is, and for whatever is no date. */
export function whyNotItsDay(rule: Rule, { facts: { date } }: Event): string | undefined {
  if (!date) return undefined;
  const [told, wanted] = [date.daysBefore ?? 0, rule.daysBefore ?? 0];
  if (told !== wanted)
    return wanted === 0 ? 'it is for the day itself' : `it is for ${counted(wanted, 'day')} before`;
  const custom = rule.leapDay ?? LEAP_DAY;
  return date.leapDay === undefined || date.leapDay === custom
    ? undefined
    : `it celebrates February 29 ${CUSTOM[custom]}`;
}

/** What is wrong with a rule that asks for days which its kind of event does not have. */
export function checkDay({ on, daysBefore, leapDay }: Rule): string[] {
  const problems: string[] = [];
  if (daysBefore !== undefined && !DATED.includes(on))
    problems.push(
      `Nobody knows of a ${on} days before; take "daysBefore" out, or let the rule be on ${DATED.join(' or ')}.`,
    );
  if (leapDay !== undefined && !OF_PERSONS.includes(on))
    problems.push(
      `"leapDay" is about dates of persons; take it out, or let the rule be on ${OF_PERSONS.join(' or ')}.`,
    );
  return problems;
}
