import type { Temporal } from 'temporal-polyfill';
import { fail, ok } from '../contract/result.ts';
import { addMoney } from '../domain/money.ts';
import { subjectPart } from '../domain/people/identity.ts';
import { ignore, ignoreTopic, tell, tellSame, type Fact } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { BY_INVOICE, SETTINGS, SETUP, TOPICS } from './lib/square-guide.ts';
import { line, readAs } from './lib/shape.ts';
import { anySame, hmac, judge, missingSignature } from './lib/signature.ts';
import {
  accountOf,
  customer,
  envelope,
  invoice,
  isPaidBack,
  paidAt,
  payerOf,
  payment,
  recipientOf,
  refund,
  totalOf,
  type Customer,
  type Envelope,
  type Invoice,
  type Payment,
  type Refund,
} from './lib/square-shapes.ts';
import { askLater, askWho, type HalfTold } from './lib/thin.ts';
import type { Api, Platform, TranslateContext, Translated } from './source.ts';

/** What Square signs is the address as it was registered there, and the body; no proxy's idea of the address. */
const verify: Platform['verify'] = ({ raw, headers }, { secrets, settings }) => {
  const given = headers['x-square-hmacsha256-signature'];
  if (!given) return missingSignature();
  const { url } = settings;
  if (!url) return fail('bad-signature', 'The address that is registered at Square is not set: url.');
  const expected = secrets.map((secret) => hmac('sha256', secret, [url, raw]).toString('base64'));
  return judge(anySame(expected, [given]));
};

type Target = { context: TranslateContext; test: boolean; occurredAt: Temporal.Instant };

const translate: Platform['translate'] = ({ raw, headers }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  const test = headers['square-environment']?.toLowerCase() === 'sandbox';
  return readAs(envelope, parsed.value, (it) => ofEvent(it, { context, test, occurredAt: it.created_at }));
};

function ofEvent({ type, data }: Envelope, to: Target): Translated {
  const body = data?.object;
  switch (type) {
    case 'payment.created':
    case 'payment.updated':
      return readAs(payment, body, (it) => ofPayment(it.payment, to));
    case 'refund.created':
    case 'refund.updated':
      return readAs(refund, body, (it) => ofRefund(it.refund, to));
    case 'invoice.payment_made':
      return readAs(invoice, body, (it) => ofInvoice(it.invoice, to));
    case 'customer.created':
      return readAs(customer, body, (it) => ofCustomer(it.customer, to));
    default:
      return ignoreTopic(TOPICS, type);
  }
}

/** The customer is asked for only where the webhook has no address of its own. */
function tellOrAsk(told: HalfTold, person: Fact['person'], context: TranslateContext): Translated {
  const { order, subscription, ...fact } = told;
  const who = person.externalId;
  if (!person.email && who)
    return askLater(told, { resource: 'customer', params: { customer: who } }, context);
  const amount = told.kind === 'renewal' ? order?.total : undefined;
  const facts = { order, subscription: subscription && { ...subscription, amount } };
  return tell({ ...fact, person, facts }, context);
}

/** Sent for every change of a payment; what counts is that it is completed, and the payment is what is counted. */
function ofPayment(it: Payment, { context, test }: Target): Translated {
  if (it.status !== 'COMPLETED') return ignore('The payment is not completed.', 'purchase');
  if (isPaidBack(it)) return ignore('The payment is paid back.', 'purchase');
  if (it.application_details?.square_product === 'INVOICES') return ofInvoicePayment(it, { context, test });
  const told = {
    kind: 'purchase' as const,
    subject: subjectPart('order', it.id),
    occurredAt: paidAt(it),
    test,
    order: {
      id: it.id,
      number: line(it.reference_id, 100) ?? line(it.receipt_number, 100),
      total: totalOf(it),
    },
  };
  return tellOrAsk(told, payerOf(it), context);
}

/**
 * The invoice tells of the purchase, and names the order alone; a refund will name the payment alone. (The order that a
 * refund names is one of its own, which Square makes for it.)
 */
const ofInvoicePayment = (it: Payment, { context, test }: Pick<Target, 'context' | 'test'>): Translated =>
  it.order_id
    ? tellSame(
        {
          name: subjectPart('order', it.id),
          same: subjectPart('order', it.order_id),
          occurredAt: paidAt(it),
          test,
        },
        context,
      )
    : ignore(BY_INVOICE, 'purchase');

function ofRefund(it: Refund, { context, test }: Target): Translated {
  if (it.status !== 'COMPLETED') return ignore('The refund is not completed.', 'refund');
  const id = it.payment_id ?? it.order_id;
  if (!id) return ignore('The refund names no payment.', 'refund');
  const fact = {
    kind: 'refund' as const,
    subject: subjectPart('order', id),
    detail: it.id,
    occurredAt: it.updated_at ?? it.created_at,
    test,
    person: {},
    facts: { order: { id }, refund: { id: it.id, amount: it.amount_money } },
  };
  return tell(fact, context);
}

function ofInvoice(it: Invoice, { context, test, occurredAt }: Target): Translated {
  if (it.status !== 'PAID') return ignore('The invoice is paid in part only.', 'purchase');
  const at = it.updated_at ?? occurredAt;
  const told = {
    kind: it.subscription_id ? ('renewal' as const) : ('purchase' as const),
    subject: subjectPart('order', it.order_id ?? it.id),
    occurredAt: at,
    test,
    order: { id: it.order_id ?? it.id, number: line(it.invoice_number, 100), total: sumOf(it) },
    ...(it.subscription_id && {
      subscription: { id: it.subscription_id, period: at.toString().slice(0, 10) },
    }),
  };
  return tellOrAsk(told, recipientOf(it), context);
}

/** An invoice may be paid in parts, all in one currency. */
function sumOf(it: Invoice) {
  const parts = (it.payment_requests ?? []).flatMap(
    (one) => one.total_completed_amount_money ?? one.computed_amount_money ?? [],
  );
  const [total, ...others] = Object.entries(parts.reduce<Record<string, string>>(addMoney, {}));
  return total && others.length === 0 ? { currency: total[0], amount: total[1] } : undefined;
}

/** Other sources are the shop's own typing, an import, or a record that a payment leaves. */
const CAME_THEMSELVES = ['EMAIL_COLLECTION', 'LOYALTY', 'MARKETING'];

function ofCustomer(it: Customer, { context, test, occurredAt }: Target): Translated {
  if (!CAME_THEMSELVES.includes(it.creation_source ?? ''))
    return ignore('The shop, an import or a payment made this customer record: it is no sign-up.', 'signup');
  const fact = {
    kind: 'signup' as const,
    subject: subjectPart('signup'),
    detail: it.id,
    occurredAt: it.created_at ?? occurredAt,
    test,
    person: accountOf(it),
    facts: {},
  };
  return tell(fact, context);
}

const api: Api = {
  base: ({ environment }) =>
    ok(environment === 'sandbox' ? 'https://connect.squareupsandbox.com' : 'https://connect.squareup.com'),
  authorise: (credential) => ({ authorization: `Bearer ${credential}` }),
  lookUp: (thin, context) =>
    askWho({ thin, context, path: `/v2/customers/${thin.params['customer'] ?? ''}` }, customer, (it) =>
      accountOf(it.customer),
    ),
};

export const square: Platform = {
  id: 'square',
  name: 'Square',
  topics: TOPICS,
  okStatus: 202,
  verify,
  translate,
  api,
  settings: SETTINGS,
  setup: SETUP,
};
