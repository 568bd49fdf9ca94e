import type { Temporal } from 'temporal-polyfill';
import type { EventKind } from '../contract/event.ts';
import { fail } from '../contract/result.ts';
import { addMoney } from '../domain/money.ts';
import { subjectPart } from '../domain/people/identity.ts';
import { backFill } from './lib/shopify-back-fill.ts';
import { ignore, ignoreTopic, later, tell } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { countryOf, firstEmail } from './lib/person.ts';
import { line, readAs, time } from './lib/shape.ts';
import { consentChange, consentOf, ofConsent } from './lib/shopify-consent.ts';
import { ofPerson, ofShop, personRequest, shopRequest } from './lib/shopify-privacy.ts';
import { SETTINGS, SETUP } from './lib/shopify-guide.ts';
import {
  buyerOf,
  itemsOf,
  newCustomer,
  order,
  refund,
  totalOf,
  type NewCustomer,
  type Order,
  type Refund,
} from './lib/shopify-shapes.ts';
import { billing, isRenewal, ofBilling } from './lib/shopify-renewal.ts';
import { ofSummary, summary } from './lib/shopify-summary.ts';
import { TOPICS } from './lib/shopify-topics.ts';
import { whyNotThanked } from './lib/shopify-unthanked.ts';
import { anySame, hmac, judge, missingSignature } from './lib/signature.ts';
import type { Delivery, Platform, TranslateContext, Translated } from './source.ts';

const OTHER_SHOP = 'It comes from another shop than the one that this source is for.';
const NOT_ASKED =
  'orders/paid tells of the purchase, unless the source’s setting purchaseOn is orders/create.';

type Target = { context: TranslateContext; test: boolean; triggeredAt: Temporal.Instant | undefined };

/** The header of either generation: `X-Shopify-Topic` and, since 2026, `shopify-topic`. */
const header = ({ headers }: Delivery, name: string): string | undefined =>
  headers[`x-shopify-${name}`] ?? headers[`shopify-${name}`];

const verify: Platform['verify'] = (delivery, { secrets }) => {
  const given = header(delivery, 'hmac-sha256');
  if (!given) return missingSignature();
  const expected = secrets.map((secret) => hmac('sha256', secret, [delivery.raw]).toString('base64'));
  return judge(anySame(expected, [given]));
};

const translate: Platform['translate'] = (delivery, context) => {
  const parsed = parseJson(delivery.raw);
  if (!parsed.ok) return parsed;
  const topic = header(delivery, 'topic');
  if (!topic) return fail('bad-shape', 'Not the expected shape. The header X-Shopify-Topic is missing.');
  const body = parsed.value;
  const { shop } = context.settings;
  if (shop && shop !== header(delivery, 'shop-domain')) return ignore(OTHER_SHOP);
  const triggeredAt = time.safeParse(header(delivery, 'triggered-at')).data;
  const to = { context, test: header(delivery, 'test') === 'true', triggeredAt };
  return READERS.get(topic)?.(body, to) ?? ignoreTopic(TOPICS, topic);
};

type Reader = (body: unknown, to: Target) => Translated;
const readOrder =
  (kind: OrderKind): Reader =>
  (body, to) =>
    readAs(order, body, (it) => ofOrder(kind, it, to));
/**
 * The same purchase as that of orders/paid, told earlier. What says nothing of its payment is not taken for paid: it
 * comes again once it is.
 */
const readNewOrder: Reader = (body, to) =>
  to.context.settings['purchaseOn'] === 'orders/create'
    ? readAs(order, body, (it) =>
        ofOrder('purchase', { ...it, financial_status: it.financial_status ?? 'pending' }, to),
      )
    : ignore(NOT_ASKED, 'purchase');
const readConsent: Reader = (body, to) => readAs(consentChange, body, (it) => ofConsent(it, to));

/** By topic; the others are ignored, each with the reason in `TOPICS`. */
const READERS = new Map<string, Reader>([
  ['orders/paid', readOrder('purchase')],
  ['orders/create', readNewOrder],
  ['orders/fulfilled', readOrder('delivery')],
  ['orders/cancelled', readOrder('cancellation')],
  ['refunds/create', (body, to) => readAs(refund, body, (it) => ofRefund(it, to))],
  ['customers/create', (body, to) => readAs(newCustomer, body, (it) => ofCustomer(it, to))],
  ['subscription_billing_attempts/success', (body, to) => readAs(billing, body, (it) => ofBilling(it, to))],
  ['customers/purchasing_summary', (body, to) => readAs(summary, body, (it) => ofSummary(it, to))],
  ['customers_email_marketing_consent/update', readConsent],
  ['customers/email_marketing_consent/update', readConsent],
  [
    'customers/data_request',
    (body, to) => readAs(personRequest, body, (it) => ofPerson('export-person', it, to)),
  ],
  ['customers/redact', (body, to) => readAs(personRequest, body, (it) => ofPerson('erase-person', it, to))],
  ['shop/redact', (body, to) => readAs(shopRequest, body, (it) => ofShop(it, to))],
]);

type OrderKind = 'purchase' | 'delivery' | 'cancellation';

function ofOrder(kind: OrderKind, it: Order, to: Target): Translated {
  const reason = kind === 'purchase' ? whyNotThanked(it) : undefined;
  if (reason) return ignore(reason, kind);
  const fact = {
    kind: kind === 'purchase' && isRenewal(it.source_name) ? ('renewal' as const) : kind,
    subject: subjectPart('order', it.id),
    occurredAt: whenHappened(kind, it),
    test: to.test || it.test === true,
    person: buyerOf(it),
    facts: { order: { id: it.id, number: line(it.name, 100), total: totalOf(it), items: itemsOf(it) } },
  };
  return tell(fact, to.context);
}

/**
 * The latest time in it is when it became so: an order may be paid days after it was placed. An imported order is the
 * exception, which carries the old shop's date: nobody is thanked for last year's orders.
 */
function whenHappened(kind: EventKind, it: Order): Temporal.Instant {
  if (kind === 'cancellation' && it.cancelled_at) return it.cancelled_at;
  const { created_at: created, processed_at: processed } = it;
  if (kind === 'purchase' && processed && later(processed.add({ hours: 1 }), created) === created)
    return processed;
  const shipped = kind === 'delivery' ? (it.fulfillments ?? []).map((one) => one.created_at) : [];
  return [processed, it.updated_at, ...shipped].reduce<Temporal.Instant>(
    (a, b) => (b ? later(a, b) : a),
    created,
  );
}

function ofRefund(it: Refund, to: Target): Translated {
  const paidBack = (it.transactions ?? []).filter((one) => one.kind === 'refund' && one.status === 'success');
  const currency = paidBack[0]?.currency;
  const sum = paidBack.reduce<Record<string, string>>(addMoney, {});
  const amount = currency === undefined ? undefined : { amount: sum[currency], currency };
  const fact = {
    kind: 'refund' as const,
    subject: subjectPart('order', it.order_id),
    detail: it.id,
    occurredAt: it.processed_at ?? it.created_at,
    test: to.test || (it.transactions ?? []).some((one) => one.test === true),
    person: {},
    facts: { order: { id: it.order_id }, refund: { id: it.id, amount } },
  };
  return tell(fact, to.context);
}

function ofCustomer(it: NewCustomer, to: Target): Translated {
  if ((it.orders_count ?? 0) > 0)
    return ignore('The customer came with an order, which is no sign-up.', 'signup');
  const fact = {
    kind: 'signup' as const,
    subject: subjectPart('signup'),
    detail: it.id,
    occurredAt: it.created_at,
    test: to.test,
    person: {
      email: firstEmail(it.email),
      externalId: it.id,
      firstName: line(it.first_name, 200),
      lastName: line(it.last_name, 200),
      country: countryOf(it.default_address?.country_code),
      consent: it.accepts_marketing ? 'granted' : consentOf(it.email_marketing_consent?.state),
    },
    facts: {},
  };
  return tell(fact, to.context);
}

export const shopify: Platform = {
  id: 'shopify',
  name: 'Shopify',
  topics: TOPICS,
  okStatus: 202,
  verify,
  translate,
  settings: SETTINGS,
  backFill,
  setup: SETUP,
};
