import { closest } from 'fastest-levenshtein';
import { CommandError } from './client.ts';
import type { Rivals } from './import-rivals.ts';
import { COLUMNS, type Target, guessColumn, targetOf, whyUnknown } from './people-columns.ts';
import { dim } from './style.ts';
import { table } from './table.ts';

/** A heading of the file, and what it was taken for; without a column it is ignored, for the reason in `why`. */
export type Column = { heading: string; column?: string; why?: string };
export type Mapping = { columns: Column[]; targets: ReadonlyMap<string, Target> };

type Wish = { map?: readonly string[] | undefined; ignore?: readonly string[] | undefined };

/** Takes each heading for a column: as it was told, else as its name says. Without addresses nothing goes. */
export function mapColumns(headings: readonly string[], wish: Wish, rivals?: Rivals): Mapping {
  const told = readMap(headings, wish);
  const taken = new Map<string, string>([...told].map(([heading, column]) => [column, heading]));
  const columns = headings.map((heading): Column => {
    const given = told.get(heading);
    if (given !== undefined) return { heading, column: given };
    if (wish.ignore?.includes(heading)) return { heading, why: 'you said so' };
    const column = guessColumn(heading);
    if (column === undefined) return { heading, why: whyUnknown(heading) };
    const other = taken.get(column);
    if (other !== undefined) {
      if (!told.has(other)) rivals?.refuse(other, heading);
      return { heading, why: `"${other}" is taken for ${column}` };
    }
    taken.set(column, heading);
    return { heading, column };
  });
  if (!taken.has('email'))
    throw new CommandError(
      `No column holds mail addresses. The first line names the columns: ${listed(headings)}. Say which it is: --map "${headings[0] ?? 'Column'}=email"`,
      2,
    );
  return { columns, targets: targetsOf(columns) };
}

function targetsOf(columns: readonly Column[]): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>();
  for (const { heading, column } of columns) {
    const target = column === undefined ? undefined : targetOf(column);
    if (target) targets.set(heading, target);
  }
  return targets;
}

function readMap(headings: readonly string[], { map = [], ignore = [] }: Wish): Map<string, string> {
  const told = new Map<string, string>();
  for (const each of map) {
    const at = each.lastIndexOf('=');
    const [heading, column] = [each.slice(0, Math.max(at, 0)).trim(), each.slice(at + 1).trim()];
    if (at < 1) throw new CommandError(`--map takes a heading and a column: --map "Geburtstag=birthday"`, 2);
    refuseStrange(heading, headings);
    if (!targetOf(column)) throw new CommandError(noColumn(column), 2);
    if ([...told.values()].includes(column))
      throw new CommandError(`Two columns cannot both be ${column}: map one of them.`, 2);
    told.set(heading, column);
  }
  for (const heading of ignore) refuseStrange(heading, headings);
  return told;
}

function refuseStrange(heading: string, headings: readonly string[]): void {
  if (!headings.includes(heading))
    throw new CommandError(`The file has no column "${heading}". It has ${listed(headings)}.`, 2);
}

const noColumn = (given: string): string =>
  `There is no column "${given}"; did you mean "${closest(given, [...COLUMNS])}"? There are ${COLUMNS.join(', ')}, name, customer_id.SOURCE, and date.NAME for dates of your own (lower-case letters, digits, hyphens).`;

const SHOWN = 20;
const listed = (headings: readonly string[]): string =>
  headings
    .slice(0, SHOWN)
    .map((heading) => `"${heading}"`)
    .join(', ') + (headings.length > SHOWN ? ` and ${headings.length - SHOWN} more` : '');

/** For people: what each column is taken for. */
export const describeColumns = ({ columns }: Mapping): string =>
  table(
    ['column of the file', 'is taken for'],
    columns.map(({ heading, column, why }) => [heading, column ?? dim(`ignored: ${why}`)]),
  );
