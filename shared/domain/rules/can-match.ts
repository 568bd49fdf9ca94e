import type { RuleKind } from '../../contract/event.ts';
import type { Comparison, Condition } from '../../contract/rule.ts';
import { compareAmounts } from '../money.ts';
import { type Field, type FieldType, fieldOf } from './fields.ts';
import { OPERATIONS } from './operators.ts';

/**
 * Whether anything at all could meet a condition. `true` in doubt: only what contradicts itself in plain sight (a country
 * that is both DE and FR, more than five and less than three) is found, and for rules `on` a kind of event also what a
 * field never is there (no order at all, on a purchase).
 */
export const canMatch = (condition: Condition | undefined, on?: RuleKind): boolean =>
  contradiction(condition, on) === undefined;

/** The field of which a condition asks what cannot be; `undefined` when something may meet it. */
export function contradiction(condition: Condition | undefined, on?: RuleKind): string | undefined {
  const fields = branches(condition).map((comparisons) => contradictedIn(comparisons, on));
  return fields.every((field) => field !== undefined) ? fields[0] : undefined;
}

/** Of more alternatives than this it is in doubt whether one of them may be met. */
const MOST_BRANCHES = 256;

/** The alternatives of a condition, each a list of comparisons that must all hold; what has no opposite is left out. */
function branches(condition: Condition | undefined): Comparison[][] {
  if (condition === undefined) return [[]];
  if ('not' in condition) return branches(opposites(condition.not));
  if ('any' in condition) {
    const all = condition.any.flatMap(branches);
    return all.length > MOST_BRANCHES ? [[]] : all;
  }
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

function contradictedIn(comparisons: readonly Comparison[], on?: RuleKind): string | undefined {
  const byField = Map.groupBy(comparisons, ({ field }) => field);
  const found = [...byField].find(([name, of]) => {
    const field = fieldOf(name);
    return field !== undefined && fieldContradicts(field, of, on && alwaysOf(name, field, on));
  });
  return found?.[0];
}

/** What holds of a field on this kind of event whatever a rule asks, where it is there. */
function alwaysOf(field: string, { range, among }: Field, on: RuleKind): Comparison[] {
  const { min, max } = range?.(on) ?? {};
  return [
    ...(min === undefined ? [] : [{ field, op: 'gte' as const, value: min }]),
    ...(max === undefined ? [] : [{ field, op: 'lte' as const, value: max }]),
    ...(among ? [{ field, op: 'in' as const, value: [...among] }] : []),
  ];
}

function fieldContradicts(
  { type, isAlways }: Field,
  asked: readonly Comparison[],
  always: readonly Comparison[] = [],
): boolean {
  if (asked.some(isAbsent))
    return isAlways === true || asked.some((one) => one.op !== 'ne' && !isAbsent(one));
  if (type === 'list') return false;
  // Where nothing is known of it, it is not anything: that meets every "is not".
  const isThere = isAlways === true || asked.some(({ op }) => op !== 'ne');
  return isThere && noneMeets(type, [...asked, ...always]);
}

const isAbsent = ({ op, value }: Comparison): boolean => op === 'exists' && value === false;

function noneMeets(type: FieldType, comparisons: readonly Comparison[]): boolean {
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

/**
 * What holds whenever a condition does not, and at times besides: text that contains something has no opposite that could
 * be looked at, so that one is `undefined`, and among others left out.
 */
export function opposites(part: Condition): Condition | undefined {
  if ('not' in part) return part.not;
  if ('any' in part) return { all: part.any.flatMap((each) => opposites(each) ?? []) };
  if (!('all' in part)) return oppositeOf(part);
  const any = part.all.flatMap((each) => opposites(each) ?? []);
  return any.length < part.all.length ? undefined : { any };
}

function oppositeOf({ field, op, value }: Comparison): Condition | undefined {
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
