import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { TOLD_KINDS, consentState, contactKind } from '../../contract/event.ts';
import { figure, money } from '../../contract/primitives.ts';
import { MOST_DATES } from '../../contract/date.ts';
import { readDate } from '../../domain/time/dates.ts';
import { normaliseEmail } from '../../domain/people/identity.ts';
import { languageOf } from './person.ts';
import { MOST_ITEMS } from './event.ts';
import { cut, idText, line, time } from './shape.ts';

/* Our own payload, for anybody's system. Absent and `null` are the same; what we do not know is passed over. */

const short = (most: number) =>
  z
    .string()
    .transform((value) => line(value, most))
    .nullish();
const long = (most: number) =>
  z
    .string()
    .transform((value) => cut(value, most))
    .nullish();
const list = <T>(one: z.ZodType<T>, most: number) =>
  z
    .array(z.unknown())
    .max(10_000)
    .transform((all) => all.slice(0, most))
    .pipe(z.array(one));

const isZone = (zone: string): boolean => {
  try {
    return Temporal.Now.zonedDateTimeISO(zone).timeZoneId.length > 0;
  } catch {
    return false;
  }
};

/** `2026-03-02`, or `--03-02` without the year. */
const dayText = z
  .string()
  .regex(/^(\d{4}-|--)\d{2}-\d{2}$/, {
    error: 'use YYYY-MM-DD, or --MM-DD without the year',
    abort: true,
  })
  .refine((day) => readDate(day) !== undefined, 'there is no such day');

/** `customer`, `work`, or what somebody names. */
const dateKind = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'use lower-case letters, digits and hyphens, 32 at most');

const contact = z.object({
  email: z
    .string()
    .max(320)
    .nullish()
    .refine((email) => !email?.trim() || normaliseEmail(email) !== undefined, 'expected an e-mail address')
    .transform((email) => normaliseEmail(email)),
  firstName: short(200),
  lastName: short(200),
  locale: z
    .string()
    .refine((tag) => languageOf(tag) !== undefined, 'use a language tag, for instance fr-CA')
    .transform(languageOf)
    .nullish(),
  timezone: z.string().max(64).refine(isZone, 'use an IANA time zone, for instance Europe/Madrid').nullish(),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'use two letters, for instance ES')
    .transform((code) => code.toUpperCase())
    .nullish(),
  consent: consentState.nullish(),
  kind: contactKind.nullish(),
  birthday: dayText.nullish(),
  dates: z
    .record(dateKind, dayText)
    .refine((dates) => Object.keys(dates).length <= MOST_DATES, `give ${MOST_DATES} dates at most`)
    .nullish(),
});

const item = z.object({
  title: z.string().transform((title) => line(title, 500) ?? ''),
  sku: short(200),
  quantity: z.int().nonnegative().default(1),
});
const answer = z.object({ question: short(1000), ref: short(200), answer: long(1000) });

const about = {
  order: z.object({
    id: idText,
    number: short(100),
    total: money.nullish(),
    items: list(item, MOST_ITEMS).nullish(),
  }),
  refund: z.object({ id: idText, amount: money.nullish() }),
  subscription: z.object({ id: idText, plan: short(200), period: short(100), amount: money.nullish() }),
  survey: z.object({
    id: idText,
    form: short(200),
    title: short(500),
    answers: list(answer, 100).nullish(),
    score: figure.nullish(),
  }),
  review: z.object({
    id: idText,
    rating: figure.nullish(),
    title: short(500),
    body: long(10_000),
    product: short(500),
  }),
  date: z.object({
    kind: dateKind,
    on: dayText,
  }),
  consent: z.object({ marketing: consentState }),
  reply: z.object({ id: short(200), inReplyTo: short(300) }),
};

const data = z.object({
  contact: contact.nullish(),
  test: z.boolean().nullish(),
  order: about.order.nullish(),
  refund: about.refund.nullish(),
  subscription: about.subscription.nullish(),
  survey: about.survey.nullish(),
  review: about.review.nullish(),
  date: about.date.nullish(),
  consent: about.consent.nullish(),
  reply: about.reply.nullish(),
});

/** Read first: a type that is none of ours is passed over, whatever its data look like. */
export const heading = z.object({ type: z.string().min(1).max(200) });

export const payload = z.object({ type: z.enum(TOLD_KINDS), timestamp: time, data });
export type Payload = z.infer<typeof payload>;
