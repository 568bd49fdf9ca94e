import type { Rule } from '../../contract/rule.ts';
import { counted } from '../../contract/wording.ts';
import { explain } from './conditions.ts';
import type { Facts } from './fields.ts';
import { whyNotItsDay } from './its-day.ts';
import { type CompiledRule, type RuleSet, candidates } from './rule-set.ts';

/** Every matching rule without a group, and of each group only the right one: highest priority, then most specific. */
export function choose(rules: RuleSet, facts: Facts): Rule[] {
  const ofKind = rules.get(facts.event.kind);
  if (!ofKind) return [];
  const taken = new Set<string>();
  const chosen: Rule[] = [];
  for (const { rule, matches } of candidates(ofKind, facts)) {
    const { group } = rule;
    if ((group !== undefined && taken.has(group)) || !matches(facts)) continue;
    if (group !== undefined) taken.add(group);
    chosen.push(rule);
  }
  return chosen;
}

/** The trace is kept with the event: of hundreds of rules that do not apply, the most important are told. */
const MOST_TOLD = 40;

/** Why each rule for this kind of event was chosen or not, the best first. Choosing is asked far more often than why. */
export function explainChoice(rules: RuleSet, facts: Facts, chosen: readonly Rule[]): string[] {
  const all = rules.get(facts.event.kind)?.all ?? [];
  const winners = new Map(chosen.flatMap((rule) => (rule.group === undefined ? [] : [[rule.group, rule]])));
  const others = all.filter(({ rule }) => !chosen.includes(rule));
  const told = new Set(others.slice(0, MOST_TOLD));
  const trace = all.flatMap((one) => {
    if (chosen.includes(one.rule)) return [`"${one.rule.name}" applies.`];
    return told.has(one) ? [whyNot(one, facts, winners.get(one.rule.group ?? ''))] : [];
  });
  const untold = others.length - told.size;
  return untold > 0 ? [...trace, `${counted(untold, 'more rule does', 'more rules do')} not apply.`] : trace;
}

function whyNot({ rule, matches }: CompiledRule, facts: Facts, winner: Rule | undefined): string {
  if (winner && matches(facts))
    return `"${rule.name}" also applies, but "${winner.name}" is the better fit in the group ${rule.group}.`;
  const why = whyNotItsDay(rule, facts.event) ?? explain(rule.if, facts) ?? 'its condition does not hold';
  return `"${rule.name}" does not apply: ${why}.`;
}
