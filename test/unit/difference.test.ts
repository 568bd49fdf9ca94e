import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ruleChanges } from '../../shared/domain/rules/changes.ts';
import { differences } from '../../shared/domain/rules/difference.ts';
import { replaceIn, templateVersionOf } from '../../shared/domain/rules/live-set.ts';
import { makeRule } from '../helpers/make.ts';

describe('the difference of two values', () => {
  test('names the place, before and after', () => {
    const before = { if: { field: 'contact.orders', op: 'eq', value: 1 }, priority: 500, group: 'thanks' };
    const after = { if: { field: 'contact.orders', op: 'gte', value: 1 }, priority: 500, at: '10:00' };
    expect(differences(before, after)).toEqual([
      { at: 'if.op', before: 'eq', after: 'gte' },
      { at: 'group', before: 'thanks' },
      { at: 'at', after: '10:00' },
    ]);
  });

  test('of long texts are the lines that differ', () => {
    const text = (middle: string) => ['first', middle, 'last'].join('\n');
    expect(differences({ mjml: text('a') }, { mjml: text('b') })).toEqual([
      { at: 'mjml, line 2', before: 'a', after: 'b' },
    ]);
    expect(differences({ mjml: 'first\nlast' }, { mjml: text('b') })).toEqual([
      { at: 'mjml, line 2', after: 'b' },
    ]);
  });

  test('of a language that is gone is told in words, in a steady order', () => {
    const de = { text: 'x'.repeat(300), subject: 'Willkommen', mjml: '<mjml>'.repeat(90) };
    const told = 'mjml (540 characters), subject "Willkommen", text (300 characters)';
    expect(differences({ languages: { de } }, { languages: {} })).toEqual([
      { at: 'languages.de', before: told },
    ]);
    const condition = {
      all: Array.from({ length: 9 }, () => ({ field: 'contact.orders', op: 'eq', value: 1 })),
    };
    expect(differences({}, { if: condition })[0]?.after).toMatch(/^\{"all":\[\{"field":"contact\.orders"/);
  });

  test('is empty for the same, never for others, and always small', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const found = differences({ it: before }, { it: after });
        expect(found.length === 0).toBe(isDeepStrictEqual(before, after));
        expect(differences(before, structuredClone(before))).toEqual([]);
        expect(JSON.stringify(found).length).toBeLessThan(50_000);
      }),
      {
        examples: [
          [{ valueOf: [] }, {}],
          [{}, { constructor: 1 }],
        ],
      },
    );
    const [told] = differences({ text: '' }, { text: 'x'.repeat(100_000) });
    expect(JSON.stringify(told).length).toBeLessThan(300);
  });
});

describe('the next live set', () => {
  const [a, b] = [makeRule({ id: 'a', templateVersion: 1 }), makeRule({ id: 'b', templateVersion: 2 })];
  const { version: _version, templateVersion: _template, ...draft } = makeRule({ id: 'a', priority: 900 });
  const none = new Map<string, number>();

  test('keeps the place of each rule; new ones come last', () => {
    const next = replaceIn([a, b], [{ draft: { ...draft, id: 'c' } }, { draft }]);
    expect(next).toEqual([{ draft }, { kept: b }, { draft: { ...draft, id: 'c' } }]);
  });

  test('gives a rule the template published with it, else the one that it had, else that of others', () => {
    const of = { live: [a, b], fresh: none, published: new Map([['other', 7]]) };
    expect(templateVersionOf({ draft }, of)).toBe(1);
    expect(templateVersionOf({ draft: { ...draft, id: 'c' } }, of)).toBe(2);
    expect(templateVersionOf({ draft: { ...draft, template: 'other' } }, of)).toBe(7);
    const fresh = new Map([['purchase-thanks', 3]]);
    expect([{ draft }, { kept: a }].map((each) => templateVersionOf(each, { ...of, fresh }))).toEqual([3, 3]);
  });

  test('differs by what was added, changed and taken out', () => {
    expect(ruleChanges([a, b], [{ ...a, version: 2, priority: 900 }, makeRule({ id: 'c' })])).toMatchObject([
      { id: 'a', from: 1, to: 2, difference: [{ at: 'priority', after: 900 }] },
      { id: 'b', from: 1, difference: [] },
      { id: 'c', to: 1, difference: expect.arrayContaining([{ at: 'on', after: 'purchase' }]) },
    ]);
  });
});
