import type { Deed } from '../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../contract/result.ts';
import { emptyAnswer, hasAnswer } from '../store/answers.ts';
import { putAudit } from '../store/audit.ts';
import { write } from '../store/requests.ts';
import { record } from './life/flip.ts';

/** Removes an answer together with the line in the audit that says so, without a word of what it was. */
export async function removeAnswer({
  brand,
  id,
  deed,
  dryRun,
}: {
  brand: string;
  id: string;
  deed: Deed;
  dryRun?: boolean | undefined;
}): Promise<Result<object, Failure<'not-found' | 'conflict'>>> {
  const now = Math.floor(Date.parse(deed.at) / 1000);
  if (!(await hasAnswer({ brand, id }, now))) return fail('not-found', 'There is no such answer.');
  if (dryRun) return ok({});
  const changes = [{ kind: 'answer' as const, id, difference: [] }];
  const audit = putAudit(record(brand, deed, { act: 'remove', changes }));
  const refused = await write([emptyAnswer({ brand, id }), audit]);
  return refused ? fail('conflict', 'Somebody was at it at the same moment; look and try again.') : ok({});
}
