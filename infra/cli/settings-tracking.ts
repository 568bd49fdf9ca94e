import { CommandError } from './client.ts';
import type { Command, Found, Options, Run } from './command.ts';
import { HELP_OF_CHANGES, whyIn } from './deed.ts';
import { type Settings, editSettings, readSettings } from './edit-settings.ts';

const NAMES = ['clicks', 'opens'] as const;

function wishOf(options: Options): Record<string, boolean> {
  const wish: Record<string, boolean> = {};
  for (const name of NAMES) {
    const word = options[name];
    if (word === undefined) continue;
    if (word !== 'on' && word !== 'off')
      throw new CommandError(
        `--${name} cannot be "${word}". Write it so: --${name} on, or --${name} off.`,
        2,
      );
    wish[name] = word === 'on';
  }
  return wish;
}

/** Without an option it shows; with one it sets. */
async function track(run: Run): Promise<Found> {
  const { options } = run;
  const wish = wishOf(options);
  if (Object.keys(wish).length === 0) {
    const data = await readSettings(run);
    return { data, text: describe(data) };
  }
  const why = await whyIn(options);
  const seen = await readSettings(run);
  const dryRun = options['dry-run'] === true;
  const body = { ...wish, why, ...(dryRun && { dryRun }) };
  const data = await editSettings(run, { method: 'PATCH', part: 'tracking', body, seen });
  const last = dryRun ? 'Nothing was changed.' : 'It counts for mails that go out from 30 s on.';
  return { data, text: `${describe(data)}\n${last}` };
}

function describe({ tracking = { clicks: false, opens: false } }: Settings): string {
  const { clicks, opens } = tracking;
  return [
    clicks
      ? 'SES tells clicks: links lead over its server, to the very address that they had; links to our own pages do not.'
      : 'Clicks are not told: links are as they were written.',
    opens
      ? 'SES tells opens: mails carry a picture that nobody sees. What mail programs fetch by themselves is marked.'
      : 'Opens are not told.',
  ].join('\n');
}

export const settingsTracking: Command = {
  words: ['settings', 'tracking'],
  reads: [...NAMES, 'why', 'dry-run'],
  usage: 'settings tracking [--clicks on --why "…"]',
  about: 'whether SES tells who clicks in mails, and who opens them; both are off unless set',
  help: [
    '--clicks on|off    SES leads links over its server and tells who followed them',
    '--opens on|off     SES puts a picture into mails and tells who fetched it',
    HELP_OF_CHANGES.why,
    HELP_OF_CHANGES.dry,
  ],
  run: track,
};
