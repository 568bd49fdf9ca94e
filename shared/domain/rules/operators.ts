import type { Comparison, Operator } from '../../contract/rule.ts';
import { compareAmounts } from '../money.ts';
import type { FieldType, FieldValue } from './fields.ts';

type Want = Comparison['value'];

/** Which operators make sense for which type; `check` refuses the others when a rule is saved. */
export const OPERATORS_OF: Readonly<Record<FieldType, readonly Operator[]>> = {
  number: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'exists', 'multiple-of'],
  decimal: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'exists'],
  text: ['eq', 'ne', 'in', 'contains', 'exists', 'matches-prefix'],
  boolean: ['eq', 'ne', 'exists'],
  list: ['contains', 'exists'],
};

type Test = (has: FieldValue) => boolean;

const order = (type: FieldType, has: FieldValue, want: Want): number | undefined => {
  if (type === 'decimal')
    return typeof has === 'string' && want !== undefined ? compareAmounts(has, String(want)) : undefined;
  if (typeof has !== 'number' || typeof want !== 'number') return undefined;
  return Math.sign(has - want);
};

const equals = (type: FieldType, has: FieldValue, want: Want): boolean =>
  type === 'decimal' ? order(type, has, want) === 0 : has !== undefined && has === want;

const ordered =
  (holds: (sign: number) => boolean) =>
  (type: FieldType, want: Want): Test =>
  (has) => {
    const sign = order(type, has, want);
    return sign !== undefined && holds(sign);
  };

const contains = (has: FieldValue, want: Want): boolean =>
  typeof want === 'string' && (Array.isArray(has) || typeof has === 'string') && has.includes(want);

/**
 * A missing field matches nothing but `exists: false` and `ne`. Text is compared as it is; no operator guesses.
 */
export const OPERATIONS: Readonly<Record<Operator, (type: FieldType, want: Want) => Test>> = {
  eq: (type, want) => (has) => equals(type, has, want),
  ne: (type, want) => (has) => !equals(type, has, want),
  gt: ordered((sign) => sign > 0),
  gte: ordered((sign) => sign >= 0),
  lt: ordered((sign) => sign < 0),
  lte: ordered((sign) => sign <= 0),
  in: (_type, want) => {
    const wanted = new Set<unknown>(Array.isArray(want) ? want : [want]);
    return (has) => has !== undefined && wanted.has(has);
  },
  contains: (_type, want) => (has) => contains(has, want),
  exists: (_type, want) => (has) => (has !== undefined) === (want !== false),
  'matches-prefix': (_type, want) => (has) =>
    typeof has === 'string' && typeof want === 'string' && has.startsWith(want),
  'multiple-of': (_type, want) => (has) =>
    typeof has === 'number' && typeof want === 'number' && want > 0 && has > 0 && has % want === 0,
};
