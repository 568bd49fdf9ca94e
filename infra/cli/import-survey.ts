import { stat } from 'node:fs/promises';
import {
  type DateOrder,
  type NameOrder,
  dateOrder,
  nameOrder,
  orderOf,
  readFigures,
} from '../../shared/contract/import.ts';
import { ask, canAsk } from './ask.ts';
import { CommandError } from './client.ts';
import type { Mapping } from './import-columns.ts';
import { Rivals } from './import-rivals.ts';
import { type Form, rowsOf } from './import-rows.ts';
import { startProgress } from './progress.ts';

/** What the dates of one column are, where figures tell the order; and one that tells none. */
type Evidence = { dmy: boolean; mdy: boolean; unclear?: { text: string; line: number } };

export type Survey = {
  headings: string[];
  rows: number;
  evidence: ReadonlyMap<string, Evidence>;
  rivals: Rivals;
};

const MOST_COLUMNS = 300;

/** Reads a file through once, before anything is sent: how many rows, which columns, and in which order dates are written. */
export async function survey(form: Form): Promise<Survey> {
  const { size } = await stat(form.path);
  const evidence = new Map<string, Evidence>();
  const rivals = new Rivals();
  const progress = startProgress();
  let [rows, bytes] = [0, 0];
  try {
    for await (const { line, cells } of rowsOf(form, (more) => (bytes += more))) {
      rows += 1;
      rivals.look(cells, line);
      for (const heading of Object.keys(cells)) {
        const known = evidence.get(heading) ?? { dmy: false, mdy: false };
        evidence.set(heading, note(known, cells[heading] ?? '', line));
      }
      if (evidence.size > MOST_COLUMNS)
        throw new CommandError(`There are more than ${MOST_COLUMNS} columns.`, 2);
      if (rows % 10_000 === 0) progress.show(bytes / size, `looked at ${rows} rows`);
    }
  } finally {
    progress.end();
  }
  if (rows === 0) throw new CommandError(`${form.path} has no rows: nobody is in it.${HINTS[form.kind]}`, 2);
  return { headings: [...evidence.keys()], rows, evidence, rivals };
}

const HINTS: Readonly<Record<Form['kind'], string>> = {
  csv: ' The first line names the columns; where it is a person already, write one above it, for instance email,first_name,birthday.',
  jsonl: '',
};

/** Longer cells are no date in figures. */
const MOST_DATE = 12;

function note(known: Evidence, text: string, line: number): Evidence {
  if (text.length > MOST_DATE) return known;
  const figures = readFigures(text.trim());
  if (!figures) return known;
  const order = orderOf(figures);
  if (order === 'same' || (figures.isDotted && order === 'dmy')) return known;
  if (order === undefined) return known.unclear ? known : { ...known, unclear: { text: text.trim(), line } };
  return { ...known, [order]: true };
}

/**
 * The order of day and month in each column of dates: as it was told, else as the column itself tells: a day beyond the
 * twelfth settles it. Where it tells nothing, or both, somebody is asked; it is never guessed.
 */
export async function ordersOf(
  { evidence }: Survey,
  { targets }: Mapping,
  told: string | undefined,
): Promise<Record<string, DateOrder>> {
  const given = dateOrder.optional().safeParse(told);
  if (!given.success)
    throw new CommandError('--dates takes dmy (the day first) or mdy (the month first).', 2);
  const orders: Record<string, DateOrder> = {};
  for (const [heading, target] of targets) {
    const found = evidence.get(heading);
    if (!('date' in target) || !found) continue;
    const order =
      given.data ?? onlyOne(found) ?? (found.unclear && (await askFor(heading, found.unclear, found.dmy)));
    if (order !== undefined) orders[target.date] = order;
  }
  return orders;
}

function onlyOne({ dmy, mdy }: Evidence): DateOrder | undefined {
  if (dmy === mdy) return undefined;
  return dmy ? 'dmy' : 'mdy';
}

/** Where others tell an order and it has to be asked for, they tell both (`isMixed`). */
async function askFor(
  heading: string,
  { text, line }: { text: string; line: number },
  isMixed: boolean,
): Promise<DateOrder> {
  const others = isMixed
    ? 'the other rows contradict each other: in some the day is first, in others the month'
    : 'no other row tells which figure is the day';
  const what = `In the column "${heading}", ${text} (line ${line}) can be two days, and ${others}.`;
  if (!canAsk())
    throw new CommandError(
      `${what} Say so: --dates dmy (the day first) or --dates mdy. Nothing was imported.`,
      2,
    );
  const answer = await ask(`${what}\nIs the first one the day or the month? [d/m] `);
  if (/^d/i.test(answer)) return 'dmy';
  if (/^m/i.test(answer)) return 'mdy';
  throw new CommandError('Nothing was imported.', 2);
}

/**
 * The order in a column of full names: as it was told, else somebody is asked. Without it only names with a comma are
 * split; the system says of each of the others that it was left out.
 */
export async function namesOf(
  { targets }: Mapping,
  told: string | undefined,
): Promise<NameOrder | undefined> {
  const given = nameOrder.optional().safeParse(told);
  if (!given.success) throw new CommandError('--names takes first-last or last-first.', 2);
  const [heading] = [...targets].find(([, target]) => 'field' in target && target.field === 'name') ?? [];
  if (heading === undefined || given.data !== undefined || !canAsk()) return given.data;
  const answer = await ask(
    `In the column "${heading}", of two words, is the first one the first name or the last name? [f/l, or nothing to leave such names out] `,
  );
  if (/^f/i.test(answer)) return 'first-last';
  return /^l/i.test(answer) ? 'last-first' : undefined;
}
