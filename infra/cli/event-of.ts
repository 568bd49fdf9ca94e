import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { parseRecord } from '../local/json.ts';
import { CommandError } from './client.ts';
import { systemNow } from './clock.ts';
import type { Run } from './command.ts';
import { brandPath } from './deed.ts';
import { DATED, SAMPLE_KINDS, sampleOf } from './try-samples.ts';

export const EVENT_HELP = [
  `purchase      a sample of that kind: ${SAMPLE_KINDS.join(', ')}`,
  '--event-file  a file (or - for stdin) with one in the form of our own webhooks: {"type":"purchase","data":{…}}',
];

/** What else may be said of a sample. */
export const SAMPLE_HELP = [
  '--order A-1   the order that the sample is about, for instance one to be refunded; a new one unless told',
  '--as partner  whom the sample tells of: customer, partner or employee',
];

type Of = Pick<Run, 'client' | 'brand' | 'options'>;

/** What happens: a sample of a kind, or what a file holds; nothing where neither is named. */
export async function eventOf(of: Of, kind: string | undefined): Promise<object | undefined> {
  const { email = 'ana@example.com', order, as, 'event-file': file } = of.options;
  if (kind !== undefined && file !== undefined)
    throw new CommandError('Say one thing that happens: a sample, or --event-file.', 2);
  if (file !== undefined) return readEvent(file);
  if (kind === undefined) return undefined;
  if (!SAMPLE_KINDS.includes(kind))
    throw new CommandError(`There is no sample "${kind}"; there are ${SAMPLE_KINDS.join(', ')}.`, 2);
  const now = await systemNow(of.client);
  const today = DATED.has(kind) ? dayIn(await zoneOf(of, email), now) : now.slice(0, 10);
  return sampleOf(kind, email, { order, as, today });
}

const people = z.object({ items: z.array(z.object({ zone: z.object({ id: z.string() }) })) });
const settings = z.object({ timezone: z.string() });

/** Whose day it is: that of the person, as their mails have it; of nobody who is known, that of the brand. */
async function zoneOf({ client, brand }: Of, email: string): Promise<string> {
  const path = `${brandPath(brand)}/contacts?${new URLSearchParams({ email }).toString()}`;
  const [person] = people.parse(await client.call('GET', path)).items;
  return person?.zone.id ?? settings.parse(await client.call('GET', `${brandPath(brand)}/settings`)).timezone;
}

/** Sweden writes its days as ISO 8601 does. */
const dayIn = (timeZone: string, now: string): string =>
  new Date(now).toLocaleDateString('sv-SE', { timeZone });

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
