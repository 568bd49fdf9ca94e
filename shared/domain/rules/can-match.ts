import type { Comparison, Condition } from '../../contract/rule.ts';
import { compareAmounts } from '../money.ts';
import { fieldOf } from './fields.ts';
import { OPERATIONS } from './operators.ts';

/**
 * Whether anything at all could meet a condition. `true` in doubt: only what contradicts itself in plain sight (a country
 * that is both DE and FR, more than five and less than three) is found.
 */
export const canMatch = (condition: Condition | undefined): boolean => contradiction(condition) === undefined;

/** The field of which a condition asks what cannot be; `undefined` when something may meet it. */
export function contradiction(condition: Condition | undefined): string | undefined {
  const fields = branches(condition).map(contradictedIn);
  return fields.every((field) => field !== undefined) ? fields[0] : undefined;
}

/** Beyond this many alternatives nobody looks any more. */
const MOST_BRANCHES = 256;

/** The alternatives of a condition, each a list of comparisons that must all hold; what has no opposite is left out. */
function branches(condition: Condition | undefined): Comparison[][] {
  if (condition === undefined) return [[]];
  if ('not' in condition) return branches(opposites(condition.not));
  if ('any' in condition) return condition.any.flatMap(branches).slice(0, MOST_BRANCHES);
  if (!('all' in condition)) return [[condition]];
  return condition.all.reduce<Comparison[][]>(
    (sofar, part) => {
      const more = branches(part);
      return sofar.length * more.length > MOST_BRANCHES
        ? sofar
        : sofar.flatMap((one) => more.map((other) => [...one, ...other]));
    },
    [[]],
  );
}

function contradictedIn(comparisons: readonly Comparison[]): string | undefined {
  const byField = Map.groupBy(comparisons, ({ field }) => field);
  const found = [...byField].find(
    ([field, of]) => fieldOf(field) !== undefined && fieldContradicts(field, of),
  );
  return found?.[0];
}

function fieldContradicts(name: string, comparisons: readonly Comparison[]): boolean {
  const type = fieldOf(name)?.type ?? 'text';
  const isAbsent = comparisons.some(({ op, value }) => op === 'exists' && value === false);
  if (isAbsent)
    return comparisons.some(({ op, value }) => op !== 'ne' && !(op === 'exists' && value === false));
  if (type === 'list') return false;
  const allowed = comparisons.flatMap(({ op, value }) =>
    op === 'eq' ? [[value]] : op === 'in' && Array.isArray(value) ? [value] : [],
  );
  const [first, ...others] = allowed;
  if (first === undefined) return isEmptyRange(type, comparisons);
  // Of the values that one comparison allows, one must pass all the others.
  const tests = comparisons.map(({ op, value }) => OPERATIONS[op](type, value));
  const candidates = others.reduce((left, more) => left.filter((value) => has(type, more, value)), first);
  return !candidates.some((value) => !Array.isArray(value) && tests.every((test) => test(value)));
}

const has = (type: string, values: readonly unknown[], value: unknown): boolean =>
  values.some((each) =>
    type === 'decimal' ? compareAmounts(String(each), String(value)) === 0 : each === value,
  );

/** More than one bound and less than another that is no higher. */
function isEmptyRange(type: string, comparisons: readonly Comparison[]): boolean {
  const compare = (a: unknown, b: unknown): number =>
    type === 'decimal' ? compareAmounts(String(a), String(b)) : Number(a) - Number(b);
  const lower = comparisons.filter(({ op }) => op === 'gt' || op === 'gte');
  const upper = comparisons.filter(({ op }) => op === 'lt' || op === 'lte');
  return lower.some((low) =>
    upper.some((high) => {
      const sign = compare(low.value, high.value);
      return sign > 0 || (sign === 0 && (low.op === 'gt' || high.op === 'lt'));
    }),
  );
}

const OPPOSITE = { gt: 'lte', gte: 'lt', lt: 'gte', lte: 'gt' } as const;

/** What holds whenever a comparison does not. Text that contains something has no opposite that could be looked at. */
export function opposites(part: Condition): Condition | undefined {
  if (!('field' in part)) return undefined;
  const { field, op, value } = part;
  if (op === 'in' && Array.isArray(value))
    return { all: value.map((each) => ({ field, op: 'ne', value: each })) };
  if (op === 'exists') return { field, op, value: value === false };
  if (op === 'eq' || op === 'ne') return { field, op: op === 'eq' ? 'ne' : 'eq', value };
  return isOrdered(op)
    ? {
        any: [
          { field, op: OPPOSITE[op], value },
          { field, op: 'exists', value: false },
        ],
      }
    : undefined;
}

const isOrdered = (op: string): op is keyof typeof OPPOSITE => Object.hasOwn(OPPOSITE, op);
