import * as z from 'zod';
import { CommandError } from './client.ts';
import { brandPath } from './deed.ts';
import type { Command, Found, Run } from './command.ts';
import { EVENT_HELP, SAMPLE_HELP, eventOf } from './event-of.ts';
import { bad, bold, dim, state as coloured, warn } from './style.ts';
import { TRIAL_HELP, TRIAL_OPTIONS, TRIAL_USAGE, problemLines, trialOf } from './trial.ts';
import { SAMPLE_KINDS } from './try-samples.ts';

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
  problems: z.array(z.string()),
  hints: z.array(z.string()).default([]),
});
type FollowUp = z.infer<typeof followUp>;

const minute = (instant: string): string => instant.slice(0, 16).replace('T', ' ');

async function run(run: Run): Promise<Found> {
  const { client, brand, rest } = run;
  const body = { ...(await whatHappens(run, rest[0])), ...(await trialOf(run)) };
  const data = tried.parse(await client.call('POST', `${brandPath(brand)}/try`, body));
  const nothing = data.followUps.length + data.changed.length === 0;
  const lines = [
    ...(nothing ? ['Nothing would come of it.', ''] : []),
    ...data.hints.map((hint) => warn(`! ${hint}`)),
    ...data.followUps.flatMap(tell),
    ...data.changed.flatMap(tell),
    bold('Why:'),
    ...(data.trace.length > 0 ? data.trace : [NOBODY_LISTENS]).map((line) => `  ${line}`),
    '',
    ...problemLines(data.problems),
    dim('Nothing was written and nothing was sent.'),
  ];
  return { data, text: lines.join('\n') };
}

const NOBODY_LISTENS = 'No rule listens to this, and it changes nothing that waits.';

async function whatHappens(run: Run, kind: string | undefined): Promise<object> {
  const { options } = run;
  const { event, email } = options;
  if (event === undefined) {
    const typed = await eventOf(run, kind);
    if (typed) return { event: typed };
    throw new CommandError(
      `Say what happens: try ${SAMPLE_KINDS.join('|')} --email …, --event evt_… or --event-file FILE.json`,
      2,
    );
  }
  if (kind !== undefined || options['event-file'] !== undefined)
    throw new CommandError('Say one thing that happens: a sample, --event or --event-file.', 2);
  if (email === undefined) throw new CommandError('Say whose event it is: --email ana@example.com', 2);
  return { past: { event, email } };
}

function tell({ rule, state, dueAt, sentAt, trace, mail, fault }: FollowUp): string[] {
  const at = state === 'sent' ? ` ${minute(sentAt ?? dueAt)} UTC` : '';
  return [
    `${bold(rule)}: would be ${coloured(state)}${at}`,
    ...trace.map((line) => `  ${line}`),
    ...(mail
      ? ['', `  To: ${mail.to} (${mail.language})`, `  Subject: ${mail.subject}`, ...indented(mail.text)]
      : []),
    ...(fault === undefined ? [] : [bad(`  It cannot be written: ${fault}`)]),
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

export const TRY: Command = {
  words: ['try'],
  reads: ['email', 'event', 'event-file', 'order', 'as', ...TRIAL_OPTIONS],
  usage: `try purchase --email ana@example.com ${TRIAL_USAGE}`,
  about: 'what would come of an event, for whom and when, with the mail and every reason; nothing is written',
  help: [
    ...EVENT_HELP,
    ...SAMPLE_HELP,
    '--event evt_… an event that was counted, for the person (--email) as they were then; "why" lists them',
    ...TRIAL_HELP,
  ],
  takes: 1,
  run,
};
