import type { AuditRecord, Change, Deed, Entry } from '../../contract/life.ts';
import { type Failure, type Result, fail } from '../../contract/result.ts';
import type { Rule } from '../../contract/rule.ts';
import { auditId, putAudit } from '../../store/audit.ts';
import { putEntry } from '../../store/entries.ts';
import { type LiveSet, publishLive } from '../../store/rules.ts';

/** A transaction has 100 items: the pointer, the audit, and one for each rule and template. */
export const MOST_AT_ONCE = 98;

/** Of whom nobody asked for a reason: the setting up of the house itself. */
export const record = (
  brand: string,
  { by, at, why }: Deed,
  of: Pick<AuditRecord, 'act' | 'changes' | 'release'> & Partial<Pick<AuditRecord, 'id'>>,
): AuditRecord => ({ brand, id: auditId(), at, by, ...(why && { why }), ...of });

/** Makes the next set live, together with what it does to the drafts and with its line in the audit: all or nothing. */
export async function flip(of: {
  brand: string;
  live: LiveSet;
  rules: Rule[];
  act: 'publish' | 'retire' | 'rollback';
  deed: Deed;
  /** Of its line in the audit; the versions that were written for it name it. */
  audit?: string;
  changes: Change[];
  /** As they are to be. */
  entries: readonly Entry[];
}): Promise<Result<LiveSet, Failure<'conflict'>>> {
  const { brand, live, rules, act, deed, audit: id = auditId(), changes, entries } = of;
  const audit = record(brand, deed, { id, act, changes, release: live.version + 1 });
  const flipped = await publishLive({
    brand,
    rules,
    basedOn: live.version,
    with: [putAudit(audit), ...entries.map(putEntry)],
  });
  return flipped.ok ? flipped : fail('conflict', flipped.failure.message);
}
