import type { FollowUp, FollowUpKey } from '../../shared/contract/follow-up.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { TAG_FOLLOW_UP } from '../../shared/contract/names.ts';
import { type SesEvent, sesEvent } from '../../shared/contract/ses-event.ts';
import {
  type Report,
  arrivalOf,
  outcomesOf,
  readReport,
  withReport,
} from '../../shared/domain/ledger/feedback.ts';
import { parseFollowUpId } from '../../shared/domain/people/identity.ts';
import type { Outcomes } from '../../shared/domain/reputation/breaker.ts';
import { noteArrival } from '../../shared/store/arrived-mails.ts';
import { changeFollowUp, changeOf, loadFollowUp } from '../../shared/store/follow-ups.ts';
import { countingOutcomes } from '../../shared/store/reputation.ts';
import { write } from '../../shared/store/requests.ts';
import { isHeard } from '../../shared/store/rules.ts';
import { suppress } from '../../shared/store/suppressions.ts';
import { anew } from '../middleware/anew.ts';
import { type Turn, batchHandler } from '../middleware/batch.ts';
import { log } from '../middleware/logger.ts';
import { tell } from './tell.ts';
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
  const [recorded, hears] = await Promise.all([
    record(key, { report, event, turn }),
    report.feedback.delivered !== undefined && isHeard(key.brand, 'sent'),
  ]);
  if (!recorded) return fail('contended', 'The follow-up kept changing.', { retryable: true });
  await watch(key, report, { at, now: turn.now });
  const { followUp, outcomes } = recorded;
  const told = await tell(followUp, { report, event, hears }, turn);
  return told.ok ? ok(outcomes.delivered ? key.brand : undefined) : told;
}

/** Also of a report that was known: whoever recorded it may have been cut off before this. */
async function watch(
  key: FollowUpKey,
  report: Report,
  { at, now }: { at: string; now: Turn['now'] },
): Promise<void> {
  if (report.suppress) await watchReputation(key.brand, now);
  if (report.isSoft) await watchSoftBounces(key, at);
}

const followUpOf = ({ detail }: SesEvent): FollowUpKey | undefined =>
  parseFollowUpId(detail.mail.tags?.[TAG_FOLLOW_UP]?.[0] ?? '');

type Told = { report: Report; event: SesEvent; turn: Turn };

/** `outcomes` is what is newly known of the mail. */
type Recorded = { followUp?: FollowUp; outcomes: Partial<Outcomes> };

/** `undefined` when the follow-up kept moving. */
async function record(key: FollowUpKey, told: Told): Promise<Recorded | undefined> {
  const arrival = arrivalOf(told.report, told.event);
  const arrived = arrival && (await noteArrival(key, arrival));
  if (arrived) return { followUp: arrived, outcomes: { delivered: 1 } };
  return anew(() => recordSeen(key, told), told.turn.until);
}

/** `undefined` when the follow-up moved meanwhile. */
async function recordSeen(key: FollowUpKey, told: Told): Promise<Recorded | undefined> {
  const seen = await loadFollowUp(key);
  if (!seen) return { outcomes: {} };
  const after = withReport(seen, told.report, told.event);
  if (after === seen) return { followUp: seen, outcomes: {} };
  const outcomes = outcomesOf(seen, after, told.report);
  const isSaved = await save(seen, after, { outcomes, turn: told.turn });
  return isSaved ? { followUp: after, outcomes } : undefined;
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
