import type { Finding } from '../../contract/doctor.ts';
import { NO_TRACKING } from '../message/tracking.ts';
import { check } from './check.ts';
import type { Account, Destination, Facts } from './facts.ts';

/** What the account may do with SES, and how much of it is left today. */
export function findAccount({ sending, pagesUrl, domain }: Facts): Finding[] {
  if (!sending.ok)
    return [sandbox.unseen(`SES does not say what this account may do: ${sending.failure.message}`)];
  return [
    findSandbox(sending.value, { pagesUrl, domain }),
    findStanding(sending.value),
    findQuota(sending.value),
  ];
}

const sandbox = check({
  id: 'sandbox',
  topic: 'account',
  why: 'In the sandbox SES sends only to addresses that were verified one by one, 200 mails a day.',
});

function findSandbox({ isOutOfSandbox, review }: Account, of: { pagesUrl: string; domain: string }): Finding {
  if (isOutOfSandbox) return sandbox.ok('The account is out of the SES sandbox.');
  if (review === 'PENDING')
    return sandbox.wrong('The account is in the SES sandbox; your request is being looked at.', {
      step: 'Wait: AWS answers within a day or two.',
    });
  const denied = review === 'DENIED' || review === 'FAILED' ? ' Your request was refused.' : '';
  return sandbox.wrong(`The account is in the SES sandbox.${denied}`, {
    step: denied ? 'Answer the case in the AWS Support Center.' : 'Ask for production access:',
    ...(!denied && { commands: [requestCommand(of)] }),
  });
}

export const requestText = (domain: string): string =>
  `We send thank-you and check-in messages to our own customers, each after an order, a sign-up, a survey answer or on a date that they told us, from ${domain}. ` +
  'Addresses come from our shop alone, none are bought. Every mail has a one-click unsubscribe link (RFC 8058), effective at once. ' +
  'Bounces and complaints are reported to us by EventBridge within seconds; those addresses are suppressed for good by our system and by SES. ' +
  'Alarms warn us at a bounce rate of 5 % and a complaint rate of 0.1 %. Mail is authenticated by DKIM, SPF and DMARC.';

const requestCommand = ({ domain, pagesUrl }: { domain: string; pagesUrl: string }): string =>
  `aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --website-url ${pagesUrl} --use-case-description '${requestText(domain)}'`;

const standing = check({
  id: 'standing',
  topic: 'account',
  why: 'SES puts accounts with many bounces or complaints under review, and pauses those that go on.',
});

function findStanding({ maySend, enforcement }: Account): Finding {
  if (!maySend)
    return standing.wrong('Sending is paused for the whole account.', {
      step: 'Read why in the SES console, under Reputation metrics, and mend it. If you had paused it yourself:',
      commands: ['aws sesv2 put-account-sending-attributes --sending-enabled'],
    });
  if (enforcement === 'HEALTHY') return standing.ok('SES is content with what the account sends.');
  return standing.wrong(`SES says ${enforcement} of this account.`, {
    step: 'Read why in the SES console, under Reputation metrics, and answer the case in the AWS Support Center.',
  });
}

const quota = check({
  id: 'quota',
  topic: 'account',
  why: 'What is over the quota of a day goes out the next day.',
});

const NEARLY = 0.8;

function findQuota({ quota: { perSecond, perDay, usedToday } }: Account): Finding {
  if (perDay === undefined)
    return quota.ok(
      `${perSecond} mails a second, as many as you like a day; ${usedToday} in the last 24 hours.`,
    );
  const used = `${usedToday} of ${perDay} mails of the last 24 hours are used (${Math.round((usedToday / Math.max(1, perDay)) * 100)} %), at most ${perSecond} a second`;
  const more = { step: 'Ask for more in the Service Quotas console: Amazon SES, "Sending quota".' };
  if (usedToday >= perDay) return quota.wrong(`The quota of the day is used up: ${used}.`, more);
  return usedToday >= perDay * NEARLY ? quota.warn(`${used}.`, more) : quota.ok(`${used}.`);
}

const told = check({
  id: 'feedback',
  topic: 'feedback',
  why: 'Bounces and complaints must reach us: else we write again to people who complained, and doubts are never resolved.',
});

/** What `observe` lives on. */
const NEEDED = ['DELIVERY', 'BOUNCE', 'COMPLAINT', 'REJECT', 'RENDERING_FAILURE', 'DELIVERY_DELAY'];

const DEPLOY = { step: 'Deploy the data stack again.', commands: ['npm run deploy -- --stage STAGE'] };

/** The configuration set of our mails, and where it tells what became of them. */
export const findFeedback = (facts: Facts): Finding[] => [...findReports(facts), findList(facts)];

function findReports({ destinations, configurationSet, brand }: Facts): Finding[] {
  if (!destinations.ok) {
    const { kind, message } = destinations.failure;
    return [
      kind === 'missing'
        ? told.wrong(`SES has no configuration set ${configurationSet}: every mail is refused.`, DEPLOY)
        : told.unseen(`SES does not say where it reports: ${message}`),
    ];
  }
  const { clicks, opens } = brand.tracking ?? NO_TRACKING;
  const wanted = [...NEEDED, ...(clicks ? ['CLICK'] : []), ...(opens ? ['OPEN'] : [])];
  const lacking = wanted.filter((event) => !destinations.value.some((one) => isTold(one, event)));
  if (lacking.length === 0) return [told.ok('SES reports what becomes of every mail.')];
  return [told.wrong(`SES does not report ${lacking.join(', ')} to the default event bus.`, DEPLOY)];
}

const isTold = ({ isOn, events, bus }: Destination, event: string): boolean =>
  isOn && events.includes(event) && (bus?.endsWith('event-bus/default') ?? false);

const listed = check({
  id: 'suppression-list',
  topic: 'feedback',
  why: 'SES takes mail to an address on its suppression list and sends nothing: who is on it is stopped here, too.',
});

function findList({ suppressions: { through, isLate } }: Facts): Finding {
  if (through !== undefined && !isLate)
    return listed.ok(`The suppression list of the account was looked at on ${through.slice(0, 10)}.`);
  const since = through === undefined ? 'yet' : `since ${through.slice(0, 10)}`;
  return listed.warn(`The suppression list of the account has not been looked at to its end ${since}.`, {
    step: 'It is looked at once a day. A new stage begins within a quarter of an hour, and a long list takes hours; else read "tend-errors" in docs/runbook.md.',
  });
}
