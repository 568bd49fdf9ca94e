import { randomUUID } from 'node:crypto';
import { Stripe } from 'stripe';
import { Webhook } from 'standardwebhooks';
import { sign } from '../../infra/local/demo/sign.ts';
import type { TestSystem } from './system.ts';

/** Posts webhooks to a running system as shops do, with the official signing packages where there are any. */

const STANDARD_SECRET = 'whsec_ZXh0cmFtaWxlLWxvY2FsLXNlY3JldC0yNGJ5dGVz';
const STRIPE_SECRET = 'whsec_local-stripe-secret';

export const newOrder = (over: { email?: string; id?: string } = {}) => {
  const id = over.id ?? randomUUID().slice(0, 8);
  return { id, email: over.email ?? `${id}@example.com` };
};

/** Our own payload for an order of this person. */
export const purchase = (order: { id: string; email: string }, at: string, contact: object = {}) => ({
  type: 'purchase',
  timestamp: at,
  data: {
    contact: { email: order.email, firstName: 'Ana', lastName: 'Ruiz', ...contact },
    order: {
      id: order.id,
      number: `#${order.id}`,
      total: { amount: '64.50', currency: 'EUR' },
      items: [{ title: 'Enamel kettle', sku: 'KT-1', quantity: 1 }],
    },
  },
});

export const about = (kind: string, order: { id: string }, at: string, data: object = {}) => ({
  type: kind,
  timestamp: at,
  data: { order: { id: order.id }, ...data },
});

/** Signed by the official `standardwebhooks` package. */
export function signedStandard(
  payload: unknown,
  at: string,
): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify(payload);
  const id = `msg_${randomUUID()}`;
  const stamp = new Date(at);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(stamp.getTime() / 1000)),
      'webhook-signature': new Webhook(STANDARD_SECRET).sign(id, stamp, body),
    },
  };
}

/** Signed by the official `stripe` package. */
export function signedStripe(
  payload: unknown,
  at: string,
): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify(payload);
  const signature = Stripe.webhooks.generateTestHeaderString({
    payload: body,
    secret: STRIPE_SECRET,
    timestamp: Math.floor(Date.parse(at) / 1000),
  });
  return { body, headers: { 'content-type': 'application/json', 'stripe-signature': signature } };
}

export const signedShopify = (payload: unknown, topic: string) =>
  sign('shopify', payload, { topic, now: new Date() });

export const stripeCheckout = (order: { id: string; email: string }, at: string) => ({
  id: `evt_${order.id}`,
  object: 'event',
  api_version: '2025-03-31.basil',
  created: Math.floor(Date.parse(at) / 1000),
  livemode: true,
  type: 'checkout.session.completed',
  data: {
    object: {
      id: `cs_${order.id}`,
      object: 'checkout.session',
      mode: 'payment',
      payment_status: 'paid',
      payment_intent: `pi_${order.id}`,
      amount_total: 3000,
      currency: 'eur',
      livemode: true,
      locale: 'de',
      customer_details: { email: order.email, name: 'Ana Ruiz', address: { country: 'DE' } },
    },
  },
});

export const shopifyOrder = (order: { id: string; email: string }, at: string) => ({
  id: Number.parseInt(order.id, 16),
  name: `#${order.id}`,
  email: order.email,
  created_at: at,
  processed_at: at,
  updated_at: at,
  financial_status: 'paid',
  currency: 'EUR',
  presentment_currency: 'EUR',
  total_price: '64.50',
  total_price_set: { presentment_money: { amount: '64.50', currency_code: 'EUR' } },
  test: false,
  customer: { id: 115310627, first_name: 'Ana', last_name: 'Ruiz' },
  line_items: [{ title: 'Enamel kettle', sku: 'KT-1', quantity: 1, price: '64.50' }],
});

export const postStandard = async (system: TestSystem, payload: unknown, at?: string) => {
  const { body, headers } = signedStandard(payload, at ?? (await system.now()));
  return system.post('/hooks/demo/standard-webhooks', body, headers);
};
