import * as z from 'zod';
import { duration, id, instant } from './primitives.ts';

/** Detail-types of what we say on the bus about ourselves: no event of a person, so the planner's rule passes them by. */
export const NOTICE_KINDS = ['source-silent', 'source-speaks'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** A source fell silent, or speaks again. */
export const sourceNotice = z.object({
  /** The same for the same silence, should it ever be told twice. */
  id: z.string(),
  brand: id,
  source: id,
  platform: id,
  /** The last webhook before the silence. */
  silentSince: instant,
  at: instant,
  /** How long it uses to pause, and how long was waited; where it fell silent. */
  usualPause: duration.optional(),
  patience: duration.optional(),
  /** The webhook that ended the silence, about; where it speaks again. */
  lastSeenAt: instant.optional(),
});
export type SourceNotice = z.infer<typeof sourceNotice>;
