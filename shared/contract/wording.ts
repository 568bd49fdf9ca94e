/** How sentences are put together, for whatever speaks to people. */

/** `1 draft`, `3 drafts`; a plural that is not made by an s is told. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** `the next day`, `the next 3 days`: of one, no number is said. */
export const stretch = (count: number, one: string): string => (count === 1 ? one : counted(count, one));

/** A text that may come from elsewhere as a sentence: with one stop at its end, whether it had one or not. */
export const sentence = (text: string): string =>
  /[.!?:…]$/.test(text.trimEnd()) ? text.trimEnd() : `${text.trimEnd()}.`;

/** Letters of any script and what stands between them; nothing that would steer the terminal or page that shows it. */
export const isOneLine = (text: string): boolean => !/[\p{Cc}\u2028\u2029]/u.test(text);
export const ONE_LINE =
  'use letters, digits and signs on one line; it has a line break or a control character';

/** What became of a mail is no thing by its name. */
const THINGS: Readonly<Record<string, string>> = {
  sent: 'mail',
  opened: 'opening of the mail',
  clicked: 'click in the mail',
  bounced: 'bounce of the mail',
  complained: 'complaint about the mail',
  replied: 'answer to the mail',
};
const thing = (kind: string): string => THINGS[kind] ?? kind;

/** `A purchase`, `An update`: at the beginning of a sentence. */
export const aKind = (kind: string): string => `${/^[aeiou]/.test(thing(kind)) ? 'An' : 'A'} ${thing(kind)}`;

/** `the purchase`, `the click in the mail`: within a sentence. */
export const theKind = (kind: string): string => `the ${thing(kind)}`;
