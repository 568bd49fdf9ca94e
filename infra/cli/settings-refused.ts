import { CommandError } from './client.ts';
import type { Command, Found, Options, Run } from './command.ts';
import { HELP_OF_CHANGES, whyIn } from './deed.ts';
import { type Settings, editSettings, readSettings } from './edit-settings.ts';

const NAMES = ['add', 'remove'] as const;

function wishOf(options: Options): Record<string, string[]> {
  const wish: Record<string, string[]> = {};
  for (const name of NAMES) {
    const text = options[name];
    if (text === undefined) continue;
    const all = text.split(',').map((one) => one.trim());
    if (all.includes(''))
      throw new CommandError(
        `--${name} lacks an address or domain. Write them so: --${name} eve@shop.example,rival.example`,
        2,
      );
    wish[name] = all;
  }
  return wish;
}

/** Without an option it shows; with one it changes. */
async function refuse(run: Run): Promise<Found> {
  const { options } = run;
  const wish = wishOf(options);
  const seen = await readSettings(run);
  if (Object.keys(wish).length === 0) return found(seen, []);
  const dryRun = options['dry-run'] === true;
  const body = { ...wish, why: await whyIn(options), ...(dryRun && { dryRun }) };
  const data = await editSettings(run, { method: 'PATCH', part: 'refused', body, seen });
  const last = dryRun ? 'Nothing was changed.' : 'It counts everywhere within 30 s, for what waits, too.';
  return found(data, [last]);
}

function found({ refused = NOBODY, revision }: Settings, more: string[]): Found {
  return { data: { refused, revision }, text: [...describe(refused), ...more].join('\n') };
}

const NOBODY = { addresses: [], domains: [] };

function describe({ addresses, domains }: NonNullable<Settings['refused']>): string[] {
  if (addresses.length + domains.length === 0)
    return [
      'The brand refuses no address. To write to somebody never: settings refused --add eve@shop.example,rival.example --why "…"',
    ];
  return [
    ...(domains.length > 0 ? ['No mail goes to these domains and what is under them:'] : []),
    ...domains.map((domain) => `  ${domain}`),
    ...(addresses.length > 0
      ? ['Nor to the addresses of these persons (contacts show ID; an address itself is not kept):']
      : []),
    ...addresses.map((id) => `  ${id}`),
  ];
}

export const settingsRefused: Command = {
  words: ['settings', 'refused'],
  reads: [...NAMES, 'why', 'dry-run'],
  usage: 'settings refused [--add eve@shop.example,rival.example --why "…"]',
  about: 'addresses and domains that the brand writes to never',
  help: [
    '--add LIST     addresses, domains (with all under them) or ids of persons, with commas between them',
    '--remove LIST  the same, to write to them again',
    HELP_OF_CHANGES.why,
    HELP_OF_CHANGES.dry,
  ],
  run: refuse,
};
