import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CommandError } from './client.ts';
import { printable } from './printable.ts';

/** Whether somebody sits there who can answer. */
export const canAsk = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** Questions go to stderr, so that stdout holds the answer alone. */
export const tell = (line: string): void => void process.stderr.write(`${printable(line)}\n`);

/** One line from the keyboard; with `hidden`, nothing of it is shown. */
export function ask(question: string, { hidden = false } = {}): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stderr.write(printable(question));
  const lines = createInterface({
    input: process.stdin,
    output: hidden ? silent : process.stderr,
    terminal: true,
  });
  return new Promise((resolve, reject) => {
    lines.once('close', () => reject(new CommandError('\nStopped; nothing was changed.')));
    lines.once('line', (line) => {
      resolve(line.trim());
      lines.close();
      if (hidden) process.stderr.write('\n');
    });
  });
}

/** Asks before something is written, where somebody can answer. */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes || !canAsk()) return;
  const answer = await ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer)) throw new CommandError('Nothing was changed.');
}

/** The same for what takes something away: where nobody can be asked, it has been said beforehand or is not done. */
export async function confirmLoss(
  question: string,
  { loss, yes }: { loss: string; yes: boolean | undefined },
): Promise<void> {
  if (!yes && !canAsk()) throw new CommandError(`${loss}: say so with --yes.`, 2);
  await confirm(question, yes);
}

export type Given = { secret?: string; credential?: string };

/**
 * A secret never stands among the arguments, where every process of the machine can read it. It comes from stdin, its
 * first line the secret and its second, if there is one, the credential; or from the environment.
 */
export async function readGiven(fromStdin: boolean | undefined): Promise<Given> {
  const { EXTRAMILE_SECRET = '', EXTRAMILE_CREDENTIAL = '' } = process.env;
  if (!fromStdin) return given(EXTRAMILE_SECRET, EXTRAMILE_CREDENTIAL);
  const [first = '', second = ''] = (await text(process.stdin)).split(/\r?\n/);
  if (!first.trim() && !second.trim()) throw new CommandError('There is no secret on stdin.', 2);
  return given(first, second || EXTRAMILE_CREDENTIAL);
}

const given = (secret: string, credential: string): Given => ({
  ...(secret.trim() && { secret: secret.trim() }),
  ...(credential.trim() && { credential: credential.trim() }),
});
