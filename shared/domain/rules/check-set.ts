import type { RuleKind } from '../../contract/event.ts';
import type { Condition, Rule } from '../../contract/rule.ts';
import { canMatch, opposites } from './can-match.ts';
import { specificity } from './conditions.ts';

/** What is wrong with rules beside each other, each in a sentence that names the rule and says what to do. */
export function checkSet(rules: readonly Rule[]): string[] {
  const groups = Map.groupBy(
    rules.filter(({ group }) => group !== undefined),
    ({ on, group }) => `${on} ${group}`,
  );
  return [...groups.values()].flatMap((group) => pairsOf(group).flatMap(([a, b]) => checkPair(a, b)));
}

/** The same of one rule alone, beside the others of its group. */
export function checkBeside(id: string, rules: readonly Rule[]): string[] {
  const at = rules.findIndex((each) => each.id === id);
  const rule = rules[at];
  if (rule?.group === undefined) return [];
  const pairs = rules.flatMap((other, place): [Rule, Rule][] => {
    if (place === at || other.on !== rule.on || other.group !== rule.group) return [];
    return [place < at ? [other, rule] : [rule, other]];
  });
  return pairs.slice(0, MOST_IN_GROUP).flatMap(([a, b]) => checkPair(a, b));
}

/** Of a group of thousands every pair would be millions; such a group has other troubles. */
const MOST_IN_GROUP = 300;

function pairsOf(group: readonly Rule[]): [Rule, Rule][] {
  const looked = group.slice(0, MOST_IN_GROUP);
  return looked.flatMap((a, at) => looked.slice(at + 1).map((b): [Rule, Rule] => [a, b]));
}

function checkPair(a: Rule, b: Rule): string[] {
  const sign = b.priority - a.priority || specificity(b.if) - specificity(a.if);
  if (sign === 0) {
    if (!canMatch(both(a.if, b.if), a.on)) return [];
    return [
      `Rules "${a.id}" and "${b.id}" of the group ${a.group} have the same priority and ask for equally much, ` +
        'so nothing but their names decides between them: give one of them a higher priority.',
    ];
  }
  const [winner, loser] = sign < 0 ? [a, b] : [b, a];
  return implies(loser.if, winner.if, winner.on)
    ? [
        `Rule "${loser.id}" can never fire: whenever it applies, "${winner.id}" of the group ${winner.group} applies too ` +
          'and goes first. Give it a higher priority than that, or let the other ask for more.',
      ]
    : [];
}

const both = (a: Condition | undefined, b: Condition | undefined): Condition | undefined =>
  a && b ? { all: [a, b] } : (a ?? b);

/**
 * Whether whatever meets the one meets the other, too: each thing that the other asks for stands there word for word, or
 * its opposite would contradict the one, or could not be on such an event. `false` in doubt.
 */
function implies(one: Condition | undefined, other: Condition | undefined, on: RuleKind): boolean {
  const asked = new Set(partsOf(one).map((part) => JSON.stringify(part)));
  return partsOf(other).every((part) => {
    if (asked.has(JSON.stringify(part))) return true;
    const opposite = opposites(part);
    return opposite !== undefined && !canMatch(both(one, opposite), on);
  });
}

const partsOf = (condition: Condition | undefined): Condition[] => {
  if (condition === undefined) return [];
  return 'all' in condition ? condition.all.flatMap(partsOf) : [condition];
};
