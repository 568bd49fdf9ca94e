import * as z from 'zod';
import { type FollowUp, followUp } from '../../shared/contract/follow-up.ts';
import { followUpId } from '../../shared/domain/people/identity.ts';

/** A follow-up as lists show it to operators. */
export const shownFollowUp = followUp
  .pick({
    contact: true,
    rule: true,
    ruleVersion: true,
    subject: true,
    state: true,
    dueAt: true,
    sentAt: true,
    reason: true,
    feedback: true,
    unsubscribedAt: true,
    repliedAt: true,
    answered: true,
    attempt: true,
    trace: true,
  })
  .extend({
    id: z.string(),
    /** Why one that is due does not go today; its trace tells what has happened to it so far. */
    waits: z.string().optional(),
    /** Of one that is `unknown`: since when, and what SES has told of it. */
    doubt: z.string().optional(),
  });

export const shown = (of: FollowUp): z.output<typeof shownFollowUp> => ({
  id: followUpId(of),
  contact: of.contact,
  rule: of.rule,
  ruleVersion: of.ruleVersion,
  subject: of.subject,
  state: of.state,
  dueAt: of.dueAt,
  sentAt: of.sentAt,
  reason: of.reason,
  feedback: of.feedback,
  unsubscribedAt: of.unsubscribedAt,
  repliedAt: of.repliedAt,
  answered: of.answered,
  attempt: of.attempt,
  trace: of.trace,
});

/** The same with all that decides when it goes, and with what. */
export const wholeFollowUp = followUp
  .pick({
    ruleName: true,
    template: true,
    templateVersion: true,
    purpose: true,
    priority: true,
    timing: true,
    unless: true,
    limit: true,
    expiresAt: true,
    countedFrom: true,
    event: true,
    messageId: true,
    createdAt: true,
    updatedAt: true,
    revision: true,
  })
  .extend(shownFollowUp.shape);

export const shownInFull = (of: FollowUp): z.output<typeof wholeFollowUp> => ({
  ...shown(of),
  ruleName: of.ruleName,
  template: of.template,
  templateVersion: of.templateVersion,
  purpose: of.purpose,
  priority: of.priority,
  timing: of.timing,
  unless: of.unless,
  limit: of.limit,
  expiresAt: of.expiresAt,
  countedFrom: of.countedFrom,
  event: of.event,
  messageId: of.messageId,
  createdAt: of.createdAt,
  updatedAt: of.updatedAt,
  revision: of.revision,
});
