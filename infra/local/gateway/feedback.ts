import { randomUUID } from 'node:crypto';
import { SES_EVENT_SOURCE } from '../../../shared/contract/names.ts';
import type { Json } from '../json.ts';
import { PLACE } from '../place.ts';
import type { EventBus } from './event-bus.ts';
import { addressesOf } from './mail-head.ts';
import type { SentMail } from './sent-mail.ts';

/** Seconds until SES tells what became of a mail: late enough that the sender has usually marked it. */
const DELAY = 0.25;

/** `delay` in seconds. */
type Report = { detailType: string; eventType: string; facts: Json; delay?: number };

/** Puts on the default bus what SES would report of a mail; the simulator's addresses bounce and complain. */
export function emitFeedback(bus: EventBus, mail: SentMail): void {
  for (const report of reportsOf(mail)) emit(bus, mail, { ...report, delay: DELAY });
}

/** Somebody, or some machine, has followed a link of the mail, or fetched its picture. */
export function emitTouch(
  bus: EventBus,
  mail: SentMail,
  { link, at: timestamp, userAgent = '' }: { link?: string; at: string; userAgent: string | undefined },
): void {
  const how = { ipAddress: '127.0.0.1', timestamp, userAgent };
  const report =
    link === undefined
      ? { detailType: 'Email Opened', eventType: 'Open', facts: { open: how } }
      : {
          detailType: 'Email Clicked',
          eventType: 'Click',
          facts: { click: { ...how, link, linkTags: null } },
        };
  emit(bus, mail, report);
}

function emit(bus: EventBus, mail: SentMail, { detailType, eventType, facts, delay }: Report): void {
  const set = mail.configurationSet ?? '';
  bus.publish(
    {
      source: SES_EVENT_SOURCE,
      detailType,
      resources: [`arn:aws:ses:${PLACE.region}:${PLACE.account}:configuration-set/${set}`],
      detail: { eventType, mail: headOf(mail), ...facts },
    },
    delay,
  );
}

function headOf(mail: SentMail): Json {
  const tags = Object.entries(mail.tags).map(([name, value]) => [name, [value]]);
  return {
    timestamp: mail.at,
    source: mail.source,
    sendingAccountId: PLACE.account,
    messageId: mail.messageId,
    destination: mail.destinations,
    headersTruncated: false,
    headers: [],
    commonHeaders: { from: [mail.source], to: mail.destinations, subject: mail.subject },
    tags: {
      'ses:configuration-set': [mail.configurationSet ?? ''],
      'ses:from-domain': [addressesOf(mail.source)[0]?.split('@')[1] ?? ''],
      'ses:caller-identity': ['local'],
      ...Object.fromEntries(tags),
    },
  };
}

function reportsOf(mail: SentMail): Report[] {
  const [box = '', domain = ''] = (mail.destinations[0] ?? '').toLowerCase().split('@');
  // The simulator takes labels: bounce+1@simulator.amazonses.com bounces as well.
  const simulated = domain === 'simulator.amazonses.com' ? box.replace(/\+.*/, '') : '';
  if (simulated === 'bounce') return [bounce(mail, 'General')];
  if (simulated === 'suppressionlist') return [bounce(mail, 'OnAccountSuppressionList')];
  if (simulated === 'complaint') return [delivery(mail), complaint(mail)];
  return [delivery(mail)];
}

const delivery = (mail: SentMail): Report => ({
  detailType: 'Email Delivered',
  eventType: 'Delivery',
  facts: {
    delivery: {
      timestamp: mail.at,
      processingTimeMillis: 250,
      recipients: mail.destinations,
      smtpResponse: '250 2.0.0 OK',
      reportingMTA: 'local.smtp-out.amazonses.com',
    },
  },
});

const bounce = (mail: SentMail, bounceSubType: string): Report => ({
  detailType: 'Email Bounced',
  eventType: 'Bounce',
  facts: {
    bounce: {
      feedbackId: `${randomUUID()}-000000`,
      bounceType: 'Permanent',
      bounceSubType,
      bouncedRecipients: mail.destinations.map((emailAddress) => ({
        emailAddress,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      })),
      timestamp: mail.at,
      reportingMTA: 'dns; local.smtp-out.amazonses.com',
    },
  },
});

const complaint = (mail: SentMail): Report => ({
  detailType: 'Email Complaint Received',
  eventType: 'Complaint',
  facts: {
    complaint: {
      feedbackId: `${randomUUID()}-000000`,
      complaintSubType: null,
      complainedRecipients: mail.destinations.map((emailAddress) => ({ emailAddress })),
      timestamp: mail.at,
      arrivalDate: mail.at,
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
    },
  },
});
