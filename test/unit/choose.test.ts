import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rule } from '../../shared/contract/rule.ts';
import { choose } from '../../shared/domain/rules/choose.ts';
import { compile, specificity } from '../../shared/domain/rules/conditions.ts';
import type { Facts } from '../../shared/domain/rules/fields.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { buyers, ruleSets } from '../helpers/make-rules.ts';

const seed = Date.now() % 2 ** 31;

/** What the words say, walked through rule by rule. */
function walk(rules: readonly Rule[], given: Facts): Rule[] {
  const inOrder = rules.toSorted(
    (a, b) =>
      b.priority - a.priority ||
      specificity(b.if) - specificity(a.if) ||
      (a.id < b.id ? -1 : Number(a.id > b.id)),
  );
  const matching = inOrder.filter((rule) => rule.on === given.event.kind && compile(rule.if)(given));
  return matching.filter(
    (rule, at) => rule.group === undefined || matching.findIndex(({ group }) => group === rule.group) === at,
  );
}

test(`the index changes nothing: it chooses what a walk over all rules chooses (seed ${seed})`, () => {
  let fired = 0;
  fc.assert(
    fc.property(ruleSets, buyers, (rules, given) => {
      const chosen = choose(compileRules(rules), given);
      fired += chosen.length;
      expect(chosen.map(({ id }) => id)).toEqual(walk(rules, given).map(({ id }) => id));
    }),
    { seed, numRuns: 5000 },
  );
  expect(fired).toBeGreaterThan(5000);
});
