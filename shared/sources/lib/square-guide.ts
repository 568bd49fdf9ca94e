import type { Setting, Setup, Topic } from '../source.ts';

const BY_PAYMENT = 'payment.updated tells when it is paid; this one would only repeat it.';
export const BY_INVOICE = 'invoice.payment_made tells of what an invoice or a subscription pays.';

export const TOPICS: Record<string, Topic> = {
  'payment.created': { becomes: 'purchase', note: 'when it is completed at once' },
  'payment.updated': {
    becomes: 'purchase',
    note: 'once it is completed; a payment without an address asks for the customer, and that of an invoice only says which one it pays',
  },
  'invoice.payment_made': {
    becomes: ['renewal', 'purchase'],
    note: 'a renewal where the invoice belongs to a subscription',
  },
  'refund.created': { becomes: 'refund', note: 'when it is completed at once' },
  'refund.updated': { becomes: 'refund', note: 'once it is completed' },
  'customer.created': { becomes: 'signup', note: 'only of people who left their address themselves' },
  'order.created': { ignored: BY_PAYMENT },
  'order.updated': { ignored: BY_PAYMENT },
  'order.fulfillment.updated': { ignored: 'It names an order, and payments are what is thanked for here.' },
  'invoice.published': { ignored: BY_INVOICE },
  'invoice.updated': { ignored: BY_INVOICE },
  'subscription.created': { ignored: BY_INVOICE },
  'subscription.updated': { ignored: BY_INVOICE },
  'customer.updated': { ignored: 'A changed customer record is no occasion to write.' },
  'customer.deleted': { ignored: 'A deleted customer record is no occasion to write.' },
  'webhooks.test_notification': { ignored: 'Square tries the connection, and it works.' },
};

export const SETTINGS: readonly Setting[] = [
  {
    name: 'url',
    what: 'The webhook’s address exactly as it is registered at Square: it is part of what is signed.',
    required: true,
    filled: 'address',
  },
  { name: 'environment', what: '“sandbox” to ask the sandbox about customers. Leave it out otherwise.' },
];

export const SETUP: Setup = {
  secret: { shown: 'Square shows it as the signature key of the webhook subscription.' },
  steps: [
    'Open the Square Developer Console, choose the application and then Webhooks › Subscriptions.',
    'Add a subscription with the notification URL {address}.',
    'Tick payment.created, payment.updated, refund.created, refund.updated, invoice.payment_made and customer.created.',
    'Save, and copy the signature key.',
  ],
  credential: 'The access token of the application: payments at the till name the customer by number only.',
  notes: [
    'Square tries again for 24 hours.',
    'Payments of the sandbox are tests, by the header square-environment.',
    'What an invoice or a subscription pays is told by invoice.payment_made only.',
  ],
};
