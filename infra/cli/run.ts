import { parseArgs } from 'node:util';
import { refuseExtra, refuseOptions, refuseSecrets } from './arguments.ts';
import { CommandError, connect } from './client.ts';
import { OPTIONS } from './command.ts';
import { COMMANDS, GROUPS } from './commands.ts';
import { helpOf, helpOfAll, helpOfWord, sayMistyped, unknownCommand } from './help.ts';
import { printable } from './printable.ts';

/** `extramile`: a client of the HTTP API, local or deployed. Exit codes stand in `--help`. */
async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  const command = COMMANDS.find(({ words }) => words.every((word, at) => positionals[at] === word));
  if (values.help || positionals.length === 0) {
    const [word = ''] = positionals;
    console.log(command ? helpOf(command) : (helpOfWord(word, COMMANDS) ?? helpOfAll(GROUPS)));
    return 0;
  }
  if (!command) throw new CommandError(unknownCommand(positionals, COMMANDS), 2);
  const rest = positionals.slice(command.words.length);
  refuseExtra(command, rest);
  refuseSecrets(rest);
  refuseOptions(command, values);
  const client = await connect(values);
  const {
    data,
    text,
    exitCode = 0,
  } = await command.run({
    client,
    brand: values.brand ?? 'demo',
    options: values,
    rest,
  });
  console.log(printable(values.json ? JSON.stringify(data, undefined, 2) : text));
  return exitCode;
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: OPTIONS,
    });
  } catch (error) {
    throw new CommandError(sayMistyped(error), 2);
  }
}

/** What a program reads of a refusal: the problem details of the API, else our own sentence in that form. */
const problemOf = (error: unknown, detail: string): object =>
  (error instanceof CommandError ? error.problem : undefined) ?? { code: 'not-done', detail };

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(printable(message));
  if (process.argv.includes('--json')) {
    const problem = JSON.stringify(problemOf(error, message), undefined, 2);
    console.log(printable(problem));
  }
  process.exitCode = error instanceof CommandError ? error.exitCode : 1;
}
