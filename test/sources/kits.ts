import * as z from 'zod';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import type { SourceKit } from './contract.ts';

/** The fixtures of every registered platform, by their folder's name; a platform without fixtures fails here. */
export const kits: SourceKit[] = await Promise.all(
  PLATFORMS.map(async ({ id }): Promise<SourceKit> => {
    const module: unknown = await import(`../fixtures/webhooks/${id}/kit.ts`);
    return z.object({ kit: z.custom<SourceKit>() }).parse(module).kit;
  }),
);

export function kitOf(id: string): SourceKit {
  const kit = kits.find(({ platform }) => platform.id === id);
  if (!kit) throw new Error(`no kit of ${id}`);
  return kit;
}
