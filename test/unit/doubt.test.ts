import { expect, test } from 'vitest';
import { doubtOf } from '../../shared/domain/ledger/doubt.ts';
import { at } from '../helpers/make.ts';

const updatedAt = '2026-11-27T09:01:00.000Z';

test.each([
  ['2026-11-27T10:00:59Z', /^In doubt since 2026-11-27 09:01 UTC\. .* wait for an hour/],
  ['2026-11-27T10:01:00Z', /told nothing of it for 1 hour: .* most likely never took/],
  ['2026-11-29T09:00:00Z', /for 47 hours:/],
  ['2026-11-29T09:01:00Z', /for 2 days:/],
])('a doubt tells since when, and what its age says: at %s', (now, words) => {
  expect(doubtOf({ state: 'unknown', updatedAt }, at(now))).toMatch(words);
});

test('what is known is in no doubt', () => {
  expect(doubtOf({ state: 'sent', updatedAt }, at('2026-11-29T09:01:00Z'))).toBeUndefined();
});
