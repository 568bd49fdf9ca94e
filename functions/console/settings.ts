import * as z from 'zod';
import { type Brand, brand as brandSchema } from '../../shared/contract/brand.ts';
import { id } from '../../shared/contract/primitives.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { type SettingsWish, changeSettings } from '../../shared/work/life/settings.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { operation } from './operation.ts';
import type { Call, Resource } from './resource.ts';

/** How a brand is set; `revision` is the lock of its switches. */
const brandSettings = brandSchema.extend({ approval: z.boolean(), revision: z.number().int() });

const pauses = z
  .strictObject({
    paused: z.boolean().optional(),
    pausedRules: z.array(id).max(1000).optional(),
    why: whyOf,
  })
  .refine(({ paused, pausedRules }) => paused !== undefined || pausedRules !== undefined, {
    error: 'name "paused", "pausedRules" or both',
  });

const demand = z.strictObject({ approval: z.boolean(), why: whyOf });

/** `…/settings`: how a brand is set; PATCH pauses all of it or some rules, within 30 s and for what is under way, too. */
export const settings: Resource = {
  path: 'settings',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Shows how the brand is set.',
      answer: brandSettings,
      refusals: ['not-found'],
      run: async ({ brand }) => {
        const found = await readBrand(brand);
        return found ? ok(shown(found)) : fail('not-found', 'There is no such brand.');
      },
    }),
    PATCH: operation({
      role: 'editor',
      summary: 'Pauses or resumes the brand or some rules, within 30 s and for what is under way, too.',
      body: pauses,
      answer: brandSettings,
      revision: 'optional',
      refusals: ['not-found', 'conflict'],
      example: { body: { paused: true, why: 'The shop sends every order twice' } },
      run: async (call) => {
        const { why, paused, pausedRules } = call.body;
        // The list of somebody else, made meanwhile, would be lost unseen.
        if (pausedRules && call.revision === undefined)
          return fail('invalid', 'Name the revision of the settings that you saw: If-Match.');
        return change(call, why, {
          ...(paused !== undefined && { paused }),
          ...(pausedRules && { pausedRules: [...new Set(pausedRules)] }),
        });
      },
    }),
  },
};

/** `PUT …/settings/approval`: whether somebody else has to publish what one has written. */
export const approval: Resource = {
  path: 'settings/approval',
  operations: {
    PUT: operation({
      role: 'admin',
      summary: 'Sets whether somebody other than its editors has to publish a draft.',
      body: demand,
      answer: brandSettings,
      revision: 'optional',
      refusals: ['not-found', 'conflict'],
      example: { body: { approval: true, why: 'Two people look at every mail from now on' } },
      run: (call) => change(call, call.body.why, { approval: call.body.approval }),
    }),
  },
};

const shown = (brand: Brand): z.output<typeof brandSettings> => ({
  ...brand,
  approval: brand.approval ?? false,
  revision: brand.revision ?? 0,
});

async function change(call: Call, why: string, wished: SettingsWish['settings']) {
  const { brand, by, revision } = call;
  const changed = await changeSettings({ brand, revision, settings: wished, deed: deedOf(call, why) });
  if (!changed.ok) return changed;
  const { paused, pausedRules } = changed.value;
  log.info('settings changed', { brand, by, paused, pausedRules: pausedRules.length });
  return ok(shown(changed.value));
}
