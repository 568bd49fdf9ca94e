import type { ImportedRow } from '../../shared/contract/import.ts';
import type { Tally } from './import-tally.ts';
import { columnOfCustomer, columnOfDate } from './people-columns.ts';
import { table } from './table.ts';

/** The first rows as they were read. */
export function previewOf({ first }: Tally): string {
  const rows = first.map((row) => [String(row.line), row.outcome, ...aboutOf(row)]);
  return `${table(['line', 'becomes', 'address', 'as it was read'], rows)}\n`;
}

function aboutOf({ read, reason }: ImportedRow): string[] {
  if (!read) return ['–', reason ?? ''];
  const { email = '–', firstName, lastName, dates = {}, customerIds = {}, ...facts } = read;
  const name = [firstName, lastName].filter(Boolean).join(' ');
  const said = [
    ...Object.entries(facts),
    ...Object.entries(customerIds).map(([source, number]) => [columnOfCustomer(source), number]),
    ...Object.entries(dates).map(([kind, on]) => [columnOfDate(kind), on]),
  ];
  return [email, [name, ...said.map(([what, value]) => `${what} ${value}`)].filter(Boolean).join(', ')];
}
