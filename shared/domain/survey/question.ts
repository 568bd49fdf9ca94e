import { createHash } from 'node:crypto';
import type { Brand } from '../../contract/brand.ts';
import type { Wording } from '../../contract/survey.ts';
import { chooseLanguage } from '../message/language.ts';

/**
 * The question in the language that fits best: the contact's, else the brand's, else English, else whatever there is.
 * `undefined` while the brand asks nothing.
 */
export function questionFor(
  { survey, locale }: Pick<Brand, 'survey' | 'locale'>,
  contact: string | undefined,
): Wording | undefined {
  const wordings = survey?.question ?? [];
  const there = wordings.map((wording) => wording.language);
  const language = chooseLanguage(there, { contact, brand: locale });
  return wordings.find((wording) => wording.language === language);
}

/** Tells one wording from another, so that nobody's answer is kept with a question that they were not asked. */
export const wordingMark = ({ language, text }: Wording): string =>
  createHash('sha256').update(`${language}\n${text}`).digest('base64url').slice(0, 16);
