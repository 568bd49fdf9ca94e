import * as z from 'zod';
import { id, instant } from './primitives.ts';

/** Where test mails of a brand may go, once somebody who reads that mailbox has said the code that was sent there. */
export const testAddress = z.object({
  brand: id,
  address: z.string().max(320),
  state: z.enum(['asked', 'confirmed', 'removed']),
  /** When the code was sent, which it is made from. */
  askedAt: instant,
  confirmedAt: instant.optional(),
});
export type TestAddress = z.infer<typeof testAddress>;
