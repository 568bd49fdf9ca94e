import { Temporal } from 'temporal-polyfill';
import { fail, ok } from '../contract/result.ts';
import { subjectPart } from '../domain/people/identity.ts';
import {
  accountOf,
  buyerOf,
  customers,
  envelope,
  named,
  order,
  refundMade,
  refunds,
  statusUpdate,
  totalOf,
  type Envelope,
  type Order,
} from './lib/bigcommerce-shapes.ts';
import { CANCELLED, PAID, SHIPPED, UNDONE, WAITING, boughtAt } from './lib/bigcommerce-status.ts';
import { ignore, ignoreTopic, tell } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { SETTINGS, SETUP, TOPICS } from './lib/bigcommerce-guide.ts';
import { readAs } from './lib/shape.ts';
import { verifyStandard } from './lib/standard.ts';
import { GONE, ask, askLater } from './lib/thin.ts';
import type { Api, ApiAnswer, ApiCall, Platform, Thin, TranslateContext, Translated } from './source.ts';

const OTHER_STORE = 'It comes from another store than the one that this source is for.';

/** Standard Webhooks, but the key is the client's secret as it stands, not what it decodes to. */
const verify: Platform['verify'] = (delivery, { secrets, now }) =>
  verifyStandard(delivery, {
    secrets: secrets.map((secret) => Buffer.from(secret).toString('base64')),
    now,
  });

const translate: Platform['translate'] = ({ raw }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  return readAs(envelope, parsed.value, (it) => ofHook(it, context));
};

function ofHook(it: Envelope, context: TranslateContext): Translated {
  const { storeHash } = context.settings;
  if (storeHash && it.producer !== `stores/${storeHash}`) return ignore(OTHER_STORE);
  const when = { occurredAt: it.created_at, test: false };
  switch (it.scope) {
    case 'store/order/statusUpdated':
      return readAs(statusUpdate, it.data, ({ id, status }) =>
        ofStatus({ ...when, id, status: status.new_status_id, previous: status.previous_status_id }, context),
      );
    case 'store/order/refund/created':
      return readAs(refundMade, it.data, ({ id, refund }) => {
        const told = { ...when, kind: 'refund' as const, subject: subjectPart('order', id) };
        const params = { order: id, refund: refund.refund_id };
        return askLater({ ...told, detail: refund.refund_id }, { resource: 'refund', params }, context);
      });
    case 'store/customer/created':
      return readAs(named, it.data, ({ id }) => {
        const told = { ...when, kind: 'signup' as const, subject: subjectPart('signup'), detail: id };
        return askLater(told, { resource: 'customer', params: { customer: id } }, context);
      });
    default:
      return ignoreTopic(TOPICS, it.scope);
  }
}

type Moved = {
  id: string;
  status: number;
  previous: number | null | undefined;
  occurredAt: Temporal.Instant;
  test: boolean;
};

/** Every status after the payment leads to the purchase, for a shop may pass over any of them. */
function ofStatus({ id, status, previous, ...when }: Moved, context: TranslateContext): Translated {
  const told = { ...when, subject: subjectPart('order', id) };
  const event = (kind: 'delivery' | 'cancellation') =>
    tell({ ...told, kind, person: {}, facts: { order: { id } } }, context);
  if (status === CANCELLED) return event('cancellation');
  if (!PAID.includes(status))
    return ignore('The order is not in a status that means it is paid.', 'purchase');
  const question = { resource: 'order', params: { order: id, previous: String(previous ?? '') } };
  const bought = askLater({ ...told, kind: 'purchase' }, question, context);
  const shipped = status === SHIPPED ? event('delivery') : ok([]);
  return bought.ok && shipped.ok ? ok([...bought.value, ...shipped.value]) : bought;
}

type Steps = Generator<ApiCall, Translated, ApiAnswer>;

const pathOf = (thin: Thin): string => `/v2/orders/${thin.params['order'] ?? ''}`;

function* lookUpOrder(thin: Thin, context: TranslateContext): Steps {
  const found = yield* ask({ path: pathOf(thin) }, order);
  if (!found.ok) return found;
  if (!found.value || found.value.is_deleted) return ignore(GONE, thin.kind);
  if (UNDONE.includes(found.value.status_id))
    return ignore('Meanwhile the order is cancelled or paid back.', thin.kind);
  if (WAITING.includes(found.value.status_id)) return ignore('The order waits for its money.', thin.kind);
  return ofOrder(found.value, { thin, context });
}

function ofOrder(it: Order, { thin, context }: { thin: Thin; context: TranslateContext }): Translated {
  const { order: id = '', previous } = thin.params;
  const changedAt = Temporal.Instant.from(thin.occurredAt);
  const fact = {
    kind: thin.kind,
    subject: subjectPart('order', id),
    occurredAt: boughtAt({ placedAt: it.date_created, changedAt, previous: Number(previous ?? Number.NaN) }),
    test: thin.test,
    person: buyerOf(it),
    facts: { order: { id, number: id, total: totalOf(it) } },
  };
  return tell(fact, context);
}

/** The refund's own sum is in one list, the currency in the order. Without them it still is a refund. */
function* lookUpRefund(thin: Thin, context: TranslateContext): Steps {
  const { order: orderId = '', refund: refundId = '' } = thin.params;
  const found = yield* ask({ path: pathOf(thin) }, order);
  if (!found.ok) return found;
  const listed = yield* ask({ path: `/v3/orders/${orderId}/payment_actions/refunds` }, refunds);
  if (!listed.ok) return listed;
  const sum = listed.value?.data.find(({ id }) => id === refundId)?.total_amount;
  const fact = {
    kind: thin.kind,
    subject: subjectPart('order', orderId),
    detail: refundId,
    occurredAt: Temporal.Instant.from(thin.occurredAt),
    test: thin.test,
    person: found.value ? buyerOf(found.value) : {},
    facts: {
      order: { id: orderId, number: orderId },
      refund: {
        id: refundId,
        amount: found.value && sum ? { ...totalOf(found.value), amount: sum } : undefined,
      },
    },
  };
  return tell(fact, context);
}

function* lookUpCustomer(thin: Thin, context: TranslateContext): Steps {
  const { customer = '', subject = '', detail } = thin.params;
  const found = yield* ask({ path: '/v3/customers', query: { 'id:in': customer } }, customers);
  if (!found.ok) return found;
  const account = found.value?.data[0];
  if (!account) return ignore(GONE, thin.kind);
  const { kind, test } = thin;
  const occurredAt = Temporal.Instant.from(thin.occurredAt);
  return tell({ kind, subject, detail, occurredAt, test, person: accountOf(account), facts: {} }, context);
}

const LOOK_UPS: Readonly<Record<string, Api['lookUp']>> = {
  order: lookUpOrder,
  refund: lookUpRefund,
  customer: lookUpCustomer,
};

const api: Api = {
  base: ({ storeHash }) =>
    storeHash && /^[a-z0-9]{1,32}$/.test(storeHash)
      ? ok(`https://api.bigcommerce.com/stores/${storeHash}`)
      : fail('bad-settings', 'Set storeHash to the part after stores/ in the address of the store’s API.'),
  authorise: (credential) => ({ 'x-auth-token': credential, accept: 'application/json' }),
  *lookUp(thin, context) {
    const lookUp = LOOK_UPS[thin.resource];
    return lookUp ? yield* lookUp(thin, context) : ignore(GONE, thin.kind);
  },
};

export const bigcommerce: Platform = {
  id: 'bigcommerce',
  name: 'BigCommerce',
  topics: TOPICS,
  okStatus: 200,
  verify,
  translate,
  api,
  settings: SETTINGS,
  setup: SETUP,
};
