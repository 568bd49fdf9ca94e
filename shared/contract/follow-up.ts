import * as z from 'zod';
import { event, eventFacts, eventKind } from './event.ts';
import { duration, id, instant, timeOfDay } from './primitives.ts';
import { purpose, unless } from './rule.ts';

/**
 * The life of a follow-up. It only moves forward; `planned`, `queued` and `sending` stand in the index of what is
 * due, the others are final for dispatch (`unknown` may still be resolved by feedback or a person).
 */
export const followUpState = z.enum([
  'planned',
  'queued',
  'sending',
  'sent',
  'skipped',
  'cancelled',
  'failed',
  'unknown',
]);

/** One reason to write to one person. It is all that the send queue carries. */
export const followUpKey = z.object({
  brand: id,
  contact: z.string().min(1),
  rule: id,
  /** `{source}/{type}/{id}`, for instance `shopify/order/1001`, or `person/…` for what belongs to the person alone. */
  subject: z.string().min(1),
});
export type FollowUpKey = z.infer<typeof followUpKey>;

/** That a mail was opened, or a link in it followed; `machine` says which machine did it, where no person did. */
export const touch = z.object({
  at: instant,
  /** Without its query: that may say who somebody is. */
  link: z.string().max(300).optional(),
  machine: z.string().max(100).optional(),
});
export type Touch = z.infer<typeof touch>;

/** So many openings, and so many clicks, are kept with a follow-up. */
export const MOST_TOUCHES = 20;

export const feedback = z.object({
  delivered: instant.optional(),
  bounced: instant.optional(),
  complained: instant.optional(),
  /** When a person first did. */
  opened: instant.optional(),
  clicked: instant.optional(),
  /** The first of them, machines' too, in the order in which they were told. */
  opens: z.array(touch).max(MOST_TOUCHES).optional(),
  clicks: z.array(touch).max(MOST_TOUCHES).optional(),
  detail: z.string().max(200).optional(),
});
export type Feedback = z.infer<typeof feedback>;

/** When it is due, kept with the follow-up so that a later event re-times it by the version it was planned with. */
export const timing = z.object({
  after: duration,
  at: timeOfDay.optional(),
  weekdays: z.literal(true).optional(),
  within: duration,
  retimedBy: z.array(eventKind),
});
export type Timing = z.infer<typeof timing>;

export const followUp = followUpKey.extend({
  ruleVersion: z.number().int(),
  ruleName: z.string(),
  template: id,
  templateVersion: z.number().int(),
  purpose,
  priority: z.number().int(),
  timing,
  unless: z.array(unless),
  limit: z.object({ max: z.number().int(), per: duration }).optional(),
  state: followUpState,
  dueAt: instant,
  /** While `queued` or `sending`: when dispatch looks again. It stands in `byDue` instead of `dueAt`. */
  leaseUntil: instant.optional(),
  expiresAt: instant,
  /** What the wait is counted from: when the event (or the one that re-timed it) happened. */
  countedFrom: instant,
  event: z.string(),
  /** The kind of that event; older follow-ups do not know it. */
  on: eventKind.optional(),
  facts: eventFacts,
  /** Counts deliberate resends by an operator; 1 is the first. */
  attempt: z.number().int().positive(),
  /** Its brand sent little when it was planned: `byDue` holds it where it holds all of such a brand. */
  narrow: z.literal(true).optional(),
  /** How often SES has taken it back to `planned`; each time it waits longer. */
  refusals: z.number().int().optional(),
  sentAt: instant.optional(),
  messageId: z.string().optional(),
  reason: z.string().optional(),
  feedback: feedback.optional(),
  /** The person unsubscribed by a link of this mail, or by its button. */
  unsubscribedAt: instant.optional(),
  /** The person answered this mail, as a source has told. */
  repliedAt: instant.optional(),
  /** The person answered the brand's question by this mail; not when, for that would lead to what they answered. */
  answered: z.literal(true).optional(),
  /** Plain sentences, oldest first. */
  trace: z.array(z.string()),
  createdAt: instant,
  updatedAt: instant,
  /** Optimistic lock: every change adds one. */
  revision: z.number().int(),
});
export type FollowUp = z.infer<typeof followUp>;

/** What has happened to an order, a subscription period, a survey answer or a review, and to whom it belongs. */
export const subject = z.object({
  brand: id,
  source: id,
  id: z.string(),
  contact: z.string().optional(),
  seen: z.partialRecord(eventKind, instant),
  /** The rule of each group that had this for its reason. */
  groups: z.record(z.string(), z.string()).optional(),
  /** It is another name of this one, within the same source: whoever speaks of it means that. */
  same: z.string().optional(),
  /** Events that named only the subject before anybody was known; decided together with the one that names a person. */
  waiting: z.array(event),
  /** It was to be erased: whatever is told of it later does nothing. */
  erasedAt: instant.optional(),
  version: z.number().int(),
});
export type Subject = z.infer<typeof subject>;
