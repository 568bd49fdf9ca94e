import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseRecord } from '../local/json.ts';
import { CommandError } from './client.ts';
import { type About, SAMPLE_KINDS, sampleOf } from './try-samples.ts';

export const EVENT_HELP = [
  `purchase      a sample of that kind: ${SAMPLE_KINDS.join(', ')}`,
  '--event-file  a file (or - for stdin) with one in the form of our own webhooks: {"type":"purchase","data":{…}}',
];

/** What else may be said of a sample. */
export const SAMPLE_HELP = [
  '--order A-1   the order that the sample is about, for instance one to be refunded; a new one unless told',
  '--as partner  whom the sample tells of: customer, partner or employee',
];

type Of = Omit<About, 'now'> & {
  kind: string | undefined;
  file: string | undefined;
  email: string | undefined;
  /** Asked for what time it is, where a sample is wanted. */
  now?: () => Promise<string>;
};

/** What happens: a sample of a kind, or what a file holds; nothing where neither is named. */
export async function eventOf({
  kind,
  file,
  email = 'ana@example.com',
  now = async () => new Date().toISOString(),
  ...about
}: Of): Promise<object | undefined> {
  if (kind !== undefined && file !== undefined)
    throw new CommandError('Say one thing that happens: a sample, or --event-file.', 2);
  if (file !== undefined) return readEvent(file);
  if (kind === undefined) return undefined;
  if (!SAMPLE_KINDS.includes(kind))
    throw new CommandError(`There is no sample "${kind}"; there are ${SAMPLE_KINDS.join(', ')}.`, 2);
  return sampleOf(kind, email, { ...about, now: await now() });
}

async function readEvent(file: string): Promise<object> {
  const told = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8').catch(noFile(file));
  const event = parseRecord(told);
  if (event) return event;
  throw new CommandError(`${file === '-' ? 'stdin' : file} holds no JSON object.`, 2);
}

const noFile =
  (file: string) =>
  (cause: unknown): never => {
    throw new CommandError(`There is no file ${file}.`, 2, { cause });
  };
