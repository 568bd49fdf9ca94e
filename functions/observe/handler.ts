import type { FollowUpKey } from '../../shared/contract/follow-up.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { TAG_FOLLOW_UP } from '../../shared/contract/names.ts';
import { type SesEvent, sesEvent } from '../../shared/contract/ses-event.ts';
import { type Report, readReport, withReport } from '../../shared/domain/ledger/feedback.ts';
import { parseFollowUpId } from '../../shared/domain/people/identity.ts';
import { changeFollowUp, loadFollowUp } from '../../shared/store/follow-ups.ts';
import { suppress } from '../../shared/store/suppressions.ts';
import { anew } from '../middleware/anew.ts';
import { type Turn, batchHandler } from '../middleware/batch.ts';
import { log } from '../middleware/logger.ts';

export const handler = batchHandler({
  room: 'observe',
  parse: (body) => sesEvent.parse(JSON.parse(body)),
  // Reports of one mail are taken one after the other.
  keyOf: ({ detail }) => detail.mail.messageId,
  handle: observe,
});

/** Writes what SES reports of a mail into the ledger, and stops the address when it says so. */
async function observe(event: SesEvent, { until }: Turn): Promise<Result<void>> {
  const report = readReport(event);
  const key = followUpOf(event);
  if (!report || !key) {
    log.info('report left alone', { ses: event.detail.mail.messageId, known: report !== undefined });
    return ok(undefined);
  }
  if (report.suppress) {
    const at = report.at ?? event.detail.mail.timestamp;
    await suppress({ brand: key.brand, contact: key.contact, reason: report.suppress, at });
  }
  const recorded = await anew(() => record(key, report, event), until);
  return recorded ? ok(undefined) : fail('contended', 'The follow-up kept changing.', { retryable: true });
}

const followUpOf = ({ detail }: SesEvent): FollowUpKey | undefined =>
  parseFollowUpId(detail.mail.tags?.[TAG_FOLLOW_UP]?.[0] ?? '');

/** `undefined` when the follow-up moved meanwhile. */
async function record(key: FollowUpKey, report: Report, event: SesEvent): Promise<true | undefined> {
  const seen = await loadFollowUp(key);
  if (!seen) return true;
  const after = withReport(seen, report, event);
  return after === seen || (await changeFollowUp(seen, after)) || undefined;
}
