import type { Setting, Setup, Topic } from '../source.ts';

const BY_TRANSACTION = 'transaction.completed tells of its payments.';
const NOT_YET = 'transaction.completed tells when everything is settled; this one comes before it.';

export const TOPICS: Record<string, Topic> = {
  'transaction.completed': {
    becomes: ['purchase', 'renewal'],
    note: 'by the origin, unless nothing was paid; the customer is looked up',
  },
  'adjustment.created': { becomes: 'refund', note: 'once it is approved' },
  'adjustment.updated': { becomes: 'refund', note: 'once it is approved: most refunds wait for Paddle' },
  'subscription.canceled': { becomes: 'cancellation', note: 'the customer is looked up' },
  'customer.created': { becomes: 'signup' },
  'transaction.paid': { ignored: NOT_YET },
  'transaction.billed': { ignored: NOT_YET },
  'transaction.created': { ignored: NOT_YET },
  'transaction.ready': { ignored: NOT_YET },
  'transaction.updated': { ignored: NOT_YET },
  'transaction.canceled': { ignored: 'Nothing was bought.' },
  'transaction.past_due': { ignored: 'A payment that is late is no occasion to thank.' },
  'transaction.payment_failed': { ignored: 'The payment failed.' },
  'customer.updated': { ignored: 'A changed customer record is no occasion to write.' },
  'customer.imported': { ignored: 'An imported customer has not signed up now.' },
  'subscription.created': { ignored: BY_TRANSACTION },
  'subscription.activated': { ignored: BY_TRANSACTION },
  'subscription.trialing': { ignored: BY_TRANSACTION },
  'subscription.updated': { ignored: BY_TRANSACTION },
  'subscription.paused': { ignored: 'A pause is no occasion to write.' },
  'subscription.resumed': { ignored: BY_TRANSACTION },
  'subscription.past_due': { ignored: 'A payment that is late is no occasion to thank.' },
};

export const SETTINGS: readonly Setting[] = [
  {
    name: 'environment',
    what: '“sandbox” for a sandbox account: its events are tests. Leave it out otherwise.',
  },
];

export const SETUP: Setup = {
  secret: {
    shown: 'Paddle shows it as the secret key of the notification destination; it begins with pdl_ntfset_.',
  },
  steps: [
    'Open Paddle › Developer tools › Notifications and press New destination.',
    'Choose Webhook and enter {address}.',
    'Tick transaction.completed, adjustment.created, adjustment.updated, subscription.canceled and customer.created.',
    'Save, open the destination again and copy its secret key.',
  ],
  credential:
    'An API key with permission to read customers, from Paddle › Developer tools › Authentication: what is paid names its buyer by number only.',
  notes: [
    'Paddle tries again for three days.',
    'Paddle signs with every active secret while one is replaced.',
  ],
};
