import { closest, distance } from 'fastest-levenshtein';
import { plainWords } from './arguments.ts';
import { type Command, OPTIONS as KNOWN } from './command.ts';
import { bold, dim } from './style.ts';

/** Commands of one kind of thing. */
export type Group = { title: string; commands: Command[] };

const OPTIONS = `${bold('Options of all')}
  --url URL      address of the system (EXTRAMILE_URL; default: the one on this machine that uses {EXTRAMILE_DATA})
  --token TOKEN  operator token (EXTRAMILE_TOKEN; default: {EXTRAMILE_DATA}/token)
  --brand BRAND  whose; default: demo
  --json         print what the API answered, for programs
  --yes          do not ask before
  --help         after a command: its own options

${bold('Exit codes')}
  0  done
  1  refused or failed
  2  wrong use: nothing was done
  3  looked, and it is not as one would wish: "rules diff" differs, "source check" hears nothing genuine, "doctor" finds something wrong

Colours are for terminals; NO_COLOR=1 leaves them out, FORCE_COLOR=1 keeps them.
`;

/** All commands, group by group; what one takes stands in its own help. */
export function helpOfAll(groups: readonly Group[]): string {
  const width = Math.max(...groups.flatMap(({ commands }) => commands.map((each) => nameOf(each).length)));
  const parts = groups.map(({ title, commands }) => {
    const rows = commands.map((each) => `  ${nameOf(each).padEnd(width)}  ${dim(each.about)}`);
    return [bold(title), ...rows].join('\n');
  });
  return [`Usage: npm run -s extramile -- <command> [options]`, ...parts, OPTIONS].join('\n\n');
}

const nameOf = ({ words }: Command): string => words.join(' ');

/** What one command takes beside the options of all. */
export const helpOf = ({ usage, about, help = [] }: Command): string =>
  [
    `Usage: npm run -s extramile -- ${usage}`,
    `  ${about}`,
    help.map((line) => (line ? `  ${line}` : '')).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');

/** The commands that begin with this word, for who asks for help with `rules`. */
export function helpOfWord(word: string, commands: readonly Command[]): string | undefined {
  const those = commands.filter(({ words }) => words[0] === word);
  return those.length === 0 ? undefined : helpOfAll([{ title: word, commands: those }]);
}

/** What is said of a command that there is not: the one that was probably meant, or those of the same thing. */
export function unknownCommand(typed: string[], commands: readonly Command[]): string {
  const given = plainWords(typed);
  const [word = '', verb = ''] = given.split(' ');
  const same = commands.filter(({ words }) => words[0] === word);
  const hint = same.length > 0 ? verbOf(word, verb, same) : nearestOf(given, commands);
  return `There is no command "${given}".${hint} All of them: --help`;
}

function verbOf(word: string, verb: string, same: readonly Command[]): string {
  const best = nearest(
    verb,
    same.map(({ words }) => words[1] ?? ''),
  );
  return best === undefined
    ? ` There are ${same.map(nameOf).join(', ')}.`
    : ` Did you mean "${word} ${best}"?`;
}

/** An option that there is not, or that lacks its value, in our words. */
export function sayMistyped(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, unknown] = /^Unknown option '(--?[^']*)'/.exec(message) ?? [];
  const [, lacking] =
    /^Option '([^' ]*)[^']*' (?:argument missing|argument is ambiguous)/.exec(message) ?? [];
  if (lacking !== undefined)
    return `${lacking} takes a value, for instance ${lacking} x; where that begins with a hyphen: ${lacking}=-x.`;
  if (unknown === undefined) return message;
  const best = nearest(unknown.replace(/^-+/, ''), Object.keys(KNOWN));
  return `There is no option ${unknown}.${best ? ` Did you mean --${best}?` : ' Each command lists its own: --help'}`;
}

function nearestOf(given: string, commands: readonly Command[]): string {
  const best = nearest(given, [...commands.map(nameOf), ...commands.map(({ words }) => words[0] ?? '')]);
  return best === undefined ? '' : ` Did you mean "${best}"?`;
}

/** At most a third of its letters are other ones. */
function nearest(given: string, known: readonly string[]): string | undefined {
  const best = closest(given, known);
  return given !== '' && distance(given, best) <= Math.ceil(best.length / 3) ? best : undefined;
}
