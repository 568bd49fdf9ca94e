import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { parseRecord } from '../local/json.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { sampleOf, SAMPLE_KINDS } from './try-samples.ts';

const followUp = z.looseObject({
  rule: z.string(),
  state: z.string(),
  dueAt: z.string(),
  sentAt: z.string().optional(),
  trace: z.array(z.string()),
  mail: z.object({ to: z.string(), language: z.string(), subject: z.string(), text: z.string() }).optional(),
  fault: z.string().optional(),
});
const tried = z.looseObject({
  known: z.boolean(),
  followUps: z.array(followUp),
  changed: z.array(followUp),
  trace: z.array(z.string()),
});
type FollowUp = z.infer<typeof followUp>;

const minute = (instant: string): string => instant.slice(0, 16).replace('T', ' ');

async function run({ client, brand, options: { email, rules }, rest: [what = ''] }: Run): Promise<Found> {
  const event = await eventOf(what, email);
  const body = { event, ...(rules !== undefined && { rules: await readRules(rules) }) };
  const data = tried.parse(await client.call('POST', `/api/brands/${encodeURIComponent(brand)}/try`, body));
  const lines = [
    ...data.followUps.flatMap(tell),
    ...data.changed.flatMap(tell),
    'Why:',
    ...data.trace.map((line) => `  ${line}`),
    '',
    'Nothing was written and nothing was sent.',
  ];
  return { data, text: lines.join('\n') };
}

function tell({ rule, state, dueAt, sentAt, trace, mail, fault }: FollowUp): string[] {
  const when = state === 'sent' ? `would be sent ${minute(sentAt ?? dueAt)} UTC` : `would be ${state}`;
  return [
    `${rule}: ${when}`,
    ...trace.map((line) => `  ${line}`),
    ...(mail
      ? ['', `  To: ${mail.to} (${mail.language})`, `  Subject: ${mail.subject}`, ...indented(mail.text)]
      : []),
    ...(fault === undefined ? [] : [`  It cannot be written: ${fault}`]),
    '',
  ];
}

const indented = (text: string): string[] => [
  '',
  ...text
    .trim()
    .split('\n')
    .map((line) => `  | ${line}`),
];

async function eventOf(what: string, email: string | undefined): Promise<unknown> {
  const sample = sampleOf(what, email ?? 'ana@example.com');
  if (sample) return sample;
  if (!what)
    throw new CommandError(`Say what happens: try ${SAMPLE_KINDS.join('|')} --email …, or try FILE.json`, 2);
  const event = parseRecord(await read(what));
  if (!event) throw new CommandError(`${what} holds no JSON object.`, 2);
  return event;
}

async function readRules(path: string): Promise<unknown> {
  try {
    return JSON.parse(await read(path));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${path} holds no JSON.`, 2, { cause: error });
  }
}

const read = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CommandError(
      `There is no file ${path}, and no sample of that name (${SAMPLE_KINDS.join(', ')}).`,
      2,
      {
        cause,
      },
    );
  });

export const TRY: Command = {
  words: ['try'],
  reads: ['email', 'rules'],
  usage: 'try purchase --email ana@example.com | try FILE.json',
  about: 'what would come of an event, for whom and when, with the mail and every reason; nothing is written',
  help: [
    `purchase    a sample of that kind: ${SAMPLE_KINDS.join(', ')}`,
    'FILE.json   an event in the form of our own webhooks: {"type":"purchase","data":{…}}',
    '--rules F   a JSON list of rules to try instead of the live ones',
  ],
  takes: 1,
  run,
};
