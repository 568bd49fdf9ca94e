import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ok } from '../contract/result.ts';
import { subjectPart } from '../domain/people/identity.ts';
import { ignore, ignoreTopic, tell } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { SETUP, TOPICS } from './lib/recharge-guide.ts';
import {
  accountOf,
  charge,
  foundCustomer,
  happenedAt,
  itemsOf,
  payerOf,
  subscription,
  subscriptionOf,
  totalOf,
  type Charge,
  type Subscription,
} from './lib/recharge-shapes.ts';
import { firstEmail } from './lib/person.ts';
import { line, readAs } from './lib/shape.ts';
import { anySame, checkStamp, hmac, judge, missingSignature } from './lib/signature.ts';
import { askLater, askWho } from './lib/thin.ts';
import type { Api, Delivery, Platform, TranslateContext, Translated } from './source.ts';

/**
 * The signature with a time, where it is there. The older one is a plain hash of secret and body, so others can make
 * the hash of a longer body; what they can add begins with bytes that no JSON has, and is refused as such.
 */
const verify: Platform['verify'] = (delivery, context) => {
  const { raw, headers } = delivery;
  const given = headers['x-recharge-webhook-signature'];
  if (given) return verifyStamped(given, { raw, ...context });
  const legacy = headers['x-recharge-hmac-sha256'];
  if (!legacy) return missingSignature();
  const expected = context.secrets.map((secret) =>
    createHash('sha256').update(secret).update(raw).digest('hex'),
  );
  return judge(anySame(expected, [legacy]));
};

type Signed = Pick<Delivery, 'raw'> & Parameters<Platform['verify']>[1];

function verifyStamped(given: string, { raw, secrets, now }: Signed): ReturnType<Platform['verify']> {
  const parts = given.split(',').map((part) => part.trim().split('=', 2));
  const stamp = parts.find(([name]) => name === 't')?.[1] ?? '';
  const signatures = parts.flatMap(([name, value]) => (name === 'v1' && value ? [value] : []));
  if (!stamp || signatures.length === 0) return missingSignature();
  const expected = secrets.map((secret) => hmac('sha256', secret, [`${stamp}.`, raw]).toString('hex'));
  const genuine = judge(anySame(expected, signatures));
  return genuine.ok ? checkStamp(stamp, now) : genuine;
}

const translate: Platform['translate'] = ({ raw, headers }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  return readAs(z.looseObject({}), parsed.value, (body) => {
    const topic = headers['x-recharge-topic'] ?? topicOf(body);
    switch (topic) {
      case 'charge/paid':
        return readAs(charge, body['charge'], (it) => ofCharge(it, context));
      case 'charge/refunded':
        return readAs(charge, body['charge'], (it) => ofRefund(it, context));
      case 'subscription/cancelled':
        return readAs(subscription, body['subscription'], (it) => ofCancellation(it, context));
      default:
        return ignoreTopic(TOPICS, topic);
    }
  });
};

const BY_STATUS = new Map([
  ['success', 'charge/paid'],
  ['refunded', 'charge/refunded'],
  ['partially_refunded', 'charge/refunded'],
  ['error', 'charge/failed'],
  ['queued', 'charge/upcoming'],
]);
const withStatus = z.object({ status: z.string() });

/** Not every delivery names its topic: then the thing in it and its state tell. */
function topicOf(body: Record<string, unknown>): string {
  const [member = ''] = Object.keys(body);
  const known = withStatus.safeParse(body[member]);
  const status = known.success ? known.data.status.toLowerCase() : '';
  if (member === 'charge') return BY_STATUS.get(status) ?? 'charge/updated';
  return member === 'subscription' && status === 'cancelled' ? 'subscription/cancelled' : `${member}/updated`;
}

const PAID = ['success', 'partially_refunded'];

/** The first charge comes from a checkout; every other one, and one that does not say, renews. */
function ofCharge(it: Charge, context: TranslateContext): Translated {
  const kind = it.type === 'checkout' ? ('purchase' as const) : ('renewal' as const);
  if (!PAID.includes(it.status)) return ignore('The charge is not paid, or is paid back.', kind);
  const occurredAt = happenedAt(it) ?? context.receivedAt;
  const subscribed = subscriptionOf(it);
  const period = occurredAt.toString().slice(0, 10);
  const person = payerOf(it);
  const total = totalOf(it);
  const order = { id: it.id, number: line(it.external_order_name, 100), total };
  const told = { kind, subject: subjectPart('order', it.id), occurredAt, test: false };
  if (!person.email && person.externalId) {
    const question = { resource: 'customer', params: { customer: person.externalId } };
    return askLater(
      { ...told, order, ...(subscribed && { subscription: { id: subscribed, period } }) },
      question,
      context,
    );
  }
  const facts = {
    order: { ...order, items: itemsOf(it) },
    subscription: subscribed && { id: subscribed, period, amount: total },
  };
  return tell({ ...told, person, facts }, context);
}

/** A charge tells what is paid back so far, never how much it was this time: the sum names the refund, and no amount is told. */
function ofRefund(it: Charge, context: TranslateContext): Translated {
  const id = `${it.id}:${it.total_refunds ?? it.status}`;
  const fact = {
    kind: 'refund' as const,
    subject: subjectPart('order', it.id),
    detail: id,
    occurredAt: it.updated_at ?? context.receivedAt,
    test: false,
    person: payerOf(it),
    facts: { order: { id: it.id }, refund: { id } },
  };
  return tell(fact, context);
}

function ofCancellation(it: Subscription, context: TranslateContext): Translated {
  const told = {
    kind: 'cancellation' as const,
    subject: subjectPart('subscription', it.id),
    occurredAt: it.cancelled_at ?? context.receivedAt,
    test: false,
  };
  const facts = { subscription: { id: it.id } };
  if (it.email || !it.customer_id)
    return tell(
      { ...told, person: { email: firstEmail(it.email), externalId: it.customer_id }, facts },
      context,
    );
  return askLater(
    { ...told, ...facts },
    { resource: 'customer', params: { customer: it.customer_id } },
    context,
  );
}

const api: Api = {
  base: () => ok('https://api.rechargeapps.com'),
  authorise: (credential) => ({ 'x-recharge-access-token': credential, 'x-recharge-version': '2021-11' }),
  limits: { perMinute: 60 },
  lookUp: (thin, context) =>
    askWho(
      { thin, context, path: `/customers/${thin.params['customer'] ?? ''}` },
      foundCustomer,
      ({ customer }) => accountOf(customer),
    ),
};

export const recharge: Platform = {
  id: 'recharge',
  name: 'Recharge',
  topics: TOPICS,
  okStatus: 200,
  verify,
  translate,
  api,
  setup: SETUP,
};
