import * as z from 'zod';
import { type Client, CommandError } from './client.ts';
import type { Command } from './command.ts';
import { PRIVACY_COMMANDS } from './privacy.ts';
import { FORECAST } from './forecast.ts';
import { REPLAY } from './replay.ts';
import { auditCommand } from './audit.ts';
import { RULE_COMMANDS } from './rules.ts';
import { SOURCE_COMMANDS } from './source.ts';
import { table } from './table.ts';
import { TEST_COMMANDS } from './test-mail.ts';
import { TRY } from './try.ts';
import { WHY } from './why.ts';

const followUps = z.object({
  cursor: z.string().optional(),
  items: z.array(
    z.looseObject({
      rule: z.string(),
      subject: z.string(),
      state: z.string(),
      dueAt: z.string(),
      trace: z.array(z.string()),
    }),
  ),
});
const settled = z.object({
  events: z.number(),
  followUps: z.record(z.string(), z.number()),
  deadLetters: z.number(),
});
const clock = z.object({ now: z.string(), ran: z.number().optional(), settled: settled.optional() });

/** Whoever has hundreds is not shown the first hundred as if that were all. */
async function allPages(client: Client, path: string): Promise<z.infer<typeof followUps>> {
  const all: z.infer<typeof followUps> = { items: [] };
  let cursor: string | undefined;
  do {
    const page = followUps.parse(await client.call('GET', cursor ? `${path}&cursor=${cursor}` : path));
    all.items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

export const COMMANDS: Command[] = [
  {
    words: ['follow-ups', 'list'],
    reads: ['email'],
    usage: 'follow-ups list --email ana@example.com',
    about: 'what was planned for a person, what became of it, and why',
    run: async ({ client, brand, options: { email } }) => {
      if (!email) throw new CommandError('Say whose: --email ana@example.com', 2);
      const path = `/api/brands/${encodeURIComponent(brand)}/follow-ups?email=${encodeURIComponent(email)}`;
      const data = await allPages(client, path);
      const rows = data.items.map(({ state, rule, subject, dueAt, trace }) => [
        state,
        rule,
        subject,
        dueAt.slice(0, 16).replace('T', ' '),
        trace.at(-1) ?? '',
      ]);
      const text =
        rows.length === 0 ? 'Nothing.' : table(['state', 'rule', 'about', 'due (UTC)', 'why'], rows);
      return { data, text };
    },
  },
  TRY,
  REPLAY,
  FORECAST,
  WHY,
  ...TEST_COMMANDS,
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
