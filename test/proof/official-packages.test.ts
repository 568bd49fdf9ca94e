import { randomUUID } from 'node:crypto';
import { Webhook } from 'svix';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newOrder, purchase, signedStandard } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

/** The secret of the demo brand's source `standard-webhooks`. */
const SECRET = 'whsec_ZXh0cmFtaWxlLWxvY2FsLXNlY3JldC0yNGJ5dGVz';
const PATH = '/hooks/demo/standard-webhooks';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

/** Signed by the official `svix` package, under the names of headers that Svix sends. */
function signedSvix(payload: unknown, at: string, secret = SECRET) {
  const body = JSON.stringify(payload);
  const id = `msg_${randomUUID()}`;
  const stamp = new Date(at);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': String(Math.floor(stamp.getTime() / 1000)),
    'svix-signature': new Webhook(secret).sign(id, stamp, body),
  };
  return { body, headers };
}

test('what Svix signs ends in the inbox; its tampered twins get 401', async () => {
  const order = newOrder();
  const now = await system.now();
  const payload = purchase(order, now);
  const { body, headers } = signedSvix(payload, now);
  const twins = [
    [body.replace('Ruiz', 'Ruis'), headers],
    [body, { ...headers, 'svix-signature': '' }],
    [body, { ...headers, 'svix-id': 'msg_other' }],
    [
      body,
      signedSvix(payload, now, `whsec_${Buffer.from('another secret of 24 byte').toString('base64')}`)
        .headers,
    ],
    [body, signedSvix(payload, now.replace(/^\d{4}/, '2025')).headers],
  ] as const;
  for (const [twin, with_] of twins) expect((await system.post(PATH, twin, { ...with_ })).status).toBe(401);
  const accepted = await system.post(PATH, body, headers);
  expect(accepted.status, accepted.text).toBe(202);
  await system.settle();
  const mails = (await system.mails()).filter(({ raw }) => raw.includes(order.email));
  expect(mails).toHaveLength(1);
});

test('one order told under both names of the headers is one event', async () => {
  const order = newOrder();
  const now = await system.now();
  const answers = await Promise.all(
    [signedSvix, signedStandard].map(async (sign) => {
      const { body, headers } = sign(purchase(order, now), now);
      return (await system.post(PATH, body, headers)).json();
    }),
  );
  expect(answers[0]).toEqual(answers[1]);
});
