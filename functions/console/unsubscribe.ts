import * as z from 'zod';
import { type Contact, type Suppression, suppression } from '../../shared/contract/contact.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { putAudit } from '../../shared/store/audit.ts';
import { loadState } from '../../shared/store/planning.ts';
import { write } from '../../shared/store/requests.ts';
import { suppress } from '../../shared/store/suppressions.ts';
import { record } from '../../shared/work/life/flip.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { operation } from './operation.ts';
import type { Call, Resource } from './resource.ts';

const wish = z.strictObject({ why: whyOf, dryRun: z.boolean().optional() });

const stopped = z.object({
  id: z.string(),
  /** As it stands now, or would stand. */
  suppression: suppression.pick({ reason: true, at: true, how: true }),
});

/**
 * `POST …/contacts/{contact}/unsubscribe`: for who asks by mail or on the phone. There is no way back from here: only the
 * person takes it back, on their page.
 */
export const unsubscribe: Resource = {
  path: 'contacts/{contact}/unsubscribe',
  operations: {
    POST: operation({
      role: 'editor',
      summary: 'Unsubscribes a person who has asked for it otherwise; only they can take it back.',
      body: wish,
      answer: stopped,
      refusals: ['not-found'],
      example: { body: { why: 'She asked by mail', dryRun: true } },
      run: async (call) => {
        const { contact, suppression: before } = await loadState({
          brand: call.brand,
          contact: call.parameters['contact'] ?? '',
        });
        if (!contact) return fail('not-found', 'There is no such contact in this brand.');
        if (before?.reason === 'unsubscribed') return ok(shown(contact, before));
        const deed = deedOf(call, call.body.why);
        if (!call.body.dryRun) await stop(call, { contact, before, deed });
        return ok(
          shown(contact, before?.reason ? before : { reason: 'unsubscribed', at: deed.at, how: 'operator' }),
        );
      },
    }),
  },
};

const shown = (
  { id }: Contact,
  { reason, at, how }: Pick<Suppression, 'reason' | 'at' | 'how'>,
): z.output<typeof stopped> => ({ id, suppression: { reason, at, how } });

type Stopping = {
  contact: Contact;
  before: Suppression | undefined;
  deed: ReturnType<typeof deedOf>;
};

/** The mails stop first: a line in the audit can be written again, a mail cannot be taken back. */
async function stop({ brand, by }: Call, { contact: { id }, before, deed }: Stopping): Promise<void> {
  await suppress({ brand, contact: id, reason: 'unsubscribed', at: deed.at, how: 'operator' });
  const difference = [{ at: 'gets', before: before?.preference?.gets, after: 'nothing' }];
  const changes = [{ kind: 'contact' as const, id, difference }];
  if (await write([putAudit(record(brand, deed, { act: 'unsubscribe', changes }))]))
    throw new Error('The table was too busy for the audit.');
  log.info('unsubscribed', { brand, contact: id, how: 'operator', by });
}
