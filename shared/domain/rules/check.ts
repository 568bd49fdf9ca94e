import { Temporal } from 'temporal-polyfill';
import { MOST_SENDS } from '../../contract/contact.ts';
import type { RuleKind } from '../../contract/event.ts';
import type { Comparison, Condition, Rule } from '../../contract/rule.ts';
import { aKind } from '../../contract/wording.ts';
import { length } from '../ledger/words.ts';
import { contradiction } from './can-match.ts';
import { FIELDS, fieldOf } from './fields.ts';
import { DATED, checkDay } from './its-day.ts';
import { checkValue } from './check-value.ts';
import { checkReach } from './check-reach.ts';
import { checkSubject } from './check-subject.ts';
import { checkCurrency } from './check-currency.ts';
import { firstToName } from './mail-kinds.ts';
import { didYouMean } from './nearest.ts';
import { OPERATORS_OF } from './operators.ts';

/** What is wrong with a rule, each in a sentence that says what to do. Empty: it may be saved. */
export function checkRule(rule: Rule): string[] {
  const problems = comparisons(rule.if).flatMap((comparison) => checkComparison(comparison, rule));
  // What cannot be compared at all would only be called a contradiction once more.
  return [
    ...problems,
    ...(problems.length > 0 ? [] : [...checkSense(rule), ...checkCurrency(rule.if)]),
    ...checkTiming(rule),
    ...checkSubject(rule),
    ...checkReach(rule),
    ...checkDay(rule),
    ...checkRoom(rule),
  ];
}

function checkSense(rule: Rule): string[] {
  const field = contradiction(rule.if);
  if (field === undefined) return [];
  return [
    `It can never match: nothing meets all that it asks of "${field}"; take one of these out, or put them under "any".`,
  ];
}

function noField(given: string, on: RuleKind): string {
  const known = Object.entries(FIELDS).flatMap(([name, { kinds }]) =>
    !kinds || kinds.includes(on) ? [name] : [],
  );
  const hint = didYouMean(given, known) || ` ${aKind(on)} has ${known.join(', ')}.`;
  return `There is no field "${given}".${hint}`;
}

function comparisons(condition: Condition | undefined): Comparison[] {
  if (condition === undefined) return [];
  if ('all' in condition) return condition.all.flatMap(comparisons);
  if ('any' in condition) return condition.any.flatMap(comparisons);
  if ('not' in condition) return comparisons(condition.not);
  return [condition];
}

function checkComparison(comparison: Comparison, rule: Rule): string[] {
  const field = fieldOf(comparison.field);
  if (!field) return [noField(comparison.field, rule.on)];
  if (field.kinds && !field.kinds.includes(rule.on))
    return [
      `${aKind(rule.on)} has no "${comparison.field}"; take it out, or let the rule be on ${firstToName(field.kinds).join(' or ')}.`,
    ];
  const operators = OPERATORS_OF[field.type];
  if (!operators.includes(comparison.op))
    return [`"${comparison.op}" does not fit "${comparison.field}"; use one of ${operators.join(', ')}.`];
  return checkValue(comparison, field, rule.on);
}

/** Durations are compared from a fixed day: months have no length of their own. */
const FROM = Temporal.PlainDateTime.from('2026-01-01T00:00:00');

function checkTiming(rule: Rule): string[] {
  const [after, within] = [rule.after, rule.within].map((text) => FROM.add(Temporal.Duration.from(text)));
  const problems: string[] = [];
  if (after && within && Temporal.PlainDateTime.compare(after, within) >= 0)
    problems.push(
      `${waitOf(rule)} but only makes sense within ${length(rule.within)}; make "within" longer than "after".`,
    );
  if (rule.limit && Temporal.Duration.from(rule.limit.per).sign <= 0)
    problems.push('"limit.per" must be above zero, for instance P30D.');
  if (rule.limit && rule.limit.max > MOST_SENDS)
    problems.push(
      `"limit.max" is ${MOST_SENDS} at most: so many messages to one person are remembered; take "limit" out if more may go.`,
    );
  return problems;
}

const waitOf = ({ after }: Rule): string =>
  Temporal.Duration.from(after).blank ? 'It goes at once' : `It waits ${length(after)}`;

/** A Saturday's message goes on Monday, at its hour or in the morning. */
const DAYS_OF_WEEKEND = 2;

/** Whether it would be too late for some before it is ever due: by the hour that was missed, or the weekend. */
function checkRoom(rule: Rule): string[] {
  const { after, at, within, weekdays } = rule;
  // Dates come at the start of their day; whatever else happens may have just missed the hour.
  const missed = at === undefined || DATED.includes(rule.on) ? 0 : 1;
  const days = weekdays ? DAYS_OF_WEEKEND + 1 : missed;
  const waited = FROM.add(Temporal.Duration.from(after));
  const end = FROM.add(Temporal.Duration.from(within));
  const isTold = Temporal.PlainDateTime.compare(waited, end) >= 0;
  if (isTold || Temporal.PlainDateTime.compare(waited.add({ days }), end) <= 0) return [];
  if (weekdays)
    return [
      `${waitOf(rule)}, and over a weekend two days and some hours later, but it only makes sense within ${length(within)}; ` +
        'make "within" three days longer than "after", at least, or take "weekdays" out.',
    ];
  return [
    `${waitOf(rule)}, and the first ${at} after that may be a whole day later, but it only makes sense within ${length(within)}; ` +
      'make "within" a day longer than "after", at least.',
  ];
}
