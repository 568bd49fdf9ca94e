import { Temporal } from 'temporal-polyfill';
import type { EventKind, RuleKind } from '../../contract/event.ts';
import type { Comparison, Condition, Operator, Rule } from '../../contract/rule.ts';
import { contradiction } from './can-match.ts';
import { FIELDS, fieldOf } from './fields.ts';
import { didYouMean } from './nearest.ts';
import { OPERATORS_OF } from './operators.ts';

/** What is wrong with a rule, each in a sentence that says what to do. Empty: it may be saved. */
export function checkRule(rule: Rule): string[] {
  const problems = comparisons(rule.if).flatMap((comparison) => checkComparison(comparison, rule));
  // What cannot be compared at all would only be called a contradiction once more.
  return [...problems, ...(problems.length > 0 ? [] : checkSense(rule)), ...checkTiming(rule)];
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

const aKind = (kind: EventKind): string => `${/^[aeiou]/.test(kind) ? 'An' : 'A'} ${kind}`;

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
      `${aKind(rule.on)} has no "${comparison.field}"; take it out, or let the rule be on ${field.kinds.join(' or ')}.`,
    ];
  const operators = OPERATORS_OF[field.type];
  if (!operators.includes(comparison.op))
    return [`"${comparison.op}" does not fit "${comparison.field}"; use one of ${operators.join(', ')}.`];
  return checkValue(comparison, field.type);
}

const EXPECTED = {
  number: 'a number',
  decimal: 'an amount such as "64.50"',
  text: 'a text',
  boolean: 'true or false',
  list: 'a text',
};

function checkValue({ field, op, value }: Comparison, type: keyof typeof EXPECTED): string[] {
  const asked = op === 'exists' || op === 'in' || op === 'multiple-of' ? SPECIAL[op] : undefined;
  if (asked && !asked.fits(value)) return [`"${op}" on "${field}" takes ${asked.expected}.`];
  if (op === 'exists') return [];
  if (op !== 'in' && Array.isArray(value))
    return [`"${op}" on "${field}" takes one value, not a list; ${insteadOf(op)}.`];
  if (value === undefined) return [`"${op}" on "${field}" lacks its "value"; give it ${EXPECTED[type]}.`];
  return [value]
    .flat()
    .filter((each) => !fits(each, type))
    .slice(0, 1)
    .map((wrong) => `"${field}" is compared with ${EXPECTED[type]}, not with ${JSON.stringify(wrong)}.`);
}

function insteadOf(op: Operator): string {
  if (op === 'eq') return 'for one of several use "in"';
  if (op === 'ne') return 'for none of several put "in" under "not"';
  return 'put one comparison for each under "any"';
}

const SPECIAL = {
  exists: {
    fits: (value: unknown) => value === undefined || typeof value === 'boolean',
    expected: 'true or false',
  },
  in: {
    fits: (value: unknown) => Array.isArray(value) && value.length > 0,
    expected: 'a list of at least one value',
  },
  'multiple-of': {
    fits: (value: unknown) => typeof value === 'number' && value > 0,
    expected: 'a number above 0',
  },
} as const;

function fits(value: unknown, type: keyof typeof EXPECTED): boolean {
  if (type === 'decimal') return /^-?\d+(\.\d+)?$/.test(String(value));
  if (type === 'list' || type === 'text') return typeof value === 'string';
  return typeof value === type;
}

/** Durations are compared from a fixed day: months have no length of their own. */
const FROM = Temporal.PlainDateTime.from('2026-01-01T00:00:00');

function checkTiming(rule: Rule): string[] {
  const [after, within] = [rule.after, rule.within].map((text) => FROM.add(Temporal.Duration.from(text)));
  const problems: string[] = [];
  if (after && within && Temporal.PlainDateTime.compare(after, within) >= 0)
    problems.push(
      `It waits ${rule.after} but only makes sense within ${rule.within}; make "within" longer than "after".`,
    );
  if (rule.retimedBy.includes(rule.on))
    problems.push(
      `${aKind(rule.on)} cannot re-time what it started itself; take "${rule.on}" out of "retimedBy".`,
    );
  if (rule.unless.some(({ event, of }) => event === rule.on && of === 'subject'))
    problems.push(
      `${aKind(rule.on)} would call off what it starts itself; for the person's next one write "of: contact".`,
    );
  if (rule.limit && Temporal.Duration.from(rule.limit.per).sign <= 0)
    problems.push('"limit.per" must be above zero, for instance P30D.');
  return problems;
}
