import { CommandError } from './client.ts';
import { guessColumn } from './people-columns.ts';

/** Columns of a file whose headings mean the same, and where they say two things of one person. */
export class Rivals {
  readonly #columns = new Map<string, string | undefined>();
  readonly #lines = new Map<string, number>();

  look(cells: Readonly<Record<string, string>>, line: number): void {
    const told = new Map<string, { heading: string; text: string }>();
    for (const [heading, cell] of Object.entries(cells)) {
      const [column, text] = [this.#columnOf(heading), cell.trim()];
      if (column === undefined || text === '') continue;
      const other = told.get(column);
      if (!other) told.set(column, { heading, text });
      else if (other.text !== text) this.#note(other.heading, heading, line);
    }
  }

  /** Refuses two of which it would be chance which one counts; one that was told, or left out, is no chance. */
  refuse(taken: string, left: string): void {
    const line = this.#lines.get(pairOf(taken, left));
    if (line === undefined) return;
    throw new CommandError(
      `The columns "${taken}" and "${left}" mean the same and differ in line ${line}: say which one does not count, --ignore "${left}". Nothing was imported.`,
      2,
    );
  }

  #columnOf(heading: string): string | undefined {
    if (!this.#columns.has(heading)) this.#columns.set(heading, guessColumn(heading));
    return this.#columns.get(heading);
  }

  #note(one: string, other: string, line: number): void {
    const pair = pairOf(one, other);
    if (!this.#lines.has(pair)) this.#lines.set(pair, line);
  }
}

const pairOf = (...headings: string[]): string => JSON.stringify(headings.toSorted());
