import { createHash } from 'node:crypto';
import type { Brand } from '../../contract/brand.ts';
import { chooseLanguage } from '../message/language.ts';

/** The brand's question as it is worded for one person. */
export type Question = { language: string; text: string };

/**
 * The question in the language that fits best: the contact's, else the brand's, else English, else whatever there is.
 * `undefined` while the brand asks nothing.
 */
export function questionFor(
  { survey, locale }: Pick<Brand, 'survey' | 'locale'>,
  contact: string | undefined,
): Question | undefined {
  const wordings = survey?.question ?? {};
  const language = chooseLanguage(Object.keys(wordings), { contact, brand: locale });
  const text = language === undefined ? undefined : wordings[language];
  return language === undefined || text === undefined ? undefined : { language, text };
}

/** Tells one wording from another, so that nobody's answer is kept with a question that they were not asked. */
export const wordingMark = ({ language, text }: Question): string =>
  createHash('sha256').update(`${language}\n${text}`).digest('base64url').slice(0, 16);
