import { differences } from './changes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Options, Run } from './command.ts';
import { HELP_OF_CHANGES, whyIn } from './deed.ts';
import { editSettings, readSettings } from './edit-settings.ts';

function wishOf(options: Options): Record<string, string | null> {
  const { name, address, 'reply-to': replyTo } = options;
  const wish = {
    ...(name !== undefined && { name }),
    ...(address !== undefined && { address }),
    ...(replyTo !== undefined && { replyTo: replyTo === 'none' ? null : replyTo }),
  };
  if (Object.keys(wish).length > 0) return wish;
  throw new CommandError('Say what: settings sender --address hello@mail.example.com --why "…"', 2);
}

async function set(run: Run): Promise<Found> {
  const { options } = run;
  const wish = wishOf(options);
  const why = await whyIn(options);
  const seen = await readSettings(run);
  const dryRun = options['dry-run'] === true;
  const body = { ...wish, why, ...(dryRun && { dryRun }) };
  const data = await editSettings(run, { method: 'PATCH', part: 'sender', body, seen });
  const changed = (['sender', 'replyTo'] as const).flatMap((at) =>
    JSON.stringify(seen[at]) === JSON.stringify(data[at]) ? [] : [{ at, before: seen[at], after: data[at] }],
  );
  if (changed.length === 0) return { data, text: 'It is set so already. Nothing was changed.' };
  const last = dryRun ? 'Nothing was changed.' : 'Mails come from there within 30 s.';
  return { data, text: [...differences(changed), last].join('\n') };
}

export const settingsSender: Command = {
  words: ['settings', 'sender'],
  reads: ['name', 'address', 'reply-to', 'why', 'dry-run'],
  usage: 'settings sender --name "Kettle & Co" --address hello@mail.example.com --why "…"',
  about: 'whom mails come from, and where answers go',
  help: [
    '--name "…"      what stands before the address in an inbox',
    '--address A     of the domain that SES has verified, or one under it; others are refused',
    '--reply-to A    where answers go, of that domain too; or none',
    HELP_OF_CHANGES.why,
    HELP_OF_CHANGES.dry,
  ],
  run: set,
};
