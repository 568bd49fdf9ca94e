import { stringify } from 'yaml';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { HELP_OF_CHANGES, brandPath, whyIn } from './deed.ts';
import { settings } from './rule-shapes.ts';

async function show({ client, brand }: Run): Promise<Found> {
  const data = settings.parse(await client.call('GET', `${brandPath(brand)}/settings`));
  return { data, text: stringify(data).trimEnd() };
}

async function approval({ client, brand, options, rest: [word] }: Run): Promise<Found> {
  if (word !== 'on' && word !== 'off')
    throw new CommandError('Say on or off: settings approval on --why "…"', 2);
  const why = whyIn(options);
  const path = `${brandPath(brand)}/settings`;
  const seen = settings.parse(await client.call('GET', path));
  const isOn = word === 'on';
  if (options['dry-run']) {
    const now = seen.approval === isOn ? `It is ${word} already.` : `It would be turned ${word}.`;
    return { data: { approval: isOn }, text: `${now} Nothing was changed.` };
  }
  const body = { approval: isOn, why };
  const { revision } = seen;
  const data = settings.parse(await client.edit({ method: 'PUT', path: `${path}/approval`, body, revision }));
  const rule = isOn
    ? 'whoever has written a draft does not publish it; somebody else does'
    : 'whoever may publish also publishes what they have written';
  return { data, text: `Approval is ${word}: ${rule}.` };
}

export const SETTINGS_COMMANDS: Command[] = [
  {
    words: ['settings', 'show'],
    usage: 'settings show',
    about: 'how the brand is set: pauses, approval, quiet hours, limits',
    run: show,
  },
  {
    words: ['settings', 'approval'],
    reads: ['why', 'dry-run'],
    usage: 'settings approval on --why "…"',
    takes: 1,
    about: 'whether somebody other than its editors has to publish a draft: on or off',
    help: [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry],
    run: approval,
  },
];
