import { counted } from '../../shared/contract/wording.ts';
import { CommandError } from './client.ts';
import type { Command } from './command.ts';

/** Names of commands, sources and templates (template:welcome) are short and plain, addresses hold an @; of all else nothing is said. */
const looksSecret = (text: string): boolean =>
  text.length >= 8 && !/^(template:)?[a-z]+(-[a-z0-9]+)*$/.test(text) && !text.includes('@');

const NOT_HERE =
  ' A secret never stands among the arguments, where every process can read it: give it with --secret-from-stdin or EXTRAMILE_SECRET, and change one that was typed here.';

/** What was typed, as far as it may be shown again. */
export const plainWords = (words: string[]): string =>
  words
    .slice(0, 2)
    .filter((word) => !looksSecret(word))
    .join(' ');

/** An option that a command does not read would be passed over: a dry run that is none, for instance. */
export function refuseOptions(
  { words, reads = [] }: Command,
  given: Readonly<Record<string, unknown>>,
): void {
  const known: readonly string[] = [...reads, ...EVERYWHERE];
  const strange = Object.entries(given).find(
    ([name, value]) => value !== undefined && value !== false && !known.includes(name),
  );
  if (strange)
    throw new CommandError(
      `"${words.join(' ')}" has no option --${strange[0]}. Nothing was done. See: ${words.join(' ')} --help`,
      2,
    );
}
/** `--yes` does no harm where nothing is asked. */
const EVERYWHERE = ['url', 'token', 'brand', 'json', 'help', 'yes'];

/** What is typed where a name belongs is refused unread if it looks like a secret: it must not come back in a message. */
export function refuseSecrets(rest: readonly string[]): void {
  if (rest.some((word) => SECRET.test(word) && !isFollowUp(word)))
    throw new CommandError(`What was typed there looks like a secret. Nothing was done.${NOT_HERE}`, 2);
}
/** Ids of follow-ups are as long as secrets, and can be read. */
const isFollowUp = (word: string): boolean =>
  /^[a-z0-9-]+\/[\w-]+\/[a-z0-9-]+\/[\w.:~@+/-]+$/.test(Buffer.from(word, 'base64url').toString('utf8'));

const SECRET = /^(whsec_|whsk_|shpss_|shpat_|sk_(live|test)_|rk_|pdl_|EAAA|(?!prv-)[A-Za-z0-9+_=-]{32,}$)/;

/** An argument that nobody reads was meant for something: to pass it over would do half of what was asked. */
export function refuseExtra({ words, takes = 0 }: Command, rest: string[]): void {
  const extra = rest.slice(takes);
  if (extra.length === 0) return;
  const most = takes === 0 ? 'no argument' : counted(takes, 'argument');
  const hint = extra.some(looksSecret) ? NOT_HERE : '';
  throw new CommandError(
    `"${words.join(' ')}" takes ${most} and was given ${rest.length}. Nothing was done.${hint}`,
    2,
  );
}
