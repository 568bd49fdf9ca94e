import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import { contact as contactSchema, suppression } from '../../shared/contract/contact.ts';
import { followUp } from '../../shared/contract/follow-up.ts';
import { instant } from '../../shared/contract/primitives.ts';
import { ENV } from '../../shared/contract/names.ts';
import { ok } from '../../shared/contract/result.ts';
import { contactId } from '../../shared/domain/people/identity.ts';
import { exportPerson } from '../../shared/work/export.ts';
import { log } from '../middleware/logger.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import { cursorOf, fromCursor } from './page.ts';
import type { Resource } from './resource.ts';

const whose = z
  .strictObject({
    email: mailAddress.optional(),
    /** As a request for a copy names the person. */
    contact: z
      .string()
      .regex(/^[A-Za-z0-9_-]{22}$/)
      .optional(),
    cursor: z.string().max(1000).transform(fromCursor).optional(),
  })
  .refine(({ email, contact }) => (email === undefined) !== (contact === undefined), {
    error: 'ask with ?email= and one mail address, or with ?contact=',
  });

/** A part of what is held; `cursor` leads to the next. What is not ours to judge is shown as it lies there. */
const held = z.object({
  contact: z.string(),
  profile: contactSchema.optional(),
  events: z.array(z.looseObject({})),
  followUps: z.array(followUp),
  /** Whatever else there is, for instance dates. */
  others: z.array(z.looseObject({})),
  /** Why nothing is sent to them, and when they were erased: said with the first part. */
  suppression: suppression.optional(),
  erasedAt: instant.optional(),
  cursor: z.string().optional(),
});

/** `…/privacy/export?email=…` or `?contact=…` of a request: everything that is held of one person, page by page. */
export const privacyExport: Resource = {
  path: 'privacy/export',
  operations: {
    GET: operation({
      role: 'admin',
      summary: 'Gives everything that is held of one person, page by page.',
      query: whose,
      answer: held,
      example: { query: { email: 'ana@example.com' } },
      run: async ({ brand, query: { email, contact: named, cursor: after }, by }) => {
        const contact =
          email === undefined ? (named ?? '') : contactId(await loadKey(ENV.contactKey), brand, { email });
        const { cursor, ...part } = await exportPerson(brand, contact, after);
        log.info('person exported', { brand, contact, by });
        return ok({ ...part, ...cursorOf(cursor) });
      },
    }),
  },
};
