import * as z from 'zod';
import { eventKind } from './event.ts';
import { id, instant } from './primitives.ts';

/** What a thin webhook leaves open. It names a thing by plain ids; the platform has to be asked what that is. */
const thin = z.object({
  /** The id that the event will have, where it is known before asking. */
  id: z.string().optional(),
  kind: eventKind,
  resource: z.string().max(100),
  params: z.record(z.string().max(64), z.string().max(256)),
  occurredAt: instant,
  test: z.boolean(),
});

/** One thing to ask a platform about: what the fetch queue carries. No address and no credential is in it. */
export const lookUpMessage = z.object({ brand: id, source: id, receivedAt: instant, thin });
export type LookUpMessage = z.infer<typeof lookUpMessage>;
