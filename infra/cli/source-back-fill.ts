import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { counted } from '../../shared/contract/wording.ts';
import { moment } from '../../shared/contract/primitives.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { table } from './table.ts';

const counts = z.record(z.string(), z.number());
const slice = z.object({
  done: z.boolean(),
  cursor: z.string().optional(),
  wait: z.number().optional(),
  pages: z.number(),
  read: z.number(),
  accepted: counts,
  ignored: counts,
});
type Slice = z.infer<typeof slice>;

/** Longest that a platform may put us off before somebody should decide, in seconds. */
const LONGEST_WAIT = 300;

export const sourceBackFill: Command = {
  words: ['source', 'back-fill'],
  reads: ['from', 'to', 'cursor'],
  takes: 1,
  usage: 'source back-fill shopify --from 2026-11-01 [--to 2026-11-08]',
  about: 'read orders that were missed from the platform; nobody is thanked twice',
  help: [
    '--from     a day in the zone of the brand (2026-11-01), or a moment (2026-11-01T09:00:00Z): what has changed',
    '           since then is read',
    '--to       only orders made until the end of this day',
    '--cursor   goes on where a back-fill has stopped',
    '',
    'Needs the credential of the platform’s API. What is too old for its rule is counted, but not thanked.',
  ],
  run: backFill,
};

async function backFill({ client, brand, options, rest: [source] }: Run): Promise<Found> {
  const { from, to } = options;
  if (!source || !from)
    throw new CommandError(
      'Say of which source and since when: source back-fill shopify --from 2026-11-01',
      2,
    );
  refuseStrangeTime({ from, to });
  const path = `/api/brands/${encodeURIComponent(brand)}/sources/${encodeURIComponent(source)}/back-fill`;
  let { cursor } = options;
  let total: Slice = { done: false, pages: 0, read: 0, accepted: {}, ignored: {} };
  try {
    while (!total.done) {
      const next = slice.parse(await client.call('POST', path, { from, to, cursor }));
      total = add(total, next);
      cursor = next.cursor ?? cursor;
      show(total);
      if (!next.done) await pause(next.wait);
    }
  } catch (error) {
    throw withHint(error, cursor);
  }
  return { data: total, text: describe(total) };
}

/** Said before anything is asked: it is how the command was typed. */
function refuseStrangeTime(given: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(given)) {
    const read = moment.optional().safeParse(value);
    if (!read.success) throw new CommandError(`--${name} is no time: ${read.error.issues[0]?.message}.`, 2);
  }
}

const add = (total: Slice, next: Slice): Slice => ({
  done: next.done,
  pages: total.pages + next.pages,
  read: total.read + next.read,
  accepted: sum(total.accepted, next.accepted),
  ignored: sum(total.ignored, next.ignored),
});

const sum = (a: Record<string, number>, b: Record<string, number>): Record<string, number> =>
  Object.entries(b).reduce((all, [name, count]) => ({ ...all, [name]: (all[name] ?? 0) + count }), a);

/** How many there will be no platform tells; a line that counts up shows that it goes on. */
function show({ pages, read }: Slice): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${read} read, page ${pages} `);
}

async function pause(seconds = 0): Promise<void> {
  if (seconds > LONGEST_WAIT)
    throw new CommandError(
      `The platform asks to come back in ${counted(Math.ceil(seconds / 60), 'minute')}.`,
    );
  await sleep(seconds * 1000);
}

function withHint(error: unknown, cursor: string | undefined): unknown {
  if (process.stderr.isTTY) process.stderr.write('\n');
  if (!(error instanceof CommandError) || cursor === undefined) return error;
  return new CommandError(`${error.message} Go on later with --cursor ${cursor}`, error.exitCode, {
    cause: error,
  });
}

function describe({ pages, read, accepted, ignored }: Slice): string {
  if (process.stderr.isTTY) process.stderr.write('\n');
  const rows = [
    ...Object.entries(accepted).map(([kind, count]) => [
      String(count),
      kind,
      'fed in; known ones change nothing',
    ]),
    ...Object.entries(ignored).map(([reason, count]) => [String(count), 'ignored', reason]),
  ];
  const head = `Done: ${read} read on ${counted(pages, 'page')}.`;
  return rows.length === 0 ? head : `${head}\n\n${table(['count', 'what', 'why'], rows)}`;
}
