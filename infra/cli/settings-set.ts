import type { Change } from './rule-shapes.ts';
import { differences } from './changes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Options, Run } from './command.ts';
import { HELP_OF_CHANGES, whyIn } from './deed.ts';
import { type Settings, editSettings, readSettings } from './edit-settings.ts';

type Name = 'timezone' | 'quiet-hours' | 'cap' | 'weekdays-only' | 'spread';

/** How each option is written, what it is called in the API, and how it is read; `undefined` is not how it is written. */
const SETTINGS: Readonly<Record<Name, { is: string; form: string; read: (text: string) => unknown }>> = {
  timezone: { is: 'timezone', form: 'Europe/Berlin', read: (text) => text },
  'quiet-hours': {
    is: 'quietHours',
    form: '21:00-08:00, or none',
    read: orNone((text) => groupsOf(/^(?<from>\d\d:\d\d)-(?<to>\d\d:\d\d)$/, text)),
  },
  cap: {
    is: 'cap',
    form: '2/P7D (two messages in seven days), or none',
    read: orNone((text) => {
      const found = groupsOf(/^(?<max>\d+)\/(?<per>P\w+)$/, text);
      return found && { ...found, max: Number(found['max']) };
    }),
  },
  'weekdays-only': {
    is: 'weekdaysOnly',
    form: 'yes or no',
    read: (text) => (text === 'yes' || text === 'no' ? text === 'yes' : undefined),
  },
  spread: { is: 'spread', form: 'PT2H, or none', read: orNone((text) => text) },
};
const NAMES = ['timezone', 'quiet-hours', 'cap', 'weekdays-only', 'spread'] as const;

function orNone(read: (text: string) => unknown): (text: string) => unknown {
  return (text) => (text === 'none' ? null : read(text));
}

const groupsOf = (pattern: RegExp, text: string): Record<string, string> | undefined => {
  const groups = pattern.exec(text)?.groups;
  return groups && { ...groups };
};

/** What the options ask for, as the API takes it. */
function wishOf(options: Options): Record<string, unknown> {
  const wish: Record<string, unknown> = {};
  for (const name of NAMES) {
    const text = options[name];
    if (text === undefined) continue;
    const { is, form, read } = SETTINGS[name];
    const value = read(text);
    if (value === undefined)
      throw new CommandError(`--${name} cannot be "${text}". Write it so: --${name} ${form}.`, 2);
    wish[is] = value;
  }
  if (Object.keys(wish).length > 0) return wish;
  throw new CommandError(`Say what: settings set --quiet-hours 21:00-08:00 --why "…"`, 2);
}

async function set(run: Run): Promise<Found> {
  const { options } = run;
  const wish = wishOf(options);
  const why = await whyIn(options);
  const seen = await readSettings(run);
  // The API itself looks whether it can be: a dry run is refused for what the change would be refused for.
  const dryRun = options['dry-run'] === true;
  const body = { ...wish, why, ...(dryRun && { dryRun }) };
  const data = await editSettings(run, { method: 'PATCH', part: 'timing', body, seen });
  const changed = changesOf(seen, data);
  if (changed.length === 0) return { data, text: 'It is set so already. Nothing was changed.' };
  const last = dryRun ? 'Nothing was changed.' : 'It counts everywhere within 30 s.';
  return { data, text: [...differences(changed), `${keptOf(data)} ${last}`].join('\n') };
}

/** What a changed zone or spreading would move is not moved: people may have been told of it. */
function keptOf({ waiting }: Settings): string {
  const held = 'is held by the new limits when that comes.';
  if (!waiting) return `What waits already keeps its time, and ${held}`;
  const { count, isWhole } = waiting;
  if (count === 0) return 'Nothing waits yet.';
  const number = isWhole ? String(count) : `More than ${count}`;
  return count === 1 && isWhole
    ? `One follow-up waits already: it keeps its time, and ${held}`
    : `${number} follow-ups wait already: each keeps its time, and ${held}`;
}

const changesOf = (seen: Settings, data: Settings): Change['difference'] =>
  Object.values(SETTINGS).flatMap(({ is }) => {
    const [before, after] = [seen[is], data[is]];
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ at: is, before, after }];
  });

export const settingsSet: Command = {
  words: ['settings', 'set'],
  reads: [...NAMES, 'why', 'dry-run'],
  usage: 'settings set --quiet-hours 21:00-08:00 --cap 2/P7D --why "…"',
  about: 'when the brand may write to people, and how often',
  help: [
    '--timezone Z         of the brand, and of people of whom neither zone nor country tells it: Europe/Berlin',
    '--quiet-hours H      local hours in which nothing is sent: 21:00-08:00, or none',
    '--cap N/P            at most so many messages to one person in any such time: 2/P7D, or none',
    '--weekdays-only yes  nothing goes on a Saturday or Sunday; or no',
    '--spread T           what is due at one local time leaves over so long: PT2H (six hours at most), or none',
    HELP_OF_CHANGES.why,
    HELP_OF_CHANGES.dry,
  ],
  run: set,
};
