import type { Topic } from '../source.ts';

const BY_ORDER = 'orders/paid tells of the purchase; this one would only repeat it.';
const WHOLE = 'orders/fulfilled tells when everything is on its way.';
const CONSENT: Topic = {
  becomes: 'consent',
  note: 'also by the number of the customer alone, once an order has told whose it is',
};

/** What becomes of each topic of Shopify. */
export const TOPICS: Record<string, Topic> = {
  'orders/paid': {
    becomes: ['purchase', 'renewal'],
    note: 'a renewal where a subscription made the order; unless it is cancelled, voided, refunded or not paid; was made at the till by somebody who did not agree to be written to; was typed in by the merchant; or holds nothing but gift cards',
  },
  'orders/create': {
    becomes: 'purchase',
    note: 'only with `purchaseOn=orders/create`, and only if it is paid already; orders/paid then tells of the others; otherwise like it',
  },
  'orders/fulfilled': { becomes: 'delivery' },
  'orders/cancelled': { becomes: 'cancellation' },
  'refunds/create': { becomes: 'refund' },
  'customers/create': { becomes: 'signup', note: 'unless the customer came with an order' },
  'customers_email_marketing_consent/update': CONSENT,
  'customers/email_marketing_consent/update': CONSENT,
  'orders/updated': { ignored: BY_ORDER },
  'orders/edited': { ignored: BY_ORDER },
  'orders/partially_fulfilled': { ignored: WHOLE },
  'orders/delete': { ignored: 'A deleted order says nothing about the person.' },
  'fulfillments/create': { ignored: WHOLE },
  'fulfillments/update': { ignored: WHOLE },
  'customers/update': { ignored: 'A changed customer record is no occasion to write.' },
  'customers/purchasing_summary': {
    becomes: 'update',
    note: 'how many orders the customer had in all, so that an old customer is not thanked for a first one',
  },
  'subscription_billing_attempts/success': {
    becomes: 'renewal',
    note: 'of the order that it names; orders/paid tells whose it is',
  },
  'app/uninstalled': { ignored: 'It concerns the shop, not a person.' },
  'customers/data_request': { does: 'opens a request', note: 'an operator hands the export to the merchant' },
  'customers/redact': { does: 'erases the person', note: 'also those whom only the named orders lead to' },
  'shop/redact': { does: 'erases the shop’s people', note: 'of those who came from elsewhere too, its part' },
};
