import * as z from 'zod';
import { dayText, leapDay } from './date.ts';
import { figure, id, instant, money, subjectPart } from './primitives.ts';

/** What can happen to a person. Sources translate webhooks into these; rules listen to them. */
export const TOLD_KINDS = [
  'signup',
  'purchase',
  'delivery',
  'renewal',
  'refund',
  'cancellation',
  'survey',
  'review',
  'consent',
  'birthday',
  'anniversary',
  'occasion',
  'replied',
] as const;
export const toldKind = z.enum(TOLD_KINDS);
export type ToldKind = z.infer<typeof toldKind>;

/**
 * What SES tells of a mail of ours, and nobody else: it arrived, a person opened it, a person followed a link in it, it
 * came back, somebody reported it as unwanted.
 */
const SES_KINDS = ['sent', 'opened', 'clicked', 'bounced', 'complained'] as const;
/** What became of a mail of ours. An answer goes to a mailbox, and is told by whatever reads that. */
export const MAIL_KINDS = [...SES_KINDS, 'replied'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

export const EVENT_KINDS = [...TOLD_KINDS, ...SES_KINDS] as const;
/** What a rule may listen to. */
export const ruleKind = z.enum(EVENT_KINDS);
export type RuleKind = z.infer<typeof ruleKind>;

/**
 * `update` is nothing that happened to anybody: a platform tells what it knows beside, for instance how many orders a
 * customer had before we were there. It changes what decisions see and is never an occasion.
 */
export const ALL_KINDS = [...EVENT_KINDS, 'update'] as const;
export const eventKind = z.enum(ALL_KINDS);
export type EventKind = z.infer<typeof eventKind>;

export const consentState = z.enum(['granted', 'withdrawn', 'unknown']);

export const contactKind = z.enum(['customer', 'partner', 'employee']);

/** What a source tells about a person. Everything is optional: a refund may name nobody at all. */
export const person = z.object({
  email: z.string().max(320).optional(),
  /** The platform's own id of the customer, as text. */
  externalId: z.string().max(128).optional(),
  firstName: z.string().max(200).optional(),
  lastName: z.string().max(200).optional(),
  /** BCP 47, for instance `de` or `fr-CA`. */
  locale: z.string().max(35).optional(),
  /** IANA name, for instance `Europe/Madrid`. */
  timezone: z.string().max(64).optional(),
  /** ISO 3166 alpha-2, upper case. */
  country: z.string().length(2).optional(),
  consent: consentState.optional(),
  kind: contactKind.optional(),
  /** `1990-03-02`, or `--03-02` without the year. */
  birthday: dayText.optional(),
  /** Other dates by kind, for instance `customer` (since when) or `work`. */
  dates: z.record(id, dayText).optional(),
});
export type Person = z.infer<typeof person>;

export const orderItem = z.object({
  title: z.string().max(500),
  sku: z.string().max(200).optional(),
  quantity: z.number().int().nonnegative(),
});

export const order = z.object({
  id: z.string().max(200),
  /** What the buyer sees, for instance `#1001`. */
  number: z.string().max(100).optional(),
  total: money.optional(),
  items: z.array(orderItem).max(50).optional(),
});
export type Order = z.infer<typeof order>;

export const refund = z.object({ id: z.string().max(200), amount: money.optional() });
export const subscription = z.object({
  id: z.string().max(200),
  plan: z.string().max(200).optional(),
  period: z.string().max(100).optional(),
  amount: money.optional(),
});
export const survey = z.object({
  id: z.string().max(200),
  form: z.string().max(200).optional(),
  title: z.string().max(500).optional(),
  answers: z
    .array(
      z.object({
        question: z.string().max(1000).optional(),
        ref: z.string().max(200).optional(),
        answer: z.string().max(5000).optional(),
      }),
    )
    .max(100)
    .optional(),
  score: figure.optional(),
});
export const review = z.object({
  id: z.string().max(200),
  rating: figure.optional(),
  title: z.string().max(500).optional(),
  body: z.string().max(10_000).optional(),
  product: z.string().max(500).optional(),
});
export const celebratedDate = z.object({
  kind: z.string().max(48),
  on: z.string().max(10),
  years: z.number().int().optional(),
  /** So many days before the celebrated day; absent on the day itself. */
  daysBefore: z.number().int().positive().optional(),
  /** Of a February 29 in a common year: by which custom this is the day. Without it, it is the day by any. */
  leapDay: leapDay.optional(),
  /** Of somebody who has moved since the day began where they are now: when it begins where they came from. */
  elsewhere: instant.optional(),
});

/** Whether what came back did so for good (nothing more is sent to that address), or for a while. */
export const BOUNCES = ['permanent', 'transient'] as const;

/** Of what became of a mail of ours: by which rule it went, where the link leads, without its query, and how it bounced. */
export const aboutMail = z.object({
  rule: id,
  link: z.string().max(300).optional(),
  bounce: z.enum(BOUNCES).optional(),
});
export type AboutMail = z.infer<typeof aboutMail>;

/** What the event is about, beside the person. At most one of these leads; a refund also names its order. */
export const eventFacts = z.object({
  order: order.optional(),
  refund: refund.optional(),
  subscription: subscription.optional(),
  survey: survey.optional(),
  review: review.optional(),
  date: celebratedDate.optional(),
  consent: z.object({ marketing: consentState }).optional(),
  mail: aboutMail.optional(),
  /** Of an answer: its `In-Reply-To`, which names the mail that it answers. */
  reply: z.object({ inReplyTo: z.string().max(300).optional() }).optional(),
  /** Of an update: how many orders the customer had in all, up to `lastOrder`. */
  history: z
    .object({ orders: z.number().int().nonnegative(), lastOrder: z.string().max(200).optional() })
    .optional(),
  /** Of an update: the subject that its own subject is another name of, for instance of the invoice that a payment pays. */
  same: subjectPart.optional(),
});
export type EventFacts = z.infer<typeof eventFacts>;

/**
 * One thing that happened, as it travels over the bus.
 * `id` is derived from the business fact, never from the delivery (see `domain/people/identity.ts`).
 * `subject` is what the event is about, `{type}/{id}` within the source: `order/820982911946154508`.
 */
export const event = z.object({
  id: z
    .string()
    .regex(
      /^evt_[0-9a-f]{32}$/,
      'this is no id of an event; one is "evt_" and 32 figures and letters, as an answer about an event tells it',
    ),
  brand: id,
  source: id,
  kind: eventKind,
  subject: subjectPart,
  /** Whose it is, where that is known already. */
  contact: z.string().optional(),
  occurredAt: instant,
  receivedAt: instant,
  test: z.boolean(),
  person,
  facts: eventFacts,
});
export type Event = z.infer<typeof event>;
