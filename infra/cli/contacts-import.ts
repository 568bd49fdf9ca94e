import { basename, resolve } from 'node:path';
import { counted } from '../../shared/contract/wording.ts';
import type { DateOrder, NameOrder } from '../../shared/contract/import.ts';
import { canAsk, confirm, tell } from './ask.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { type Batch, batchesOf } from './import-batches.ts';
import { type Mapping, describeColumns, mapColumns } from './import-columns.ts';
import { type Form, formOf, rowsOf } from './import-rows.ts';
import { sendAll } from './import-send.ts';
import { type Survey, namesOf, ordersOf, survey } from './import-survey.ts';
import { RefusedFile, Tally, refusedPath } from './import-tally.ts';
import { previewOf } from './import-preview.ts';
import { COLUMNS, columnOfDate } from './people-columns.ts';
import { startProgress } from './progress.ts';

type Plan = {
  form: Form;
  looked: Survey;
  mapping: Mapping;
  orders: Record<string, DateOrder>;
  names: NameOrder | undefined;
  from: number;
};

async function run(asked: Run): Promise<Found> {
  const { options } = asked;
  const [path] = asked.rest;
  if (!path) throw new CommandError('Say which file: contacts import people.csv', 2);
  const isDry = options['dry-run'] === true;
  if (!options.yes && !isDry && !canAsk())
    throw new CommandError(
      'Nobody can be asked here: import with --yes, or look with --dry-run at what would be imported.',
      2,
    );
  const plan = await planOf(path, asked);
  tell(`${describeFile(plan)}\n\n${describeColumns(plan.mapping)}\n`);
  if (isDry) return look(asked, plan);
  if (!options.yes) {
    tell(`${(await look(asked, plan)).text}\n`);
    await confirm(`Import ${counted(plan.looked.rows, 'row')} into ${asked.brand}?`, options.yes);
  }
  return store(asked, plan);
}

async function look(asked: Run, plan: Plan): Promise<Found> {
  const dry = await pass(asked, plan, { dryRun: true });
  const text = [previewOf(dry.tally), ...dry.tally.describe(), 'Nothing was written.'].join('\n');
  return { data: dataOf(plan, dry), text };
}

async function store(asked: Run, plan: Plan): Promise<Found> {
  const done = await pass(asked, plan, { dryRun: false });
  const { counts, rows } = done.tally;
  const refused = done.refused === undefined ? [] : [`The rows that were refused stand in ${done.refused}.`];
  return {
    data: dataOf(plan, done),
    text: [...done.tally.describe(), ...refused].join('\n'),
    exitCode: rows > 0 && counts.refused === rows ? 1 : 0,
  };
}

async function planOf(path: string, { options }: Run): Promise<Plan> {
  const { 'from-line': fromLine = '1', map, ignore } = options;
  if (!/^\d{1,9}$/.test(fromLine)) throw new CommandError('--from-line takes the number of a line.', 2);
  if (resolve(refusedPath(path, options.refused)) === resolve(path))
    throw new CommandError('Refused rows cannot go into the file that is read: name another --refused.', 2);
  const form = await formOf(path);
  const looked = await survey(form);
  const mapping = mapColumns(looked.headings, { map, ignore }, looked.rivals);
  return {
    form,
    looked,
    mapping,
    orders: await ordersOf(looked, mapping, options.dates),
    names: await namesOf(mapping, options.names),
    from: Number(fromLine),
  };
}

function describeFile({ form: { path, encoding, kind, delimiter }, looked, orders }: Plan): string {
  const sign = delimiter === '\t' ? 'tabs' : `"${delimiter}"`;
  const shape = kind === 'csv' ? `CSV with ${sign}` : 'JSON lines';
  const order = Object.entries(orders).map(
    ([kind_, of]) => `; in ${columnOfDate(kind_)} the ${of === 'dmy' ? 'day' : 'month'} is first`,
  );
  return `${path}: ${counted(looked.rows, 'row')}, ${shape}, ${encoding.toUpperCase()}${order.join('')}`;
}

type Passed = { tally: Tally; dryRun: boolean; refused: string | undefined };

/** Once through the file, to look or to write. */
async function pass(
  { client, brand, options }: Run,
  { form, looked, mapping, orders, names, from }: Plan,
  { dryRun }: { dryRun: boolean },
): Promise<Passed> {
  const tally = new Tally();
  const file = new RefusedFile(refusedPath(form.path, options.refused), looked.headings);
  const progress = startProgress();
  const stop = stopSignal();
  let reached = 0;
  try {
    await sendAll(drained(batchesOf(rowsOf(form), { targets: mapping.targets, from }), file), {
      client,
      path: `${brandPath(brand)}/contacts/import`,
      with: {
        dryRun,
        orders,
        names,
        source: { file: basename(form.path).slice(0, 200), proof: options.proof },
      },
      hear: (row, became) => {
        tally.add(became);
        if (became.outcome === 'refused' && !dryRun) file.add(row, became.reason ?? '');
      },
      reached: (line) => {
        reached = line;
        progress.show(
          Math.min(1, tally.rows / looked.rows),
          `${dryRun ? 'looked at' : 'stored'} ${counted(tally.rows, 'row')}`,
        );
      },
      isStopped: () => stop.isAsked,
    });
    if (stop.isAsked) throw new CommandError('Stopped.');
  } catch (error) {
    throw dryRun ? error : withHint(error, reached);
  } finally {
    stop.end();
    progress.end();
    await file.end();
  }
  return { tally, dryRun, refused: tally.counts.refused > 0 && !dryRun ? file.path : undefined };
}

async function* drained(batches: AsyncIterable<Batch>, file: RefusedFile): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    await file.drained();
    yield batch;
  }
}

/** What is under way is finished first, so that nothing is half-done. */
function stopSignal() {
  const signal = { isAsked: false, end: () => void process.removeListener('SIGINT', hear) };
  const hear = (): void => void (signal.isAsked = true);
  process.once('SIGINT', hear);
  return signal;
}

function withHint(error: unknown, reached: number): unknown {
  if (!(error instanceof CommandError)) return error;
  const where =
    reached === 0
      ? 'Nothing may be stored yet.'
      : `All rows up to line ${reached} are stored: go on with --from-line ${reached + 1}.`;
  return new CommandError(`${error.message} ${where} The same command once more does no harm.`, 1, {
    cause: error,
  });
}

const dataOf = ({ form, looked, mapping }: Plan, { tally, dryRun, refused }: Passed) => ({
  file: form.path,
  dryRun,
  rows: looked.rows,
  encoding: form.encoding,
  columns: mapping.columns,
  ...tally.data,
  ...(refused !== undefined && { refusedFile: refused }),
  ...(dryRun && { first: tally.first }),
});

export const CONTACTS_IMPORT: Command = {
  words: ['contacts', 'import'],
  reads: ['map', 'ignore', 'dates', 'names', 'proof', 'refused', 'from-line', 'dry-run'],
  takes: 1,
  usage: 'contacts import people.csv [--dry-run]',
  about: 'people from a file (CSV or JSON lines): says what would become of each row, then asks',
  help: [
    '--map "Geburtstag=birthday"   takes a column of the file for one of ours; several times for several',
    '--ignore "Notes"              leaves a column out',
    '--dates dmy|mdy               which figure of 03/04/1990 is the day, where the file does not tell',
    '--names first-last|last-first in which order full names stand; without it only those at a comma are split',
    '--proof "…"                   what shows that people agreed, where no column does; else the import itself',
    '--refused FILE                where refused rows are written; people.refused.csv unless told',
    '--from-line N                 goes on where an import stopped',
    '--dry-run                     says what would become of each row, and writes nothing',
    '--yes                         does not look and ask before; wanted where nobody can be asked',
    '',
    `Columns: ${COLUMNS.join(', ')},`,
    'name (the full one), customer_id.SOURCE (the number by which the webhooks of that source name somebody)',
    'and date.NAME for a date of your own. Headings in English, German, French and Spanish, and those of other tools,',
    'are known. Empty cells change nothing; counters and known consent stay. A file imported twice changes nothing.',
  ],
  run,
};
