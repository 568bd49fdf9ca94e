import type { Read } from './read.ts';

const MOST_NAME = 200;
/** What a spreadsheet would run. */
const FORMULA = /^[=+\-@]/;
/** A sign before a name alone: nothing that could be run. */
const HARMLESS = /^[+\-@]?[\p{L}\p{M}\p{N} .'’-]*$/u;

/**
 * A name or other short text as it is kept: without line breaks and other signs that cannot be seen. What a spreadsheet
 * would run is not kept.
 */
export function readText(raw: string): Read<string> {
  const text = raw
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b\ufeff]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (FORMULA.test(text) && !HARMLESS.test(text)) return { fault: 'it is a formula of a spreadsheet' };
  if (text.length > MOST_NAME) return { fault: `it is longer than ${MOST_NAME} characters` };
  return text === raw.trim()
    ? { value: text }
    : { value: text, note: 'line breaks and signs that cannot be seen were taken out' };
}
