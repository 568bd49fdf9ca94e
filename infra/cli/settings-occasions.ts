import * as z from 'zod';
import { id } from '../../shared/contract/primitives.ts';
import { differences } from './changes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { HELP_OF_CHANGES, brandPath, whyIn } from './deed.ts';
import { warn } from './style.ts';
import { table } from './table.ts';

const occasion = z.looseObject({
  kind: z.string(),
  name: z.string(),
  on: z.string(),
  next: z.array(z.string()),
});
type Occasion = z.infer<typeof occasion>;
const listed = z.object({ items: z.array(occasion), revision: z.number() });
const changed = z.looseObject({
  before: occasion.optional(),
  after: occasion.optional(),
  notices: z.array(z.string()),
});

const pathOf = (brand: string): string => `${brandPath(brand)}/settings/occasions`;

const DAY = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' });
const inWords = (days: readonly string[]): string =>
  days.map((day) => DAY.format(new Date(day))).join('; ') || 'it is over';

async function list({ client, brand }: Run): Promise<Found> {
  const data = listed.parse(await client.call('GET', pathOf(brand)));
  if (data.items.length === 0)
    return { data, text: 'There are none. Add one: settings occasions set extra-mile-day --on "November 1"' };
  const rows = data.items.map(({ kind, name, on, next }) => [kind, name, on, inWords(next)]);
  return { data, text: table(['occasion', 'name', 'on', 'next'], rows) };
}

/** Refused here already: what is no name would be no address of the API. */
function kindIn({ rest: [kind] }: Run, act: string): string {
  if (kind === undefined) throw new CommandError(`Say which: settings occasions ${act} extra-mile-day`, 2);
  if (id.safeParse(kind).success) return kind;
  throw new CommandError(
    `"${kind}" cannot be the name of an occasion: use lower-case letters, digits and hyphens, 32 at most, for instance extra-mile-day.`,
    2,
  );
}

async function set(run: Run): Promise<Found> {
  const kind = kindIn(run, 'set');
  const { on, name } = run.options;
  if (on === undefined && name === undefined)
    throw new CommandError(`Say on which day: settings occasions set ${kind} --on "November 1"`, 2);
  return act(run, { method: 'PUT', kind, wish: { on, name } });
}

const remove = (run: Run): Promise<Found> =>
  act(run, { method: 'DELETE', kind: kindIn(run, 'remove'), wish: {} });

type Act = { method: 'PUT' | 'DELETE'; kind: string; wish: object };

async function act({ client, brand, options }: Run, { method, kind, wish }: Act): Promise<Found> {
  const dryRun = options['dry-run'] === true;
  const body = { ...wish, why: await whyIn(options), ...(dryRun && { dryRun }) };
  const { revision } = listed.parse(await client.call('GET', pathOf(brand)));
  const data = changed.parse(await client.edit({ method, path: `${pathOf(brand)}/${kind}`, body, revision }));
  const { before, after, notices } = data;
  const [was, is] = [shortly(before), shortly(after)];
  if (was === is) return { data, text: 'It is set so already. Nothing was changed.' };
  const lines = [
    ...differences([{ at: kind, before: was, after: is }]),
    ...(after ? [`  next: ${inWords(after.next)}`] : []),
    ...notices.map((notice) => warn(`  ! ${notice}`)),
    dryRun ? 'Nothing was changed.' : COUNTS,
  ];
  return { data, text: lines.join('\n') };
}

const COUNTS =
  'The calendar and forecasts know of it within 30 s; a day that has begun already is told at the next full hour. What waits already still goes.';

const shortly = (one: Occasion | undefined): string | undefined => one && `${one.name}, ${one.on}`;

export const OCCASION_COMMANDS: Command[] = [
  {
    words: ['settings', 'occasions', 'list'],
    usage: 'settings occasions list',
    about: 'the fixed days on which rules on occasion fire, each with its next three dates',
    run: list,
  },
  {
    words: ['settings', 'occasions', 'set'],
    reads: ['on', 'name', 'why', 'dry-run'],
    usage: 'settings occasions set extra-mile-day --on "November 1" --why "…"',
    takes: 1,
    about: 'a fixed day: a new one, or another day or name of one that is there',
    help: [
      '--on D      each year "November 1" or "fourth Thursday of November", once 2027-05-04',
      '--name "…"  what people call it: "Extra Mile Day"',
      HELP_OF_CHANGES.why,
      HELP_OF_CHANGES.dry,
    ],
    run: set,
  },
  {
    words: ['settings', 'occasions', 'remove'],
    reads: ['why', 'dry-run'],
    usage: 'settings occasions remove extra-mile-day --why "…"',
    takes: 1,
    about: 'takes a fixed day away',
    help: [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry],
    run: remove,
  },
];
