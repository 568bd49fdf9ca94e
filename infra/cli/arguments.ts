import { CommandError } from './client.ts';
import type { Command } from './command.ts';

/** Names of commands and sources are short and plain, addresses hold an @; of all else nothing is said. */
const looksSecret = (text: string): boolean =>
  text.length >= 8 && !/^[a-z]+(-[a-z0-9]+)*$/.test(text) && !text.includes('@');

/** What was typed, as far as it may be shown again. */
export const plainWords = (words: string[]): string =>
  words
    .slice(0, 2)
    .filter((word) => !looksSecret(word))
    .join(' ');

/** An argument that nobody reads was meant for something: to pass it over would do half of what was asked. */
export function refuseExtra({ words, takes = 0 }: Command, rest: string[]): void {
  const extra = rest.slice(takes);
  if (extra.length === 0) return;
  const most = takes === 0 ? 'no argument' : takes === 1 ? 'one argument' : `${takes} arguments`;
  const hint = extra.some(looksSecret)
    ? ' A secret never stands among the arguments, where every process can read it: give it with --secret-from-stdin or EXTRAMILE_SECRET, and change one that was typed here.'
    : '';
  throw new CommandError(
    `"${words.join(' ')}" takes ${most} and was given ${rest.length}. Nothing was done.${hint}`,
    2,
  );
}
