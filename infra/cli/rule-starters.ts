import { stringify } from 'yaml';
import * as z from 'zod';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { table } from './table.ts';

const line = z.looseObject({
  id: z.string(),
  title: z.string(),
  story: z.string(),
  on: z.string(),
  needs: z.string().optional(),
  taken: z.boolean(),
});
const listed = z.object({ items: z.array(line) });
const shown = line.extend({
  rule: z.looseObject({}),
  mails: z.array(z.object({ language: z.string(), subject: z.string(), text: z.string() })),
  example: z.object({ before: z.array(z.unknown()), fires: z.unknown(), sentAt: z.string() }),
});
const used = z.object({
  rule: z.string(),
  saved: z.boolean(),
  problems: z.array(z.string()),
  notices: z.array(z.string()),
});
type Used = z.infer<typeof used>;

const base = (brand: string): string => `/api/brands/${encodeURIComponent(brand)}/starters`;

const readAll = async ({ client, brand }: Run): Promise<z.infer<typeof listed>> =>
  listed.parse(await client.call('GET', base(brand)));

async function list(run: Run): Promise<Found> {
  const data = await readAll(run);
  const rows = data.items.map(({ id, on, taken, title }) => [id, on, taken ? 'yes' : '–', title]);
  const text = table(['starter', 'on', 'in the brand', 'title'], rows);
  return { data, text: `${text}\n\nIts story and its mail: rules starters show ${data.items[0]?.id ?? ''}` };
}

async function show({ client, brand, rest: [id] }: Run): Promise<Found> {
  if (!id) throw new CommandError('Say which: rules starters show birthday', 2);
  const data = shown.parse(await client.call('GET', `${base(brand)}/${encodeURIComponent(id)}`));
  const { title, story, needs, rule, mails, example } = data;
  const text = [
    `${title} (${data.id})`,
    story,
    ...(needs === undefined ? [] : ['', `Needs: ${needs}`]),
    '',
    'Rule',
    indent(stringify(rule)),
    ...mails.flatMap((mail) => ['', `${mail.language}: ${mail.subject}`, indent(mail.text, '  | ')]),
    '',
    `This webhook of ours sends it at ${example.sentAt.slice(0, 16).replace('T', ' ')} UTC${
      example.before.length > 0 ? `, after ${example.before.length} before (--json)` : ''
    }`,
    indent(JSON.stringify(example.fires, undefined, 2)),
  ];
  return { data, text: text.join('\n') };
}

const indent = (text: string, by = '  '): string =>
  text
    .trimEnd()
    .split('\n')
    .map((each) => `${by}${each}`.trimEnd())
    .join('\n');

/** All that are named are free before the first is saved; of `--all` those that are there already are passed over. */
async function use(run: Run): Promise<Found> {
  const { client, brand, options, rest } = run;
  const { as, why } = options;
  const wished = await chosen(run);
  const dryRun = options['dry-run'];
  const results: Used[] = [];
  const body = { dryRun, ...(as !== undefined && { as }), ...(why !== undefined && { why }) };
  for (const id of wished.free) {
    const path = `${base(brand)}/${encodeURIComponent(id)}/use`;
    const answer = await client.call('POST', path, body).catch((cause: unknown) => stopped(results, cause));
    results.push(used.parse(answer));
  }
  const data = { used: results, passedOver: wished.taken };
  return { data, text: [...tell(data), ...next(results, rest.length > 0)].join('\n') };
}

/** Whoever was refused half-way is told what had been saved by then. */
function stopped(before: readonly Used[], cause: unknown): never {
  const saved = before.filter((one) => one.saved).map(({ rule }) => rule);
  if (!(cause instanceof CommandError) || saved.length === 0) throw cause;
  throw new CommandError(`${cause.message}\nSaved before that: ${saved.join(', ')}.`, cause.exitCode, {
    cause,
  });
}

async function chosen(run: Run): Promise<{ free: string[]; taken: string[] }> {
  const { rest, options } = run;
  if (options.all === rest.length > 0)
    throw new CommandError('Say which: rules starters use birthday welcome, or --all', 2);
  if (options.as !== undefined && rest.length !== 1)
    throw new CommandError('--as names one starter anew: rules starters use birthday --as our-birthday', 2);
  const { items } = await readAll(run);
  if (options.all) return byTaken(items);
  if (options.as !== undefined) return { free: rest, taken: [] };
  const { free, taken } = byTaken(items.filter(({ id }) => rest.includes(id)));
  if (taken.length > 0)
    throw new CommandError(
      `There already: ${taken.join(', ')}. Nothing was saved. Edit what is there, or give a starter another name: --as`,
    );
  // What is no starter at all is refused by the system, which names those that there are.
  const known = new Set(items.map(({ id }) => id));
  return { free: [...rest.filter((id) => !known.has(id)), ...free], taken };
}

const byTaken = (items: z.infer<typeof line>[]): { free: string[]; taken: string[] } => ({
  free: items.filter(({ taken }) => !taken).map(({ id }) => id),
  taken: items.filter(({ taken }) => taken).map(({ id }) => id),
});

const tell = ({ used: all, passedOver }: { used: Used[]; passedOver: string[] }): string[] => [
  ...all.flatMap(({ rule, saved, problems, notices }) => [
    `${rule}: ${saved ? 'saved as a draft, rule and template' : 'would be saved as a draft, rule and template'}`,
    ...problems.map((problem) => `  ✗ ${problem}`),
    ...notices.map((notice) => `  ! ${notice}`),
  ]),
  ...(passedOver.length > 0 ? [`There already, and not touched: ${passedOver.join(', ')}`] : []),
];

function next(all: readonly Used[], isNamed: boolean): string[] {
  if (all.length === 0) return ['Nothing is left to be used.'];
  if (!all.some(({ saved }) => saved)) return ['Nothing was saved.'];
  const names = isNamed ? all.flatMap(({ rule }) => [rule, `template:${rule}`]).join(' ') : '';
  const publish = `rules publish ${names}`.trim();
  return [
    '',
    'To change them first: rules pull my-rules, then rules push my-rules',
    `To see what would change: ${publish} --dry-run`,
    `To make them live: ${publish} --why "…"`,
    'Then, what comes of an event: try purchase --email ana@example.com',
  ];
}

export const starterCommands: Command[] = [
  {
    words: ['rules', 'starters', 'list'],
    usage: 'rules starters list',
    about: 'rules that are ready to be used, in four languages',
    run: list,
  },
  {
    words: ['rules', 'starters', 'show'],
    usage: 'rules starters show birthday',
    takes: 1,
    about: 'the story of one, its rule, its mail in every language and an example',
    run: show,
  },
  {
    words: ['rules', 'starters', 'use'],
    reads: ['all', 'as', 'why', 'dry-run'],
    usage: 'rules starters use birthday [welcome …] [--as our-birthday] | --all',
    takes: 30,
    about: 'save them as drafts of rules and templates, to be edited and published',
    help: [
      '--all       every one that is not in the brand yet',
      '--as NAME   another name for the rule and its template, for instance to have one twice',
      '--why "…"   a sentence for those who look at it later',
      '--dry-run   says what would be saved, and saves nothing',
    ],
    run: use,
  },
];
