import type { Contact, Suppression } from '../../contract/contact.ts';
import type { EventKind, MailKind, ToldKind } from '../../contract/event.ts';
import type { Subject } from '../../contract/follow-up.ts';
import type { Unless } from '../../contract/rule.ts';
import { isOfMail } from '../rules/mail-kinds.ts';

/** After "it" and "the person" alike. */
const WORDS: Readonly<Record<Exclude<ToldKind, 'replied' | 'survey'> | 'update', string>> = {
  signup: 'signed up',
  purchase: 'made a purchase',
  delivery: 'was delivered',
  renewal: 'was renewed',
  refund: 'was refunded',
  cancellation: 'was cancelled',
  review: 'was reviewed',
  consent: 'was answered about consent',
  birthday: 'had a birthday',
  anniversary: 'had an anniversary',
  occasion: 'was celebrated',
  update: 'was updated',
};

/** After what it is about, and after the person. */
const OF_OTHERS: Readonly<Record<MailKind | 'survey', readonly [string, string]>> = {
  sent: ['a mail about it arrived', 'the person got a mail'],
  opened: ['a mail about it was opened', 'the person opened a mail'],
  replied: ['a mail about it was answered', 'the person answered a mail'],
  clicked: ['a link in a mail about it was followed', 'the person followed a link in a mail'],
  bounced: ['a mail about it came back', 'a mail to the person came back'],
  complained: ['a mail about it was reported as unwanted', 'the person reported a mail as unwanted'],
  survey: ['a survey about it was answered', 'the person answered a survey'],
};

function inWords(kind: EventKind): readonly [string, string] {
  if (kind === 'survey' || isOfMail(kind)) return OF_OTHERS[kind];
  return [`it ${WORDS[kind]}`, `the person ${WORDS[kind]}`];
}

const date = (at: string): string => at.slice(0, 10);

export const becauseSubject = (kind: EventKind, at: string): string =>
  `Cancelled because ${inWords(kind)[0]} on ${date(at)}.`;
export const becauseContact = (kind: EventKind, at: string): string =>
  `Cancelled because ${inWords(kind)[1]} on ${date(at)}.`;

/**
 * What has happened that cancels a follow-up, as a sentence; `undefined` when nothing has. An event of the subject
 * counts whenever it happened (a refund may arrive first), one of the person only from `since` on. The event
 * that is the reason itself, of the kind `on`, is none that came after it: a rule on a purchase may wait for the next.
 */
export function cancelledBy(of: {
  unless: readonly Unless[];
  contact: Contact;
  subject: Subject | undefined;
  since: string;
  on: EventKind | undefined;
}): string | undefined {
  for (const { event, of: whose } of of.unless) {
    const at = whose === 'subject' ? of.subject?.seen[event] : of.contact.last[event];
    if (at === undefined) continue;
    if (whose === 'subject') return becauseSubject(event, at);
    if (isFrom(at, of.since, event === of.on)) return becauseContact(event, at);
  }
  return undefined;
}

const isFrom = (at: string, since: string, isOwnKind: boolean): boolean =>
  isOwnKind ? Date.parse(at) > Date.parse(since) : Date.parse(at) >= Date.parse(since);

/** Why nothing at all is sent to a person, as a sentence; `undefined` where something may be. */
export function suppressedBecause(suppression: Suppression | undefined): string | undefined {
  const { reason, at, source } = suppression ?? {};
  if (reason === undefined || at === undefined) return undefined;
  const words = {
    unsubscribed: 'The person unsubscribed',
    bounced: 'Mail to this address bounced for good',
    'bounced-often': 'Mail to this address came back again and again, the last time',
    complained: 'The person reported a mail as unwanted',
  } as const;
  const by = source === 'ses-account' ? ', says the suppression list of the SES account' : '';
  return `${words[reason]} on ${date(at)}${by}.`;
}
