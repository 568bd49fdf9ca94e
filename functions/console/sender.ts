import * as z from 'zod';
import { loadIdentity } from '../../shared/clients/mail-account.ts';
import { brand as brandSchema } from '../../shared/contract/brand.ts';
import { requireEnv } from '../../shared/contract/env.ts';
import { ENV } from '../../shared/contract/names.ts';
import { fail } from '../../shared/contract/result.ts';
import { ONE_LINE, isOneLine } from '../../shared/contract/wording.ts';
import { placeOf } from '../../shared/work/doctor/look.ts';
import { faultOfSender } from '../../shared/domain/message/sender.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { brandSettings, change } from './change-settings.ts';
import { whyOf } from './deed.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const { name } = brandSchema.shape.sender.shape;

const wished = z
  .strictObject({
    name: name.trim().min(1).refine(isOneLine, ONE_LINE).optional(),
    address: mailAddress.optional(),
    replyTo: mailAddress.nullable().optional(),
    dryRun: z.boolean().optional(),
    why: whyOf,
  })
  .refine(({ dryRun: _dry, why: _why, ...named }) => Object.values(named).some((one) => one !== undefined), {
    error: 'name "name", "address" or "replyTo"',
  });

/** `PATCH …/settings/sender`: whom mails come from, and where answers go. Only what SES has verified is kept. */
export const senderSettings: Resource = {
  path: 'settings/sender',
  operations: {
    PATCH: operation({
      role: 'admin',
      summary:
        'Sets whom the mails come from and where answers go; null takes the reply-to address away, what is not named stays. Addresses outside the verified identity are refused.',
      body: wished,
      answer: brandSettings,
      revision: 'or-any',
      refusals: ['not-found', 'conflict', 'platform-fault'],
      example: { body: { name: 'Kettle & Co', dryRun: true, why: 'Our new name' } },
      run: async (call) => {
        const { why, dryRun, replyTo, ...named } = call.body;
        const seen = await readBrand(call.brand);
        if (!seen) return fail('not-found', 'There is no such brand.');
        const { name: wish = seen.sender.name, address = seen.sender.address } = named;
        const refused = await refuse({ sender: address, 'reply-to address': replyTo ?? undefined });
        if (refused) return refused;
        const settings = {
          sender: { name: wish, address },
          ...(replyTo !== undefined && { replyTo: replyTo ?? undefined }),
        };
        const revision = call.revision ?? seen.revision ?? 0;
        return change({ ...call, revision }, { why, dryRun, settings });
      },
    }),
  },
};

type Addresses = Readonly<Record<'sender' | 'reply-to address', string | undefined>>;

/** What SES would not send as; `undefined` when it would. */
async function refuse({ sender, 'reply-to address': replyTo }: Addresses) {
  const { domain } = placeOf(requireEnv(ENV.senderIdentity));
  const identity = await loadIdentity(domain);
  if (!identity.ok && identity.failure.kind === 'unseen')
    return fail('platform-fault', 'SES does not tell what it has verified; try again.', { retryable: true });
  const verified = { domain, isVerified: identity.ok && identity.value.isVerified };
  const faults = [
    sender && faultOfSender(sender, 'sender', verified),
    replyTo && faultOfSender(replyTo, 'reply-to address', verified),
  ].filter((fault) => fault !== undefined && fault !== '');
  return faults.length > 0
    ? fail('invalid', faults.join('\n'), { details: { problems: faults } })
    : undefined;
}
