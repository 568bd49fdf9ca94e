import type { Temporal } from 'temporal-polyfill';
import { subjectPart } from '../domain/people/identity.ts';
import { backFill } from './lib/stripe-back-fill.ts';
import { ignore, ignoreTopic, tell, tellSame } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { line, readAs } from './lib/shape.ts';
import { anySame, checkStamp, hmac, judge, missingSignature } from './lib/signature.ts';
import { SETUP } from './lib/stripe-guide.ts';
import {
  billedOf,
  charge,
  envelope,
  invoice,
  invoicePayment,
  itemsOf,
  moneyOf,
  newestRefund,
  payerOf,
  paymentOf,
  previousCharge,
  session,
  subscriptionOf,
  type Charge,
  type Envelope,
  type Invoice,
  type InvoicePayment,
  type PreviousCharge,
  type Session,
} from './lib/stripe-shapes.ts';
import type { Platform, Topic, TranslateContext, Translated } from './source.ts';

const BY_CHECKOUT = 'checkout.session.completed tells of the purchase; this one would only repeat it.';
const BY_INVOICE = 'invoice.paid tells of it; this one would only repeat it.';
const NO_OCCASION = 'A changed subscription is no occasion to write; invoice.paid tells of its payments.';

const TOPICS: Record<string, Topic> = {
  'checkout.session.completed': { becomes: 'purchase', note: 'in payment mode and once it is paid' },
  'checkout.session.async_payment_succeeded': { becomes: 'purchase', note: 'for bank debits and the like' },
  'invoice.paid': {
    becomes: ['purchase', 'renewal'],
    note: 'by the billing reason, unless nothing was paid',
  },
  'charge.refunded': { becomes: 'refund', note: 'each partial refund by itself' },
  'checkout.session.async_payment_failed': { ignored: 'The payment failed.' },
  'checkout.session.expired': { ignored: 'The checkout was left without paying.' },
  'payment_intent.succeeded': { ignored: BY_CHECKOUT },
  'charge.succeeded': { ignored: BY_CHECKOUT },
  'invoice.payment_succeeded': { ignored: BY_INVOICE },
  'invoice_payment.paid': {
    becomes: 'update',
    note: 'which payment an invoice was paid by: since API version 2025-03-31 a refund names that alone',
  },
  'refund.created': { ignored: 'charge.refunded tells of the refund; this one would only repeat it.' },
  'customer.created': { ignored: 'A customer record that Stripe makes for a payment is no sign-up.' },
  'customer.updated': { ignored: 'A changed customer record is no occasion to write.' },
  'customer.subscription.created': { ignored: NO_OCCASION },
  'customer.subscription.updated': { ignored: NO_OCCASION },
  'customer.subscription.deleted': { ignored: NO_OCCASION },
};

type Target = { context: TranslateContext; test: boolean; occurredAt: Temporal.Instant };

/** The secret is the key as it stands, `whsec_` included. `v0` is a made-up signature of test mode. */
const verify: Platform['verify'] = ({ raw, headers }, { secrets, now }) => {
  const given = headers['stripe-signature'];
  if (!given) return missingSignature();
  const parts = given.split(',').map((part) => part.trim().split('=', 2));
  const stamp = parts.find(([name]) => name === 't')?.[1] ?? '';
  const signatures = parts.flatMap(([name, value]) => (name === 'v1' && value ? [value] : []));
  if (!stamp || signatures.length === 0) return missingSignature();
  const expected = secrets.map((secret) => hmac('sha256', secret, [`${stamp}.`, raw]).toString('hex'));
  const genuine = judge(anySame(expected, signatures));
  return genuine.ok ? checkStamp(stamp, now) : genuine;
};

const translate: Platform['translate'] = ({ raw }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  return readAs(envelope, parsed.value, (event) => ofEvent(event, context));
};

function ofEvent({ type, data, livemode, created }: Envelope, context: TranslateContext): Translated {
  const to = { context, test: !livemode, occurredAt: created };
  switch (type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return readAs(session, data.object, (it) => ofCheckout(it, to));
    case 'invoice.paid':
      return readAs(invoice, data.object, (it) => ofInvoice(it, to));
    case 'invoice_payment.paid':
      return readAs(invoicePayment, data.object, (it) => ofInvoicePayment(it, to));
    case 'charge.refunded':
      return readAs(previousCharge, data.previous_attributes ?? {}, (before) =>
        readAs(charge, data.object, (it) => ofRefund(it, before, to)),
      );
    default:
      return ignoreTopic(TOPICS, type);
  }
}

function ofCheckout(it: Session, to: Target): Translated {
  if (it.mode !== 'payment') return ignore('invoice.paid tells of what a subscription pays.', 'purchase');
  if (it.invoice) return ignore('This checkout makes an invoice, and invoice.paid tells of it.', 'purchase');
  if (it.payment_status === 'unpaid')
    return ignore('The payment is on its way; a later webhook tells.', 'purchase');
  const id = it.payment_intent ?? it.id;
  const fact = {
    ...to,
    kind: 'purchase' as const,
    subject: subjectPart('order', id),
    person: payerOf(it),
    facts: {
      order: { id, number: line(it.client_reference_id, 100), total: moneyOf(it.amount_total, it.currency) },
    },
  };
  return tell(fact, to.context);
}

const REASONS = new Map<string, 'purchase' | 'renewal'>([
  ['subscription_create', 'purchase'],
  ['manual', 'purchase'],
  ['quote_accept', 'purchase'],
  ['subscription_cycle', 'renewal'],
]);

function ofInvoice(it: Invoice, to: Target): Translated {
  const kind = REASONS.get(it.billing_reason ?? '');
  if (!kind) return ignore('The invoice settles a change, which is neither a purchase nor a renewal.');
  if (it.amount_paid <= 0) return ignore('Nothing was paid: a trial, a full discount or a credit.', kind);
  const id = paymentOf(it);
  const fact = {
    ...to,
    kind,
    subject: subjectPart('order', id),
    occurredAt: it.status_transitions?.paid_at ?? to.occurredAt,
    person: billedOf(it),
    facts: {
      order: {
        id,
        number: line(it.number, 100),
        total: moneyOf(it.amount_paid, it.currency),
        items: itemsOf(it),
      },
      subscription: subscriptionOf(it),
    },
  };
  return tell(fact, to.context);
}

function ofInvoicePayment(it: InvoicePayment, to: Target): Translated {
  const { payment_intent: payment } = it.payment ?? {};
  if (!payment) return ignore('The invoice was paid by other means, which no refund will name.');
  const [name, same] = [subjectPart('order', payment), subjectPart('order', it.invoice)];
  return tellSame({ ...to, name, same }, to.context);
}

/**
 * It names only its payment: the buyer is known from the purchase, and the card's owner may be somebody else.
 * Each delivery tells of the newest refund; without the list (API versions since 2022-11-15) the sum so far names it.
 */
function ofRefund(it: Charge, before: PreviousCharge, to: Target): Translated {
  const newest = newestRefund(it);
  const amount =
    it.amount_refunded -
    (before.amount_refunded ?? it.amount_refunded - (newest?.amount ?? it.amount_refunded));
  const id = newest?.id ?? `${it.id}:${it.amount_refunded}`;
  const order = it.payment_intent ?? it.invoice ?? it.id;
  const fact = {
    ...to,
    kind: 'refund' as const,
    subject: subjectPart('order', order),
    detail: id,
    person: {},
    facts: {
      order: { id: order },
      refund: { id, amount: moneyOf(amount, it.currency) },
    },
  };
  return tell(fact, to.context);
}

export const stripe: Platform = {
  id: 'stripe',
  name: 'Stripe',
  topics: TOPICS,
  okStatus: 202,
  verify,
  translate,
  backFill,
  setup: SETUP,
};
