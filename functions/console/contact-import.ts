import * as z from 'zod';
import {
  MOST_IMPORT_BYTES,
  MOST_ROWS,
  type ImportedRow,
  type OutcomeCounts,
  dateOrder,
  importRow,
  importedRow,
  nameOrder,
} from '../../shared/contract/import.ts';
import { ok } from '../../shared/contract/result.ts';
import { type ImportRecord, addToImport, auditId, noteImport } from '../../shared/store/audit.ts';
import { importPeople } from '../../shared/work/import-people.ts';
import { log } from '../middleware/logger.ts';
import { now } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const wish = z.strictObject({
  rows: z.array(importRow).min(1).max(MOST_ROWS),
  /** Says what would become of each row, and writes nothing. */
  dryRun: z.boolean().optional(),
  /** By kind of date: the order of day and month, where figures alone do not tell it (03/04/1990). */
  orders: z.record(z.string().max(64), dateOrder).optional(),
  /** Of full names (`name`), where no row tells their parts; without it only what stands at a comma is split. */
  names: nameOrder.optional(),
  source: z.strictObject({
    /** The file's name, for the audit trail. */
    file: z.string().trim().min(1).max(200),
    /** What shows that people agreed, where a row does not tell; the import itself unless told. */
    proof: z.string().trim().min(1).max(300).optional(),
  }),
  /** Of an earlier call of the same import: the audit trail has one line for all of them. */
  import: z
    .string()
    .regex(/^\d{4}-[\dT:.-]+Z#[\w-]{1,64}$/, 'give what an earlier call of the import answered')
    .optional(),
});

const answer = z.object({ rows: z.array(importedRow), import: z.string().optional() });

/** `POST …/contacts/import`: people in bulk. The same rows once more change nothing. */
export const contactImport: Resource = {
  path: 'contacts/import',
  operations: {
    POST: operation({
      role: 'editor',
      summary: 'Takes people in, 500 rows at most, and says what became of each.',
      body: wish,
      most: MOST_IMPORT_BYTES,
      answer,
      refusals: ['not-found'],
      example: {
        body: {
          rows: [
            {
              line: 2,
              email: 'ana@example.com',
              firstName: 'Ana',
              consent: 'granted',
              dates: { birthday: '1990-03-02' },
            },
          ],
          source: { file: 'people.csv' },
        },
      },
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        const { brand, by, body } = call;
        const { rows, dryRun = false, orders = {}, names, source } = body;
        const proof = source.proof ?? `Import of ${source.file} on ${now().slice(0, 10)}`;
        const done = await importPeople({ brand: found.value, rows, dryRun, orders, names, proof });
        if (dryRun) return ok({ rows: done });
        const counts = countsOf(done);
        log.info('people imported', { brand, by, ...counts });
        const [at = '', id = ''] = body.import?.split('#') ?? [];
        const about = { brand, at, id, by, why: source.file, rows: counts };
        return ok({ rows: done, import: await noted({ ...about, act: 'import', changes: [] }) });
      },
    }),
  },
};

const countsOf = (rows: readonly ImportedRow[]): OutcomeCounts => {
  const counts: OutcomeCounts = { created: 0, updated: 0, unchanged: 0, merged: 0, refused: 0 };
  for (const { outcome } of rows) counts[outcome] += 1;
  return counts;
};

/** In the line of the import, or in a new one. */
async function noted(record: ImportRecord): Promise<string> {
  const placed = record.at !== '' && (await addToImport(record));
  const line = placed ? record : { ...record, at: now(), id: auditId() };
  if (!placed) await noteImport(line);
  return `${line.at}#${line.id}`;
}
