import * as z from 'zod';
import { id } from './primitives.ts';

const NAMES = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** Whether there is such a language: nobody would ever read a question in `zz`. */
function isLanguage(code: string): boolean {
  try {
    return NAMES.of(code) !== undefined;
  } catch {
    return false;
  }
}

/** A language as questions are kept by: `en`, `pt-br`. */
export const surveyLanguage = z
  .string()
  .max(35)
  .regex(
    /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/,
    'use the code of a language in lower case, for instance en or pt-br',
  )
  .refine(isLanguage, 'there is no such language; use its code, for instance en or pt-br');

/** Characters of an answer. */
export const MOST_ANSWER = 2000;
const MOST_QUESTION = 300;
const MOST_LANGUAGES = 40;

export const question = z
  .string()
  .trim()
  .min(1)
  .max(MOST_QUESTION, `use ${MOST_QUESTION} characters at most`);
export const keepDays = z.int().min(1, 'use 1 day at least').max(3650, 'use 3650 days (ten years) at most');

export const wording = z.object({ language: surveyLanguage, text: question });
export type Wording = z.infer<typeof wording>;

/** The one question that a brand asks, worded by language, and for how many days answers are kept from now on. */
export const survey = z.strictObject({
  /** In the order of their languages, of which each is there once. */
  question: z.array(wording).max(MOST_LANGUAGES, `use ${MOST_LANGUAGES} languages at most`),
  keepDays: keepDays.optional(),
});
export type Survey = z.infer<typeof survey>;

/** The day it was given, and what keeps those of a day apart; it is drawn by lot and says nothing. */
export const answerId = z.string().regex(/^\d{4}-\d{2}-\d{2}-[\w-]{16}$/);

/**
 * What somebody answered, and nothing of who it was: not the person, the mail, the rule nor the time. The question is
 * kept as it was worded for them.
 */
export const answer = z.object({
  brand: id,
  id: answerId,
  /** In UTC. */
  day: z.iso.date(),
  language: surveyLanguage,
  question: z.string(),
  text: z.string(),
});
export type Answer = z.infer<typeof answer>;
