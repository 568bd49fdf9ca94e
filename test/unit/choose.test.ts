import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rule } from '../../shared/contract/rule.ts';
import { choose } from '../../shared/domain/rules/choose.ts';
import { compile, specificity } from '../../shared/domain/rules/conditions.ts';
import type { Facts } from '../../shared/domain/rules/fields.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { COUNTRIES, SKUS, ruleSets } from '../helpers/make-rules.ts';
import { makeContact, makeEvent } from '../helpers/make.ts';

const seed = Date.now() % 2 ** 31;

const facts: fc.Arbitrary<Facts> = fc
  .record({
    orders: fc.integer({ min: 0, max: 6 }),
    country: fc.option(fc.constantFrom(...COUNTRIES), { nil: undefined }),
    locale: fc.option(fc.constantFrom('de', 'DE'), { nil: undefined }),
    skus: fc.array(fc.constantFrom(...SKUS), { maxLength: 4 }),
    amount: fc.constantFrom('64.5', '64.50', '99', '100.00'),
  })
  .map(({ orders, country, locale, skus, amount }) => ({
    contact: makeContact({
      counters: { ...makeContact().counters, orders },
      ...(country !== undefined && { country }),
      ...(locale !== undefined && { locale }),
    }),
    event: makeEvent({
      facts: {
        order: {
          id: 'A-1',
          total: { amount, currency: 'EUR' },
          items: skus.map((sku) => ({ title: sku, sku, quantity: 1 })),
        },
      },
    }),
  }));

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
    fc.property(ruleSets, facts, (rules, given) => {
      const chosen = choose(compileRules(rules), given);
      fired += chosen.length;
      expect(chosen.map(({ id }) => id)).toEqual(walk(rules, given).map(({ id }) => id));
    }),
    { seed, numRuns: 5000 },
  );
  expect(fired).toBeGreaterThan(5000);
});
