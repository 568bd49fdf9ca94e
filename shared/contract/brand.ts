import * as z from 'zod';
import { MOST_OCCASIONS, occasion } from './date.ts';
import { look } from './look.ts';
import { duration, id, instant, timeOfDay } from './primitives.ts';
import { survey } from './survey.ts';

/** Longer than a morning or an afternoon, a wish would no longer come at its hour. */
const MOST_SPREAD = 6 * 60;

function isSpread(text: string): boolean {
  const [, hours = 0, minutes = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(text) ?? [];
  const all = Number(hours) * 60 + Number(minutes);
  return all >= 1 && all <= MOST_SPREAD;
}

/** Over how long what is due at one local time leaves, in whole minutes. */
export const spread = z
  .string()
  .refine(isSpread, 'use hours and minutes, PT6H at most, for instance PT2H or PT90M');

const share = z.number().min(0.0001, 'use 0.0001 (0.01 %) at least').max(0.5, 'use 0.5 (50 %) at most');

/** When the brand's sending is stopped, and when an address is; what is not named is as usual. */
export const reputation = z.strictObject({
  /** So large a part of the people who got mail may report it as unwanted. */
  complaints: share.optional(),
  /** So large a part of the mails may come back for good. */
  bounces: share.optional(),
  /** Of fewer mails nothing is judged. */
  atLeast: z.int().min(10, 'use 10 at least').max(1_000_000).optional(),
  /** So many mails in a row that came back for a while stop an address. */
  softBounces: z.int().min(2, 'use 2 at least').max(20).optional(),
});
export type Reputation = z.infer<typeof reputation>;

/** Which of what people do with a mail SES tells; nothing unless the brand wants it. */
export const tracking = z.strictObject({ clicks: z.boolean(), opens: z.boolean() });
export type Tracking = z.infer<typeof tracking>;

/** That the brand's sending was stopped by itself, and why. */
export const halted = z.object({ at: instant, reason: z.string().max(500) });

/** What a ceiling may be, and for how many days. */
const MOST_CEILING = 10_000_000;
const MOST_DAYS = 90;

/** How a new sending domain becomes known: from a day of the brand's zone on, each day a ceiling of mails. */
export const warmUp = z.strictObject({
  from: z.iso.date('use a day, for instance 2026-12-01'),
  ceilings: z
    .array(z.int().min(1, 'use 1 at least').max(MOST_CEILING))
    .min(1, 'name one day at least')
    .max(MOST_DAYS, `name ${MOST_DAYS} days at most`)
    .refine(
      (ceilings) => ceilings.every((ceiling, day) => ceiling >= (ceilings[day - 1] ?? 0)),
      'no day may have less than the one before it',
    ),
});
export type WarmUp = z.infer<typeof warmUp>;

/** Of addresses and of domains; the list is read with the brand, a moment before each mail. */
export const MOST_REFUSED = 500;
const listed = z.array(z.string().max(253)).max(MOST_REFUSED);

/** Whom the brand writes to never. */
export const refused = z.strictObject({
  /** By the ids that persons of these addresses have here: a keyed hash, so the addresses themselves are kept nowhere. */
  addresses: listed,
  /** In lower case and ASCII; each with all that is under it. */
  domains: listed,
});
export type Refused = z.infer<typeof refused>;

export const brand = z.object({
  id,
  name: z.string().min(1).max(100),
  sender: z.object({ name: z.string().max(100), address: z.string().max(320) }),
  replyTo: z.string().max(320).optional(),
  /** A mailbox that somebody reads: named in `List-Unsubscribe` beside the page, for mail programs that write there. */
  unsubscribeAddress: z.string().max(320).optional(),
  /** Shown at the foot of every mail. */
  postalAddress: z.string().max(300).optional(),
  look: look.optional(),
  locale: z.string().max(35),
  timezone: z.string().max(64),
  /** A test brand thanks for test orders too. */
  test: z.boolean(),
  paused: z.boolean(),
  pausedRules: z.array(id),
  reputation: reputation.optional(),
  tracking: tracking.optional(),
  /** Beside `paused`, when it was no person who paused it: complaints or bounces were too many. */
  halted: halted.optional(),
  /** When a person let it send again after that; complaints and bounces of before count no more. */
  judgedSince: instant.optional(),
  warmUp: warmUp.optional(),
  refused: refused.optional(),
  /** It sends little so far: what waits stands in two partitions of `byDue`, not in six. Gone for good once much waits. */
  narrow: z.literal(true).optional(),
  /** Somebody other than the editors of a draft has to publish it. */
  approval: z.boolean().optional(),
  /** Optimistic lock of the switches; absent until one is changed. */
  revision: z.number().int().optional(),
  /** Local hours in which nothing is sent; may pass midnight. */
  quietHours: z.object({ from: timeOfDay, to: timeOfDay }).optional(),
  /** At most `max` messages of any rule to one contact in any `per`. */
  cap: z.object({ max: z.number().int().positive(), per: duration }).optional(),
  /** Nothing is sent on a Saturday or Sunday of the person's zone. */
  weekdaysOnly: z.boolean().optional(),
  /** What is due at one local time leaves over this long, each person at a minute of their own. */
  spread: spread.optional(),
  /** Days on which rules on `occasion` fire. */
  occasions: z.array(occasion).max(MOST_OCCASIONS).optional(),
  /** What mails ask by their link to the survey; without it that link leads to a page that asks nothing. */
  survey: survey.optional(),
});
export type Brand = z.infer<typeof brand>;

export const source = z.object({
  brand: id,
  /** The last part of the webhook's address; one source is one shop. */
  id,
  platform: id,
  /** What the platform's verifier needs beside the secrets, for instance Square's registered URL. */
  settings: z.record(z.string(), z.string()),
});
export type Source = z.infer<typeof source>;
