import type { EventKind } from '../../contract/event.ts';
import type { Comparison, Condition, Rule } from '../../contract/rule.ts';
import { type Predicate, compile, specificity } from './conditions.ts';
import { type Facts, type FieldValue, fieldOf } from './fields.ts';
import { DATED, whyNotItsDay } from './its-day.ts';

/** `rank` is the place among the rules for the same kind of event, the best first. */
export type CompiledRule = { rule: Rule; matches: Predicate; rank: number };

/**
 * The rules for one kind of event. A rule that can only match where a field has a certain value stands under that
 * value, so that an event meets the few rules that may apply to it and not all of them.
 */
type KindRules = {
  all: readonly CompiledRule[];
  /** Those that ask for no certain value. */
  open: readonly CompiledRule[];
  byValue: readonly { read: (facts: Facts) => FieldValue; rules: ReadonlyMap<unknown, CompiledRule[]> }[];
};

/** The live rules made ready to choose from. */
export type RuleSet = ReadonlyMap<EventKind, KindRules>;

type Ranked = { rule: Rule; specificity: number };

/** Highest priority, then most specific; the id breaks a tie so that the choice never depends on storage order. */
const better = (a: Ranked, b: Ranked): number =>
  b.rule.priority - a.rule.priority || b.specificity - a.specificity || (a.rule.id < b.rule.id ? -1 : 1);

export function compileRules(rules: readonly Rule[]): RuleSet {
  const ranked = rules.map((rule) => ({ rule, specificity: specificity(rule.if) })).toSorted(better);
  const byKind = Map.groupBy(ranked, ({ rule }) => rule.on);
  return new Map([...byKind].map(([kind, ofKind]) => [kind, indexed(ofKind.map(({ rule }) => rule))]));
}

function indexed(rules: readonly Rule[]): KindRules {
  const all = rules.map((rule, rank) => ({ rule, matches: predicateOf(rule), rank }));
  const wanted = all.map(({ rule }) => anchorsOf(rule.if));
  const crowd = new Map<string, number>();
  for (const { field, values } of wanted.flat())
    for (const value of values) crowd.set(nameOf(field, value), (crowd.get(nameOf(field, value)) ?? 0) + 1);
  const crowdOf = ({ field, values }: Anchor): number =>
    values.reduce<number>((sum, value) => sum + (crowd.get(nameOf(field, value)) ?? 0), 0);
  const open: CompiledRule[] = [];
  const byField = new Map<string, Map<unknown, CompiledRule[]>>();
  for (const [at, rule] of all.entries()) {
    const [anchor] = (wanted[at] ?? []).toSorted((a, b) => crowdOf(a) - crowdOf(b));
    if (anchor) file(byField, anchor, rule);
    else open.push(rule);
  }
  const byValue = [...byField].map(([field, ofField]) => ({
    read: fieldOf(field)?.read ?? (() => undefined),
    rules: ofField,
  }));
  return { all, open, byValue };
}

/** A rule on a date is for one day of those on which the date is told. */
function predicateOf(rule: Rule): Predicate {
  const matches = compile(rule.if);
  if (!DATED.includes(rule.on)) return matches;
  return (facts) => whyNotItsDay(rule, facts.event) === undefined && matches(facts);
}

const nameOf = (field: string, value: unknown): string => JSON.stringify([field, value]);

function file(
  byField: Map<string, Map<unknown, CompiledRule[]>>,
  { field, values }: Anchor,
  rule: CompiledRule,
): void {
  const ofField = byField.get(field) ?? new Map<unknown, CompiledRule[]>();
  byField.set(field, ofField);
  for (const value of new Set(values)) {
    const there = ofField.get(value);
    if (there) there.push(rule);
    else ofField.set(value, [rule]);
  }
}

/** A field that must have one of these values (a list must hold one), or the rule cannot match. */
type Anchor = { field: string; values: readonly unknown[] };

function anchorsOf(condition: Condition | undefined): Anchor[] {
  if (condition === undefined || 'any' in condition || 'not' in condition) return [];
  if ('all' in condition) return condition.all.flatMap(anchorsOf);
  return anchorOf(condition);
}

function anchorOf({ field, op, value }: Comparison): Anchor[] {
  const type = fieldOf(field)?.type;
  // Amounts are equal however they are written (99.9 and 99.90).
  if (type === undefined || type === 'decimal') return [];
  if (op === 'eq' || (op === 'contains' && type === 'list')) return [{ field, values: [value] }];
  return op === 'in' && Array.isArray(value) ? [{ field, values: value }] : [];
}

/** The rules that may match, the best first; all others certainly do not. */
export function candidates({ open, byValue }: KindRules, facts: Facts): readonly CompiledRule[] {
  const found: CompiledRule[] = [];
  for (const { read, rules } of byValue) {
    const value = read(facts);
    if (value === undefined) continue;
    for (const each of Array.isArray(value) ? value : [value]) {
      const there = rules.get(each);
      if (there) found.push(...there);
    }
  }
  if (found.length === 0) return open;
  const inOrder = [...found, ...open].sort((a, b) => a.rank - b.rank);
  // Two items of one order may lead to the same rule.
  return inOrder.filter((rule, at) => rule !== inOrder[at - 1]);
}
