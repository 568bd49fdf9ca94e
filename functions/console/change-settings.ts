import * as z from 'zod';
import { type Brand, brand as brandSchema } from '../../shared/contract/brand.ts';
import { ok } from '../../shared/contract/result.ts';
import type { Changeable } from '../../shared/store/brands.ts';
import { changeSettings } from '../../shared/work/life/settings.ts';
import { log } from '../middleware/logger.ts';
import { deedOf } from './deed.ts';
import type { Call } from './resource.ts';

/** How a brand is set. Every change of it names the `revision` that was seen, or that any will do. */
export const brandSettings = brandSchema.extend({ approval: z.boolean(), revision: z.number().int() });

export const shown = (brand: Brand): z.output<typeof brandSettings> => ({
  ...brand,
  approval: brand.approval ?? false,
  revision: brand.revision ?? 0,
});

type Wish = { why: string; settings: Partial<Changeable>; dryRun?: boolean | undefined };

export async function change(call: Call, { why, settings: wished, dryRun }: Wish) {
  const { brand, by, revision } = call;
  const deed = deedOf(call, why);
  const changed = await changeSettings({ brand, revision, settings: wished, deed, dryRun });
  if (!changed.ok) return changed;
  const { paused, pausedRules } = changed.value;
  if (!dryRun) log.info('settings changed', { brand, by, paused, pausedRules: pausedRules.length });
  return ok(shown(changed.value));
}
