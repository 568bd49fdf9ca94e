import { expect, test } from 'vitest';
import { z } from 'zod';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import { defineSourceContract, type SourceKit } from './contract.ts';

/** A platform without fixtures cannot be registered: this import fails. */
const kits = await Promise.all(
  PLATFORMS.map(async ({ id }): Promise<SourceKit> => {
    const module: unknown = await import(`../fixtures/webhooks/${id}/kit.ts`);
    return z.object({ kit: z.custom<SourceKit>() }).parse(module).kit;
  }),
);

test('every registered platform has its own fixtures', () => {
  expect(kits.map((kit) => kit.platform)).toEqual(PLATFORMS);
});

for (const kit of kits) defineSourceContract(kit);
