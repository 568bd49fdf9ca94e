import type { AboutMail, Event, EventFacts, MailKind } from '../../contract/event.ts';
import type { FollowUp, Touch } from '../../contract/follow-up.ts';
import { eventId } from '../people/identity.ts';
import { hasRow, parseSubjectRef } from './subjects.ts';

/** What became of a mail. */
export type Outcome = { kind: MailKind | 'survey'; at: string } & Omit<AboutMail, 'rule'>;

/**
 * What became of a mail, as an event of the same subject: rules that wait for what the mail was about are re-timed or
 * cancelled by it, and those that listen to it may write of the same order. Each mail arrives, is opened, comes back and
 * is complained of once, and each of its links is followed once: told again, or in another order, it is the same event.
 */
export function mailEvent(followUp: FollowUp, { kind, at, ...of }: Outcome, receivedAt: string): Event {
  const { brand, contact, rule, facts } = followUp;
  const { source, subject } = parseSubjectRef(followUp.subject);
  const { order, refund, subscription, survey, review } = facts;
  const detail = JSON.stringify([contact, rule, of.link ?? '']);
  return {
    id: eventId({ brand, source, kind, subject, detail }),
    brand,
    source,
    kind,
    subject,
    contact,
    occurredAt: at,
    receivedAt,
    test: false,
    person: {},
    facts: {
      order,
      refund,
      subscription,
      survey,
      review,
      mail: { rule, ...of },
    },
  };
}

/**
 * That somebody answered the brand's question by this mail: as an event of what the mail was about, once, and without a
 * word of the answer.
 */
export function surveyEvent(followUp: FollowUp, at: string): Event {
  const event = mailEvent(followUp, { kind: 'survey', at }, at);
  const survey: EventFacts['survey'] = { id: followUp.rule };
  return { ...event, facts: { ...event.facts, survey } };
}

/** What a person did for the first time, by what is known: the touch that was told, unless a machine's or a repeat. */
export function firstByPerson(
  touches: readonly Touch[] = [],
  told: Pick<Touch, 'at' | 'link'>,
): Touch | undefined {
  const [first] = touches
    .filter(({ link, machine }) => machine === undefined && link === told.link)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return first?.at === told.at ? first : undefined;
}

/**
 * The mail that somebody answers: the one that `In-Reply-To` names, as SES numbered it, else the last that they got
 * before. What names another mail answers none of ours.
 */
export function answeredBy(
  { facts: { reply }, occurredAt }: Event,
  mails: readonly FollowUp[],
): FollowUp | undefined {
  const named = /^\s*<?([^@>\s]+)/.exec(reply?.inReplyTo ?? '')?.[1];
  if (named !== undefined) return mails.find(({ messageId }) => messageId === named);
  return mails
    .filter((mail) => mail.state === 'sent' && when(mail) <= Date.parse(occurredAt))
    .toSorted((a, b) => when(b) - when(a))[0];
}

/** An answer as an event of what the answered mail was about; it stays the event that it is. */
export function ofAnswered(event: Event, mail: FollowUp): Event {
  const { kind, occurredAt: at, receivedAt } = event;
  if (kind !== 'replied') return event;
  const { source, subject, contact, facts } = mailEvent(mail, { kind, at }, receivedAt);
  const about = { ...facts, ...event.facts, mail: facts.mail };
  return { ...event, ...(hasRow(subject) && { source }), subject, contact, facts: about };
}

const when = ({ sentAt = '' }: FollowUp): number => Date.parse(sentAt);
