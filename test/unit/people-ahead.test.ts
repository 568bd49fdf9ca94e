import { describe, expect, test } from 'vitest';
import { followUpId } from '../../shared/domain/people/identity.ts';
import { firstOf } from '../../shared/work/rehearse/people-ahead.ts';
import { makeFollowUp } from '../helpers/make.ts';

const DUE = '2026-10-01T10:00:00.000Z';
const END = '2026-11-01T00:00:00.000Z';
const some = (rules: readonly string[], over: object = {}) =>
  rules.map((rule) => makeFollowUp({ rule, state: 'planned', dueAt: DUE, ...over }));

describe('the follow-up that stands for its person', () => {
  test('is the same one in whatever order the engine gives those of one instant', () => {
    const waiting = some(['a', 'b', 'c']);
    const orders = [
      waiting,
      waiting.toReversed(),
      [waiting[1], waiting[2], waiting[0]].flatMap((x) => x ?? []),
    ];
    const firsts = orders.map((order) => firstOf(order, END));
    expect(new Set(firsts).size).toBe(1);
    expect(waiting.map(followUpId)).toContain(firsts[0]);
  });

  test('is due before the end', () => {
    const late = some(['late'], { dueAt: '2026-12-01T10:00:00.000Z' });
    expect(firstOf(late, END)).toBeUndefined();
    const soon = some(['soon']);
    expect(firstOf([...late, ...soon], END)).toBe(soon.map(followUpId)[0]);
  });
});
