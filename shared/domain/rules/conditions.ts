import type { Comparison, Condition } from '../../contract/rule.ts';
import { type Facts, fieldOf } from './fields.ts';
import { OPERATIONS } from './operators.ts';

export type Predicate = (facts: Facts) => boolean;

/** A condition as a function, built once per rule version. A field that the catalogue lacks never matches. */
export function compile(condition: Condition | undefined): Predicate {
  if (condition === undefined) return () => true;
  if ('all' in condition) {
    const parts = condition.all.map(compile);
    return (facts) => parts.every((part) => part(facts));
  }
  if ('any' in condition) {
    const parts = condition.any.map(compile);
    return (facts) => parts.some((part) => part(facts));
  }
  if ('not' in condition) {
    const part = compile(condition.not);
    return (facts) => !part(facts);
  }
  return compileComparison(condition);
}

function compileComparison(comparison: Comparison): Predicate {
  const field = fieldOf(comparison.field);
  if (!field) return () => false;
  const test = OPERATIONS[comparison.op](field.type, comparison.value);
  return (facts) => test(field.read(facts));
}

/** How many comparisons must all hold: of two rules that match, the one that asks for more is the more specific. */
export function specificity(condition: Condition | undefined): number {
  if (condition === undefined) return 0;
  if ('all' in condition) return condition.all.reduce((sum, part) => sum + specificity(part), 0);
  if ('any' in condition) return Math.min(...condition.any.map(specificity));
  if ('not' in condition) return specificity(condition.not);
  return 1;
}

/** As in `contact.orders is at least 5`. */
export const WORDS = {
  eq: 'is',
  ne: 'is not',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  in: 'is one of',
  contains: 'contains',
  exists: 'is known:',
  'matches-prefix': 'starts with',
  'multiple-of': 'is a multiple of',
} as const;

/** Characters of a rule's own value: a list of two hundred says no more. */
const MOST_QUOTED = 120;

/** The comparison that decided, in words: why a rule did not match. Values of the person are not quoted. */
export function explain(condition: Condition | undefined, facts: Facts): string | undefined {
  if (condition === undefined || compile(condition)(facts)) return undefined;
  if ('all' in condition) return condition.all.map((part) => explain(part, facts)).find(Boolean);
  if ('any' in condition) return 'none of its alternatives holds';
  if ('not' in condition) return 'what it excludes holds';
  const wanted = condition.value === undefined ? 'yes' : JSON.stringify(condition.value);
  const short = wanted.length > MOST_QUOTED ? `${wanted.slice(0, MOST_QUOTED)}…` : wanted;
  return `it asks that ${condition.field} ${WORDS[condition.op]} ${short}`;
}
