import { confirm } from './ask.ts';
import { type Client, CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { HELP_OF_CHANGES, whyIn } from './deed.ts';
import { type Item, below, describe, gateOf, one, page, rowOf } from './follow-up-words.ts';
import { table } from './table.ts';

const base = (brand: string): string => `/api/brands/${encodeURIComponent(brand)}/follow-ups`;
async function list({ client, brand, options }: Run): Promise<Found> {
  const most = mostOf(options.limit);
  const { again, ...data } = await readPages(client, `${base(brand)}?${queryOf(options)}`, most);
  if (data.items.length === 0) return { data, text: 'Nothing.' };
  const rows = data.items.map((each) => [...rowOf(each), each.waits ?? each.trace.at(-1) ?? '']);
  const [head, ...lines] = table(['state', 'rule', 'about', 'due (UTC)', 'why'], rows).split('\n');
  // An id is as long as a line: it has one of its own.
  const text = [head, ...lines.flatMap((line, at) => [line, ...below(data.items[at])])].join('\n');
  const remarks = [
    ...(data.items.length < most ? [] : [`The first ${most}; there may be more.`]),
    ...(again > 0
      ? ['Some went on while they were listed; each stands here once, as it was seen last.']
      : []),
  ];
  return { data, text: [text, ...remarks].join('\n') };
}

function queryOf({ email, state, rule }: Run['options']): string {
  const given = { ...(email && { email }), ...(state && { state }), ...(rule && { rule }) };
  return new URLSearchParams({ limit: '100', ...given }).toString();
}

function mostOf(limit: string | undefined): number {
  if (limit === undefined) return Infinity;
  if (!/^[1-9]\d{0,5}$/.test(limit)) throw new CommandError('--limit takes a whole number.', 2);
  return Number(limit);
}

/**
 * Whoever has hundreds is not shown the first hundred as if that were all. What moves on meanwhile is met again: it stands
 * where it was met first, as it was seen last.
 */
async function readPages(client: Client, path: string, most: number): Promise<Pages> {
  const items = new Map<string, Item>();
  let [cursor, again]: [string | undefined, number] = [undefined, 0];
  do {
    const next = page.parse(await client.call('GET', cursor ? `${path}&cursor=${cursor}` : path));
    again += next.items.filter(({ id }) => items.has(id)).length;
    for (const item of next.items) items.set(item.id, item);
    ({ cursor } = next);
  } while (cursor !== undefined && items.size < most);
  return { items: [...items.values()].slice(0, most), again };
}

/** `again`: how often one was met that had been met before. */
type Pages = { items: Item[]; again: number };

function idOf({ rest: [id] }: Run, word: string): string {
  if (id) return encodeURIComponent(id);
  throw new CommandError(`Say which by its id: follow-ups ${word} ID; follow-ups list shows the ids`, 2);
}

async function show(run: Run): Promise<Found> {
  const data = one.parse(await run.client.call('GET', `${base(run.brand)}/${idOf(run, 'show')}`));
  return { data, text: describe(data) };
}

type Act = 'cancel' | 'release' | 'resend' | 'resolve';

const QUESTION: Readonly<Record<Act, string>> = {
  cancel: 'Cancel it?',
  release: 'Let it go now?',
  resend: 'Send it again?',
  resolve: 'Close it?',
};

const act =
  (name: Act) =>
  async (run: Run): Promise<Found> => {
    const { client, brand, options } = run;
    const path = `${base(brand)}/${idOf(run, name)}/${name}`;
    const isDry = options['dry-run'];
    if (name === 'resolve' && options.as !== 'sent' && options.as !== 'failed')
      throw new CommandError('Say what became of it: --as sent or --as failed', 2);
    const body = { why: await whyIn(options), ...(name === 'resolve' && { as: options.as }) };
    const plan = one.parse(await client.call('POST', path, { ...body, dryRun: true }));
    const text = [describe(plan, `would be ${plan.state}`), ...gateOf(plan)].join('\n');
    if (isDry) return { data: plan, text: `${text}\nNothing was changed.` };
    await confirm(`${text}\n${QUESTION[name]}`, options.yes);
    const data = one.parse(await client.call('POST', path, body));
    return { data, text: [describe(data), ...gateOf(data)].join('\n') };
  };

const HELP = [
  HELP_OF_CHANGES.why,
  '--dry-run   says what would become of it, and changes nothing',
  '--yes       does not ask before',
];

const command = (name: Act, about: string, more: Partial<Command> = {}): Command => ({
  words: ['follow-ups', name],
  reads: ['why', 'dry-run'],
  usage: `follow-ups ${name} ID --why "…"`,
  takes: 1,
  about,
  help: HELP,
  run: act(name),
  ...more,
});

export const FOLLOW_UP_COMMANDS: Command[] = [
  {
    words: ['follow-ups', 'list'],
    reads: ['email', 'state', 'rule', 'limit'],
    usage: 'follow-ups list [--email ana@example.com] [--state unknown] [--rule welcome]',
    about: 'what was planned, for a person or for all, what became of it, and why',
    help: [
      '--email    of this person',
      '--state    planned, queued, sending, sent, skipped, cancelled, failed or unknown',
      '--rule     of this rule',
      '--limit    how many at most; all unless told',
      '',
      'Without any of them it lists all. Without --email, what needs a decision comes first, then what waits, then what is done.',
    ],
    run: list,
  },
  {
    words: ['follow-ups', 'show'],
    usage: 'follow-ups show ID',
    takes: 1,
    about: 'one follow-up with all its reasons',
    run: show,
  },
  command('cancel', 'end one that waits'),
  command('release', 'let one that waits go now; the gate still decides'),
  command('resend', 'send one again that failed or of which nobody knows: the next attempt of the same'),
  command('resolve', 'close one of which nobody knows whether it was sent', {
    reads: ['as', 'why', 'dry-run'],
    usage: 'follow-ups resolve ID --as sent --why "…"',
    help: ['--as        sent or failed', ...HELP],
  }),
];
