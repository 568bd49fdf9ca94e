import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import { MOST_REFUSED, type Refused } from '../../shared/contract/brand.ts';
import { ENV } from '../../shared/contract/names.ts';
import { fail } from '../../shared/contract/result.ts';
import { contactId } from '../../shared/domain/people/identity.ts';
import { type Listed, readListed, withRefused } from '../../shared/domain/people/refused-list.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { brandSettings, change } from './change-settings.ts';
import { whyOf } from './deed.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const listed = z
  .string()
  .max(320)
  .transform((text, context): Listed => {
    const found = readListed(text);
    if (found) return found;
    const message = 'this is no address, no domain and no id of a person';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
const list = z.array(listed).max(MOST_REFUSED).default([]);

const wished = z
  .strictObject({ add: list, remove: list, dryRun: z.boolean().optional(), why: whyOf })
  .refine(({ add, remove }) => add.length + remove.length > 0, { error: 'name "add", "remove" or both' });

/** `PATCH …/settings/refused`: addresses and domains that the brand writes to never. */
export const refusedSettings: Resource = {
  path: 'settings/refused',
  operations: {
    PATCH: operation({
      role: 'admin',
      summary:
        'Puts addresses and domains, with all under them, on the list of those that get no mail, or takes them off; addresses are kept as the ids of their persons only.',
      body: wished,
      answer: brandSettings,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: {
        body: {
          add: ['rival.example', 'eve@shop.example'],
          dryRun: true,
          why: 'They only look at our mails',
        },
      },
      run: async (call) => {
        const { why, dryRun, add, remove } = call.body;
        const seen = await readBrand(call.brand);
        if (!seen) return fail('not-found', 'There is no such brand.');
        const key = await loadKey(ENV.contactKey);
        const idOf = (email: string): string => contactId(key, seen.id, { email });
        const after = withRefused(seen.refused, { add: kept(add, idOf), remove: kept(remove, idOf) });
        if (typeof after === 'string') return fail('invalid', after);
        const revision = call.revision ?? seen.revision ?? 0;
        return change({ ...call, revision }, { why, dryRun, settings: { refused: after } });
      },
    }),
  },
};

/** As it is kept: no address is. */
const kept = (all: readonly Listed[], idOf: (email: string) => string): Refused => ({
  addresses: all.flatMap((one) => ('id' in one ? [one.id] : 'address' in one ? [idOf(one.address)] : [])),
  domains: all.flatMap((one) => ('domain' in one ? [one.domain] : [])),
});
