import type { Event, MailKind } from '../../contract/event.ts';
import type { FollowUp, Touch } from '../../contract/follow-up.ts';
import { eventId } from '../people/identity.ts';
import { parseSubjectRef } from './subjects.ts';

/** What became of a mail. */
export type Outcome = { kind: MailKind; at: string; link?: string | undefined };

/**
 * What became of a mail, as an event of the same subject: rules that wait for what the mail was about are re-timed or
 * cancelled by it, and those that listen to it may write of the same order. Each mail arrives and is opened once, and
 * each of its links is followed once: told again, or in another order, it is the same event.
 */
export function mailEvent(followUp: FollowUp, { kind, at, link }: Outcome, receivedAt: string): Event {
  const { brand, contact, rule, facts } = followUp;
  const { source, subject } = parseSubjectRef(followUp.subject);
  const { order, refund, subscription, survey, review } = facts;
  const detail = JSON.stringify([contact, rule, link ?? '']);
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
      mail: { rule, ...(link !== undefined && { link }) },
    },
  };
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
