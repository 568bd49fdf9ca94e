import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { fail, type Result } from '../../contract/result.ts';
import type { BodyFailure } from '../source.ts';

const GAPS = /[\s\p{Cc}]+/gu;
const MOST_NAMED = 3;

/** One line of text as it may stand in a subject: trimmed, whole characters, nothing that breaks lines; "" is absent. */
export function line(text: string | null | undefined, most: number): string | undefined {
  return cut(text?.replace(GAPS, ' '), most);
}

/** Text of several lines, at most `most` UTF-16 units, never half a character. */
export function cut(text: string | null | undefined, most: number): string | undefined {
  const short = text?.toWellFormed().trim().slice(0, most);
  // An emoji cut in two would leave half of it: not well-formed, so it is dropped.
  return short?.replace(/[\uD800-\uDBFF]$/, '').trim() || undefined;
}

/** An id: text, or an integer of any size, as its digits. */
export const idText = z
  .union([z.string().trim().min(1).max(200), z.int().nonnegative().transform(String)], 'expected an id')
  .refine((id) => id.isWellFormed(), 'expected an id');

/**
 * A number that somebody may give freely, for instance as an answer. Where it is an integer beyond 2^53 it has come as
 * its digits, and one such answer must not lose all the others.
 */
export const number = z.union([z.number(), z.string().regex(/^-?\d{16,}$/)], 'expected a number');

export const text = z.string().nullish();

/** An RFC 3339 time with an offset. */
export const time = z
  .string()
  .max(64)
  .transform((value, context) => toInstant(value) ?? refuse(context, 'expected a time with its offset'));

/** Seconds since 1970. */
export const seconds = z
  .int()
  .min(0)
  .max(253_402_300_799)
  .transform((value) => Temporal.Instant.fromEpochMilliseconds(value * 1000));

export const currency = z.string().regex(/^[A-Za-z]{3}$/, 'expected a currency');

export const decimal = z.string().regex(/^-?\d{1,18}(\.\d{1,8})?$/, 'expected a decimal amount');

function toInstant(value: string): Temporal.Instant | undefined {
  try {
    return Temporal.Instant.from(value);
  } catch {
    return undefined;
  }
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

/** Reads a value by a schema. The failure names the fields that are wrong, and never what stood in them. */
export function readAs<T, R>(
  schema: z.ZodType<T>,
  value: unknown,
  use: (it: T) => Result<R, BodyFailure>,
): Result<R, BodyFailure> {
  const parsed = schema.safeParse(value);
  return parsed.success ? use(parsed.data) : fail('bad-shape', describe(parsed.error));
}

/** The first few faults, for instance `data.order.id: expected an id`. Keys come from our schemas, so they may be told. */
export function describe(error: z.ZodError): string {
  const faults = error.issues.slice(0, MOST_NAMED).map((issue) => {
    const where = issue.path.length > 0 ? issue.path.join('.') : 'the body';
    return `${where}: ${wordsOf(issue).replace('Invalid input: ', '')}`;
  });
  return `Not the expected shape. ${faults.join('; ')}.`;
}

/** Of a name that somebody gave, what a name looks like here is what helps. */
const wordsOf = (issue: z.core.$ZodIssue): string =>
  (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) ?? issue.message;
