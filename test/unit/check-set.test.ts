import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Condition } from '../../shared/contract/rule.ts';
import { canMatch } from '../../shared/domain/rules/can-match.ts';
import { checkSet } from '../../shared/domain/rules/check-set.ts';
import { choose } from '../../shared/domain/rules/choose.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { buyers, ruleSets } from '../helpers/make-rules.ts';
import { makeRule } from '../helpers/make.ts';

const seed = Date.now() % 2 ** 31;
const country = (op: 'eq' | 'ne' | 'in', value: string | string[]): Condition => ({
  field: 'contact.country',
  op,
  value,
});
const orders = (op: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'multiple-of', value: number): Condition => ({
  field: 'contact.orders',
  op,
  value,
});
const amount = (op: 'gte' | 'lt' | 'eq', value: string): Condition => ({
  field: 'event.order.total.amount',
  op,
  value,
});

describe('a condition that nothing can meet', () => {
  test.each<[string, Condition]>([
    ['two values at once', { all: [country('eq', 'DE'), country('eq', 'FR')] }],
    ['a value outside of a list', { all: [country('eq', 'DE'), country('in', ['FR', 'ES'])] }],
    ['a value that is excluded', { all: [country('eq', 'DE'), country('ne', 'DE')] }],
    ['an empty range', { all: [orders('gt', 5), orders('lt', 3)] }],
    ['a range without an inside', { all: [amount('gte', '10.0'), amount('lt', '10')] }],
    ['a number outside of its range', { all: [orders('eq', 7), orders('multiple-of', 5)] }],
    [
      'absent and equal',
      {
        all: [
          { field: 'contact.locale', op: 'exists', value: false },
          { field: 'contact.locale', op: 'eq', value: 'de' },
        ],
      },
    ],
    [
      'every alternative',
      {
        any: [
          { all: [orders('eq', 1), orders('gt', 1)] },
          { all: [country('eq', 'DE'), country('eq', 'FR')] },
        ],
      },
    ],
  ])('%s', (_name, condition) => expect(canMatch(condition)).toBe(false));

  test.each<[string, Condition | undefined]>([
    ['none at all', undefined],
    ['a range of one', { all: [orders('gte', 5), orders('lte', 5)] }],
    ['amounts that are written differently', { all: [amount('eq', '10.0'), amount('eq', '10')] }],
    ['one alternative that holds', { any: [{ all: [orders('gt', 5), orders('lt', 3)] }, orders('eq', 1)] }],
    ['what is negated', { all: [country('eq', 'DE'), { not: country('eq', 'FR') }] }],
  ])('but not %s', (_name, condition) => expect(canMatch(condition)).toBe(true));
});

describe('rules beside each other', () => {
  const rule = (id: string, over = {}) => makeRule({ id, name: id, group: 'thanks', ...over });

  test('cannot tie for ever', () => {
    const rules = [rule('a', { if: orders('gt', 2) }), rule('b', { if: country('eq', 'DE') })];
    expect(checkSet(rules)).toEqual([expect.stringContaining('give one of them a higher priority')]);
  });

  test('may ask for equally much where never both apply', () => {
    expect(checkSet([rule('a', { if: orders('eq', 1) }), rule('b', { if: orders('eq', 2) })])).toEqual([]);
  });

  test('cannot be hidden behind one that always goes first', () => {
    const rules = [rule('any', { priority: 900 }), rule('first', { if: orders('eq', 1) })];
    expect(checkSet(rules)).toEqual([expect.stringMatching(/"first" can never fire.*"any"/)]);
    const narrower = [
      rule('de', { priority: 900, if: country('eq', 'DE') }),
      rule('both', { if: { all: [orders('eq', 1), country('eq', 'DE')] } }),
    ];
    expect(checkSet(narrower)).toEqual([expect.stringContaining('"both" can never fire')]);
  });

  test.each<[string, Condition, Condition]>([
    ['a number in a wider range', orders('eq', 7), orders('gte', 2)],
    ['a range in a wider one', { all: [orders('gte', 5), orders('lt', 8)] }, orders('gt', 2)],
    ['one of a list', country('eq', 'DE'), country('in', ['DE', 'FR'])],
    ['fewer of a list', country('in', ['DE', 'FR']), country('in', ['FR', 'DE', 'ES'])],
    ['what is not another', country('eq', 'DE'), country('ne', 'FR')],
    ['an amount written otherwise', amount('eq', '10.00'), amount('gte', '10')],
    ['what is known', country('eq', 'DE'), { field: 'contact.country', op: 'exists' }],
  ])('are hidden also where the words differ: %s', (_, hidden, first) => {
    const rules = [rule('wide', { priority: 900, if: first }), rule('narrow', { if: hidden })];
    expect(checkSet(rules)).toEqual([expect.stringMatching(/"narrow" can never fire.*"wide"/)]);
    // The other way round both have their turn.
    expect(checkSet([rule('wide', { if: first }), rule('narrow', { priority: 900, if: hidden })])).toEqual(
      [],
    );
  });

  test.each<[string, Condition]>([
    ['an order, on a purchase', orders('gte', 1)],
    ['no fewer than none', orders('gte', 0)],
    ['more than none, on a purchase', orders('gt', 0)],
    ['few or many', { any: [orders('gte', 5), orders('lt', 5)] }],
    ['a number that is known', { field: 'contact.orders', op: 'exists' }],
    [
      'any consent at all',
      { field: 'contact.consent', op: 'in', value: ['unknown', 'granted', 'withdrawn'] },
    ],
    ['not what never is', { not: orders('lt', 1) }],
    ['not both at once', { not: { all: [orders('gt', 5), orders('lt', 3)] } }],
  ])('are hidden by one whose condition always holds: %s', (_, always) => {
    const rules = [
      rule('always', { priority: 900, if: always }),
      rule('plain'),
      rule('de', { priority: 10, if: country('eq', 'DE') }),
    ];
    const found = checkSet(rules);
    for (const id of ['plain', 'de'])
      expect(found).toContainEqual(expect.stringMatching(new RegExp(`"${id}" can never fire.*"always"`)));
  });

  test.each<[string, Condition]>([
    ['a second order', orders('gte', 2)],
    ['few or very many', { any: [orders('gte', 6), orders('lt', 5)] }],
    ['any country but one', country('ne', 'DE')],
    [
      'of more alternatives than are looked at',
      { any: Array.from({ length: 300 }, (_, at) => orders('eq', at + 7)) },
    ],
  ])('are not hidden by one whose condition may fail: %s', (_, first) => {
    expect(checkSet([rule('first', { priority: 900, if: first }), rule('plain')])).toEqual([]);
  });

  test('are not hidden where a person of whom nothing is known decides', () => {
    const score = (op: 'exists' | 'gt', value: number | boolean): Condition => ({
      field: 'event.survey.score',
      op,
      value,
    });
    const rules = [
      rule('high', { on: 'survey', priority: 900, if: score('gt', 3) }),
      rule('none', { on: 'survey', if: score('exists', false) }),
    ];
    expect(checkSet(rules)).toEqual([]);
  });

  test('do not get into each other’s way in other groups, for other events or without a group', () => {
    expect(checkSet([rule('a'), rule('b', { group: 'other' }), rule('c', { on: 'refund' })])).toEqual([]);
    expect(checkSet([makeRule({ id: 'a' }), makeRule({ id: 'b' })])).toEqual([]);
  });
});

test(`what is said to be impossible never happens (seed ${seed})`, () => {
  let said = 0;
  fc.assert(
    fc.property(ruleSets, buyers, (rules, facts) => {
      const never = new Set(rules.filter((rule) => !canMatch(rule.if)).map(({ id }) => id));
      for (const problem of checkSet(rules)) {
        const hidden = /^Rule "([^"]+)" can never fire/.exec(problem)?.[1];
        if (hidden !== undefined) never.add(hidden);
      }
      said += never.size;
      for (const { id } of choose(compileRules(rules), facts)) expect(never).not.toContain(id);
    }),
    { seed, numRuns: 3000 },
  );
  expect(said).toBeGreaterThan(100);
});
