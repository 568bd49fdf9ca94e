import type { Finding, Mend } from '../../contract/doctor.ts';
import { check } from './check.ts';
import { mailFromRecord, spfRecord, dmarcRecord } from './dns.ts';
import { requestText } from './account.ts';

/** Stands for the domain that somebody has yet to choose. */
const YOURS = 'mail.example.com';

type Lack = Pick<Finding, 'id' | 'topic' | 'why'> & { what: string; mend: Mend };

/** What only pretends to be there on a laptop, and the step that leads to the real thing, in the order of docs/deploy.md. */
const LACKS = (region: string): readonly Lack[] => [
  {
    id: 'place',
    topic: 'place',
    what: 'This is the local system: no mail leaves this machine, all of it comes into the inbox page.',
    why: 'Real people get mail from a stage in your own AWS account.',
    mend: {
      step: `Deploy one, with the domain of your senders (docs/deploy.md, steps 1 and 2):`,
      commands: [
        'npx cdk bootstrap',
        `npm run deploy -- --stage prod --parameters extramile-prod-data:SenderDomain=${YOURS} --parameters extramile-prod-service:AlarmEmail=ops@example.com`,
      ],
    },
  },
  {
    id: 'links',
    topic: 'place',
    what: 'Links in mails and the addresses of webhooks lead to this machine.',
    why: 'Nobody else can open them: no shop can post, and nobody could unsubscribe.',
    mend: {
      step: 'A stage has an address of its own (output ApiUrl); for production put a domain of yours in front (docs/deploy.md, step 5):',
      commands: [
        'npm run deploy -- --stage prod --parameters extramile-prod-service:PagesUrl=https://hello.example.com',
      ],
    },
  },
  {
    id: 'operators',
    topic: 'place',
    what: 'Whoever reads the token file may do everything.',
    why: 'In a stage people sign in, each with a second factor and only the rights they need.',
    mend: { step: 'Make the first operator (docs/deploy.md, step 6).' },
  },
  {
    id: 'keys',
    topic: 'place',
    what: 'People, ledger and keys lie in a folder of this machine, without a copy.',
    why: 'A stage keeps its table for 35 days back and its two keys for good; lost keys cannot be made again.',
    mend: { step: 'After the first deployment copy both keys to a safe place (docs/deploy.md, step 8).' },
  },
  {
    id: 'identity',
    topic: 'domain',
    what: 'Verification and DKIM are pretended: the local SES takes every sender of the template.',
    why: 'SES sends only for a domain that is proved to be yours, and receivers believe only signed mail.',
    mend: {
      step: 'Enter the outputs DkimRecord1 to 3 of the data stack in the DNS of your domain (docs/deploy.md, step 3).',
    },
  },
  {
    id: 'mail-from',
    topic: 'domain',
    what: 'There is no bounce domain, and no SPF.',
    why: 'With a bounce domain of your own SPF speaks for your domain as well; without it only DKIM does.',
    mend: {
      step: `In the DNS of your domain (here ${YOURS}, with the region of your stage):`,
      records: [mailFromRecord(`bounce.${YOURS}`, region), spfRecord(`bounce.${YOURS}`)],
    },
  },
  {
    id: 'dmarc',
    topic: 'domain',
    what: 'There is no DMARC record.',
    why: 'DMARC says what receivers do with mail that only pretends to be yours. Gmail and Yahoo want a record of whoever sends much.',
    mend: { step: 'In the DNS of your domain:', records: [dmarcRecord(YOURS)] },
  },
  {
    id: 'sandbox',
    topic: 'account',
    what: 'The quota is made up. A new AWS account is in the SES sandbox: 200 mails a day, to verified addresses only.',
    why: 'Your customers get nothing until SES lets you out, which takes a day or two.',
    mend: {
      step: `Ask early (SES console, Account dashboard; docs/deploy.md, step 4), for instance with: ${requestText(YOURS)}`,
    },
  },
  {
    id: 'feedback',
    topic: 'feedback',
    what: 'Deliveries, bounces and complaints are played by the local SES.',
    why: 'In a stage the data stack makes the configuration set that reports the real ones; this command checks it there.',
    mend: { step: 'Nothing to do but to deploy.' },
  },
  {
    id: 'alarms',
    topic: 'queues',
    what: 'No alarm wakes anybody here.',
    why: 'In a stage every failure that people would feel has an alarm that says so by mail.',
    mend: { step: 'Name AlarmEmail when you deploy, and confirm the mail that SNS sends there.' },
  },
];

/** All of it is `unseen`: nothing is wrong with a laptop, and nothing is known of production. */
export const findLacks = (region: string): Finding[] =>
  LACKS(region).map(({ id, topic, why, what, mend }) => check({ id, topic, why }).unseen(what, mend));
