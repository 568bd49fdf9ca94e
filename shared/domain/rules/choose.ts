import type { Rule } from '../../contract/rule.ts';
import type { EventKind } from '../../contract/event.ts';
import { type Predicate, compile, explain, specificity } from './conditions.ts';
import type { Facts } from './fields.ts';

type CompiledRule = { rule: Rule; matches: Predicate; specificity: number };

/** The live rules made ready to choose from: by kind of event, the best of each group first. */
export type RuleSet = ReadonlyMap<EventKind, readonly CompiledRule[]>;

/** Highest priority, then most specific; the id breaks a tie so that the choice never depends on storage order. */
const better = (a: CompiledRule, b: CompiledRule): number =>
  b.rule.priority - a.rule.priority || b.specificity - a.specificity || (a.rule.id < b.rule.id ? -1 : 1);

export function compileRules(rules: readonly Rule[]): RuleSet {
  const compiled = rules.map((rule) => ({
    rule,
    matches: compile(rule.if),
    specificity: specificity(rule.if),
  }));
  return Map.groupBy(compiled.toSorted(better), ({ rule }) => rule.on);
}

export type Choice = { chosen: Rule[]; trace: string[] };

/** The trace is kept with the event: of hundreds of rules that do not apply, the most important are told. */
const MOST_TOLD = 40;

/**
 * The rules that fire for an event: every matching rule without a group, and of each group only the right one. The
 * trace says of the rules for this kind of event why they fired or not.
 */
export function choose(rules: RuleSet, facts: Facts): Choice {
  const winners = new Map<string, Rule>();
  const chosen: Rule[] = [];
  const trace: string[] = [];
  let passedOver = 0;
  for (const candidate of rules.get(facts.event.kind) ?? []) {
    const { rule } = candidate;
    const winner = rule.group === undefined ? undefined : winners.get(rule.group);
    if (!winner && candidate.matches(facts)) {
      if (rule.group !== undefined) winners.set(rule.group, rule);
      chosen.push(rule);
      trace.push(`"${rule.name}" applies.`);
    } else if (passedOver++ < MOST_TOLD) {
      trace.push(whyNot(candidate, facts, winner));
    }
  }
  if (passedOver > MOST_TOLD) trace.push(`${passedOver - MOST_TOLD} more rules do not apply.`);
  return { chosen, trace };
}

function whyNot({ rule, matches }: CompiledRule, facts: Facts, winner: Rule | undefined): string {
  if (winner && matches(facts))
    return `"${rule.name}" also applies, but "${winner.name}" is the better fit in the group ${rule.group}.`;
  return `"${rule.name}" does not apply: ${explain(rule.if, facts) ?? 'its condition does not hold'}.`;
}
