import type { FollowUp, FollowUpKey } from '../../shared/contract/follow-up.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { TAG_FOLLOW_UP } from '../../shared/contract/names.ts';
import { type SesEvent, sesEvent } from '../../shared/contract/ses-event.ts';
import { type Report, outcomesOf, readReport, withReport } from '../../shared/domain/ledger/feedback.ts';
import { parseFollowUpId } from '../../shared/domain/people/identity.ts';
import type { Outcomes } from '../../shared/domain/reputation/breaker.ts';
import { changeFollowUp, changeOf, loadFollowUp } from '../../shared/store/follow-ups.ts';
import { countingOutcomes } from '../../shared/store/reputation.ts';
import { write } from '../../shared/store/requests.ts';
import { suppress } from '../../shared/store/suppressions.ts';
import { anew } from '../middleware/anew.ts';
import { type Turn, batchHandler } from '../middleware/batch.ts';
import { log } from '../middleware/logger.ts';
import { countDelivered, watchReputation, watchSoftBounces } from './reputation.ts';

export const handler = batchHandler({
  room: 'observe',
  parse: (body) => sesEvent.parse(JSON.parse(body)),
  // Reports of one mail are taken one after the other.
  keyOf: ({ detail }) => detail.mail.messageId,
  handle: observe,
  finish: (arrived) => countDelivered(arrived.filter((brand) => brand !== undefined)),
});

/** Writes what SES reports of a mail into the ledger, and stops the address when it says so. The brand of a mail that arrived. */
async function observe(event: SesEvent, turn: Turn): Promise<Result<string | undefined>> {
  const report = readReport(event);
  const key = followUpOf(event);
  if (!report || !key) {
    log.info('report left alone', { ses: event.detail.mail.messageId, known: report !== undefined });
    return ok(undefined);
  }
  const at = report.at ?? event.detail.mail.timestamp;
  if (report.suppress)
    await suppress({ brand: key.brand, contact: key.contact, reason: report.suppress, at });
  const recorded = await anew(() => record(key, { report, event, turn }), turn.until);
  if (!recorded) return fail('contended', 'The follow-up kept changing.', { retryable: true });
  // Also of a report that was known: whoever recorded it may have been cut off before this.
  if (report.suppress) await watchReputation(key.brand, turn.now);
  if (report.isSoft) await watchSoftBounces(key, at);
  return ok(recorded.delivered ? key.brand : undefined);
}

const followUpOf = ({ detail }: SesEvent): FollowUpKey | undefined =>
  parseFollowUpId(detail.mail.tags?.[TAG_FOLLOW_UP]?.[0] ?? '');

type Told = { report: Report; event: SesEvent; turn: Turn };

/** What is newly known of the mail; `undefined` when the follow-up moved meanwhile. */
async function record(key: FollowUpKey, told: Told): Promise<Partial<Outcomes> | undefined> {
  const seen = await loadFollowUp(key);
  if (!seen) return {};
  const after = withReport(seen, told.report, told.event);
  if (after === seen) return {};
  const outcomes = outcomesOf(seen, after, told.report);
  return (await save(seen, after, { outcomes, turn: told.turn })) ? outcomes : undefined;
}

/** A bounce or a complaint is counted together with what it is counted of: both, or neither. */
async function save(
  seen: FollowUp,
  after: FollowUp,
  { outcomes: { bounced = 0, complained = 0 }, turn }: { outcomes: Partial<Outcomes>; turn: Turn },
): Promise<boolean> {
  if (bounced + complained === 0) return changeFollowUp(seen, after);
  const counting = countingOutcomes({ brand: seen.brand, outcomes: { bounced, complained }, now: turn.now });
  return (await write([{ Update: changeOf(seen, after) }, counting])) === undefined;
}
