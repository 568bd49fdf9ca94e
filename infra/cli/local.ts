import * as z from 'zod';
import { counted } from '../../shared/contract/wording.ts';
import { CommandError } from './client.ts';
import { moveClock } from './clock.ts';
import type { Command } from './command.ts';
import { POST } from './post.ts';
import { startProgress } from './progress.ts';
import { TOKEN } from './token.ts';

const settled = z.object({
  events: z.number(),
  followUps: z.record(z.string(), z.number()),
  deadLetters: z.number(),
});
const clock = z.object({ now: z.string(), ran: z.number().optional(), settled: settled.optional() });

export const LOCAL_COMMANDS: Command[] = [
  POST,
  {
    words: ['clock'],
    reads: ['advance', 'now'],
    usage: 'clock [--advance P14D | --now 2027-02-28T08:00:00Z]',
    about: 'what time it is in the local system, or move it forward',
    run: async ({ client, options: { advance, now } }) => {
      if (advance && now) throw new CommandError('Say how far or until when, not both.', 2);
      const wish = advance ? { advance } : now ? { now } : undefined;
      const told = wish ? moveClock(client, wish, startProgress()) : client.call('GET', '/local/clock');
      const data = clock.parse(await told);
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
  TOKEN,
];

function describe({ events, followUps: states, deadLetters }: z.infer<typeof settled>): string {
  const known = Object.entries(states).filter(([, count]) => count > 0);
  const parts = known.map(([state, count]) => `${count} ${state}`);
  const lost = deadLetters > 0 ? `; ${counted(deadLetters, 'dead letter')}` : '';
  return `${counted(events, 'event')}; follow-ups: ${parts.join(', ') || 'none'}${lost}`;
}
