import * as z from 'zod';
import { fail } from '../../shared/contract/result.ts';
import { NO_TRACKING } from '../../shared/domain/message/tracking.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { brandSettings, change } from './change-settings.ts';
import { whyOf } from './deed.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const wished = z
  .strictObject({
    clicks: z.boolean().optional(),
    opens: z.boolean().optional(),
    dryRun: z.boolean().optional(),
    why: whyOf,
  })
  .refine(({ clicks, opens }) => clicks !== undefined || opens !== undefined, {
    error: 'name "clicks", "opens" or both',
  });

/** `PATCH …/settings/tracking`: whether SES tells who clicks in the brand's mails, and who opens them. */
export const trackingSettings: Resource = {
  path: 'settings/tracking',
  operations: {
    PATCH: operation({
      role: 'admin',
      summary:
        'Sets whether SES tells clicks and opens of the mails from now on; both are off unless set, what is not named stays.',
      body: wished,
      answer: brandSettings,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: { body: { clicks: true, dryRun: true, why: 'We thank those who look at the guide' } },
      run: async (call) => {
        const { why, dryRun, clicks, opens } = call.body;
        const seen = await readBrand(call.brand);
        if (!seen) return fail('not-found', 'There is no such brand.');
        const before = seen.tracking ?? NO_TRACKING;
        const tracking = { clicks: clicks ?? before.clicks, opens: opens ?? before.opens };
        const isOff = !tracking.clicks && !tracking.opens;
        const revision = call.revision ?? seen.revision ?? 0;
        const settings = { tracking: isOff ? undefined : tracking };
        return change({ ...call, revision }, { why, dryRun, settings });
      },
    }),
  },
};
