import { Temporal } from 'temporal-polyfill';
import { type MailFailure, sendMail } from '../../shared/clients/mail.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { METRIC, TAG_ATTEMPT, TAG_BRAND, TAG_FOLLOW_UP } from '../../shared/contract/names.ts';
import { ended, planned, sent } from '../../shared/domain/ledger/transitions.ts';
import { TAKEN } from '../../shared/domain/ledger/words.ts';
import { followUpId } from '../../shared/domain/people/identity.ts';
import { type Claimed, giveBack } from '../../shared/store/claims.ts';
import { changeFollowUp, loadFollowUp } from '../../shared/store/follow-ups.ts';
import { loadState } from '../../shared/store/planning.ts';
import { anew } from '../middleware/anew.ts';
import { count, log } from '../middleware/logger.ts';
import type { Prepared } from './prepare.ts';

const ATTEMPTS = 5;
/** Milliseconds in which a slot is tried to be given back. */
const PATIENCE = 3000;

/**
 * How much later a follow-up comes back, in seconds: twice as much each time, an hour at most (every try costs a dozen
 * writes), and spread, so that those held up together do not come together.
 */
const LATER = { throttled: 30, unreachable: 60, quota: 3600 } as const;
const LATEST = 3600;

/** Hands the mail of a claimed follow-up to SES, once, and marks what became of it. */
export async function deliver(
  { raw, to, notes, configurationSet }: Prepared,
  claimed: Claimed,
): Promise<void> {
  const { followUp } = claimed;
  const answer = await sendMail({
    raw,
    to,
    configurationSet,
    tags: {
      [TAG_FOLLOW_UP]: followUpId(followUp),
      [TAG_BRAND]: followUp.brand,
      [TAG_ATTEMPT]: String(followUp.attempt),
    },
  });
  const now = Temporal.Now.instant();
  const fields = { brand: followUp.brand, rule: followUp.rule, contact: followUp.contact };
  if (answer.ok) {
    const by = [TAKEN, ...notes].join(' ');
    // Before the mark: were the table not to take it, this line is all that knows the id.
    log.info('sent', { ...fields, ses: answer.value.messageId });
    await mark(followUp, (seen) => sent(seen, { messageId: answer.value.messageId, at: now, by }));
    return;
  }
  log.warn('not sent', { ...fields, failure: answer.failure.kind, message: answer.failure.message });
  await markFailure(claimed, answer.failure, now);
}

async function markFailure(claimed: Claimed, failure: MailFailure, now: Temporal.Instant): Promise<void> {
  const { followUp } = claimed;
  if (failure.kind === 'doubt') {
    const reason = `${failure.message} Not sent again on doubt.`;
    if (await mark(followUp, (seen) => ended(seen, { state: 'unknown', reason }, now)))
      count(METRIC.unknown, { brand: followUp.brand });
  } else if (failure.kind === 'refused') {
    await release(claimed, ended(followUp, { state: 'failed', reason: failure.message }, now));
  } else {
    const { refusals = 0 } = followUp;
    const pause = Math.min(LATER[failure.kind] * 2 ** refusals, LATEST);
    const dueAt = now.add({ seconds: Math.ceil(pause * (1 + Math.random())) });
    const reason = `${failure.message} Tried again later.`;
    await release(claimed, { ...planned(followUp, { dueAt, reason }, now), refusals: refusals + 1 });
  }
}

/**
 * Writes what became of a follow-up that we hold. Feedback may have come first and said more: only what is still
 * `sending` in the same attempt is marked. Not marking would leave it to the lease and end as `unknown`, so conflicts are tried again.
 */
async function mark(held: FollowUp, change: (seen: FollowUp) => FollowUp): Promise<boolean> {
  let seen: FollowUp | undefined = held;
  for (let attempt = 0; attempt < ATTEMPTS && isHeld(seen, held); attempt++) {
    if (await changeFollowUp(seen, change(seen))) return true;
    seen = await loadFollowUp(held);
  }
  return false;
}

const isHeld = (seen: FollowUp | undefined, held: FollowUp): seen is FollowUp =>
  seen?.state === 'sending' && seen.attempt === held.attempt;

/**
 * Gives claim and slot back; the person may have moved meanwhile, so it is tried with what stands there now. At worst
 * the slot stays taken: the follow-up itself must not end in doubt when there is none.
 */
async function release(claimed: Claimed, after: FollowUp): Promise<void> {
  let current = claimed;
  const done = await anew(async () => {
    if (await giveBack(current, after)) return true;
    const { brand, contact } = claimed.followUp;
    const state = await loadState({ brand, contact, followUps: [claimed.followUp] });
    const [followUp] = state.followUps;
    if (!state.contact || !isHeld(followUp, claimed.followUp)) return true;
    current = { ...claimed, followUp, contact: state.contact };
    return undefined;
  }, performance.now() + PATIENCE);
  if (!done) await mark(current.followUp, () => after);
}
