import { createHmac, randomUUID } from 'node:crypto';

/** The published secrets of the demo sources; they are for a laptop only. */
const SECRETS = {
  shopify: 'local-shopify-secret',
  stripe: 'whsec_local-stripe-secret',
  'standard-webhooks': 'whsec_ZXh0cmFtaWxlLWxvY2FsLXNlY3JldC0yNGJ5dGVz',
} as const;

export type Platform = keyof typeof SECRETS;
/** A webhook ready to be posted: the bytes that were signed and the headers that the platform sends. */
export type Signed = { body: string; headers: Record<string, string> };
type Unsigned = { body: string; topic?: string; now: Date };

const SIGN: Record<Platform, (unsigned: Unsigned) => Record<string, string>> = {
  shopify: ({ body, topic = '' }) => ({
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': 'kettle-and-co.myshopify.com',
    'x-shopify-webhook-id': randomUUID(),
    'x-shopify-hmac-sha256': createHmac('sha256', SECRETS.shopify).update(body).digest('base64'),
  }),
  stripe: ({ body, now }) => {
    const stamp = Math.floor(now.getTime() / 1000);
    const digest = createHmac('sha256', SECRETS.stripe).update(`${stamp}.${body}`).digest('hex');
    return { 'stripe-signature': `t=${stamp},v1=${digest}` };
  },
  'standard-webhooks': ({ body, now }) => {
    const id = `msg_${randomUUID()}`;
    const stamp = Math.floor(now.getTime() / 1000);
    const key = Buffer.from(SECRETS['standard-webhooks'].replace('whsec_', ''), 'base64');
    const digest = createHmac('sha256', key).update(`${id}.${stamp}.${body}`).digest('base64');
    return { 'webhook-id': id, 'webhook-timestamp': String(stamp), 'webhook-signature': `v1,${digest}` };
  },
};

/** Signs a payload as the platform does. `now` is the time that the receiving system believes in. */
export function sign(platform: Platform, payload: unknown, about: { topic?: string; now: Date }): Signed {
  const body = JSON.stringify(payload);
  return { body, headers: { 'content-type': 'application/json', ...SIGN[platform]({ body, ...about }) } };
}
