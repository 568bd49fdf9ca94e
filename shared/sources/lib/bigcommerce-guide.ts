import type { Setting, Setup, Topic } from '../source.ts';

const BY_STATUS = 'store/order/statusUpdated tells when it is paid; this one would only repeat it.';
const NO_OCCASION = 'A changed record is no occasion to write.';
const NO_ORDER = 'A basket is not an order.';

export const TOPICS: Record<string, Topic> = {
  'store/order/statusUpdated': {
    becomes: ['purchase', 'delivery', 'cancellation'],
    note: 'by the new status; the order is looked up, and counts as bought when it was placed, or when its status changed if it waited for its money',
  },
  'store/order/refund/created': { becomes: 'refund', note: 'its amount is looked up' },
  'store/customer/created': { becomes: 'signup', note: 'the customer is looked up' },
  'store/order/created': { ignored: BY_STATUS },
  'store/order/updated': { ignored: BY_STATUS },
  'store/order/archived': { ignored: 'An archived order says nothing about the person.' },
  'store/order/message/created': { ignored: 'A message is for a person to answer.' },
  'store/order/transaction/created': { ignored: BY_STATUS },
  'store/order/transaction/updated': { ignored: BY_STATUS },
  'store/shipment/created': { ignored: 'store/order/statusUpdated tells when the whole order is shipped.' },
  'store/shipment/updated': { ignored: 'store/order/statusUpdated tells when the whole order is shipped.' },
  'store/cart/created': { ignored: NO_ORDER },
  'store/cart/updated': { ignored: NO_ORDER },
  'store/cart/deleted': { ignored: NO_ORDER },
  'store/cart/abandoned': { ignored: NO_ORDER },
  'store/cart/converted': { ignored: BY_STATUS },
  'store/customer/updated': { ignored: NO_OCCASION },
  'store/customer/deleted': { ignored: 'A deleted account is no occasion to write.' },
  'store/subscriber/created': { ignored: 'A subscription to the newsletter is not read yet.' },
  'store/subscriber/updated': { ignored: 'A subscription to the newsletter is not read yet.' },
};

export const SETTINGS: readonly Setting[] = [
  {
    name: 'storeHash',
    what: 'The part after stores/ in the address of the store’s API, for instance abc123.',
    required: true,
  },
];

export const SETUP: Setup = {
  secret: {
    shown: 'It is the client secret of the API account that made the webhooks; BigCommerce shows it once.',
  },
  steps: [
    'Open Settings › API › Store-level API accounts and create one that may read orders, transactions and customers.',
    'With its token make webhooks for store/order/statusUpdated, store/order/refund/created and store/customer/created by POST /v3/hooks, all with the destination {address}.',
  ],
  credential: 'The access token of that API account: the webhooks only name what changed.',
  notes: [
    'BigCommerce tries again for two days and then switches the webhook off.',
    'It has no subscriptions of its own, so no renewals; it knows no test orders.',
  ],
};
