import fc from 'fast-check';
import type { Condition, Rule } from '../../shared/contract/rule.ts';
import type { Facts } from '../../shared/domain/rules/fields.ts';
import { makeContact, makeEvent, makeRule } from './make.ts';

/** Few values each, so that generated rules and events often meet. */
const COUNTRIES = ['DE', 'ES', 'FR', 'US'];
const SKUS = ['KT-1', 'KT-2', 'CUP-9'];

const comparison: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: fc.constant('contact.orders'),
    op: fc.constantFrom('eq', 'ne', 'gte', 'lt', 'multiple-of'),
    value: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({
    field: fc.constant('contact.orders'),
    op: fc.constant('in'),
    value: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    field: fc.constantFrom('contact.country', 'contact.locale'),
    op: fc.constantFrom('eq', 'ne', 'matches-prefix', 'contains'),
    value: fc.constantFrom(...COUNTRIES, 'de'),
  }),
  fc.record({
    field: fc.constant('contact.country'),
    op: fc.constant('in'),
    value: fc.subarray(COUNTRIES, { minLength: 1 }),
  }),
  fc.record({
    field: fc.constant('contact.consent'),
    op: fc.constantFrom('eq', 'ne'),
    value: fc.constantFrom('unknown', 'granted'),
  }),
  fc.record({
    field: fc.constant('event.order.items.sku'),
    op: fc.constant('contains'),
    value: fc.constantFrom(...SKUS),
  }),
  fc.record({
    field: fc.constant('event.order.total.amount'),
    op: fc.constantFrom('eq', 'gte', 'lt'),
    value: fc.constantFrom('64.50', '64.5', '100'),
  }),
  fc.record({
    field: fc.constantFrom('contact.locale', 'contact.country'),
    op: fc.constant('exists'),
    value: fc.boolean(),
  }),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

/** Conditions over a purchase and its buyer. */
export const conditions: fc.Arbitrary<Condition> = condition;

/** Sets of rules on purchases, some in groups, with ties of priority. */
export const ruleSets: fc.Arbitrary<Rule[]> = fc
  .array(
    fc.record({
      if: fc.option(condition, { nil: undefined }),
      group: fc.option(fc.constantFrom('thanks', 'check-in'), { nil: undefined }),
      priority: fc.constantFrom(100, 500),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(({ if: when, group, priority }, at) =>
      makeRule({
        id: `rule-${at}`,
        name: `Rule ${at}`,
        priority,
        ...(when && { if: when }),
        ...(group !== undefined && { group }),
      }),
    ),
  );

/** Purchases and who made them. */
export const buyers: fc.Arbitrary<Facts> = fc
  .record({
    // The purchase itself is counted.
    orders: fc.integer({ min: 1, max: 6 }),
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
