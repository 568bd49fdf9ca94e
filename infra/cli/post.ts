import * as z from 'zod';
import { sign } from '../local/demo/sign.ts';
import type { Command } from './command.ts';
import { CommandError } from './client.ts';
import { localNow } from './clock.ts';
import { EVENT_HELP, SAMPLE_HELP, eventOf } from './event-of.ts';
import { dim } from './style.ts';
import { SAMPLE_KINDS } from './try-samples.ts';

const taken = z.object({
  events: z.array(
    z.object({ id: z.string(), kind: z.string(), status: z.string(), reason: z.string().optional() }),
  ),
});

/** A webhook as a shop's system would send it, with the secret that every local system has: deployed ones refuse it. */
export const POST: Command = {
  words: ['post'],
  reads: ['email', 'event-file', 'order', 'as'],
  usage: 'post purchase --email ana@example.com',
  about: 'post a signed sample webhook, as a shop would (local system)',
  help: [...EVENT_HELP, ...SAMPLE_HELP],
  takes: 1,
  run: async (run) => {
    const { client, brand } = run;
    const told = await eventOf(run, run.rest[0]);
    if (!told)
      throw new CommandError(
        `Say what happened: post ${SAMPLE_KINDS.join('|')} --email …, or --event-file FILE.json`,
        2,
      );
    const timestamp = await localNow(client);
    const signed = sign('standard-webhooks', { timestamp, ...told }, { now: new Date(timestamp) });
    const path = `/hooks/${encodeURIComponent(brand)}/standard-webhooks`;
    const data = taken.parse(await client.deliver(path, signed));
    const lines = data.events.map(({ id, kind: of, status, reason }) =>
      [`${of} ${status}`, reason, dim(id)].filter(Boolean).join('  '),
    );
    return { data, text: lines.join('\n') };
  },
};
