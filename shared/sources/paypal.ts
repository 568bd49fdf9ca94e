import { ok } from '../contract/result.ts';
import { subjectPart } from '../domain/people/identity.ts';
import { ignore, ignoreTopic, tell } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { SETTINGS, SETUP, TOPICS } from './lib/paypal-guide.ts';
import {
  capture,
  heading,
  numberOf,
  oldPayerOf,
  oldPayment,
  order,
  partyOf,
  payerOf,
  refund,
  refundedPayment,
  sale,
  subscription,
  unitOf,
  type Capture,
  type Heading,
  type Order,
  type Refund,
  type Sale,
  type Subscription,
} from './lib/paypal-shapes.ts';
import { certificateUrl, verifyPayPal } from './lib/paypal-signature.ts';
import { line, readAs } from './lib/shape.ts';
import { GONE, askLater, askWho } from './lib/thin.ts';
import {
  NO_ADDRESS,
  type Api,
  type Delivery,
  type Platform,
  type TranslateContext,
  type Translated,
} from './source.ts';

type Target = { context: TranslateContext; test: boolean };

/** The sandbox is another host, also of the certificate, which is part of what was proven. */
const isTest = ({ headers }: Delivery, { settings }: TranslateContext): boolean =>
  settings['environment'] === 'sandbox' ||
  (URL.parse(headers['paypal-cert-url'] ?? '')?.hostname ?? '').endsWith('.sandbox.paypal.com');

const translate: Platform['translate'] = (delivery, context) => {
  const parsed = parseJson(delivery.raw);
  if (!parsed.ok) return parsed;
  const to = { context, test: isTest(delivery, context) };
  return readAs(heading, parsed.value, (it) => ofEvent(it, to));
};

function ofEvent({ event_type: type, resource }: Heading, to: Target): Translated {
  switch (type) {
    case 'PAYMENT.CAPTURE.COMPLETED':
      return readAs(capture, resource, (it) => ofCapture(it, to));
    case 'PAYMENT.SALE.COMPLETED':
      return readAs(sale, resource, (it) => ofSale(it, to));
    case 'CHECKOUT.ORDER.COMPLETED':
      return readAs(order, resource, (it) => ofOrder(it, to));
    case 'PAYMENT.CAPTURE.REFUNDED':
    case 'PAYMENT.CAPTURE.REVERSED':
    case 'PAYMENT.SALE.REFUNDED':
    case 'PAYMENT.SALE.REVERSED':
      return readAs(refund, resource, (it) => ofRefund(it, to));
    case 'BILLING.SUBSCRIPTION.CANCELLED':
      return readAs(subscription, resource, (it) => ofCancellation(it, to));
    default:
      return ignoreTopic(TOPICS, type);
  }
}

/** The capture is what a refund will name, so it is what is thanked for. */
function ofCapture(it: Capture, { context, test }: Target): Translated {
  if (it.status && it.status !== 'COMPLETED') return ignore('The payment is not completed.', 'purchase');
  const orderId = it.supplementary_data?.related_ids?.order_id;
  if (!orderId) return ignore(NO_ADDRESS, 'purchase');
  const told = {
    kind: 'purchase' as const,
    subject: subjectPart('order', it.id),
    occurredAt: it.create_time ?? context.receivedAt,
    test,
    order: { id: it.id, number: numberOf(it), total: it.amount },
  };
  return askLater(told, { resource: 'order', params: { checkout: orderId } }, context);
}

function ofSale(it: Sale, { context, test }: Target): Translated {
  if (it.state && it.state !== 'completed') return ignore('The payment is not completed.', 'purchase');
  const told = {
    subject: subjectPart('order', it.id),
    occurredAt: it.create_time ?? context.receivedAt,
    test,
    order: { id: it.id, number: line(it.invoice_number, 100), total: it.amount },
  };
  const agreement = it.billing_agreement_id;
  if (agreement) {
    const period = told.occurredAt.toString().slice(0, 10);
    const renewal = { ...told, kind: 'renewal' as const, subscription: { id: agreement, period } };
    return askLater(renewal, { resource: 'subscription', params: {} }, context);
  }
  if (!it.parent_payment) return ignore(NO_ADDRESS, 'purchase');
  const question = { resource: 'payment', params: { payment: it.parent_payment } };
  return askLater({ ...told, kind: 'purchase' }, question, context);
}

function ofOrder(it: Order, { context, test }: Target): Translated {
  if (it.status && it.status !== 'COMPLETED') return ignore('The order is not completed.', 'purchase');
  const { paid: id, number, total } = unitOf(it);
  const fact = {
    kind: 'purchase' as const,
    subject: subjectPart('order', id),
    occurredAt: it.update_time ?? it.create_time ?? context.receivedAt,
    test,
    person: payerOf(it),
    facts: { order: { id, number, total } },
  };
  return tell(fact, context);
}

function ofRefund(it: Refund, { context, test }: Target): Translated {
  const id = refundedPayment(it);
  if (!id) return ignore('It does not say which payment it gives back.', 'refund');
  const fact = {
    kind: 'refund' as const,
    subject: subjectPart('order', id),
    detail: it.id,
    occurredAt: it.create_time ?? context.receivedAt,
    test,
    person: {},
    facts: { order: { id }, refund: { id: it.id, amount: it.amount } },
  };
  return tell(fact, context);
}

function ofCancellation(it: Subscription, { context, test }: Target): Translated {
  const fact = {
    kind: 'cancellation' as const,
    subject: subjectPart('subscription', it.id),
    occurredAt: it.status_update_time ?? context.receivedAt,
    test,
    person: partyOf(it.subscriber),
    facts: { subscription: { id: it.id } },
  };
  return tell(fact, context);
}

const hostOf = ({ environment }: Readonly<Record<string, string>>): string =>
  environment === 'sandbox' ? 'https://api-m.sandbox.paypal.com' : 'https://api-m.paypal.com';

/** The credential is the app's id and secret, with a colon between. */
const basic = (credential: string) => ({
  authorization: `Basic ${Buffer.from(credential).toString('base64')}`,
});

const api: Api = {
  base: (settings) => ok(hostOf(settings)),
  grant: (credential, { settings }) => ({
    url: `${hostOf(settings)}/v1/oauth2/token`,
    headers: basic(credential),
    body: 'grant_type=client_credentials',
  }),
  /** Of a stand-in that hands out no tokens. */
  authorise: basic,
  *lookUp(thin, context) {
    const { checkout = '', payment = '', subscription: agreement = '' } = thin.params;
    const asked = { thin, context };
    switch (thin.resource) {
      case 'order':
        return yield* askWho({ ...asked, path: `/v2/checkout/orders/${checkout}` }, order, payerOf);
      case 'payment':
        return yield* askWho({ ...asked, path: `/v1/payments/payment/${payment}` }, oldPayment, oldPayerOf);
      case 'subscription':
        return yield* askWho(
          { ...asked, path: `/v1/billing/subscriptions/${agreement}` },
          subscription,
          ({ subscriber }) => partyOf(subscriber),
        );
      default:
        return ignore(GONE, thin.kind);
    }
  },
};

export const paypal: Platform = {
  id: 'paypal',
  name: 'PayPal',
  topics: TOPICS,
  okStatus: 200,
  certificateUrl,
  verify: verifyPayPal,
  translate,
  api,
  settings: SETTINGS,
  setup: SETUP,
};
