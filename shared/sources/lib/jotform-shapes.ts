import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { idText, line, text } from './shape.ts';
import { firstFigure, textOf, type Field } from './survey.ts';

/* What we read of Jotform: the fields of its webhook, which only lead to the submission, and the submission itself. */

/** Ids are digits, more than a number holds. */
const digits = z.string().regex(/^\d{1,24}$/, 'expected an id of digits');

export const notice = z.object({ formID: digits, submissionID: digits, rawRequest: text });
export type Notice = z.infer<typeof notice>;

const answer = z.object({
  name: text,
  order: z.union([z.string(), z.number()]).nullish().catch(null),
  text,
  type: text,
  answer: z.unknown().optional(),
});
type Answer = z.infer<typeof answer>;

const content = z.object({
  id: idText,
  form_id: idText,
  created_at: text,
  status: text,
  answers: z.record(z.string(), answer),
});
/** The API wraps what it answers. */
export const submission = z.union([z.object({ content }).transform((it) => it.content), content]);
export type Submission = z.infer<typeof content>;

const ADDRESS: readonly string[] = ['control_email', 'control_mail'];
const FULL_NAME: readonly string[] = ['control_fullname', 'control_name'];
const SCALE: readonly string[] = ['control_scale', 'control_rating'];
const HIDDEN: readonly string[] = ['control_hidden', 'control_calculation'];

const inOrder = (it: Submission): [string, Answer][] =>
  Object.entries(it.answers).toSorted(([, a], [, b]) => Number(a.order ?? 0) - Number(b.order ?? 0) || 0);

export const fieldsOf = (it: Submission): Field[] =>
  inOrder(it).map(([id, one]) => ({
    names: [one.name, id],
    question: one.text?.replaceAll(/<[^<>]*>/g, ' '),
    answer: textOf(one.answer),
    email: ADDRESS.includes(one.type ?? ''),
    hidden: HIDDEN.includes(one.type ?? ''),
  }));

const nameParts = z.object({ first: text, last: text });

/** Of the first field that asks for a full name. */
export function nameOf(it: Submission): { firstName?: string | undefined; lastName?: string | undefined } {
  const asked = inOrder(it).find(([, one]) => FULL_NAME.includes(one.type ?? ''))?.[1].answer;
  const parts = nameParts.safeParse(asked).data;
  return { firstName: line(parts?.first, 200), lastName: line(parts?.last, 200) };
}

export const scoreOf = (it: Submission): number | undefined =>
  firstFigure(
    ...inOrder(it)
      .filter(([, one]) => SCALE.includes(one.type ?? ''))
      .map(([, one]) => Number.parseFloat(textOf(one.answer) ?? '')),
  );

/** `2026-11-22 04:00:00` of New York, where the makers' clocks stand. */
export function sentAt(it: Submission, otherwise: string): Temporal.Instant {
  try {
    const local = Temporal.PlainDateTime.from(it.created_at ?? '');
    return local.toZonedDateTime('America/New_York').toInstant();
  } catch {
    return Temporal.Instant.from(otherwise);
  }
}
