import { stringify } from 'yaml';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { HELP_OF_CHANGES, unlessDry, whyIn } from './deed.ts';
import { editSettings, readSettings } from './edit-settings.ts';
import { OCCASION_COMMANDS } from './settings-occasions.ts';
import { QUESTION_COMMANDS } from './settings-question.ts';
import { settingsReputation } from './settings-reputation.ts';
import { settingsLook } from './settings-look.ts';
import { settingsRefused } from './settings-refused.ts';
import { settingsSender } from './settings-sender.ts';
import { settingsTracking } from './settings-tracking.ts';
import { settingsSet } from './settings-set.ts';
import { settingsWarmUp } from './settings-warm-up.ts';

async function show(run: Run): Promise<Found> {
  const data = await readSettings(run);
  return { data, text: stringify(data).trimEnd() };
}

async function approval(run: Run): Promise<Found> {
  const [word] = run.rest;
  if (word !== 'on' && word !== 'off')
    throw new CommandError('Say on or off: settings approval on --why "…"', 2);
  const why = await whyIn(run.options);
  const seen = await readSettings(run);
  const isOn = word === 'on';
  return unlessDry(run, {
    data: { approval: isOn },
    dry: seen.approval === isOn ? `It is ${word} already.` : `It would be turned ${word}.`,
    act: async () => {
      const body = { approval: isOn, why };
      const data = await editSettings(run, { method: 'PUT', part: 'approval', body, seen });
      const rule = isOn
        ? 'whoever has written a draft does not publish it; somebody else does'
        : 'whoever may publish also publishes what they have written';
      return { data, text: `Approval is ${word}: ${rule}.` };
    },
  });
}

async function unsubscribing(run: Run): Promise<Found> {
  const [word] = run.rest;
  if (word === undefined)
    throw new CommandError('Say which mailbox: settings unsubscribing stop@shop.example, or none', 2);
  const why = await whyIn(run.options);
  const seen = await readSettings(run);
  const address = word === 'none' ? null : word;
  return unlessDry(run, {
    data: { address },
    dry: address === null ? 'Mails would name the page alone.' : `Mails would name ${address}, too.`,
    act: async () => {
      const body = { address, why };
      const data = await editSettings(run, { method: 'PUT', part: 'unsubscribing', body, seen });
      const text =
        address === null
          ? 'Mails name the page alone from now on.'
          : `Mails name ${address} beside the page from now on. Whoever reads it takes the id from the subject: contacts unsubscribe ID --why "Asked by mail".`;
      return { data, text };
    },
  });
}

export const SETTINGS_COMMANDS: Command[] = [
  {
    words: ['settings', 'show'],
    usage: 'settings show',
    about:
      'how the brand is set: pauses, approval, time zone, quiet hours, cap, weekdays, spreading, occasions, look',
    run: show,
  },
  settingsSet,
  settingsReputation,
  settingsWarmUp,
  settingsRefused,
  settingsSender,
  settingsTracking,
  settingsLook,
  {
    words: ['settings', 'approval'],
    reads: ['why', 'dry-run'],
    usage: 'settings approval on --why "…"',
    takes: 1,
    about: 'whether somebody other than its editors has to publish a draft: on or off',
    help: [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry],
    run: approval,
  },
  {
    words: ['settings', 'unsubscribing'],
    reads: ['why', 'dry-run'],
    usage: 'settings unsubscribing stop@shop.example --why "…"',
    takes: 1,
    about:
      'a mailbox that mails name for unsubscribing beside the page, if somebody reads it: an address, or none',
    help: [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry],
    run: unsubscribing,
  },
  ...OCCASION_COMMANDS,
  ...QUESTION_COMMANDS,
];
