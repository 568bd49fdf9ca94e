import type { Temporal } from 'temporal-polyfill';
import { ok } from '../contract/result.ts';
import { subjectPart } from '../domain/people/identity.ts';
import { ignore, ignoreTopic, tell } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { SETTINGS, SETUP, TOPICS } from './lib/paddle-guide.ts';
import {
  accountOf,
  adjustment,
  customer,
  envelope,
  foundCustomer,
  moneyOf,
  subscription,
  transaction,
  type Adjustment,
  type Customer,
  type Envelope,
  type Subscription,
  type Transaction,
} from './lib/paddle-shapes.ts';
import { line, readAs } from './lib/shape.ts';
import { anySame, checkStamp, hmac, judge, missingSignature } from './lib/signature.ts';
import { askLater, askWho, type HalfTold } from './lib/thin.ts';
import { NO_ADDRESS, type Api, type Platform, type TranslateContext, type Translated } from './source.ts';

/** `ts=…;h1=…`, with one `h1` for each active secret; one that fits is enough. */
const verify: Platform['verify'] = ({ raw, headers }, { secrets, now }) => {
  const parts = (headers['paddle-signature'] ?? '').split(';').map((part) => part.trim().split('=', 2));
  const stamp = parts.find(([name]) => name === 'ts')?.[1] ?? '';
  const signatures = parts.flatMap(([name, value]) => (name === 'h1' && value ? [value] : []));
  if (!stamp || signatures.length === 0) return missingSignature();
  const expected = secrets.map((secret) => hmac('sha256', secret, [`${stamp}:`, raw]).toString('hex'));
  const genuine = judge(anySame(expected, signatures));
  return genuine.ok ? checkStamp(stamp, now) : genuine;
};

type Target = { context: TranslateContext; test: boolean; occurredAt: Temporal.Instant };

const translate: Platform['translate'] = ({ raw }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  const test = context.settings['environment'] === 'sandbox';
  return readAs(envelope, parsed.value, (it) => ofEvent(it, { context, test, occurredAt: it.occurred_at }));
};

function ofEvent({ event_type: type, data }: Envelope, to: Target): Translated {
  switch (type) {
    case 'transaction.completed':
      return readAs(transaction, data, (it) => ofTransaction(it, to));
    case 'adjustment.created':
    case 'adjustment.updated':
      return readAs(adjustment, data, (it) => ofAdjustment(it, to));
    case 'subscription.canceled':
      return readAs(subscription, data, (it) => ofCancellation(it, to));
    case 'customer.created':
      return readAs(customer, data, (it) => ofCustomer(it, to));
    default:
      return ignoreTopic(TOPICS, type);
  }
}

const ORIGINS = new Map<string, 'purchase' | 'renewal'>([
  ['web', 'purchase'],
  ['api', 'purchase'],
  ['subscription_charge', 'purchase'],
  ['subscription_recurring', 'renewal'],
]);

function ofTransaction(it: Transaction, { context, test, occurredAt }: Target): Translated {
  const kind = ORIGINS.get(it.origin);
  if (!kind) return ignore('The transaction settles a change, which is neither a purchase nor a renewal.');
  if (/^-|^0+$/.test(it.details.totals.grand_total))
    return ignore('Nothing was paid: a trial, a full discount or a credit.', kind);
  const at = it.billed_at ?? occurredAt;
  const told = {
    kind,
    subject: subjectPart('order', it.id),
    occurredAt: at,
    test,
    order: {
      id: it.id,
      number: line(it.invoice_number, 100),
      total: moneyOf(it.details.totals.grand_total, it.currency_code),
    },
    ...(it.subscription_id && {
      subscription: {
        id: it.subscription_id,
        period: (it.billing_period?.starts_at ?? at).toString().slice(0, 10),
      },
    }),
  };
  return askBuyer(told, it.customer_id, context);
}

/** Paddle never tells who it was, only the customer's id. */
const askBuyer = (told: HalfTold, who: string | null | undefined, context: TranslateContext): Translated =>
  who
    ? askLater(told, { resource: 'customer', params: { customer: who } }, context)
    : ignore(NO_ADDRESS, told.kind);

const MONEY_BACK = ['refund', 'chargeback'];

function ofAdjustment(it: Adjustment, { context, test }: Target): Translated {
  if (!MONEY_BACK.includes(it.action)) return ignore('The adjustment gives a credit, and no money back.');
  if (it.status !== 'approved') return ignore('The refund is not approved.', 'refund');
  const fact = {
    kind: 'refund' as const,
    subject: subjectPart('order', it.transaction_id),
    detail: it.id,
    occurredAt: it.created_at,
    test,
    person: {},
    facts: {
      order: { id: it.transaction_id },
      refund: { id: it.id, amount: moneyOf(it.totals.total, it.currency_code) },
    },
  };
  return tell(fact, context);
}

function ofCancellation(it: Subscription, { context, test, occurredAt }: Target): Translated {
  const told = {
    kind: 'cancellation' as const,
    subject: subjectPart('subscription', it.id),
    occurredAt: it.canceled_at ?? occurredAt,
    test,
    subscription: { id: it.id },
  };
  return askBuyer(told, it.customer_id, context);
}

function ofCustomer(it: Customer, { context, test, occurredAt }: Target): Translated {
  if (it.import_meta) return ignore('An imported customer has not signed up now.', 'signup');
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
    ok(environment === 'sandbox' ? 'https://sandbox-api.paddle.com' : 'https://api.paddle.com'),
  authorise: (credential) => ({ authorization: `Bearer ${credential}` }),
  limits: { perMinute: 240 },
  lookUp: (thin, context) =>
    askWho(
      { thin, context, path: `/customers/${thin.params['customer'] ?? ''}` },
      foundCustomer,
      ({ data }) => accountOf(data),
    ),
};

export const paddle: Platform = {
  id: 'paddle',
  name: 'Paddle',
  topics: TOPICS,
  okStatus: 200,
  verify,
  translate,
  api,
  settings: SETTINGS,
  setup: SETUP,
};
