import * as z from 'zod';
import { normaliseEmail } from '../../shared/domain/people/identity.ts';

/** One mail address, as it is compared. */
export const mailAddress = z
  .string('give one mail address')
  .max(320)
  .transform((given, context) => {
    const email = normaliseEmail(given);
    if (email !== undefined) return email;
    context.addIssue({ code: 'custom', message: 'this is not a mail address' });
    return z.NEVER;
  });
