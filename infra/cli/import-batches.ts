import { createHash } from 'node:crypto';
import { type ImportRow, MOST_IMPORT_BYTES, MOST_ROWS } from '../../shared/contract/import.ts';
import type { Row } from './import-rows.ts';
import type { Target } from './people-columns.ts';

/** A row as it is sent; `isAgain` where an earlier one has the same address. A row with a `fault` goes nowhere. */
export type Sent = { row: Row; as: ImportRow; isAgain: boolean };
/** What goes in one call, and which line is its last. */
export type Batch = { rows: Sent[]; last: number };

/** Well below what the API takes, since other characters take more bytes. */
const MOST_CHARACTERS = MOST_IMPORT_BYTES / 8;

/** Cuts rows into calls, from a line on. */
export async function* batchesOf(
  rows: AsyncIterable<Row>,
  { targets, from }: { targets: ReadonlyMap<string, Target>; from: number },
): AsyncGenerator<Batch> {
  const seen = new Seen();
  let [batch, size]: [Batch, number] = [{ rows: [], last: 0 }, 0];
  for await (const read of rows) {
    if (read.line < from) continue;
    const row = single(read, targets);
    const as = toRow(row, targets);
    const length = JSON.stringify(as).length;
    const isFull = batch.rows.length === MOST_ROWS || size + length > MOST_CHARACTERS;
    if (isFull && batch.rows.length > 0) {
      yield batch;
      [batch, size] = [{ rows: [], last: 0 }, 0];
    }
    batch.rows.push({ row, as, isAgain: row.fault === undefined && seen.has(as.email) });
    size += length;
    batch.last = row.line;
  }
  if (batch.rows.length > 0) yield batch;
}

/** What holds more than one value is a fault where it was asked for. */
function single(row: Row, targets: ReadonlyMap<string, Target>): Row {
  const list = row.lists?.find((heading) => targets.has(heading));
  return list === undefined ? row : { fault: `"${list}" holds more than one value`, ...row };
}

function toRow({ line, cells, fault }: Row, targets: ReadonlyMap<string, Target>): ImportRow {
  const row: ImportRow = { line, email: '' };
  if (fault !== undefined) return row;
  for (const [heading, target] of targets) {
    const text = cells[heading] ?? '';
    if (text.trim() === '') continue;
    if ('field' in target) row[target.field] = text;
    else if ('date' in target) row.dates = { ...row.dates, [target.date]: text };
    else row.customerIds = { ...row.customerIds, [target.customer]: text };
  }
  return row;
}

const BITS = 2 ** 27;

/** Which addresses have come up, in 16 MB however many there are: of ten million people one would be taken for another. */
class Seen {
  readonly #bits = new Uint8Array(BITS / 8);

  /** Whether it was there before; from now on it is. */
  has(address: string): boolean {
    const hash = createHash('sha1').update(address.trim().normalize('NFC').toLowerCase()).digest();
    let isThere = true;
    for (let at = 0; at < hash.length; at += 4) {
      const bit = hash.readUInt32LE(at) % BITS;
      const [place, mask] = [bit >> 3, 1 << (bit & 7)];
      const byte = this.#bits[place] ?? 0;
      if ((byte & mask) === 0) isThere = false;
      this.#bits[place] = byte | mask;
    }
    return isThere;
  }
}
