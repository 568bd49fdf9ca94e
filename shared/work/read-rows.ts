import type { Temporal } from 'temporal-polyfill';
import { loadKey } from '../clients/secrets.ts';
import type { Brand } from '../contract/brand.ts';
import type { DateOrder, ImportRow, ImportedRow, NameOrder } from '../contract/import.ts';
import { contactId } from '../domain/people/identity.ts';
import { readRow } from '../domain/people/import/read-row.ts';
import { listSources } from '../store/sources.ts';
import { type Person, withOwnNumbers } from './import-numbers.ts';

export type Import = {
  brand: Brand;
  rows: readonly ImportRow[];
  dryRun: boolean;
  /** By kind of date, where the figures alone do not tell. */
  orders: Readonly<Record<string, DateOrder>>;
  /** Of full names, where somebody told it. */
  names?: NameOrder | undefined;
  /** What shows that somebody agreed, where no row tells. */
  proof: string;
};

/** The people of whom rows tell, each with all rows of theirs, and the rows that tell of nobody. */
export async function readRows(
  { brand, rows, orders, names }: Import,
  now: Temporal.Instant,
): Promise<{ people: Person[]; refused: ImportedRow[] }> {
  const key = await loadKey('CONTACT_KEY_SECRET');
  const refused: ImportedRow[] = [];
  const people = new Map<string, Person>();
  const sources = rows.some(({ customerIds }) => customerIds) ? await listSources(brand.id) : [];
  const idOf = (email: string): string => contactId(key, brand.id, { email });
  const context = { brand, idOf, orders, names, sources: sources.map(({ id }) => id), now };
  for (const row of rows) {
    const read = readRow(row, context);
    if ('reason' in read) refused.push({ line: row.line, outcome: 'refused', reason: read.reason });
    else {
      const { id, ...part } = read;
      const person = people.get(id) ?? { id, parts: [] };
      people.set(id, { id, parts: [...person.parts, { line: row.line, ...part }] });
    }
  }
  return { people: withOwnNumbers([...people.values()]), refused };
}
