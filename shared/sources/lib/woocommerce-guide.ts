import type { Setting, Setup, Topic } from '../source.ts';

const BY_ORDER = 'The order of a renewal tells of it: order.created and order.updated.';
const NO_OCCASION = 'A changed record is no occasion to write.';
const NO_PERSON = 'It is about what is sold, not about a person.';

export const TOPICS: Record<string, Topic> = {
  'order.created': { becomes: ['purchase', 'renewal', 'refund', 'cancellation'], note: 'once it is paid' },
  'order.updated': {
    becomes: ['purchase', 'renewal', 'refund', 'cancellation'],
    note: 'by its state; tick this one too, for most orders are paid after they are made',
  },
  'customer.created': { becomes: 'signup', note: 'unless the customer has bought already' },
  'order.deleted': { ignored: 'A deleted order says nothing about the person.' },
  'order.restored': { ignored: 'order.updated tells when something becomes of it.' },
  'customer.updated': { ignored: NO_OCCASION },
  'customer.deleted': { ignored: 'A deleted account is no occasion to write.' },
  'subscription.created': { ignored: BY_ORDER },
  'subscription.updated': { ignored: BY_ORDER },
  'subscription.deleted': { ignored: BY_ORDER },
  'subscription.switched': { ignored: BY_ORDER },
  'product.created': { ignored: NO_PERSON },
  'product.updated': { ignored: NO_PERSON },
  'product.deleted': { ignored: NO_PERSON },
  'product.restored': { ignored: NO_PERSON },
  'coupon.created': { ignored: NO_PERSON },
  'coupon.updated': { ignored: NO_PERSON },
  'coupon.deleted': { ignored: NO_PERSON },
  'coupon.restored': { ignored: NO_PERSON },
  action: { ignored: 'A hook of the shop itself carries an id at most; the order topics tell the same.' },
};

export const SETTINGS: readonly Setting[] = [
  {
    name: 'shop',
    what: 'The address of the shop, for instance https://kettles.example. Only needed to read orders that were missed.',
  },
];

export const SETUP: Setup = {
  credential:
    'Only to read orders that were missed: consumer key and secret with a colon between them (ck_…:cs_…), made with read access under WooCommerce › Settings › Advanced › REST API.',
  secret: { ours: 'letters' },
  steps: [
    'Open WooCommerce › Settings › Advanced › Webhooks and press Add webhook.',
    'Choose the topic Order created, enter {address} as the delivery URL and the secret below, set it to Active and save.',
    'Do the same for Order updated and Customer created, each with the same secret.',
  ],
  notes: [
    'WooCommerce never tries again, and switches a webhook off after a few failures in a row.',
    'The user who makes the webhook must keep the right to see orders, else only errors arrive.',
    'WooCommerce knows no test orders and no language of the buyer; a plugin for several languages tells the latter.',
    'Renewals are told by orders of WooCommerce Subscriptions.',
  ],
};
