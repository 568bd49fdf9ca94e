import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { type ImportedRow, importedRow } from '../../shared/contract/import.ts';
import { CommandError } from './client.ts';
import type { Client } from './client.ts';
import type { Batch, Sent } from './import-batches.ts';
import type { Row } from './import-rows.ts';

const answer = z.object({ rows: z.array(importedRow), import: z.string().optional() });

export type Sending = {
  client: Client;
  path: string;
  /** What each call says beside its rows. */
  with: Readonly<Record<string, unknown>> & { dryRun: boolean };
  /** Hears of every row what became of it. */
  hear: (row: Row, became: ImportedRow) => void;
  /** Hears up to which line all rows are done. */
  reached: (line: number) => void;
  isStopped: () => boolean;
};

const AT_ONCE = 2;

/** Sends batch after batch, two under way at once, and answers when the last row is stored. */
export async function sendAll(batches: AsyncIterable<Batch>, sending: Sending): Promise<void> {
  const underWay: Promise<void>[] = [];
  let token: string | undefined;
  const inTurn = async (batch: Batch, before: Promise<void> | undefined): Promise<void> => {
    const given = await send(batch, token, sending);
    token ??= given;
    await before;
    sending.reached(batch.last);
  };
  try {
    for await (const batch of batches) {
      if (sending.isStopped()) break;
      // What a later line says of a person counts, so the earlier one has to be stored; and the first call of an import
      // tells by which name the others go on with it.
      const isAlone =
        batch.rows.some(({ isAgain }) => isAgain) || (token === undefined && !sending.with.dryRun);
      while (underWay.length >= (isAlone ? 1 : AT_ONCE)) await underWay.shift();
      const before = underWay.at(-1);
      const done = inTurn(batch, before);
      // Whoever waits for it hears of a failure.
      done.catch(() => undefined);
      underWay.push(done);
    }
    while (underWay.length > 0) await underWay.shift();
  } finally {
    await Promise.allSettled(underWay);
  }
}

async function send(
  { rows }: Batch,
  token: string | undefined,
  sending: Sending,
): Promise<string | undefined> {
  const good = rows.filter(({ row }) => row.fault === undefined).map(({ as }) => as);
  const body = { ...sending.with, rows: good, ...(token !== undefined && { import: token }) };
  const call = () => sending.client.call('POST', sending.path, body);
  const told = good.length === 0 ? { rows: [], import: token } : answer.parse(await insist(call));
  const byLine = new Map(told.rows.map((row) => [row.line, row]));
  for (const sent of rows) sending.hear(sent.row, becameOf(sent, byLine));
  return told.import;
}

function becameOf(
  { row: { line, fault }, isAgain }: Sent,
  byLine: ReadonlyMap<number, ImportedRow>,
): ImportedRow {
  if (fault !== undefined) return { line, outcome: 'refused', reason: fault };
  const became = byLine.get(line);
  if (!became) throw new CommandError(`The system said nothing of line ${line}.`);
  return isAgain ? asAgain(became) : became;
}

/** Of a person whom an earlier line told of, and who has one row more now. */
const asAgain = (row: ImportedRow): ImportedRow =>
  row.outcome === 'refused' || row.outcome === 'merged'
    ? row
    : { ...row, outcome: 'merged', reason: 'the same person as an earlier line' };

const ATTEMPTS = 4;
/** Milliseconds. */
const FIRST_WAIT = 300;
const status = z.object({ status: z.number() });

/** The same rows once more do no harm: what fails for a moment is tried again. */
async function insist(call: () => Promise<unknown>): Promise<unknown> {
  for (let attempt = 1; ; attempt++)
    try {
      return await call();
    } catch (error) {
      const { problem } = error instanceof CommandError ? error : {};
      const refused = status.safeParse(problem).data?.status ?? 500;
      if (attempt === ATTEMPTS || refused < 500) throw error;
      await sleep(FIRST_WAIT * 3 ** (attempt - 1));
    }
}
