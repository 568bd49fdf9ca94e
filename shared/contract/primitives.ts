import * as z from 'zod';

/** Ids of brands, sources, rules and templates: they stand in keys, URLs and tags, so they stay plain. */
export const id = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens');

/** `{type}/{id}`, for instance `order/A-1001`; built by `domain/people/identity.ts`, which keeps it short and plain. */
export const subjectPart = z
  .string()
  .max(64)
  .regex(/^[a-z-]+(\/[A-Za-z0-9._:~@+-]+)*$/);

/** RFC 3339 instant in UTC, for instance `2026-11-22T09:00:00Z`. */
export const instant = z.iso.datetime({ offset: true });

/** A day of the brand's zone, or an exact moment. */
export const moment = z.union(
  [z.iso.date(), instant],
  'use a day, for instance 2026-11-01, or a moment, for instance 2026-11-01T09:00:00Z',
);

/** Days of each unit at most, in the order in which a duration is written. */
const DAYS = [7, 366, 31, 1, 1 / 24, 1 / 1440, 1 / 86_400];
const MOST_DAYS = 10 * 366;

/** Nobody waits longer, and beyond some thousand years no calendar can count. */
function isOrdinary(text: string): boolean {
  const found =
    /^P(?:(\d+)W)?(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+).*S)?)?$/.exec(text);
  const days = found?.slice(1).map((count, at) => Number(count ?? 0) * (DAYS[at] ?? 0)) ?? [];
  return days.reduce((sum, each) => sum + each, 0) <= MOST_DAYS;
}

/** ISO 8601 duration, for instance `P14D` or `PT1H`, of ten years at most. */
export const duration = z.iso
  .duration('use a length of time, for instance P14D (days), P2W (weeks), P1M (months) or PT3H (hours)')
  .refine(isOrdinary, 'use ten years (P10Y) at most');

/** A local time of day, `HH:MM`. */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'use HH:MM, for instance 09:30');

/** An exact amount: a decimal string in the currency's major unit, and the ISO 4217 code in upper case. */
export const money = z.object({
  amount: z.string().regex(/^-?\d{1,18}(\.\d{1,8})?$/, 'use a decimal string, for instance "64.50"'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'use the three-letter code, for instance EUR'),
});
export type Money = z.infer<typeof money>;

/** A score or a rating: of a size that people give, and that the table can hold (it knows no 1e300 and no 1e-200). */
export const figure = z
  .number()
  .refine((value) => value === 0 || (Math.abs(value) >= 1e-9 && Math.abs(value) <= 1e9), {
    error: 'use a number of ordinary size',
  });
