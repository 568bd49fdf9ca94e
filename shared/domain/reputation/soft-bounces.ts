import type { FollowUp } from '../../contract/follow-up.ts';

/**
 * Whether the newest `most` mails to a person all came back for a while: a full mailbox, a receiver that is down. One
 * that arrived after all, and an out-of-office answer (told as a bounce of a mail that arrived), end the row.
 */
export function bouncesAgainAndAgain(followUps: readonly FollowUp[], most: number): boolean {
  const newest = followUps
    .flatMap(({ sentAt, feedback }) => (sentAt === undefined ? [] : [{ sentAt, feedback }]))
    .toSorted((a, b) => Date.parse(b.sentAt) - Date.parse(a.sentAt))
    .slice(0, most);
  return newest.length === most && newest.every(({ feedback }) => cameBack(feedback));
}

const cameBack = (feedback: FollowUp['feedback']): boolean =>
  feedback?.bounced !== undefined && feedback.delivered === undefined;
