import * as z from 'zod';
import { id, instant } from './primitives.ts';

/** When somebody born on February 29 is congratulated in a common year; `leap-years`: not at all. */
export const LEAP_DAYS = ['feb-28', 'mar-1', 'leap-years'] as const;
export const leapDay = z.enum(LEAP_DAYS);
export type LeapDay = z.infer<typeof leapDay>;

/** A day without a time, which no zone can shift: `1990-03-02`, or `--03-02` without the year. */
export const dayText = z.string().max(10);

/** Kinds that have a meaning of their own; a brand may name others. */
export const DATE_KINDS = ['birthday', 'customer', 'subscription', 'work', 'partner'] as const;

/** A date of a person that is celebrated each year, and where we have it from. */
export const knownDate = z.object({
  on: dayText,
  from: z.enum(['event', 'import', 'api', 'orders']),
  /** The source that told it. */
  source: id.optional(),
  at: instant,
});
export type KnownDate = z.infer<typeof knownDate>;

/** The most dates of one person. */
export const MOST_DATES = 10;
export const knownDates = z.record(id, knownDate);
export type KnownDates = z.infer<typeof knownDates>;

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** A day on which a brand writes to everybody whom a rule chooses: each year, once, or by its place in a month. */
export const occasion = z.strictObject({
  kind: id,
  name: z.string().min(1).max(100),
  on: z.union([
    dayText,
    z.strictObject({
      /** First to fourth, or the last. */
      nth: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(-1)]),
      weekday: z.enum(WEEKDAYS),
      month: z.number().int().min(1).max(12),
    }),
  ]),
});
export type Occasion = z.infer<typeof occasion>;

/** The most occasions of a brand. */
export const MOST_OCCASIONS = 50;
