import type { Platform } from './sign.ts';

export type Sample = {
  platform: Platform;
  topic?: string;
  /** What happened, for people. */
  story: string;
  email: string;
  payload: unknown;
  /** Changed after it was signed, as an attacker would. */
  forged?: true;
};

/** A handful of days in a small shop, told in the formats of the platforms. `now` stands for the moment of each. */
export function makeSamples(now: Date): Sample[] {
  const at = now.toISOString();
  const seconds = Math.floor(now.getTime() / 1000);
  const anasOrder = shopifyOrder(at);
  return [
    {
      platform: 'shopify',
      topic: 'orders/paid',
      story: 'Ana pays for order #1001, her first',
      email: 'ana.ruiz@example.com',
      payload: anasOrder,
    },
    {
      platform: 'shopify',
      topic: 'orders/paid',
      story: 'Shopify sends the same order again, as it does after a slow answer',
      email: 'ana.ruiz@example.com',
      payload: anasOrder,
    },
    {
      platform: 'stripe',
      story: 'Ben pays at a Stripe checkout',
      email: 'ben.okafor@example.com',
      payload: stripeCheckout(seconds),
    },
    {
      platform: 'standard-webhooks',
      story: 'Chiara buys in the studio',
      email: 'chiara.conti@example.com',
      payload: {
        type: 'purchase',
        timestamp: at,
        data: {
          contact: CHIARA,
          order: { id: 'S-77', number: 'S-77', total: { amount: '64.50', currency: 'EUR' } },
        },
      },
    },
    {
      platform: 'standard-webhooks',
      story: 'Chiara brings it back, so nobody asks later how she likes it',
      email: 'chiara.conti@example.com',
      payload: {
        type: 'refund',
        timestamp: at,
        data: {
          contact: CHIARA,
          order: { id: 'S-77' },
          refund: { id: 'R-12', amount: { amount: '64.50', currency: 'EUR' } },
        },
      },
    },
    {
      platform: 'standard-webhooks',
      story: 'Dana signs up without buying',
      email: 'dana.lind@example.com',
      payload: {
        type: 'signup',
        timestamp: at,
        data: { contact: { email: 'dana.lind@example.com', firstName: 'Dana', locale: 'de', country: 'DE' } },
      },
    },
    {
      platform: 'shopify',
      topic: 'orders/paid',
      story: 'somebody who does not know the secret makes an order up',
      email: 'eve@example.com',
      payload: { ...anasOrder, email: 'eve@example.com' },
      forged: true,
    },
  ];
}

const CHIARA = {
  email: 'chiara.conti@example.com',
  firstName: 'Chiara',
  lastName: 'Conti',
  locale: 'it',
  country: 'IT',
};

function shopifyOrder(at: string) {
  return {
    id: 5_550_000_001_001,
    name: '#1001',
    order_number: 1001,
    created_at: at,
    processed_at: at,
    updated_at: at,
    cancelled_at: null,
    financial_status: 'paid',
    test: false,
    currency: 'EUR',
    total_price: '129.00',
    email: 'ana.ruiz@example.com',
    customer_locale: 'es',
    customer: {
      id: 7_770_000_000_042,
      email: 'ana.ruiz@example.com',
      first_name: 'Ana',
      last_name: 'Ruiz',
      default_address: { country_code: 'ES' },
    },
    billing_address: { country_code: 'ES' },
    line_items: [{ id: 1, title: 'Enamel kettle', sku: 'KT-1', quantity: 1, price: '129.00' }],
  };
}

function stripeCheckout(seconds: number) {
  return {
    id: 'evt_demo_checkout',
    object: 'event',
    type: 'checkout.session.completed',
    created: seconds,
    livemode: true,
    data: {
      object: {
        id: 'cs_live_demo',
        object: 'checkout.session',
        mode: 'payment',
        payment_status: 'paid',
        payment_intent: 'pi_demo_1002',
        client_reference_id: '1002',
        amount_total: 4200,
        currency: 'gbp',
        created: seconds,
        livemode: true,
        locale: 'en-GB',
        customer: null,
        customer_details: { email: 'ben.okafor@example.com', name: 'Ben Okafor', address: { country: 'GB' } },
      },
    },
  };
}
