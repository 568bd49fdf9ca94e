import { expect, test } from 'vitest';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import { defineSourceContract } from './contract.ts';
import { kits } from './kits.ts';

test('every registered platform has its own fixtures, and an id of its own', () => {
  expect(kits.map((kit) => kit.platform)).toEqual(PLATFORMS);
  expect(new Set(PLATFORMS.map(({ id }) => id)).size).toBe(PLATFORMS.length);
});

for (const kit of kits) defineSourceContract(kit);
