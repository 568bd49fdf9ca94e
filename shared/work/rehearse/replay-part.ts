import * as z from 'zod';
import { instant } from '../../contract/primitives.ts';

const count = z.number().int();

/** By rule: what would have been sent, what was, and how they differ; `moved` is what went at another time. */
export const ruleDifference = z.object({
  rehearsed: count,
  real: count,
  more: count,
  less: count,
  moved: count,
});
export type RuleDifference = z.infer<typeof ruleDifference>;

/** One mail that differs. */
export const differing = z.object({
  /** Of the follow-up. */
  id: z.string(),
  rule: z.string(),
  contact: z.string(),
  /** Whose it is, as far as those may see it who only look: `a…@example.com`. */
  to: z.string().optional(),
  /** When it would have been sent, or would be as it still waits, and when it was. */
  rehearsed: instant.optional(),
  real: instant.optional(),
  /** Of what would not have been sent by now: the reason. */
  why: z.string().optional(),
});
export type Differing = z.infer<typeof differing>;

/** What one shard came to; those of all shards are added up. */
export const replayPart = z.object({
  events: count,
  people: count,
  /** Who would have got something. */
  recipients: count,
  rules: z.record(z.string(), ruleDifference),
  /** Mails that would have gone out, by day of the brand's zone. */
  days: z.record(z.string(), count),
  /** A few that differ, to be looked at. */
  more: z.array(differing),
  less: z.array(differing),
  moved: z.array(differing),
});
export type ReplayPart = z.infer<typeof replayPart>;

export const EXAMPLES = 20;

export const emptyPart = (): ReplayPart => ({
  events: 0,
  people: 0,
  recipients: 0,
  rules: {},
  days: {},
  more: [],
  less: [],
  moved: [],
});

const NONE: RuleDifference = { rehearsed: 0, real: 0, more: 0, less: 0, moved: 0 };

/** Two parts together. */
export function addPart(a: ReplayPart, b: ReplayPart): ReplayPart {
  const rules = { ...a.rules };
  for (const [rule, of] of Object.entries(b.rules)) rules[rule] = addDifference(rules[rule] ?? NONE, of);
  return {
    events: a.events + b.events,
    people: a.people + b.people,
    recipients: a.recipients + b.recipients,
    rules,
    days: addCounts(a.days, b.days),
    more: [...a.more, ...b.more].slice(0, EXAMPLES),
    less: [...a.less, ...b.less].slice(0, EXAMPLES),
    moved: [...a.moved, ...b.moved].slice(0, EXAMPLES),
  };
}

const addDifference = (a: RuleDifference, b: RuleDifference): RuleDifference => ({
  rehearsed: a.rehearsed + b.rehearsed,
  real: a.real + b.real,
  more: a.more + b.more,
  less: a.less + b.less,
  moved: a.moved + b.moved,
});

/** Counts by name, such as mails by day, added up. */
export function addCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...a };
  for (const [name, more] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + more;
  return sum;
}
