import { ask, canAsk } from './ask.ts';
import type { Options } from './command.ts';

/** Whether questions are asked at all: `--yes` does what the options say, and no more. */
export const isAsking = ({ yes }: Options): boolean => !yes && canAsk();

/** What was given, else what somebody answers, empty answers for `otherwise`; nothing where nobody is asked. */
export async function told(
  options: Options,
  {
    given,
    question,
    otherwise,
  }: { given?: string | undefined; question: string; otherwise?: string | undefined },
): Promise<string | undefined> {
  if (given !== undefined || !isAsking(options)) return given;
  const hint = otherwise === undefined ? '' : ` [${otherwise}]`;
  return (await ask(`${question}${hint}: `)) || otherwise;
}
