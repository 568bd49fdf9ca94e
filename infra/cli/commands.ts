import * as z from 'zod';
import { CommandError } from './client.ts';
import type { Command } from './command.ts';
import { CONTACT_COMMANDS } from './contacts.ts';
import { FOLLOW_UP_COMMANDS } from './follow-ups.ts';
import { PRIVACY_COMMANDS } from './privacy.ts';
import { REPLAY } from './replay.ts';
import { auditCommand } from './audit.ts';
import { RULE_COMMANDS } from './rules.ts';
import { SOURCE_COMMANDS } from './source.ts';
import { TRY } from './try.ts';
import { WHY } from './why.ts';

const settled = z.object({
  events: z.number(),
  followUps: z.record(z.string(), z.number()),
  deadLetters: z.number(),
});
const clock = z.object({ now: z.string(), ran: z.number().optional(), settled: settled.optional() });

export const COMMANDS: Command[] = [
  ...FOLLOW_UP_COMMANDS,
  ...CONTACT_COMMANDS,
  TRY,
  REPLAY,
  WHY,
  ...RULE_COMMANDS,
  auditCommand,
  ...SOURCE_COMMANDS,
  ...PRIVACY_COMMANDS,
  {
    words: ['clock'],
    reads: ['advance', 'now'],
    usage: 'clock [--advance P14D | --now 2027-02-28T08:00:00Z]',
    about: 'what time it is in the local system, or move it forward',
    run: async ({ client, options: { advance, now } }) => {
      if (advance && now) throw new CommandError('Say how far or until when, not both.', 2);
      const wish = advance ? { advance } : now ? { now } : undefined;
      const data = clock.parse(await client.call(wish ? 'POST' : 'GET', '/local/clock', wish));
      return { data, text: data.settled ? `${data.now}\n${describe(data.settled)}` : data.now };
    },
  },
  {
    words: ['settle'],
    usage: 'settle',
    about: 'wait until nothing is queued, under way or due (local system)',
    run: async ({ client }) => {
      const data = settled.parse(await client.call('POST', '/local/settle'));
      return { data, text: describe(data) };
    },
  },
];

function describe({ events, followUps: states, deadLetters }: z.infer<typeof settled>): string {
  const known = Object.entries(states).filter(([, count]) => count > 0);
  const parts = known.map(([state, count]) => `${count} ${state}`);
  const lost = deadLetters > 0 ? `; ${deadLetters} dead letters` : '';
  return `${events} events; follow-ups: ${parts.join(', ') || 'none'}${lost}`;
}

const width = Math.max(...COMMANDS.map(({ usage }) => usage.length));

export const HELP = `Usage: npm run -s extramile -- <command> [options]

${COMMANDS.map(({ usage, about }) => `  ${usage.padEnd(width)}  ${about}`).join('\n')}

Options
  --url     address of the system (EXTRAMILE_URL; default: the one on this machine)
  --token   operator token (EXTRAMILE_TOKEN; default: {EXTRAMILE_DATA}/token)
  --brand   default: demo
  --json    print what the API answered
  --help    after a command: its own options

Exit codes: 0 done, 1 refused or failed, 2 wrong use; "source check": 3 when nothing genuine arrives.
`;

/** What one command takes beside the options of all. */
export const helpOf = ({ usage, about, help = [] }: Command): string =>
  [
    `Usage: npm run -s extramile -- ${usage}`,
    `  ${about}`,
    help.map((line) => (line ? `  ${line}` : '')).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
