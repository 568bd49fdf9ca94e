import * as z from 'zod';
import type { Brand } from '../../shared/contract/brand.ts';
import { id } from '../../shared/contract/primitives.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { type SettingsWish, changeSettings } from '../../shared/work/life/settings.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import type { Call, Resource } from './resource.ts';

/** `…/settings`: how a brand is set; PATCH pauses all of it or some rules, within 30 s and for what is under way, too. */
export const settings: Resource = {
  path: 'settings',
  operations: { GET: { role: 'viewer', run: show }, PATCH: { role: 'editor', run: pause } },
};

/** `PUT …/settings/approval`: whether somebody else has to publish what one has written. */
export const approval: Resource = {
  path: 'settings/approval',
  operations: { PUT: { role: 'admin', run: demandApproval } },
};

async function show({ brand }: Call): Promise<Result<object, HttpFailure>> {
  const found = await readBrand(brand);
  return found ? ok(shown(found)) : fail('not-found', 'There is no such brand.');
}

const shown = (brand: Brand): object => ({ approval: false, ...brand, revision: brand.revision ?? 0 });

const pauses = z
  .strictObject({
    paused: z.boolean().optional(),
    pausedRules: z.array(id).max(1000).optional(),
    why: whyOf,
  })
  .refine(({ paused, pausedRules }) => paused !== undefined || pausedRules !== undefined, {
    error: 'name "paused", "pausedRules" or both',
  });

async function pause(call: Call): Promise<Result<object, HttpFailure>> {
  const wish = pauses.safeParse(call.body);
  if (!wish.success) return fail('invalid', z.prettifyError(wish.error));
  const { why, paused, pausedRules } = wish.data;
  // The list of somebody else, made meanwhile, would be lost unseen.
  if (pausedRules && call.revision === undefined)
    return fail('invalid', 'Name the revision of the settings that you saw: If-Match.');
  const wished = {
    ...(paused !== undefined && { paused }),
    ...(pausedRules && { pausedRules: [...new Set(pausedRules)] }),
  };
  return change(call, why, wished);
}

const demand = z.strictObject({ approval: z.boolean(), why: whyOf });

async function demandApproval(call: Call): Promise<Result<object, HttpFailure>> {
  const wish = demand.safeParse(call.body);
  if (!wish.success) return fail('invalid', z.prettifyError(wish.error));
  return change(call, wish.data.why, { approval: wish.data.approval });
}

async function change(
  call: Call,
  why: string,
  wished: SettingsWish['settings'],
): Promise<Result<object, HttpFailure>> {
  const { brand, by, revision } = call;
  const changed = await changeSettings({ brand, revision, settings: wished, deed: deedOf(call, why) });
  if (!changed.ok) return changed;
  const { paused, pausedRules } = changed.value;
  log.info('settings changed', { brand, by, paused, pausedRules: pausedRules.length });
  return ok(shown(changed.value));
}
