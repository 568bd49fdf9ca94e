import { type WriteStream, createWriteStream } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { type ImportedRow, OUTCOMES, type OutcomeCounts } from '../../shared/contract/import.ts';
import { CommandError } from './client.ts';
import type { Row } from './import-rows.ts';
import { inColumns } from './people-columns.ts';
import { csvLine } from './people-file.ts';
import { bad, bold, dim, warn } from './style.ts';

/** The same said of several rows: how often, and of which lines first. */
type Said = { text: string; count: number; lines: number[] };

const LINES = 3;
/** Reasons are few; this is for a system that would answer anything. */
const MOST_SAID = 200;
const PREVIEW = 5;

/** Counts what became of rows, in little memory however many there are. */
export class Tally {
  readonly counts: OutcomeCounts = { created: 0, updated: 0, unchanged: 0, merged: 0, refused: 0 };
  readonly refusals = new Map<string, Said>();
  readonly notes = new Map<string, Said>();
  readonly first: ImportedRow[] = [];

  add(row: ImportedRow): void {
    this.counts[row.outcome] += 1;
    if (this.first.length < PREVIEW) this.first.push(row);
    if (row.outcome === 'refused') say(this.refusals, row.reason ?? 'no reason was given', row.line);
    if (row.outcome === 'merged') say(this.notes, 'rows of the same person were put together', row.line);
    for (const note of row.notes ?? []) say(this.notes, inColumns(note), row.line);
  }

  get rows(): number {
    return OUTCOMES.reduce((sum, outcome) => sum + this.counts[outcome], 0);
  }

  /** For programs. */
  get data() {
    return { ...this.counts, refusals: [...this.refusals.values()], notes: [...this.notes.values()] };
  }

  describe(): string[] {
    const { counts } = this;
    const parts = OUTCOMES.filter((outcome) => counts[outcome] > 0 || outcome === 'created');
    return [
      parts.map((outcome) => `${counts[outcome]} ${outcome}`).join(', '),
      ...list('Refused', this.refusals, bad),
      ...list('Taken, but', this.notes, warn),
    ];
  }
}

function say(all: Map<string, Said>, text: string, line: number): void {
  const known = all.get(text) ?? { text, count: 0, lines: [] };
  if (!all.has(text) && all.size >= MOST_SAID) return;
  known.count += 1;
  if (known.lines.length < LINES) known.lines.push(line);
  all.set(text, known);
}

const list = (title: string, said: ReadonlyMap<string, Said>, paint: (text: string) => string): string[] =>
  said.size === 0 ? [] : [bold(title), ...[...said.values()].map((one) => paint(spell(one)))];

const spell = ({ text, count, lines }: Said): string =>
  `  ${count} × ${text} ${dim(`(line ${lines.join(', ')}${count > lines.length ? ' …' : ''})`)}`;

/** Enough to see what stood there. */
const MOST_CELL = 1000;

/** Where they are written: beside the file, unless told. */
export const refusedPath = (path: string, told: string | undefined): string =>
  told ?? `${path.replace(/\.(csv|tsv|txt|jsonl|ndjson)$/i, '')}.refused.csv`;

/** Writes the rows that were refused to a file of its own, for whoever corrects them; it is made by the first of them. */
export class RefusedFile {
  readonly path: string;
  readonly #headings: readonly string[];
  #stream: WriteStream | undefined;
  #fault: Error | undefined;

  constructor(path: string, headings: readonly string[]) {
    this.path = path;
    this.#headings = headings;
  }

  add({ cells, line, text }: Row, reason: string): void {
    this.#stream ??= this.#open();
    const values = this.#headings.map((heading) => (cells[heading] ?? '').slice(0, MOST_CELL));
    const why = text === undefined ? reason : `${reason}: ${text.slice(0, MOST_CELL)}`;
    this.#stream.write(csvLine([...values, String(line), why]));
  }

  async end(): Promise<void> {
    if (!this.#stream) return;
    this.#stream.end();
    await finished(this.#stream).catch(() => undefined);
    this.#refuseFault();
  }

  /** Waits until what was written has left the memory. */
  async drained(): Promise<void> {
    this.#refuseFault();
    if (this.#stream?.writableNeedDrain) await once(this.#stream, 'drain').catch(() => undefined);
  }

  #refuseFault(): void {
    if (this.#fault)
      throw new CommandError(`${this.path} cannot be written: name another file with --refused.`, 2, {
        cause: this.#fault,
      });
  }

  /** It holds what people told: nobody else on the machine may read it. */
  #open(): WriteStream {
    const stream = createWriteStream(this.path, { mode: 0o600 });
    stream.on('error', (error) => (this.#fault = error));
    stream.once('open', () => void chmod(this.path, 0o600).catch(() => undefined));
    stream.write(csvLine([...this.#headings, 'line', 'reason']));
    return stream;
  }
}
