import type { EventKind } from '../../shared/contract/event.ts';
import type { PrivacyRequest } from '../../shared/contract/privacy.ts';
import type { Thin } from '../../shared/sources/source.ts';

type Known = { kind: EventKind; test: boolean } & ({ subject: string } | { asks: string });
/** Somebody’s wish about their data. */
type Request = { request: PrivacyRequest['kind']; test: boolean };
/** What a sample turned out to tell: an event, something to be asked for, nothing, or that it is no webhook. */
export type Told = Known | Request | { ignored: string } | { refused: string };
/** The same, where the words that matter are enough of a reason. */
export type Wanted = Known | Request | { ignored: RegExp } | { refused: RegExp };

export type Expectation = {
  becomes: Wanted[];
  /** The type of the event that carries it, where the vendor shows only what is inside. */
  inside?: string;
  /** What was asked, where it is what the platform's API answers. */
  answersTo?: Pick<Thin, 'kind' | 'resource' | 'params'>;
};

const all = (...becomes: Wanted[]): Expectation => ({ becomes });
const event = (kind: EventKind, subject: string, { test = false } = {}): Expectation =>
  all({ kind, subject, test });
/** A thin webhook, and what has to be asked for. */
const asks = (kind: EventKind, resource: string): Expectation => all({ kind, asks: resource, test: false });
const request = (kind: PrivacyRequest['kind']): Expectation => all({ request: kind, test: false });
const ignored = (reason: RegExp): Expectation => all({ ignored: reason });
const refused = (reason: RegExp): Expectation => all({ refused: reason });
const inside = (type: string, { becomes }: Expectation): Expectation => ({ becomes, inside: type });

type Asked = [kind: EventKind, resource: string, params: Record<string, string>];
const answer = ([kind, resource, params]: Asked, { becomes }: Expectation): Expectation => ({
  becomes,
  answersTo: { kind, resource, params },
});

const TEST = { test: true };
const UNKNOWN = /not one that Extra Mile acts on/;
const NO_ADDRESS = /no e-mail address/;
const OF_BIGCOMMERCE = {
  paid: /statusUpdated tells when it is paid/,
  order: ['purchase', 'order', { order: '218' }] satisfies Asked,
  customer: { subject: 'signup', customer: '23' },
};
const SHOPIFY_ORDER = 'order/820982911946154508';

/** What becomes of each sample, as `FORMATS.md` beside the samples implies it; by platform and file. */
export const EXPECTED: Readonly<Record<string, Expectation>> = {
  'bigcommerce/fetch.v2_order.json': answer(OF_BIGCOMMERCE.order, ignored(/waits for its money/)),
  'bigcommerce/fetch.v3_customers.application_json.json': answer(
    ['signup', 'customer', OF_BIGCOMMERCE.customer],
    event('signup', 'signup'),
  ),
  'bigcommerce/fetch.v3_customers.with_include.json': answer(
    ['signup', 'customer', OF_BIGCOMMERCE.customer],
    event('signup', 'signup'),
  ),
  'bigcommerce/hookdeck.store_order_statusUpdated.json': asks('purchase', 'order'),
  'bigcommerce/hookdeck.store_order_transaction_created.json': ignored(OF_BIGCOMMERCE.paid),
  'bigcommerce/hookdeck.store_subscriber_created.json': ignored(/newsletter/),
  'bigcommerce/store_cart_abandoned.json': ignored(/basket is not an order/),
  'bigcommerce/store_cart_converted.json': ignored(OF_BIGCOMMERCE.paid),
  'bigcommerce/store_customer_created.json': asks('signup', 'customer'),
  'bigcommerce/store_order_created.json': ignored(OF_BIGCOMMERCE.paid),
  'bigcommerce/store_order_refund_created.json': asks('refund', 'refund'),
  'bigcommerce/store_order_statusUpdated.json': asks('purchase', 'order'),
  'bigcommerce/store_order_updated.json': ignored(OF_BIGCOMMERCE.paid),
  'bigcommerce/store_shipment_created.json': ignored(/whole order is shipped/),

  'cloudevents/binary.headers.json': ignored(UNKNOWN),
  'cloudevents/structured.json': ignored(UNKNOWN),

  'google-forms/pubsub.RESPONSES.json': asks('survey', 'responses'),

  'jotform/fetch.submission.json': answer(
    ['survey', 'submission', { response: '5747236631235621087', form: '238526153693011' }],
    event('survey', 'survey/5747236631235621087'),
  ),
  'jotform/webhook.form-fields.shape.json': asks('survey', 'submission'),

  'judgeme/review_created.json': event('review', 'review/465077653'),

  'paddle/adjustment.created.json': ignored(/refund is not approved/),
  'paddle/customer.created.json': event('signup', 'signup'),
  'paddle/customer.updated.json': ignored(/changed customer record/),
  'paddle/hookdeck.customer.created.json': event('signup', 'signup'),
  'paddle/hookdeck.subscription.updated.json': ignored(/transaction\.completed/),
  'paddle/subscription.created.json': ignored(/transaction\.completed/),
  'paddle/subscription.updated.json': ignored(/transaction\.completed/),
  'paddle/transaction.completed.json': asks('purchase', 'customer'),
  'paddle/transaction.paid.json': ignored(/transaction\.completed/),

  'paypal/BILLING.SUBSCRIPTION.ACTIVATED.json': ignored(/PAYMENT\.SALE\.COMPLETED/),
  'paypal/BILLING.SUBSCRIPTION.CREATED.json': ignored(/PAYMENT\.SALE\.COMPLETED/),
  'paypal/BILLING.SUBSCRIPTION.PAYMENT.FAILED.json': ignored(/payment failed/),
  'paypal/CHECKOUT.ORDER.APPROVED.json': ignored(/not paid yet/),
  // It names no agreement, so it is no renewal.
  'paypal/PAYMENT.SALE.COMPLETED.json': asks('purchase', 'payment'),

  // It does not say that it comes from a checkout, so it renews; the customer is a number only.
  'recharge/charge_paid.shape.json': asks('renewal', 'customer'),

  'shopify/customers_create.2024-10.json': event('signup', 'signup', TEST),
  'shopify/customers_data_request.json': request('export-person'),
  // Its state is null.
  'shopify/customers_email_marketing_consent_update.2024-10.json': ignored(/not tell what/),
  'shopify/customers_redact.json': request('erase-person'),
  'shopify/customers_update.2024-10.json': ignored(/changed customer record/),
  'shopify/fulfillments_create.2024-10.json': ignored(/orders\/fulfilled/),
  'shopify/orders_cancelled.2024-10.json': event('cancellation', SHOPIFY_ORDER, TEST),
  'shopify/orders_create.2024-10.json': ignored(/orders\/paid/),
  'shopify/orders_delete.2024-10.json': ignored(/deleted order/),
  'shopify/orders_fulfilled.2024-10.json': event('delivery', SHOPIFY_ORDER, TEST),
  // The sample order that Shopify sends is cancelled and voided.
  'shopify/orders_paid.2024-10.json': ignored(/cancelled/),
  'shopify/orders_updated.2024-10.json': ignored(/orders\/paid/),
  'shopify/shop_redact.json': request('erase-source'),
  // It names the order alone, which leads to the person.
  'shopify/subscription_billing_attempts_success.2024-10.json': event('renewal', 'order/1', TEST),

  'square/customer.created.json': ignored(/no sign-up/),
  'square/fetch.GetCustomerResponse.json': answer(
    ['purchase', 'customer', { subject: 'order/p1', order: 'p1', customer: 'JDKYHBWT1D4F8MFH63DBMEN8Y4' }],
    event('purchase', 'order/p1'),
  ),
  // Orders are never asked for: payments tell what is thanked for.
  'square/fetch.GetOrderResponse.json': refused(/type: expected/),
  'square/order.created.json': ignored(/payment\.updated/),
  'square/order.fulfillment.updated.json': ignored(/payments are what is thanked for/),
  'square/order.updated.json': ignored(/payment\.updated/),
  'square/payment.created.json': ignored(/not completed/),
  'square/payment.updated.json': ignored(NO_ADDRESS),
  'square/refund.created.json': ignored(/not completed/),
  'square/refund.updated.json': event('refund', 'order/KkAkhdMsgzn59SM8A89WgKwekxLZY'),
  'square/subscription.created.json': ignored(/invoice\.payment_made/),
  'square/subscription.updated.json': ignored(/invoice\.payment_made/),

  'standard-webhooks/contact.created.json': ignored(UNKNOWN),

  'stripe/charge.refunded.2020-08-27.json': event('refund', 'order/ch_000000000000000000000000', TEST),
  'stripe/checkout.session.completed.2020-08-27.json': event(
    'purchase',
    'order/pi_000000000000000000000000',
    TEST,
  ),
  'stripe/customer.created.2020-08-27.json': ignored(/no sign-up/),
  'stripe/customer.created.2022-11-15.json': ignored(/no sign-up/),
  'stripe/customer.subscription.created.2022-11-15.json': ignored(/invoice\.paid/),
  'stripe/customer.subscription.updated.2020-08-27.json': ignored(/invoice\.paid/),
  // Cut from a test of somebody's, without the member that tells what it is.
  'stripe/data.charge.refunded.pay-rails.json': inside(
    'charge.refunded',
    refused(/object: expected "charge"/),
  ),
  'stripe/data.checkout.session.completed.pay-rails.json': inside(
    'checkout.session.completed',
    ignored(/invoice\.paid/),
  ),
  'stripe/invoice.paid.2020-08-27.json': ignored(NO_ADDRESS),
  'stripe/invoice.paid.2022-11-15.json': ignored(/Nothing was paid/),
  'stripe/invoice.paid.subscription_cycle.basil.json': event(
    'renewal',
    'order/in_1RTestBasil00000000001',
    TEST,
  ),
  'stripe/invoice.payment_succeeded.subscription_create.basil.json': ignored(/invoice\.paid/),
  'stripe/object.charge.json': inside('charge.succeeded', ignored(/checkout\.session\.completed|invoice/)),
  'stripe/object.checkout.session.json': inside('checkout.session.completed', ignored(/on its way/)),
  'stripe/object.customer.json': inside('customer.created', ignored(/no sign-up/)),
  'stripe/object.event.json': ignored(UNKNOWN),
  'stripe/object.invoice.json': inside('invoice.paid', ignored(/Nothing was paid/)),
  'stripe/object.payment_intent.json': inside(
    'payment_intent.succeeded',
    ignored(/checkout\.session\.completed/),
  ),
  'stripe/object.refund.json': inside('refund.created', ignored(/charge\.refunded/)),
  'stripe/object.subscription.json': inside('customer.subscription.created', ignored(/invoice\.paid/)),
  'stripe/payment_intent.succeeded.2020-08-27.json': ignored(/checkout\.session\.completed/),

  // The survey is anonymous: no question, no contact and no variable holds an address.
  'surveymonkey/fetch.response.details.json': answer(
    ['survey', 'response', { response: '5007154402', survey: '1' }],
    ignored(/anonymous/),
  ),
  'surveymonkey/response_completed.json': asks('survey', 'response'),

  'tally/FORM_RESPONSE.json': event('survey', 'survey/2wgx4n'),
  'tally/FORM_RESPONSE.minimal.json': ignored(/anonymous/),

  // It names the number of an order, which leads to the person.
  'trustpilot/service-review-created.shape.json': event('review', 'review/507f191e810c19729de860ea'),

  'typeform/form_response.2026.json': event('survey', 'survey/a3a12ec67a1365927098a606107fac15'),
  'typeform/form_response.json': event('survey', 'survey/a3a12ec67a1365927098a606107fac15'),

  'woocommerce/_envelope.product.created.json': ignored(/what is sold/),
  'woocommerce/action.example.json': ignored(/order topics tell the same/),
  'woocommerce/customer.created.json': event('signup', 'signup'),
  'woocommerce/customer.deleted.json': ignored(/deleted account/),
  'woocommerce/error.payload.permission.json': refused(/shop sends an error/),
  'woocommerce/order.created.json': event('purchase', 'order/727'),
  'woocommerce/order.updated.json': event('purchase', 'order/727'),
};
