import type { Setup } from '../source.ts';

export const SETUP: Setup = {
  credential:
    'Only to read events that were missed: a restricted key (rk_…) that may read Events, Webhook Endpoints and Invoices.',
  secret: {
    shown: 'Stripe shows it on the page of the endpoint as the signing secret; it begins with whsec_.',
  },
  steps: [
    'Open Workbench › Webhooks in the Stripe dashboard and press Add destination.',
    'Choose your own account, tick checkout.session.completed, checkout.session.async_payment_succeeded, invoice.paid, invoice_payment.paid and charge.refunded, and continue with Webhook endpoint.',
    'Enter {address} as the endpoint URL and create it.',
    'Reveal the signing secret on the page of the endpoint and copy it.',
  ],
  notes: [
    'Stripe tries again for three days in live mode and three times within hours in a sandbox.',
    'Each endpoint has a secret of its own; when it is rolled, Stripe signs with both for as long as you choose, up to a day.',
    'Events of test mode and of sandboxes are tests: only a test brand thanks for them.',
  ],
};
