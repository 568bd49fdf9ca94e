import * as z from 'zod';
import { privacyRecord } from './privacy.ts';
import { duration, id, instant } from './primitives.ts';

/** Detail-types of what we say on the bus about ourselves: no event of a person, so the planner's rule passes them by. */
export const NOTICE_KINDS = ['source-silent', 'source-speaks', 'export-requested'] as const;
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

/** Somebody asked for a copy of what a brand holds of them: an operator has to fetch and hand it over by `dueBy`. */
export const exportNotice = privacyRecord.pick({ id: true, brand: true, source: true, dueBy: true });
export type ExportNotice = z.infer<typeof exportNotice>;
