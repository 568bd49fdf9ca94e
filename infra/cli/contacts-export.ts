import { once } from 'node:events';
import { type WriteStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import * as z from 'zod';
import { counted } from '../../shared/contract/wording.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { COLUMNS, columnOfCustomer, columnOfDate } from './people-columns.ts';
import { csvLine } from './people-file.ts';
import { startProgress } from './progress.ts';

const text = z.string().default('');
const person = z.looseObject({
  email: text,
  firstName: text,
  lastName: text,
  locale: text,
  country: text,
  kind: text,
  zone: z.object({ id: z.string(), from: z.string() }),
  consent: z.looseObject({ marketing: z.string(), at: text, source: text, proof: text }),
  externalIds: z.record(z.string(), z.string()),
  dates: z.record(z.string(), z.looseObject({ on: z.string() })),
});
const page = z.object({ items: z.array(person), cursor: z.string().optional() });

/** What was told by a webhook is shown by that; imported again, it is still to be seen. */
const toldBy = (source: string): string => (source === '' ? '' : `Told by ${source}`);

/** A person as a row: by column. What is not known is empty. */
function cellsOf(one: z.infer<typeof person>) {
  const { email, firstName, lastName, zone, consent, dates, externalIds, ...of } = one;
  const known = Object.entries(dates).map(([kind, { on }]) => [columnOfDate(kind), on] as const);
  return new Map<string, string>([
    ['email', email],
    ['first_name', firstName],
    ['last_name', lastName],
    ['timezone', zone.from === 'contact' ? zone.id : ''],
    ['country', of.country],
    ['locale', of.locale],
    ['kind', of.kind],
    ['consent', consent.marketing],
    ['consent_at', consent.at],
    ['consent_proof', consent.proof || toldBy(consent.source)],
    ...Object.entries(externalIds).map(([source, number]) => [columnOfCustomer(source), number] as const),
    ...known,
  ]);
}
type Cells = ReturnType<typeof cellsOf>;

async function run(asked: Run): Promise<Found> {
  const file = asked.rest[0] ?? `people-${asked.brand}.csv`;
  if (!asked.options.force && (await stat(file).catch(() => undefined)))
    throw new CommandError(`${file} is there already: name another file, or write over it with --force.`, 2);
  const own: string[] = [];
  for (;;) {
    // By name, so that the same people come to the same file.
    const { people, strange } = await writeFile(file, [...COLUMNS, ...own.toSorted()], asked);
    if (strange.length === 0)
      return {
        data: { file, people },
        text: `${counted(people, 'person stands', 'people stand')} in ${file}.`,
      };
    // Somebody has a date of the brand's own, which wants a column: begun anew with it.
    own.push(...strange);
  }
}

type Written = { people: number; strange: string[] };

/** Writes everybody, or stops at the first who has something for which there is no column. */
async function writeFile(file: string, columns: readonly string[], asked: Run): Promise<Written> {
  const isLines = /\.(jsonl|ndjson)$/i.test(file);
  // Another's permissions on a file of that name would stay.
  await rm(file, { force: true });
  const out = createWriteStream(file, { mode: 0o600, flags: 'wx' });
  const progress = startProgress();
  let people = 0;
  try {
    if (!isLines) await put(out, csvLine(columns));
    for await (const cells of everybody(asked)) {
      const strange = isLines ? [] : [...cells.keys()].filter((column) => !columns.includes(column));
      if (strange.length > 0) return { people, strange };
      people += 1;
      await put(out, isLines ? jsonLine(cells) : csvLine(columns.map((column) => cells.get(column) ?? '')));
      if (people % 100 === 0)
        progress.show(people / (people + 1000), `${counted(people, 'person', 'people')} written`);
    }
    return { people, strange: [] };
  } finally {
    progress.end();
    out.end();
    await finished(out);
  }
}

async function put(out: WriteStream, line: string): Promise<void> {
  if (!out.write(line)) await once(out, 'drain');
}

const jsonLine = (cells: Cells): string =>
  `${JSON.stringify(Object.fromEntries([...cells].filter(([, value]) => value !== '')))}\n`;

/** Everybody who can be imported again: whoever has an address. */
async function* everybody({ client, brand }: Pick<Run, 'client' | 'brand'>): AsyncGenerator<Cells> {
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor !== undefined && { cursor }) });
    const found: z.infer<typeof page> = page.parse(
      await client.call('GET', `${brandPath(brand)}/contacts?${query.toString()}`),
    );
    for (const one of found.items) if (one.email !== '') yield cellsOf(one);
    ({ cursor } = found);
  } while (cursor !== undefined);
}

export const CONTACTS_EXPORT: Command = {
  words: ['contacts', 'export'],
  reads: ['force'],
  takes: 1,
  usage: 'contacts export [people.csv]',
  about: 'all people of the brand as a file that can be imported again; .jsonl for JSON lines',
  help: [
    '--force   writes over a file that is there',
    '',
    'Cells that a spreadsheet would run begin with an apostrophe, which an import takes away again.',
  ],
  run,
};
