import { describe, expect, test } from 'vitest';
import {
  dueBefore,
  dueKey,
  duePartitions,
  dueRank,
  dueThrough,
  narrowDuePartitions,
  parseDueKey,
  purposeIn,
} from '../../shared/store/indexes.ts';

const NOON = '2026-11-22T12:00:00.000Z';
const keyOf = (dueAt: string, priority = 500): string => dueRank({ dueAt, priority });

describe('the place of a follow-up in the order of what is due', () => {
  test('is by minute, within it the important first, then by time', () => {
    const inOrder = [
      keyOf('2026-11-22T11:59:59.999Z', 0),
      keyOf('2026-11-22T12:00:59.000Z', 999),
      keyOf('2026-11-22T12:00:01.000Z', 500),
      keyOf('2026-11-22T12:00:01.001Z', 500),
      keyOf('2026-11-22T12:00:00.000Z', 0),
      keyOf('2026-11-22T12:01:00.000Z', 999),
    ];
    expect(inOrder.toSorted()).toEqual(inOrder);
  });

  test('tells the instant and the priority again', () => {
    const dueAt = '2026-11-22T12:00:01.234Z';
    expect(parseDueKey(keyOf(dueAt, 7))).toEqual({ dueAt, priority: 7 });
  });

  test('of an earlier table is read as it was written', () => {
    expect(parseDueKey(`${NOON}#499`)).toEqual({ dueAt: NOON, priority: 500 });
  });

  test('is in a partition that the readers ask, marketing apart', () => {
    for (const purpose of ['transactional', 'marketing'] as const)
      for (let each = 0; each < 50; each++) {
        const key = { brand: 'demo', contact: `ana-${each}`, rule: 'thanks', subject: 's' };
        const { duePk } = dueKey({ ...key, dueAt: NOON, priority: 500, purpose });
        expect(duePartitions('demo')).toContain(duePk);
        expect(purposeIn(duePk)).toBe(purpose);
      }
  });

  test('of a brand that sends little is in the first partition of its purpose, which everybody asks', () => {
    for (const purpose of ['transactional', 'marketing'] as const)
      for (let each = 0; each < 50; each++) {
        const key = { brand: 'demo', contact: `ana-${each}`, rule: 'thanks', subject: 's' };
        const { duePk } = dueKey({ ...key, dueAt: NOON, priority: 500, purpose, narrow: true });
        expect(narrowDuePartitions('demo')).toContain(duePk);
        expect(purposeIn(duePk)).toBe(purpose);
      }
    expect(duePartitions('demo')).toEqual(expect.arrayContaining(narrowDuePartitions('demo')));
  });

  test('has bounds before and after all of a minute', () => {
    const [first, last] = [keyOf(NOON, 999), keyOf('2026-11-22T12:00:59.999Z', 0)];
    expect(dueBefore(NOON) < first && last < dueThrough(NOON)).toBe(true);
    expect(keyOf('2026-11-22T11:59:59.999Z', 0) < dueBefore(NOON)).toBe(true);
    expect(dueThrough(NOON) < keyOf('2026-11-22T12:01:00.000Z', 999)).toBe(true);
  });
});
