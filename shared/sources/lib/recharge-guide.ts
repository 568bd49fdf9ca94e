import type { Setup, Topic } from '../source.ts';

const BY_CHARGE = 'charge/paid tells of what is paid; this one would only repeat it.';
const NOT_PAID = 'Nothing is paid.';
const NO_OCCASION = 'A changed record is no occasion to write.';

export const TOPICS: Record<string, Topic> = {
  'charge/paid': {
    becomes: ['renewal', 'purchase'],
    note: 'a purchase where the charge comes from a checkout',
  },
  'charge/refunded': { becomes: 'refund', note: 'each further sum paid back by itself' },
  'subscription/cancelled': { becomes: 'cancellation' },
  'charge/created': { ignored: BY_CHARGE },
  'charge/updated': { ignored: BY_CHARGE },
  'charge/upcoming': { ignored: NOT_PAID },
  'charge/failed': { ignored: NOT_PAID },
  'charge/max_retries_reached': { ignored: NOT_PAID },
  'charge/uncaptured': { ignored: NOT_PAID },
  'charge/deleted': { ignored: NOT_PAID },
  'order/created': { ignored: BY_CHARGE },
  'order/processed': { ignored: BY_CHARGE },
  'order/payment_captured': { ignored: BY_CHARGE },
  'order/success': { ignored: BY_CHARGE },
  'order/updated': { ignored: BY_CHARGE },
  'order/upcoming': { ignored: NOT_PAID },
  'order/deleted': { ignored: NO_OCCASION },
  'checkout/created': { ignored: BY_CHARGE },
  'checkout/updated': { ignored: BY_CHARGE },
  'checkout/completed': { ignored: BY_CHARGE },
  'checkout/processed': { ignored: BY_CHARGE },
  'subscription/created': { ignored: BY_CHARGE },
  'subscription/activated': { ignored: BY_CHARGE },
  'subscription/updated': { ignored: NO_OCCASION },
  'subscription/swapped': { ignored: NO_OCCASION },
  'subscription/skipped': { ignored: NO_OCCASION },
  'subscription/unskipped': { ignored: NO_OCCASION },
  'subscription/paused': { ignored: NO_OCCASION },
  'subscription/deleted': { ignored: 'subscription/cancelled tells when somebody leaves.' },
  'customer/created': { ignored: 'A customer comes with the first charge: that is no sign-up.' },
  'customer/updated': { ignored: NO_OCCASION },
  'customer/deleted': { ignored: NO_OCCASION },
  'customer/activated': { ignored: BY_CHARGE },
  'customer/deactivated': { ignored: 'subscription/cancelled tells when somebody leaves.' },
  'customer/payment_method_updated': { ignored: NO_OCCASION },
  'address/created': { ignored: NO_OCCASION },
  'address/updated': { ignored: NO_OCCASION },
  'onetime/created': { ignored: BY_CHARGE },
  'onetime/updated': { ignored: BY_CHARGE },
  'onetime/deleted': { ignored: NO_OCCASION },
};

export const SETUP: Setup = {
  secret: {
    shown:
      'It is the API client secret, in Recharge › Apps › API tokens, on the page of the token; not the token itself.',
  },
  steps: [
    'Open Recharge › Apps › API tokens and create a token that may read charges, subscriptions and customers.',
    'Make a webhook for each of charge/paid, charge/refunded and subscription/cancelled with that token by POST https://api.rechargeapps.com/webhooks, all with the address {address}.',
    'Copy the API client secret from the page of the token.',
  ],
  credential: 'The API token itself: some webhooks name the customer by number only.',
  notes: [
    'Recharge takes only 200 for success, within 5 seconds; after 20 tries in 48 hours it deletes the webhook.',
    'Both signatures of Recharge are taken; the one with a time goes before the older one.',
  ],
};
