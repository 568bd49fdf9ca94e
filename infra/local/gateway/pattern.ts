import { isRecord } from '../json.ts';
import type { Json } from '../json.ts';

export type Matcher = (event: Json) => boolean;
/** Tests the values found at a path: a list, empty when the field is absent. */
type FieldTest = (values: unknown[]) => boolean;

/**
 * Compiles an EventBridge pattern.
 * Throws on an operator that is not supported, naming it and its place: a rule is never half understood.
 */
export function compilePattern(pattern: Json, where = 'pattern'): Matcher {
  const tests = Object.entries(pattern).map(([key, rule]): Matcher => {
    if (key === '$or') return anyOf(rule, where);
    const path = `${where}.${key}`;
    if (isRecord(rule)) {
      const inner = compilePattern(rule, path);
      return (event) => children(event[key]).some((child) => inner(child));
    }
    if (!Array.isArray(rule)) throw new Error(`${path}: a list of values is expected.`);
    const fields = rule.map((item) => fieldTest(item, path));
    return (event) => {
      const values = valuesOf(event[key]);
      return fields.some((test) => test(values));
    };
  });
  return (event) => tests.every((test) => test(event));
}

function anyOf(rule: unknown, where: string): Matcher {
  if (!Array.isArray(rule)) throw new Error(`${where}.$or: a list of patterns is expected.`);
  const matchers = rule.filter(isRecord).map((part) => compilePattern(part, `${where}.$or`));
  return (event) => matchers.some((matches) => matches(event));
}

/** A list in the event matches when one of its items does. An absent object still lets `exists: false` inside speak. */
const children = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter(isRecord) : isRecord(value) ? [value] : [{}];

const valuesOf = (value: unknown): unknown[] =>
  value === undefined || isRecord(value) ? [] : Array.isArray(value) ? value : [value];

function fieldTest(item: unknown, path: string): FieldTest {
  if (!isRecord(item)) return (values) => values.includes(item);
  const [operator, ...others] = Object.keys(item);
  if (operator === undefined || others.length > 0) throw new Error(`${path}: one operator is expected.`);
  const build = OPERATORS[operator];
  if (!build) throw new Error(`${path}: the operator "${operator}" is not supported locally.`);
  return build(item[operator], path);
}

const texts =
  (test: (value: string) => boolean): FieldTest =>
  (values) =>
    values.some((value) => typeof value === 'string' && test(value));

const OPERATORS: Record<string, (operand: unknown, path: string) => FieldTest> = {
  prefix: (operand, path) => affix(operand, path, (value, part) => value.startsWith(part)),
  suffix: (operand, path) => affix(operand, path, (value, part) => value.endsWith(part)),
  'equals-ignore-case': (operand) => texts((value) => value.toLowerCase() === String(operand).toLowerCase()),
  exists: (operand) => (values) => values.length > 0 === (operand === true),
  'anything-but': (operand, path) => anythingBut(operand, path),
  numeric: (operand, path) => numeric(operand, path),
  wildcard: (operand) => {
    const parts = String(operand).split('*').map(escapeRegExp);
    const shape = new RegExp(`^${parts.join('.*')}$`, 's');
    return texts((value) => shape.test(value));
  },
};

const escapeRegExp = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

function affix(operand: unknown, path: string, holds: (value: string, part: string) => boolean): FieldTest {
  if (typeof operand === 'string') return texts((value) => holds(value, operand));
  const folded = isRecord(operand) ? operand['equals-ignore-case'] : undefined;
  if (typeof folded !== 'string') throw new Error(`${path}: a text is expected.`);
  return texts((value) => holds(value.toLowerCase(), folded.toLowerCase()));
}

function anythingBut(operand: unknown, path: string): FieldTest {
  const inner: FieldTest[] = isRecord(operand)
    ? Object.entries(operand).flatMap(([name, value]) =>
        (Array.isArray(value) ? value : [value]).map((one) => fieldTest({ [name]: one }, path)),
      )
    : (Array.isArray(operand) ? operand : [operand]).map((one) => fieldTest(one, path));
  return (values) => values.some((value) => inner.every((test) => !test([value])));
}

const COMPARE: Record<string, (left: number, right: number) => boolean> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

function numeric(operand: unknown, path: string): FieldTest {
  const parts: unknown[] = Array.isArray(operand) ? operand : [];
  const tests: ((value: number) => boolean)[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const compare = COMPARE[String(parts[at])];
    const bound = parts[at + 1];
    if (!compare || typeof bound !== 'number')
      throw new Error(`${path}: a comparison and a number are expected.`);
    tests.push((value) => compare(value, bound));
  }
  return (values) => values.some((value) => typeof value === 'number' && tests.every((test) => test(value)));
}
