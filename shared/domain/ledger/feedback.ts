import { isDeepStrictEqual } from 'node:util';
import { Temporal } from 'temporal-polyfill';
import type { Suppression } from '../../contract/contact.ts';
import type { Feedback, FollowUp } from '../../contract/follow-up.ts';
import { TAG_ATTEMPT } from '../../contract/names.ts';
import type { SesEvent } from '../../contract/ses-event.ts';
import { iso } from '../time/waits.ts';
import type { Outcomes } from '../reputation/breaker.ts';
import { ended, sent } from './transitions.ts';
import { type Told, readTouch, withTouch } from './touches.ts';
import { addTrace } from './words.ts';

export type Report = {
  /** When it happened, as far as SES says. */
  at?: string | undefined;
  /** What is kept with the follow-up. */
  feedback: Feedback;
  sentence: string;
  /** SES never sent it on: it was refused after all. */
  refused?: boolean;
  suppress?: Suppression['reason'];
  /** It came back for a while only; if that goes on and on, the address is stopped, too. */
  isSoft?: true;
  /** It was opened, or a link in it followed; what that says depends on what is known of the mail. */
  touch?: Told;
  /** SES did not even try: it knows the address from before. That says nothing about how the brand sends. */
  isKnown?: true;
};

type Detail = SesEvent['detail'];

const instantOf = (text: string | undefined, detail: Detail): string =>
  iso(Temporal.Instant.from(text ?? detail.mail.timestamp));

const REPORTS: Readonly<Record<string, (detail: Detail) => Report>> = {
  // Nobody asks SES for it (decision 0023); where it comes all the same, it proves what it says.
  Send: () => ({ feedback: {}, sentence: 'SES confirms that it has the mail.' }),
  Delivery: (detail) => ({
    feedback: { delivered: instantOf(detail.delivery?.timestamp, detail) },
    sentence: 'Delivered.',
  }),
  Bounce: bounced,
  Complaint: complained,
  Reject: () => ({ feedback: { detail: 'rejected' }, sentence: 'SES rejected the mail.', refused: true }),
  'Rendering Failure': () => ({
    feedback: { detail: 'rendering failed' },
    sentence: 'SES could not render the mail.',
    refused: true,
  }),
  Open: (detail) => ({ feedback: {}, sentence: '', touch: readTouch(detail) }),
  Click: (detail) => ({ feedback: {}, sentence: '', touch: readTouch(detail) }),
  DeliveryDelay: () => ({
    feedback: { detail: 'delayed' },
    sentence: 'Delivery is delayed; SES keeps trying.',
  }),
};

/** Only a permanent bounce stops the address: a full mailbox or a long mail says nothing about the next one. */
function bounced(detail: Detail): Report {
  const { bounceType = 'Undetermined', bounceSubType = '', timestamp } = detail.bounce ?? {};
  const kind = `${bounceType} ${bounceSubType}`.trim();
  const permanent = bounceType === 'Permanent';
  return {
    feedback: { bounced: instantOf(timestamp, detail), detail: kind },
    sentence: `Bounced (${kind}).${permanent ? ' Nothing more is sent to this address.' : ''}`,
    at: timestamp,
    ...(permanent ? { suppress: 'bounced' } : { isSoft: true }),
    ...(bounceSubType === 'OnAccountSuppressionList' && { isKnown: true }),
  };
}

/** `not-spam` is the opposite of a complaint: somebody took the mail out of the spam folder. */
function complained(detail: Detail): Report {
  if (detail.complaint?.complaintFeedbackType === 'not-spam')
    return { feedback: { detail: 'not-spam' }, sentence: 'Somebody marked the mail as not spam.' };
  return {
    feedback: { complained: instantOf(detail.complaint?.timestamp, detail) },
    sentence: 'Reported as unwanted. Nothing more is sent to this person.',
    at: detail.complaint?.timestamp,
    suppress: 'complained',
  };
}

export const readReport = ({ detail }: SesEvent): Report | undefined =>
  REPORTS[detail.eventType ?? detail.notificationType ?? '']?.(detail);

/**
 * The follow-up knowing what SES says. Any report of a mail proves that SES has it, so `sending` and `unknown` are
 * resolved by it, and so is whatever became of the follow-up after an earlier attempt: the mail is out, and no second one
 * goes. The same report again changes nothing (the same object comes back).
 */
export function withReport(followUp: FollowUp, report: Report, event: SesEvent): FollowUp {
  const attempt = attemptOf(event);
  const ends = endOf(followUp, report, attempt);
  const before = followUp.feedback ?? {};
  const { feedback, sentence } = knownAfter(before, report, event);
  const said = { ...report, sentence: sentenceOf(followUp.attempt, sentence, attempt) };
  if (!ends && attempt !== followUp.attempt) return withSentence(followUp, said.sentence);
  if (!ends && isDeepStrictEqual(feedback, before)) return followUp;
  const settled = ends ? settle(followUp, said, event) : withSentence(followUp, said.sentence);
  return { ...settled, feedback };
}

/** That a mail has arrived, of a follow-up that is `sent` in this attempt and of whose mail nothing else is known. */
export type Arrival = { attempt: number; feedback: Feedback; sentence: string };

/** What `withReport` makes of nearly every follow-up, told without reading it; `undefined` of any other report. */
export function arrivalOf({ feedback, sentence }: Report, event: SesEvent): Arrival | undefined {
  if (feedback.delivered === undefined) return undefined;
  const attempt = attemptOf(event);
  return { attempt, feedback, sentence: sentenceOf(attempt, sentence, attempt) };
}

/** What is known of the mail with this report, and the report in words. */
function knownAfter(before: Feedback, { feedback, sentence, touch }: Report, { detail: { mail } }: SesEvent) {
  if (touch) return withTouch(before, touch, before.delivered ?? mail.timestamp);
  const { detail } = feedback;
  return { feedback: { ...feedback, ...before, ...(detail === undefined ? {} : { detail }) }, sentence };
}

/** What a report adds to the brand's figures, given the follow-up before and after it: each mail once, however often it is told. */
export function outcomesOf(before: FollowUp, after: FollowUp, report: Report): Partial<Outcomes> {
  const isNew = (word: 'delivered' | 'bounced' | 'complained'): boolean =>
    before.feedback?.[word] === undefined && after.feedback?.[word] !== undefined;
  return {
    ...(isNew('delivered') && { delivered: 1 }),
    ...(isNew('bounced') && !report.isSoft && !report.isKnown && { bounced: 1 }),
    ...(isNew('complained') && { complained: 1 }),
  };
}

/** Mails of the first days bear no number. */
export const attemptOf = ({ detail }: SesEvent): number =>
  Number(detail.mail.tags?.[TAG_ATTEMPT]?.[0] ?? 1) || 1;

const sentenceOf = (current: number, sentence: string, attempt: number): string =>
  current > 1 ? `The mail of attempt ${attempt}: ${sentence}` : sentence;

/** Whether a report decides what became of the follow-up. */
function endOf({ state, attempt: current }: FollowUp, report: Report, attempt: number): boolean {
  if (state === 'sent') return false;
  if (attempt < current) return report.refused !== true;
  const { delivered, complained: disliked } = report.feedback;
  const hasArrived = delivered !== undefined || disliked !== undefined;
  return state === 'sending' || state === 'unknown' || (state === 'failed' && hasArrived);
}

/** Each sentence once: a mail may be opened again and again. */
const withSentence = (followUp: FollowUp, sentence: string): FollowUp =>
  followUp.trace.includes(sentence) ? followUp : { ...followUp, trace: addTrace(followUp.trace, sentence) };

function settle(followUp: FollowUp, report: Report, event: SesEvent): FollowUp {
  const { mail } = event.detail;
  const at = Temporal.Instant.from(mail.timestamp);
  if (report.refused) return ended(followUp, { state: 'failed', reason: report.sentence }, at);
  const marked = sent(followUp, { messageId: mail.messageId, at, by: report.sentence });
  return { ...marked, attempt: attemptOf(event) };
}
