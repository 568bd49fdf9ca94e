import { stringify } from 'csv-stringify/sync';

/**
 * What a spreadsheet would run when it opens the file; a mark that is there already gets another one, so that taking one
 * away brings back what was.
 */
const RUNS = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;

/** A cell that no spreadsheet runs: text marked as such. */
export const guarded = (text: string): string => (RUNS.test(text) ? `'${text}` : text);
/** The cell without that mark. */
export const unguarded = (text: string): string => (GUARDED.test(text) ? text.slice(1) : text);

/** One line of a CSV file, its end included. */
export const csvLine = (cells: readonly string[]): string => stringify([cells.map(guarded)]);
