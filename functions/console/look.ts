import * as z from 'zod';
import { look as lookSchema } from '../../shared/contract/look.ts';
import { fail } from '../../shared/contract/result.ts';
import { faultsOfLook } from '../../shared/domain/message/look.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { brandSettings, change } from './change-settings.ts';
import { whyOf } from './deed.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const { logo, accent, page, ink } = lookSchema.shape;

const wish = z
  .strictObject({
    logo: logo.unwrap().nullable().optional(),
    accent: accent.unwrap().nullable().optional(),
    page: page.unwrap().nullable().optional(),
    ink: ink.unwrap().nullable().optional(),
    /** At the foot of every mail; the law of many countries wants it there. */
    postalAddress: z.string().trim().min(1).max(300).nullable().optional(),
    dryRun: z.boolean().optional(),
    why: whyOf,
  })
  .refine(({ dryRun: _dry, why: _why, ...named }) => Object.values(named).some((one) => one !== undefined), {
    error: 'name "logo", "accent", "page", "ink" or "postalAddress"',
  });

/** `PATCH …/settings/look`: how the mails look. It is filled in when a mail is written, so nothing has to be published. */
export const lookSettings: Resource = {
  path: 'settings/look',
  operations: {
    PATCH: operation({
      role: 'admin',
      summary:
        'Sets logo, colours and postal address of the mails; null takes one away, what is not named stays. Colours that cannot be read are refused.',
      body: wish,
      answer: brandSettings,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: {
        body: {
          logo: { url: 'https://demo.example/logo.png', alt: 'Kettle & Co', width: 140 },
          accent: '#1f6f54',
          dryRun: true,
          why: 'Our new colours',
        },
      },
      run: async (call) => {
        const { why, dryRun, postalAddress, ...named } = call.body;
        const seen = await readBrand(call.brand);
        if (!seen) return fail('not-found', 'There is no such brand.');
        const look = lookSchema.parse(chosenOf({ ...seen.look, ...told(named) }));
        const faults = faultsOfLook(look);
        if (faults.length > 0) return fail('invalid', faults.join('\n'), { details: { problems: faults } });
        const settings = {
          look: Object.keys(look).length > 0 ? look : undefined,
          ...(postalAddress !== undefined && { postalAddress: postalAddress ?? undefined }),
        };
        const revision = call.revision ?? seen.revision ?? 0;
        return change({ ...call, revision }, { why, dryRun, settings });
      },
    }),
  },
};

const told = (named: object): object =>
  Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
const chosenOf = (look: object): object =>
  Object.fromEntries(Object.entries(look).filter(([, value]) => value !== null));
