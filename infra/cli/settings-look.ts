import { differences } from './changes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Options, Run } from './command.ts';
import { HELP_OF_CHANGES, whyIn } from './deed.ts';
import { type Settings, editSettings, readSettings } from './edit-settings.ts';

/** Each option, and what it is called in the API. */
const PARTS = [
  ['accent', 'accent'],
  ['page', 'page'],
  ['ink', 'ink'],
  ['postal-address', 'postalAddress'],
] as const;

/** What the options ask for, as the API takes it; what is said of the logo goes over the logo that is there. */
function wishOf(options: Options, { look }: Settings): Record<string, unknown> {
  const parts = PARTS.flatMap(([option, name]) => {
    const said = options[option];
    return said === undefined ? [] : [[name, said === 'none' ? null : said]];
  });
  const logo = logoOf(options, look?.logo);
  const wish = { ...Object.fromEntries(parts), ...(logo !== undefined && { logo }) };
  if (Object.keys(wish).length > 0) return wish;
  throw new CommandError(`Say what: settings look --accent "#1f6f54" --why "…"`, 2);
}

function logoOf({ logo, 'logo-alt': alt, 'logo-width': width }: Options, seen: object | undefined) {
  if (logo === 'none') return null;
  if (logo === undefined && alt === undefined && width === undefined) return undefined;
  if (width !== undefined && !/^\d+$/.test(width))
    throw new CommandError(
      `--logo-width cannot be "${width}". Write it so: --logo-width 140 (in pixels).`,
      2,
    );
  return {
    ...seen,
    ...(logo !== undefined && { url: logo }),
    ...(alt !== undefined && { alt }),
    ...(width !== undefined && { width: Number(width) }),
  };
}

async function set(run: Run): Promise<Found> {
  const { options } = run;
  const why = await whyIn(options);
  const seen = await readSettings(run);
  const dryRun = options['dry-run'] === true;
  const body = { ...wishOf(options, seen), why, ...(dryRun && { dryRun }) };
  const data = await editSettings(run, { method: 'PATCH', part: 'look', body, seen });
  const changed = changesOf(seen, data);
  if (changed.length === 0) return { data, text: 'It is set so already. Nothing was changed.' };
  const last = dryRun
    ? 'Nothing was changed.'
    : 'Mails look so within 30 s; no template has to be published. To see one: templates preview welcome --picture';
  return { data, text: [...differences(changed), last].join('\n') };
}

function changesOf(seen: Settings, data: Settings) {
  const [before, after] = [seen, data].map(({ look, postalAddress }) => ({ ...look, postalAddress }));
  return [...PARTS.map(([, name]) => name), 'logo' as const].flatMap((at) => {
    const [was, is] = [before?.[at], after?.[at]];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ at, before: was, after: is }];
  });
}

export const settingsLook: Command = {
  words: ['settings', 'look'],
  reads: ['logo', 'logo-alt', 'logo-width', 'accent', 'page', 'ink', 'postal-address', 'why', 'dry-run'],
  usage: 'settings look --accent "#1f6f54" --logo https://… --logo-alt "Kettle & Co" --why "…"',
  about: 'how the mails look: logo, colours, and the postal address at their foot',
  help: [
    '--logo URL         a PNG or JPEG at https://…; with --logo-alt "…", and --logo-width 140 in pixels; or none',
    '--accent C         of what is to be seen first, for instance "#1f6f54"; or none',
    '--page C           around the card; or none',
    '--ink C            of the text; or none. Colours that cannot be read are refused',
    '--postal-address A at the foot of every mail; or none',
    HELP_OF_CHANGES.why,
    HELP_OF_CHANGES.dry,
  ],
  run: set,
};
