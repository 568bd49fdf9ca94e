import type { Setting, Setup, Topic } from '../source.ts';

const NOT_PAID = 'Nothing is paid yet.';
const BY_SALE = 'PAYMENT.SALE.COMPLETED tells of what a subscription pays.';
const NO_OCCASION = 'A changed plan or product is no occasion to write.';

export const TOPICS: Record<string, Topic> = {
  'PAYMENT.CAPTURE.COMPLETED': { becomes: 'purchase', note: 'the order is looked up for its payer' },
  'CHECKOUT.ORDER.COMPLETED': { becomes: 'purchase', note: 'the same as the capture in it' },
  'PAYMENT.SALE.COMPLETED': {
    becomes: ['renewal', 'purchase'],
    note: 'a renewal where it belongs to a subscription, which is looked up for its subscriber',
  },
  'PAYMENT.CAPTURE.REFUNDED': { becomes: 'refund' },
  'PAYMENT.CAPTURE.REVERSED': { becomes: 'refund', note: 'the money was taken back' },
  'PAYMENT.SALE.REFUNDED': { becomes: 'refund' },
  'PAYMENT.SALE.REVERSED': { becomes: 'refund', note: 'the money was taken back' },
  'BILLING.SUBSCRIPTION.CANCELLED': { becomes: 'cancellation' },
  'CHECKOUT.ORDER.APPROVED': { ignored: 'The buyer has agreed, which is not paid yet.' },
  'CHECKOUT.ORDER.SAVED': { ignored: NOT_PAID },
  'CHECKOUT.ORDER.VOIDED': { ignored: NOT_PAID },
  'CHECKOUT.PAYMENT-APPROVAL.REVERSED': { ignored: NOT_PAID },
  'PAYMENT.AUTHORIZATION.CREATED': { ignored: NOT_PAID },
  'PAYMENT.AUTHORIZATION.VOIDED': { ignored: NOT_PAID },
  'PAYMENT.CAPTURE.PENDING': { ignored: NOT_PAID },
  'PAYMENT.CAPTURE.DENIED': { ignored: 'The payment failed.' },
  'PAYMENT.CAPTURE.DECLINED': { ignored: 'The payment failed.' },
  'PAYMENT.SALE.PENDING': { ignored: NOT_PAID },
  'PAYMENT.SALE.DENIED': { ignored: 'The payment failed.' },
  'BILLING.SUBSCRIPTION.CREATED': { ignored: BY_SALE },
  'BILLING.SUBSCRIPTION.ACTIVATED': { ignored: BY_SALE },
  'BILLING.SUBSCRIPTION.RE-ACTIVATED': { ignored: BY_SALE },
  'BILLING.SUBSCRIPTION.UPDATED': { ignored: 'A changed subscription is no occasion to write.' },
  'BILLING.SUBSCRIPTION.EXPIRED': { ignored: 'A subscription that ran to its end was not cancelled.' },
  'BILLING.SUBSCRIPTION.SUSPENDED': { ignored: 'A pause is no occasion to write.' },
  'BILLING.SUBSCRIPTION.PAYMENT.FAILED': { ignored: 'The payment failed.' },
  'BILLING.PLAN.CREATED': { ignored: NO_OCCASION },
  'BILLING.PLAN.UPDATED': { ignored: NO_OCCASION },
  'CATALOG.PRODUCT.CREATED': { ignored: NO_OCCASION },
  'CATALOG.PRODUCT.UPDATED': { ignored: NO_OCCASION },
  'CUSTOMER.DISPUTE.CREATED': { ignored: 'A dispute is for a person to answer.' },
  'CUSTOMER.DISPUTE.UPDATED': { ignored: 'A dispute is for a person to answer.' },
  'CUSTOMER.DISPUTE.RESOLVED': { ignored: 'A dispute is for a person to answer.' },
};

export const SETTINGS: readonly Setting[] = [
  {
    name: 'webhookId',
    what: 'The id that PayPal gives the webhook; it is part of what is signed. Two, with a space between, while one replaces the other.',
    required: true,
  },
  { name: 'environment', what: '“sandbox” for the sandbox: its events are tests. Leave it out otherwise.' },
];

export const SETUP: Setup = {
  secret: {
    shown:
      'PayPal signs with its own certificate. What is kept here is the client id and the secret of the app, with a colon between: id:secret.',
  },
  steps: [
    'Open the PayPal Developer Dashboard › Apps & Credentials, and choose the app.',
    'Press Add Webhook and enter {address}.',
    'Tick Payment capture completed, refunded and reversed, Payment sale completed, refunded and reversed, and Billing subscription cancelled.',
    'Save, and copy the webhook’s id.',
  ],
  credential: 'The client id and the secret of the app, with a colon between: payments name nobody.',
  notes: [
    'PayPal tries again for three days; what it signed more than five minutes ago is refused.',
    'The certificate is fetched from a host of paypal.com only. It must name PayPal and be valid; its chain is not followed up to a root.',
    'Events of the simulator are signed for another webhook and are refused.',
    'PayPal tells of no consent to marketing.',
  ],
};
