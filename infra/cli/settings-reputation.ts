import * as z from 'zod';
import { CommandError } from './client.ts';
import type { Command, Found, Options, Run } from './command.ts';
import { HELP_OF_CHANGES, brandPath, whyIn } from './deed.ts';
import { table } from './table.ts';

const reputation = z.looseObject({
  limits: z.object({
    complaints: z.number(),
    bounces: z.number(),
    atLeast: z.number(),
    softBounces: z.number(),
  }),
  outcomes: z.array(
    z.object({
      within: z.string(),
      delivered: z.number(),
      bounced: z.number(),
      complained: z.number(),
    }),
  ),
  paused: z.boolean(),
  halted: z.object({ at: z.string(), reason: z.string() }).optional(),
  revision: z.number(),
});
type Reputation = z.output<typeof reputation>;

const NAMES = ['complaints', 'bounces', 'at-least', 'soft-bounces'] as const;
type Name = (typeof NAMES)[number];

/** How each is written, what it is called in the API, and how it is read; `undefined` is not how it is written. */
const LIMITS: Readonly<
  Record<Name, { is: string; form: string; read: (text: string) => number | undefined }>
> = {
  complaints: { is: 'complaints', form: '0.1%', read: share },
  bounces: { is: 'bounces', form: '5%', read: share },
  'at-least': { is: 'atLeast', form: '200', read: whole },
  'soft-bounces': { is: 'softBounces', form: '3', read: whole },
};

function share(text: string): number | undefined {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  return percent === undefined ? undefined : Number(percent) / 100;
}

function whole(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function wishOf(options: Options): Record<string, number | null> {
  const wish: Record<string, number | null> = {};
  for (const name of NAMES) {
    const text = options[name];
    if (text === undefined) continue;
    const { is, form, read } = LIMITS[name];
    const value = text === 'usual' ? null : read(text);
    if (value === undefined)
      throw new CommandError(
        `--${name} cannot be "${text}". Write it so: --${name} ${form}, or --${name} usual.`,
        2,
      );
    wish[is] = value;
  }
  return wish;
}

/** Without an option it shows; with one it sets. */
async function run({ client, brand, options }: Run): Promise<Found> {
  const path = `${brandPath(brand)}/settings/reputation`;
  const seen = reputation.parse(await client.call('GET', path));
  const wish = wishOf(options);
  if (Object.keys(wish).length === 0) return { data: seen, text: describe(seen) };
  const dryRun = options['dry-run'] === true;
  const body = { ...wish, why: await whyIn(options), ...(dryRun && { dryRun }) };
  const data = reputation.parse(await client.edit({ method: 'PATCH', path, body, revision: seen.revision }));
  const last = dryRun ? 'Nothing was changed.' : 'It counts everywhere within 30 s.';
  return { data, text: `${describe(data)}\n${last}` };
}

const percent = (part: number): string => `${Number((part * 100).toFixed(4))}%`;

function describe({ limits, outcomes, halted, paused }: Reputation): string {
  const rows = outcomes.map(({ within, delivered, bounced, complained }) => [
    within,
    String(delivered),
    String(bounced),
    String(complained),
  ]);
  const { complaints, bounces, atLeast, softBounces } = limits;
  return [
    ...table(['', 'arrived', 'came back', 'reported'], rows).split('\n'),
    `Sending stops above ${percent(complaints)} reported or ${percent(bounces)} back for good, of ${atLeast} mails at least; an address after ${softBounces} mails in a row that came back for a while.`,
    halted && paused
      ? `${halted.reason} Stopped since ${halted.at}: rules resume --why "…"`
      : 'It was not stopped.',
  ].join('\n');
}

export const settingsReputation: Command = {
  words: ['settings', 'reputation'],
  reads: [...NAMES, 'why', 'dry-run'],
  usage: 'settings reputation [--bounces 5% --why "…"]',
  about: 'what became of the mails, and from which complaints and bounces on sending stops',
  help: [
    '--complaints P     above so many reported as unwanted, of those that arrived: 0.1%, or usual',
    '--bounces P        above so many that came back for good: 5%, or usual',
    '--at-least N       of fewer mails nothing is judged: 200, or usual',
    '--soft-bounces N   so many in a row that came back for a while stop an address: 3, or usual',
    HELP_OF_CHANGES.why,
    HELP_OF_CHANGES.dry,
  ],
  run,
};
