import type { RuleKind } from '../../contract/event.ts';
import type { Comparison, Operator } from '../../contract/rule.ts';
import type { Field, FieldType, Range } from './fields.ts';
import { WORDS } from './conditions.ts';
import { didYouMean } from './nearest.ts';

const EXPECTED = {
  number: 'a number',
  decimal: 'an amount such as "64.50"',
  text: 'a text',
  boolean: 'true or false',
  list: 'a text',
};

/** What is wrong with the value that a field is compared with, for rules on this kind of event. */
export function checkValue(comparison: Comparison, field: Field, on: RuleKind): string[] {
  const problems = checkType(comparison, field.type);
  return problems.length > 0 || comparison.op === 'exists' ? problems : checkDomain(comparison, field, on);
}

function checkType(comparison: Comparison, type: FieldType): string[] {
  const { field, op, value } = comparison;
  const asked = isSpecial(op) ? SPECIAL[op] : undefined;
  if (asked && !asked.fits(value)) return [`"${op}" on "${field}" takes ${asked.expected}.`];
  if (op === 'exists') return [];
  if (op !== 'in' && Array.isArray(value))
    return [`"${op}" on "${field}" takes one value, not a list; ${insteadOf(op)}.`];
  if (value === undefined) return [`"${op}" on "${field}" lacks its "value"; give it ${EXPECTED[type]}.`];
  const wrong = valuesOf(comparison).find((each) => !fits(each, type));
  return wrong === undefined
    ? []
    : [`"${field}" is compared with ${EXPECTED[type]}, not with ${JSON.stringify(wrong)}.`];
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

const isSpecial = (op: Operator): op is keyof typeof SPECIAL => Object.hasOwn(SPECIAL, op);

function fits(value: unknown, type: keyof typeof EXPECTED): boolean {
  if (type === 'decimal') return /^-?\d+(\.\d+)?$/.test(String(value));
  if (type === 'list' || type === 'text') return typeof value === 'string';
  return typeof value === type;
}

const valuesOf = ({ value }: Comparison): unknown[] => (Array.isArray(value) ? value : [value]);

/** What the field never is: it would match nobody, and nobody would notice. */
function checkDomain(comparison: Comparison, field: Field, on: RuleKind): string[] {
  const found = valuesOf(comparison).map((value) => whyNever({ ...comparison, value }, field, on));
  return found.filter((problem) => problem !== undefined).slice(0, 1);
}

type One = Pick<Comparison, 'field' | 'op'> & { value: unknown };

function whyNever({ field, op, value }: One, of: Field, on: RuleKind): string | undefined {
  if (typeof value === 'number') {
    const problem = of.range && outside(op, value, of.range(on));
    return problem && `"${field}" ${problem}: nothing ${WORDS[op]} ${value}.`;
  }
  const other = op === 'eq' || op === 'ne' || op === 'in' ? otherText(String(value), of) : undefined;
  return other && `"${field}" is never ${JSON.stringify(value)}${other}`;
}

function otherText(value: string, { among, form }: Field): string | undefined {
  if (among && !among.includes(value)) return `.${didYouMean(value, among)} It is ${among.join(', ')}.`;
  return form && !form.fits.test(value) ? `; use ${form.expected}.` : undefined;
}

/** Why nothing within the range meets it. */
function outside(op: Operator, value: number, { min, max = Infinity, why }: Range): string | undefined {
  const never = {
    gt: value >= max,
    gte: value > max,
    lt: value <= min,
    lte: value < min,
    'multiple-of': value > max,
  };
  const isOutside = value < min || value > max;
  if (!(isBound(op, never) ? never[op] : isOutside)) return undefined;
  return why ?? (max === Infinity ? `is ${min} or more` : `is ${min} to ${max}`);
}

const isBound = <T extends object>(op: string, of: T): op is string & keyof T => Object.hasOwn(of, op);
