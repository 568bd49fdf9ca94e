import { describe, expect, test } from 'vitest';
import type { Comparison, Condition, Rule } from '../../shared/contract/rule.ts';
import { checkRule } from '../../shared/domain/rules/check.ts';
import { choose, explainChoice } from '../../shared/domain/rules/choose.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { compile, specificity } from '../../shared/domain/rules/conditions.ts';
import { makeContact, makeEvent, makeRule } from '../helpers/make.ts';

const contact = makeContact({
  counters: { ...makeContact().counters, orders: 5 },
  country: 'DE',
});
const event = makeEvent({
  facts: {
    order: {
      id: 'A-1',
      total: { amount: '99.90', currency: 'EUR' },
      items: [{ title: 'Enamel kettle', sku: 'KT-1', quantity: 1 }],
    },
  },
});
const holds = (condition: Condition): boolean => compile(condition)({ event, contact });

describe('a comparison', () => {
  test.each<[Comparison['field'], Comparison['op'], Comparison['value'], boolean]>([
    ['contact.orders', 'eq', 5, true],
    ['contact.orders', 'eq', '5', false],
    ['contact.orders', 'ne', 4, true],
    ['contact.orders', 'gt', 5, false],
    ['contact.orders', 'gte', 5, true],
    ['contact.orders', 'lt', 6, true],
    ['contact.orders', 'lte', 4, false],
    ['contact.orders', 'in', [1, 5], true],
    ['contact.orders', 'multiple-of', 5, true],
    ['contact.orders', 'multiple-of', 3, false],
    ['contact.renewals', 'multiple-of', 5, false],
    ['event.order.total.amount', 'gt', '99.9', false],
    ['event.order.total.amount', 'gte', '99.9', true],
    ['event.order.total.amount', 'lt', '100', true],
    ['event.order.total.amount', 'eq', '99.9', true],
    ['event.order.items.sku', 'contains', 'KT-1', true],
    ['event.order.items.title', 'contains', 'kettle', false],
    ['contact.country', 'matches-prefix', 'D', true],
    ['contact.email', 'contains', '@example.', true],
    ['contact.locale', 'exists', true, false],
    ['contact.locale', 'exists', false, true],
    ['contact.locale', 'ne', 'de', true],
    ['contact.locale', 'eq', 'de', false],
    ['no.such.field', 'ne', 1, false],
  ])('%s %s %j is %s', (field, op, value, expected) => {
    expect(holds({ field, op, value })).toBe(expected);
  });

  test('all, any and not nest', () => {
    const five: Condition = { field: 'contact.orders', op: 'eq', value: 5 };
    const french: Condition = { field: 'contact.country', op: 'eq', value: 'FR' };
    expect(holds({ all: [five, { not: french }] })).toBe(true);
    expect(holds({ any: [french, { not: five }] })).toBe(false);
    expect(specificity({ all: [five, { any: [french, { all: [five, french] }] }] })).toBe(2);
  });
});

test('a name that every object has is no field', () => {
  const rule = makeRule({ if: { field: 'constructor', op: 'exists' } });
  expect(checkRule(rule)).toEqual([expect.stringMatching(/no field "constructor"/)]);
  expect(choose(compileRules([rule]), { event, contact })).toEqual([]);
});

describe('choosing', () => {
  const first = makeRule({
    id: 'first',
    name: 'first',
    group: 'thanks',
    priority: 700,
    if: { field: 'contact.orders', op: 'eq', value: 1 },
  });
  const loyal = makeRule({
    id: 'loyal',
    name: 'loyal',
    group: 'thanks',
    if: { field: 'contact.orders', op: 'multiple-of', value: 5 },
  });
  const any = makeRule({ id: 'any', name: 'any', group: 'thanks' });
  const alone = makeRule({ id: 'alone', name: 'alone' });
  const other = makeRule({ id: 'other', name: 'other', on: 'refund' });

  const chosen = (rules: Parameters<typeof compileRules>[0]): string[] =>
    choose(compileRules(rules), { event, contact }).map(({ id }) => id);

  test('of a group only the right rule fires: priority first, then the more specific', () => {
    expect(chosen([any, loyal, first])).toEqual(['loyal']);
    expect(chosen([any, { ...loyal, priority: 100 }])).toEqual(['any']);
  });

  test('rules without a group all fire, rules for other events never', () => {
    expect(chosen([alone, any, other]).toSorted()).toEqual(['alone', 'any']);
  });

  test('a tie is broken by the id, whatever order the rules came in', () => {
    const twin = { ...any, id: 'aaa', name: 'aaa' };
    expect(chosen([any, twin])).toEqual(['aaa']);
    expect(chosen([twin, any])).toEqual(['aaa']);
  });

  test('the trace says of every rule why it fired or not', () => {
    const rules = compileRules([any, loyal, first]);
    const facts = { event, contact };
    expect(explainChoice(rules, facts, choose(rules, facts))).toEqual([
      '"first" does not apply: it asks that contact.orders is 1.',
      '"loyal" applies.',
      '"any" also applies, but "loyal" is the better fit in the group thanks.',
    ]);
  });
});

const bounce = (op: 'eq' | 'ne', value: string): Comparison => ({ field: 'event.mail.bounce', op, value });
const mailed = (event: 'bounced' | 'complained', of: 'subject' | 'contact') => ({ event, of });

describe('checking a rule when it is saved', () => {
  const problems = (comparison: Comparison): string[] => checkRule(makeRule({ if: comparison }));

  test('a sound rule has no problem', () => {
    expect(checkRule(makeRule({ if: { field: 'contact.orders', op: 'multiple-of', value: 5 } }))).toEqual([]);
  });

  test.each<[Comparison, RegExp]>([
    [
      { field: 'contact.oders', op: 'eq', value: 1 },
      /no field "contact.oders". Did you mean "contact.orders"\?/,
    ],
    [{ field: 'weather', op: 'eq', value: 1 }, /no field "weather". A purchase has contact.orders, /],
    [
      { field: 'event.review.rating', op: 'lte', value: 3 },
      /^A purchase has no "event.review.rating"; take it out, or let the rule be on review\.$/,
    ],
    [
      { field: 'contact.country', op: 'eq' },
      /^"eq" on "contact.country" lacks its "value"; give it a text\.$/,
    ],
    [{ field: 'contact.country', op: 'eq', value: ['DE'] }, /takes one value, not a list; .* use "in"\.$/],
    [{ field: 'contact.country', op: 'ne', value: ['DE'] }, /for none of several put "in" under "not"\.$/],
    [{ field: 'contact.email', op: 'contains', value: ['@'] }, /one comparison for each under "any"\.$/],
    [{ field: 'contact.country', op: 'in', value: [] }, /takes a list of at least one value\.$/],
    [{ field: 'contact.country', op: 'eq', value: 49 }, /compared with a text, not with 49\.$/],
    [{ field: 'contact.orders', op: 'contains', value: 'x' }, /"contains" does not fit/],
    [{ field: 'contact.orders', op: 'eq', value: 'five' }, /compared with a number/],
    [{ field: 'event.order.total.amount', op: 'gt', value: 'lots' }, /compared with an amount/],
    [{ field: 'contact.orders', op: 'in', value: 5 }, /takes a list/],
    [{ field: 'contact.orders', op: 'multiple-of', value: 0 }, /above 0/],
    [{ field: 'contact.locale', op: 'exists', value: 'yes' }, /true or false/],
  ])('%j', (comparison, expected) => {
    expect(problems(comparison)).toEqual([expect.stringMatching(expected)]);
  });

  test.each<[Rule['on'], Comparison, string]>([
    [
      'signup',
      { field: 'contact.kind', op: 'eq', value: 'custommer' },
      '"contact.kind" is never "custommer". Did you mean "customer"? It is customer, partner, employee.',
    ],
    [
      'signup',
      { field: 'contact.consent', op: 'in', value: ['granted', 'yes-please'] },
      '"contact.consent" is never "yes-please". It is granted, withdrawn, unknown.',
    ],
    [
      'signup',
      { field: 'contact.country', op: 'eq', value: 'Germany' },
      '"contact.country" is never "Germany"; use two capital letters, for instance DE.',
    ],
    [
      'purchase',
      { field: 'event.order.total.currency', op: 'eq', value: 'eur' },
      '"event.order.total.currency" is never "eur"; use three capital letters, for instance EUR.',
    ],
    [
      'review',
      { field: 'event.review.rating', op: 'gt', value: 5 },
      '"event.review.rating" is 1 to 5: nothing is more than 5.',
    ],
    [
      'signup',
      { field: 'contact.orders', op: 'lt', value: 0 },
      '"contact.orders" is 0 or more: nothing is less than 0.',
    ],
    [
      'purchase',
      { field: 'contact.orders', op: 'eq', value: 0 },
      '"contact.orders" is 1 or more on a purchase, which is counted already: nothing is 0.',
    ],
  ])('on a %s, %j is what never is', (on, comparison, expected) => {
    expect(checkRule(makeRule({ on, if: comparison, unless: [], retimedBy: [] }))).toEqual([expected]);
  });

  test.each<[Rule['on'], Comparison]>([
    ['signup', { field: 'contact.orders', op: 'eq', value: 0 }],
    ['review', { field: 'event.review.rating', op: 'gte', value: 5 }],
    ['review', { field: 'event.review.rating', op: 'lte', value: 1 }],
    ['signup', { field: 'contact.country', op: 'matches-prefix', value: 'D' }],
    ['purchase', { field: 'event.order.total.amount', op: 'exists' }],
  ])('on a %s, %j is possible', (on, comparison) => {
    expect(checkRule(makeRule({ on, if: comparison, unless: [], retimedBy: [] }))).toEqual([]);
  });

  test('an amount wants its currency beside it', () => {
    const amount: Comparison = { field: 'event.order.total.amount', op: 'gte', value: '100' };
    const currency = (value: string): Comparison => ({
      field: 'event.order.total.currency',
      op: 'eq',
      value,
    });
    const told = (condition: Condition) => checkRule(makeRule({ if: condition }));
    const lacking = [expect.stringContaining('is compared without its currency')];
    expect(told(amount)).toEqual(lacking);
    expect(told({ any: [amount, currency('EUR')] })).toEqual(lacking);
    expect(told({ all: [amount, currency('EUR')] })).toEqual([]);
    expect(told({ all: [{ any: [currency('EUR'), currency('USD')] }, { not: amount }] })).toEqual([]);
  });

  test('what is asked for and excluded in one is named', () => {
    const five: Comparison = { field: 'contact.orders', op: 'eq', value: 5 };
    expect(checkRule(makeRule({ if: { all: [five, { not: five }] } }))).toEqual([
      expect.stringContaining('It can never match'),
    ]);
  });

  test('weekdays alone that may come after all use are told', () => {
    const told = (over: Partial<Rule>) => checkRule(makeRule({ weekdays: true, ...over }));
    const problem = expect.stringMatching(
      /^It goes at once, and over a weekend two days and some hours later, but it only makes sense within 2 days; make "within" three days longer/,
    );
    expect(told({ within: 'P2D' })).toEqual([problem]);
    expect(told({ within: 'P2D', at: '10:00', on: 'birthday', unless: [], retimedBy: [] })).toEqual([
      problem,
    ]);
    expect(told({ within: 'P3D' })).toEqual([]);
    expect(told({ within: 'P3D', at: '10:00' })).toEqual([]);
  });

  test('a time of day that may come after all use is told', () => {
    const told = (over: Partial<Rule>) => checkRule(makeRule({ at: '10:00', ...over }));
    expect(told({ after: 'P4DT23H', within: 'P5D' })).toEqual([
      'It waits 4 days and 23 hours, and the first 10:00 after that may be a whole day later, but it only makes sense within 5 days; make "within" a day longer than "after", at least.',
    ]);
    expect(told({ after: 'P4D', within: 'P5D' })).toEqual([]);
    expect(told({ on: 'birthday', within: 'PT20H', unless: [], retimedBy: [] })).toEqual([]);
  });

  test('a limit of more messages than are remembered of a person is told', () => {
    const told = (max: number) => checkRule(makeRule({ limit: { max, per: 'P1Y' } }));
    expect(told(31)).toEqual([expect.stringMatching(/^"limit.max" is 30 at most/)]);
    expect(told(30)).toEqual([]);
  });

  test('days before are of a date, and a custom of February 29 of the date of a person', () => {
    const told = (over: Partial<Rule>) => checkRule(makeRule(over));
    const plain = { unless: [], retimedBy: [] };
    expect(told({ ...plain, on: 'birthday', within: 'P2D', daysBefore: 3, leapDay: 'mar-1' })).toEqual([]);
    expect(told({ ...plain, on: 'occasion', within: 'P2D', daysBefore: 3 })).toEqual([]);
    expect(told({ ...plain, on: 'occasion', within: 'P2D', leapDay: 'mar-1' })).toEqual([
      expect.stringContaining('"leapDay" is about dates of persons'),
    ]);
    expect(told({ ...plain, on: 'signup', within: 'P5D', daysBefore: 3 })).toEqual([
      'Nobody knows of a signup days before; take "daysBefore" out, or let the rule be on birthday or anniversary or occasion.',
    ]);
  });

  test('what contradicts itself is named', () => {
    const all = [
      { field: 'contact.country', op: 'eq' as const, value: 'DE' },
      { field: 'contact.orders', op: 'gt' as const, value: 5 },
      { field: 'contact.orders', op: 'lt' as const, value: 3 },
    ];
    expect(checkRule(makeRule({ if: { all } }))).toEqual([
      'It can never match: nothing meets all that it asks of "contact.orders"; take one of these out, or put them under "any".',
    ]);
  });

  test('a wait longer than its use is refused', () => {
    expect(checkRule(makeRule({ after: 'P14D', within: 'P2D' }))).toEqual([
      'It waits 14 days but only makes sense within 2 days; make "within" longer than "after".',
    ]);
    expect(checkRule(makeRule({ within: 'PT0S' }))).toEqual([
      'It goes at once but only makes sense within no time; make "within" longer than "after".',
    ]);
  });

  test('what would call itself off is refused, what waits for the next one is not', () => {
    const unless = (of: 'subject' | 'contact') =>
      checkRule(makeRule({ on: 'purchase', unless: [{ event: 'purchase', of }] }));
    expect(unless('subject')).toEqual([expect.stringMatching(/call off what it starts itself/)]);
    expect(unless('contact')).toEqual([]);
  });

  test('what is never about the same thing neither re-times nor calls off', () => {
    expect(checkRule(makeRule({ retimedBy: ['delivery', 'review'] }))).toEqual([
      'A review is never about what a purchase is about, so it would re-time nothing; take "review" out of "retimedBy".',
    ]);
    expect(
      checkRule(makeRule({ on: 'review', unless: [{ event: 'birthday', of: 'subject' }], retimedBy: [] })),
    ).toEqual([
      'A birthday is never about what a review is about, so it would call nothing off; for any of the person write "of: contact".',
    ]);
    const fine = makeRule({ on: 'renewal', unless: [{ event: 'refund', of: 'subject' }] });
    expect(checkRule({ ...fine, retimedBy: ['delivery', 'update'] })).toEqual([]);
    // By a mail about the order the brand's own question may be answered.
    for (const of of ['contact', 'subject'] as const)
      for (const on of ['purchase', 'sent'] as const)
        expect(checkRule(makeRule({ on, retimedBy: [], unless: [{ event: 'survey', of }] }))).toEqual([]);
  });

  test.each<[string, Partial<Rule>, RegExp[]]>([
    ['on a complaint', { on: 'complained' }, [/^Who reports a mail as unwanted gets no other/]],
    ['on a bounce of either kind', { on: 'bounced' }, []],
    ['on a bounce for a while', { on: 'bounced', if: bounce('eq', 'transient') }, []],
    ['on a bounce for good', { on: 'bounced', if: bounce('eq', 'permanent') }, [/bounced for good/]],
    ['on a bounce not for a while', { on: 'bounced', if: bounce('ne', 'transient') }, [/bounced for good/]],
    [
      'on a bounce that is none',
      { on: 'bounced', if: bounce('eq', 'soft') },
      [/"transient"|permanent, tran/],
    ],
    ['re-timed by a complaint', { retimedBy: ['complained'] }, [/^What waits .* "retimedBy"\.$/]],
    ['called off by both', { unless: [mailed('bounced', 'subject'), mailed('complained', 'contact')] }, []],
  ])('a rule %s is told what it could never send', (_, over, expected) =>
    expect(checkRule(makeRule({ unless: [], retimedBy: [], ...over }))).toEqual(
      expected.map((one) => expect.stringMatching(one)),
    ),
  );
});
