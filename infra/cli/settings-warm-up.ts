import * as z from 'zod';
import { CommandError } from './client.ts';
import type { Command, Found, Options, Run } from './command.ts';
import { HELP_OF_CHANGES, brandPath, whyIn } from './deed.ts';

const warmUp = z.looseObject({
  plan: z.object({ from: z.string(), lastDay: z.string(), ceilings: z.array(z.number()) }).optional(),
  today: z
    .object({
      day: z.number(),
      ceiling: z.number(),
      mails: z.number(),
      mostMarketing: z.number(),
      marketing: z.number(),
      until: z.string(),
    })
    .optional(),
  timezone: z.string(),
  revision: z.number(),
});
type WarmUp = z.output<typeof warmUp>;

type Wish = { from?: string | null; ceilings?: number[] | null };

function wishOf({ from, off, ceilings }: Options): Wish | undefined {
  if (off && (from !== undefined || ceilings !== undefined))
    throw new CommandError('Say either --off or a plan, not both.', 2);
  if (off) return { from: null };
  const wish = { ...(from !== undefined && { from }), ...(ceilings && { ceilings: readCeilings(ceilings) }) };
  return Object.keys(wish).length > 0 ? wish : undefined;
}

function readCeilings(text: string): number[] | null {
  if (text === 'usual') return null;
  if (!/^\d+(,\d+)*$/.test(text))
    throw new CommandError(
      `--ceilings cannot be "${text}". Write the mails of each day: --ceilings 50,100,200, or --ceilings usual.`,
      2,
    );
  return text.split(',').map(Number);
}

/** Without an option it shows; with one it sets. */
async function run({ client, brand, options }: Run): Promise<Found> {
  const path = `${brandPath(brand)}/settings/warm-up`;
  const wish = wishOf(options);
  const seen = warmUp.parse(await client.call('GET', path));
  if (!wish) return { data: seen, text: describe(seen) };
  const dryRun = options['dry-run'] === true;
  const body = { ...wish, why: await whyIn(options), ...(dryRun && { dryRun }) };
  const data = warmUp.parse(await client.edit({ method: 'PATCH', path, body, revision: seen.revision }));
  const last = dryRun ? 'Nothing was changed.' : 'It counts everywhere within 30 s.';
  return { data, text: `${describe(data)}\n${last}` };
}

function describe({ plan, today, timezone }: WarmUp): string {
  if (!plan)
    return 'The sender is not warmed up: as much goes as SES allows. For a new domain: settings warm-up --from 2026-12-01 --why "…"';
  const { from, lastDay, ceilings } = plan;
  const days = `Mails of each day from ${from} to ${lastDay} (${timezone}): ${ceilings.join(', ')}.`;
  if (!today) return `${days}\nToday is not of it: as much goes as SES allows.`;
  const { day, ceiling, mails, marketing, mostMarketing } = today;
  return [
    days,
    `Today is day ${day} of ${ceilings.length}: ${mails} of ${ceiling} mails went, ${marketing} of them marketing (${mostMarketing} at most).`,
    mails < ceiling
      ? 'What is due and has no room goes on the next day, the most important first.'
      : `No more goes today. The next day begins ${today.until.slice(0, 16).replace('T', ' ')} UTC; the most important goes first.`,
  ].join('\n');
}

export const settingsWarmUp: Command = {
  words: ['settings', 'warm-up'],
  reads: ['from', 'ceilings', 'off', 'why', 'dry-run'],
  usage: 'settings warm-up [--from 2026-12-01 --why "…"]',
  about: 'how many mails a day a new sending domain may send, until receivers know it',
  help: [
    '--from DAY       the first day of the plan, by the brand’s own clock',
    '--ceilings LIST  the mails of each day, for instance 50,100,200,400; or usual: 100 on the first, half as many more each day',
    '--off            ends it: as much goes as SES allows',
    HELP_OF_CHANGES.why,
    HELP_OF_CHANGES.dry,
  ],
  run,
};
