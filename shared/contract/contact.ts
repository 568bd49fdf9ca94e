import * as z from 'zod';
import { knownDates } from './date.ts';
import { consentState, contactKind, eventKind } from './event.ts';
import { id, instant } from './primitives.ts';

/** Where a contact's time zone came from; the trace of every local time names it. */
export const zoneSource = z.enum(['contact', 'country', 'brand']);
export type ZoneSource = z.infer<typeof zoneSource>;

export const counters = z.object({
  orders: z.number().int(),
  renewals: z.number().int(),
  refunds: z.number().int(),
  cancellations: z.number().int(),
  /** Decimal strings per currency; amounts of different currencies are never added. */
  spent: z.record(z.string(), z.string()),
  refunded: z.record(z.string(), z.string()),
  firstOrderAt: instant.optional(),
  lastOrderAt: instant.optional(),
  /**
   * What the shop says of all orders there ever were, renewals too, up to and with `lastOrder`; until an order of ours is
   * counted by it.
   */
  told: z.object({ orders: z.number().int(), lastOrder: z.string().optional() }).optional(),
});
export type Counters = z.infer<typeof counters>;

/** A follow-up that may still be cancelled or re-timed, kept with the person so that deciding needs no history. */
export const openFollowUp = z.object({
  rule: id,
  subject: z.string(),
  /** Kinds of events of the person (any subject) that cancel it. */
  watch: z.array(eventKind),
  /** Whether a later event of its subject may re-time it. */
  retimed: z.boolean().optional(),
});

/** A mail that went out (or may have): the slot that caps count. One follow-up has one, however often it is tried. */
export const sendSlot = z.object({ at: instant, rule: id, subject: z.string().optional() });
/** The most of them remembered with a person: limits look no further back. */
export const MOST_SENDS = 30;
type SendSlot = z.infer<typeof sendSlot>;

/** Whether a slot is this follow-up's own. */
export const isSlotOf = (slot: SendSlot, of: { rule: string; subject: string }): boolean =>
  slot.rule === of.rule && slot.subject === of.subject;

export const contact = z.object({
  brand: id,
  id: z.string(),
  email: z.string().optional(),
  externalIds: z.record(z.string(), z.string()),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  locale: z.string().optional(),
  timezone: z.string().optional(),
  country: z.string().optional(),
  kind: contactKind,
  /** By kind: `birthday`, `customer` (since when), `subscription`, `work`, `partner`, or a name that the brand gave. */
  dates: knownDates.default({}),
  consent: z.object({
    marketing: consentState,
    at: instant.optional(),
    source: z.string().optional(),
    /** What shows it, where an import told it. */
    proof: z.string().max(300).optional(),
  }),
  counters,
  /** When each kind of event last happened to this person. */
  last: z.partialRecord(eventKind, instant),
  open: z.array(openFollowUp),
  recentSends: z.array(sendSlot),
  /** Optimistic lock: every write of the profile adds one. */
  version: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
});
export type Contact = z.infer<typeof contact>;

/** What somebody may choose to get: all, less often, only thanks, or only greetings on dates of their own. */
export const PREFERENCES = ['all', 'less', 'thanks', 'dates'] as const;

/** What somebody has chosen to get, themselves, on the page that their mails link to. */
export const preference = z.object({ gets: z.enum(PREFERENCES), at: instant });
export type Preference = z.infer<typeof preference>;

/**
 * What holds mails back from a person: why nothing may be sent any more, where `reason` says so, and what they have chosen
 * to get. It outlives the erasure of the person.
 */
export const suppression = z.object({
  brand: id,
  contact: z.string(),
  reason: z.enum(['unsubscribed', 'bounced', 'bounced-often', 'complained']).optional(),
  /** Since when nothing is sent. */
  at: instant.optional(),
  /** Who told, where it was no report of a mail of ours: SES's suppression list of the account. */
  source: z.enum(['ses-account']).optional(),
  /** Of who unsubscribed: by the button of their mail program, on our page, or they asked an operator. */
  how: z.enum(['one-click', 'page', 'operator']).optional(),
  preference: preference.optional(),
});
export type Suppression = z.infer<typeof suppression>;

/** That a person was erased, and when. It holds nothing of them and stays, so that erasing never causes a mail. */
export const tombstone = z.object({ brand: id, contact: z.string(), erasedAt: instant });
export type Tombstone = z.infer<typeof tombstone>;
