import type { NestedCondition, RuleProperties } from 'json-rules-engine';
import type { Comparison, Rule } from '../../shared/contract/rule.ts';
import type { Facts } from '../../shared/domain/rules/fields.ts';
import { makeContact, makeEvent, makeRule } from '../helpers/make.ts';

export type Comparing = (facts: Facts) => Rule[];

/** Rules that any order may meet; the same few whatever the size of the set. */
const COMMON: readonly Comparison[][] = [
  [{ field: 'contact.orders', op: 'eq', value: 1 }],
  [{ field: 'contact.orders', op: 'gte', value: 5 }],
  [
    { field: 'event.order.total.currency', op: 'eq', value: 'EUR' },
    { field: 'event.order.total.amount', op: 'gte', value: '100' },
  ],
  [{ field: 'contact.country', op: 'in', value: ['DE', 'AT', 'CH'] }],
];

/**
 * Live rules of a large brand: a handful for everybody, and the rest each for one article, half of those in one country
 * and from a certain amount on. Of any order equally many match, however many there are.
 */
export function makeManyRules(count: number): Rule[] {
  const common = COMMON.map((all, at) => ruleOf(at, all, 900 - at));
  const special = Array.from({ length: count - common.length }, (_, at) => {
    const narrow: Comparison[] = [
      { field: 'contact.country', op: 'eq', value: ['DE', 'ES', 'FR', 'US'][at % 4] ?? 'DE' },
      { field: 'event.order.total.amount', op: 'gte', value: String(10 + (at % 90)) },
    ];
    const article: Comparison = { field: 'event.order.items.sku', op: 'contains', value: `SKU-${at}` };
    return ruleOf(common.length + at, [article, ...(at % 2 === 0 ? narrow : [])], 500 - (at % 100));
  });
  return [...common, ...special];
}

const ruleOf = (at: number, all: Comparison[], priority: number): Rule =>
  makeRule({
    id: `rule-${at}`,
    name: `Rule ${at}`,
    priority,
    if: { all },
    ...(at % 3 === 0 && { group: `group-${at % 7}` }),
  });

/** Orders of one or two articles, of which every size of set knows the ones below 96. */
export function someBuyers(count: number): Facts[] {
  return Array.from({ length: count }, (_, at) => ({
    contact: makeContact({
      counters: { ...makeContact().counters, orders: 1 + (at % 7) },
      country: ['DE', 'ES', 'FR', 'US', 'IT'][at % 5] ?? 'DE',
    }),
    event: makeEvent({
      facts: {
        order: {
          id: `A-${at}`,
          total: { amount: `${20 + (at % 180)}.50`, currency: at % 4 === 0 ? 'USD' : 'EUR' },
          items: [at % 96, (at * 7) % 96].map((sku) => ({ title: 'x', sku: `SKU-${sku}`, quantity: 1 })),
        },
      },
    }),
  }));
}

const OPERATORS: Partial<Record<Comparison['op'], string>> = {
  eq: 'equal',
  gte: 'greaterThanInclusive',
  in: 'in',
  contains: 'contains',
};

/** The same rule in the form of json-rules-engine; it knows numbers only, which is enough for this race. */
export function toEngineRule({ id, if: when, priority }: Rule): RuleProperties {
  const all = when && 'all' in when ? when.all : [];
  const conditions = all.flatMap((part): NestedCondition[] => {
    if (!('field' in part)) return [];
    const value: unknown = part.field.endsWith('.amount') ? Number(part.value) : part.value;
    return [{ fact: part.field, operator: OPERATORS[part.op] ?? 'equal', value }];
  });
  return { conditions: { all: conditions }, event: { type: id }, priority };
}

export const toEngineFacts = ({ contact, event }: Facts): Record<string, unknown> => ({
  'contact.orders': contact.counters.orders,
  'contact.country': contact.country,
  'event.order.total.currency': event.facts.order?.total?.currency,
  'event.order.total.amount': Number(event.facts.order?.total?.amount),
  'event.order.items.sku': event.facts.order?.items?.map(({ sku }) => sku),
});
