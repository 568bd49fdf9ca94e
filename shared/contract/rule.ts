import * as z from 'zod';
import { leapDay } from './date.ts';
import { eventKind, ruleKind } from './event.ts';
import { duration, id, timeOfDay } from './primitives.ts';

export const OPERATORS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'contains',
  'exists',
  'matches-prefix',
  'multiple-of',
] as const;
export const operator = z.enum(OPERATORS);
export type Operator = z.infer<typeof operator>;

/** Live rules of a brand, and rules or templates of it that are edited. */
export const MOST_RULES = 10_000;

const scalar = z.union([z.string().max(1000), z.number(), z.boolean()]);

/** One comparison. `field` is a path of the catalogue in `domain/rules/fields.ts`, for instance `contact.orders`. */
export const comparison = z.strictObject({
  field: z.string().max(100),
  op: operator,
  value: z.union([scalar, z.array(scalar).max(200)]).optional(),
});
export type Comparison = z.infer<typeof comparison>;

export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | Comparison;
export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(condition).min(1).max(50) }),
    z.strictObject({ any: z.array(condition).min(1).max(50) }),
    z.strictObject({ not: condition }),
    comparison,
  ]),
);

/** What cancels a waiting follow-up: an event of the same subject (a refund of that order), or any of the person. */
export const unless = z.strictObject({ event: eventKind, of: z.enum(['subject', 'contact']) });
export type Unless = z.infer<typeof unless>;

export const purpose = z.enum(['transactional', 'marketing']);
export type Purpose = z.infer<typeof purpose>;

export const rule = z.strictObject({
  id,
  name: z.string().min(1).max(100),
  version: z.number().int().positive(),
  on: ruleKind,
  if: condition.optional(),
  /** In a group only the right rule fires: highest priority, then most specific. */
  group: id.optional(),
  /** Higher goes first, in the group and on the send queue. */
  priority: z.number().int().min(0).max(999).default(500),
  purpose,
  channel: z.enum(['email']).default('email'),
  template: id,
  templateVersion: z.number().int().positive(),
  /** The least wait, counted from when the event happened. */
  after: duration.default('PT0S'),
  /** Then the first such local time of the contact's day. */
  at: timeOfDay.optional(),
  /** Not on a Saturday or Sunday there. A brand's own `weekdaysOnly` cannot be undone by a rule, so there is no `false`. */
  weekdays: z
    .literal(true, 'use true, or leave it out: a rule can only add to what the brand asks')
    .optional(),
  /** Of a date: so many days before it. */
  daysBefore: z.number().int().min(1).max(60).optional(),
  /** Of a date on February 29: when it is celebrated in a common year; without it, on February 28. */
  leapDay: leapDay.optional(),
  /** How long after the event the message still makes sense. */
  within: duration,
  /** Later events of the same subject that the wait is counted from instead. */
  retimedBy: z.array(eventKind).max(5).default([]),
  unless: z.array(unless).max(10).default([]),
  /** At most `max` messages of this rule to one contact in any `per`. */
  limit: z.strictObject({ max: z.number().int().positive().max(100), per: duration }).optional(),
});
export type Rule = z.infer<typeof rule>;
