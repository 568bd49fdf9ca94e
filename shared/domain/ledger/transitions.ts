import type { Temporal } from 'temporal-polyfill';
import type { FollowUp } from '../../contract/follow-up.ts';
import { iso } from '../time/waits.ts';
import { addTrace } from './words.ts';

/** How a follow-up moves. Each takes what was read and gives what to write; the store refuses if it moved meanwhile. */

/** How long a queued one may take to reach the sender, and a sending one to be marked, before dispatch looks again. */
const LEASE = { queued: { minutes: 5 }, sending: { minutes: 2 } } as const;

export const leaseOf = (state: keyof typeof LEASE, now: Temporal.Instant): Temporal.Instant =>
  now.add(LEASE[state]);

/** Without the lease; the store removes what is undefined. */
const released = (followUp: FollowUp): FollowUp => ({ ...followUp, leaseUntil: undefined });

export const queued = (followUp: FollowUp, now: Temporal.Instant): FollowUp => ({
  ...followUp,
  state: 'queued',
  leaseUntil: iso(leaseOf('queued', now)),
  updatedAt: iso(now),
});

/** A lease that lasts long enough is kept: a new one would only be one more write of the index. */
export const sending = (followUp: FollowUp, now: Temporal.Instant): FollowUp => {
  const needed = iso(leaseOf('sending', now));
  const { leaseUntil = needed } = followUp;
  return {
    ...followUp,
    state: 'sending',
    leaseUntil: leaseUntil > needed ? leaseUntil : needed,
    updatedAt: iso(now),
  };
};

/** Waiting for a (new) due time, with the reason. */
export const planned = (
  followUp: FollowUp,
  to: { dueAt: Temporal.Instant; reason: string },
  now: Temporal.Instant,
): FollowUp => ({
  ...released(followUp),
  state: 'planned',
  dueAt: iso(to.dueAt),
  trace: addTrace(followUp.trace, to.reason),
  updatedAt: iso(now),
});

/** Finally not sent (or, for `unknown`, perhaps sent and nobody can tell). */
export const ended = (
  followUp: FollowUp,
  to: { state: 'skipped' | 'cancelled' | 'failed' | 'unknown'; reason: string },
  now: Temporal.Instant,
): FollowUp => ({
  ...released(followUp),
  ...to,
  trace: addTrace(followUp.trace, to.reason),
  updatedAt: iso(now),
});

export const sent = (
  followUp: FollowUp,
  mail: { messageId: string; at: Temporal.Instant; by: string },
): FollowUp => ({
  ...released(followUp),
  reason: undefined,
  state: 'sent',
  sentAt: iso(mail.at),
  messageId: mail.messageId,
  trace: addTrace(followUp.trace, mail.by),
  updatedAt: iso(mail.at),
});
