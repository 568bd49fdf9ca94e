import { stripVTControlCharacters } from 'node:util';
import { printableLine } from './printable.ts';
import { bold } from './style.ts';

/** Text in columns as wide as their longest cell, colours left aside; the last column is not padded. */
export function table(head: string[], given: string[][]): string {
  const rows = given.map((cells) => cells.map(printableLine));
  const widths = head.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => lengthOf(row[at] ?? ''))),
  );
  const line = (cells: string[]): string =>
    cells
      .map((cell, at) =>
        at === cells.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - lengthOf(cell)),
      )
      .join('  ');
  return [bold(line(head)), ...rows.map(line)].join('\n');
}

const lengthOf = (text: string): number => stripVTControlCharacters(text).length;
