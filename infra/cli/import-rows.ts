import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import * as z from 'zod';
import { parseRecord } from '../local/json.ts';
import { CommandError } from './client.ts';
import { type Encoding, encodingOf, textOf } from './import-text.ts';
import { unguarded } from './people-file.ts';

/** How a file is written. */
export type Form = { path: string; encoding: Encoding; kind: 'csv' | 'jsonl'; delimiter: string };

/**
 * One row with its cells by heading; with a `fault` it was not understood, and `text` is what stood there if it has no
 * cells. `line` is the first that it stands on; `lists` are headings that hold more than one value.
 */
export type Row = {
  line: number;
  cells: Record<string, string>;
  fault?: string;
  text?: string;
  lists?: string[];
};
export type Rows = AsyncGenerator<Row>;

/** Characters of one cell: a name or a date has less, and what has more is a quote that was not closed. */
const MOST_CELL = 10_000;
/** Bytes of one record, which is held in memory as a whole. */
const MOST_RECORD = 16 * 1024 * 1024;
const MOST_COLUMNS = 300;
const DELIMITERS = [',', ';', '\t', '|'];

/** Looks how a file is written, by its beginning; a name that ends in `.jsonl` says it as well. */
export async function formOf(path: string): Promise<Form> {
  const encoding = await encodingOf(path);
  let head = '';
  for await (const text of textOf(path, encoding)) {
    head += text;
    if (head.length > 64 * 1024) break;
  }
  if (head.trim() === '') throw new CommandError(`${path} is empty: nobody is in it.`, 2);
  if (/^\s*\[/.test(head))
    throw new CommandError(`${path} is a list in JSON: write one object on each line (JSON lines).`, 2);
  const isLines = /\.(jsonl|ndjson)$/i.test(path) || /^\s*\{/.test(head);
  return { path, encoding, kind: isLines ? 'jsonl' : 'csv', delimiter: delimiterIn(head) };
}

/** That which the line of headings has most of, quoted ones apart; Excel may name it in a line of its own. */
function delimiterIn(head: string): string {
  const [, told] = /^sep=(.)\r?\n/i.exec(head) ?? [];
  if (told !== undefined) return told;
  const [line = ''] = head
    .trimStart()
    .replaceAll(/"[^"]*"/g, '')
    .split(/[\r\n]/);
  const counted = DELIMITERS.map((sign) => ({ sign, count: line.split(sign).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).sign;
}

/** The rows of a file, one after the other; `hear` is told how many bytes were read. */
export const rowsOf = (form: Form, hear?: (bytes: number) => void): Rows =>
  form.kind === 'csv' ? csvRows(form, hear) : jsonRows(form, hear);

const record = z.object({ record: z.array(z.string()), info: z.looseObject({ lines: z.number() }) });

async function* csvRows({ path, encoding, delimiter }: Form, hear?: (bytes: number) => void): Rows {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MOST_RECORD,
    info: true,
  });
  pipeline(Readable.from(textOf(path, encoding, hear)), parser, () => undefined);
  let headings: string[] | undefined;
  let last = 0;
  try {
    for await (const raw of parser) {
      const { record: cells, info } = record.parse(raw);
      last = info.lines;
      if (headings) yield rowOf(headings, cells, info.lines);
      else if (!/^sep=.?$/i.test(cells.join(delimiter))) headings = headingsOf(path, cells);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new CommandError(
      `${path}: a quote that is opened after line ${last} is never closed. Close it; nothing of the file was taken.`,
      2,
      { cause: error },
    );
  }
}

function headingsOf(path: string, cells: readonly string[]): string[] {
  if (cells.length > MOST_COLUMNS)
    throw new CommandError(`${path} has ${cells.length} columns; ${MOST_COLUMNS} is the most.`, 2);
  const seen = new Map<string, number>();
  return cells.map((cell, at) => {
    const heading = cell.trim().slice(0, 100) || `column ${at + 1}`;
    const times = (seen.get(heading) ?? 0) + 1;
    seen.set(heading, times);
    return times === 1 ? heading : `${heading} (${times})`;
  });
}

function rowOf(headings: readonly string[], values: readonly string[], lastLine: number): Row {
  const line = lastLine - values.reduce((sum, value) => sum + breaksIn(value), 0);
  const cells = Object.fromEntries(headings.map((heading, at) => [heading, unguarded(values[at] ?? '')]));
  const beyond = values.slice(headings.length).some((value) => value.trim() !== '');
  const fault = tooLong(cells) ?? (beyond ? 'it has more cells than there are headings' : undefined);
  return { line, cells, ...(fault !== undefined && { fault }) };
}

const breaksIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

function tooLong(cells: Readonly<Record<string, string>>): string | undefined {
  const [heading] = Object.entries(cells).find(([, text]) => text.length > MOST_CELL) ?? [];
  return heading === undefined
    ? undefined
    : `the cell "${heading}" is longer than ${MOST_CELL} characters: a quote may not be closed`;
}

async function* jsonRows({ path, encoding }: Form, hear?: (bytes: number) => void): Rows {
  let line = 0;
  for await (const text of linesOf(textOf(path, encoding, hear))) {
    line += 1;
    if (text === undefined)
      yield { line, cells: {}, fault: `the line is longer than ${MOST_LINE} characters` };
    else if (text.trim() !== '') yield objectRow(line, text);
  }
}

function objectRow(line: number, text: string): Row {
  const object = parseRecord(text);
  if (!object) return { line, cells: {}, fault: 'the line is no object in JSON', text };
  const cells: Record<string, string> = {};
  const lists: string[] = [];
  for (const [key, value] of Object.entries(object).filter(([, told]) => told !== null)) {
    const heading = key.slice(0, 100);
    const list = typeof value === 'object' ? JSON.stringify(value).slice(0, MOST_CELL) : undefined;
    if (list !== undefined) lists.push(heading);
    cells[heading] = list ?? String(value);
  }
  const fault = tooLong(cells);
  return { line, cells, ...(fault !== undefined && { fault }), ...(lists.length > 0 && { lists }) };
}

const MOST_LINE = 1024 * 1024;

const fit = (line: string): string | undefined => (line.length > MOST_LINE ? undefined : line);

/** Line by line; one that is too long is `undefined`, and no more of it is held than of the others. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string | undefined> {
  let held = '';
  for await (const piece of pieces) {
    const [first = '', ...rest] = piece.split('\n');
    held = (held + first).slice(0, MOST_LINE + 1);
    for (const next of rest) {
      yield fit(held);
      held = next;
    }
  }
  if (held !== '') yield fit(held);
}
