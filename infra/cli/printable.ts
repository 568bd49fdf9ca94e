/**
 * What comes from the system may hold anything that somebody once typed. On a terminal nothing of it steers: control
 * characters, and those that turn the direction of what follows, are shown as `\u001b`. The colours of `style.ts` pass.
 * What is JSON stays the same JSON.
 */
export const printable = (text: string): string =>
  text.replaceAll(STEERS, (character, at: number) =>
    character === ESCAPE && COLOUR.test(text.slice(at + 1, at + 5)) ? character : spelt(character),
  );

const STEERS = /[^\P{Cc}\t\n]|[\u202A-\u202E\u2066-\u2069]/gu;
const ESCAPE = '\u001B';
const COLOUR = /^\[(?:1|2|22|31|32|33|39)m/;

const spelt = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The same for a place of one line, as a cell of a table. */
export const printableLine = (text: string): string =>
  printable(text)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', ' ');
