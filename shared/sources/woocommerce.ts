import { fail, ok } from '../contract/result.ts';
import { subjectPart } from '../domain/people/identity.ts';
import { backFill } from './lib/woocommerce-back-fill.ts';
import { ignore, ignoreTopic, tell } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { SETTINGS, SETUP, TOPICS } from './lib/woocommerce-guide.ts';
import { readAs } from './lib/shape.ts';
import { anySame, hmac, judge, missingSignature } from './lib/signature.ts';
import {
  accountOf,
  buyerOf,
  customer,
  order,
  orderOf,
  paidAt,
  refundsOf,
  refusedByShop,
  renewalOf,
  totalOf,
  type Customer,
  type Order,
} from './lib/woocommerce-shapes.ts';
import type { Delivery, Platform, TranslateContext, Translated } from './source.ts';

/** When a webhook is made, the shop looks whether somebody answers: not signed, and only 200 is good. */
const knock = ({ raw, headers }: Delivery): boolean =>
  raw.length <= 64 &&
  /^webhook_id=\d{1,20}$/.test(raw.toString()) &&
  !Object.keys(headers).some((name) => name.startsWith('x-wc-webhook-'));

const verify: Platform['verify'] = ({ raw, headers }, { secrets }) => {
  const given = headers['x-wc-webhook-signature'];
  if (!given) return missingSignature();
  const expected = secrets.map((secret) => hmac('sha256', secret, [raw]).toString('base64'));
  return judge(anySame(expected, [given]));
};

const translate: Platform['translate'] = ({ raw, headers }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  const body = parsed.value;
  const topic = headers['x-wc-webhook-topic'];
  if (!topic) return fail('bad-shape', 'Not the expected shape. The header X-WC-Webhook-Topic is missing.');
  if (refusedByShop.safeParse(body).success)
    return fail(
      'bad-shape',
      'The shop sends an error: the user of the webhook may not see what it is about.',
    );
  switch (topic) {
    case 'order.created':
    case 'order.updated':
      return readAs(order, body, (it) => ofOrder(it, context));
    case 'customer.created':
      return readAs(customer, body, (it) => ofCustomer(it, context));
    default:
      return ignoreTopic(TOPICS, topic.startsWith('action.') ? 'action' : topic);
  }
};

const UNPAID = new Map([
  ['checkout-draft', 'The checkout was only opened; nobody has bought yet.'],
  ['failed', 'The payment failed.'],
  ['trash', 'The order is in the bin.'],
]);
const PAID = ['processing', 'completed'];

/** The same order comes many times, in every state it passes: what it tells each time is the same event. */
function ofOrder(it: Order, context: TranslateContext): Translated {
  const unpaid = UNPAID.get(it.status);
  if (unpaid) return ignore(unpaid, 'purchase');
  if (it.status === 'cancelled') return ofCancelled(it, context);
  const bought = it.status === 'refunded' ? ok([]) : ofPaid(it, context);
  if (!bought.ok) return bought;
  const all = [...bought.value];
  for (const refund of refundsOf(it)) {
    const told = ofRefund(it, refund, context);
    if (!told.ok) return told;
    all.push(...told.value);
  }
  return ok(all);
}

function ofPaid(it: Order, context: TranslateContext): Translated {
  if (!PAID.includes(it.status) && !it.date_paid_gmt) return ignore('The order is not paid yet.', 'purchase');
  const renewal = renewalOf(it);
  const fact = {
    kind: renewal || it.created_via === 'subscription' ? ('renewal' as const) : ('purchase' as const),
    subject: subjectPart('order', it.id),
    occurredAt: paidAt(it),
    test: false,
    person: buyerOf(it),
    facts: { order: orderOf(it), subscription: renewal && { ...renewal, amount: totalOf(it) } },
  };
  return tell(fact, context);
}

function ofCancelled(it: Order, context: TranslateContext): Translated {
  const fact = {
    kind: 'cancellation' as const,
    subject: subjectPart('order', it.id),
    occurredAt: it.date_modified_gmt ?? it.date_created_gmt,
    test: false,
    person: buyerOf(it),
    facts: { order: orderOf(it) },
  };
  return tell(fact, context);
}

function ofRefund(
  it: Order,
  refund: ReturnType<typeof refundsOf>[number],
  context: TranslateContext,
): Translated {
  const fact = {
    kind: 'refund' as const,
    subject: subjectPart('order', it.id),
    detail: refund.id,
    // A refund in the list has no time of its own.
    occurredAt: it.date_modified_gmt ?? it.date_created_gmt,
    test: false,
    person: buyerOf(it),
    facts: { order: { id: it.id, number: orderOf(it).number }, refund },
  };
  return tell(fact, context);
}

function ofCustomer(it: Customer, context: TranslateContext): Translated {
  if (it.is_paying_customer) return ignore('The customer came with an order, which is no sign-up.', 'signup');
  const fact = {
    kind: 'signup' as const,
    subject: subjectPart('signup'),
    detail: it.id,
    occurredAt: it.date_created_gmt,
    test: false,
    person: accountOf(it),
    facts: {},
  };
  return tell(fact, context);
}

export const woocommerce: Platform = {
  id: 'woocommerce',
  name: 'WooCommerce',
  topics: TOPICS,
  okStatus: 200,
  knock,
  verify,
  translate,
  backFill,
  settings: SETTINGS,
  setup: SETUP,
};
