import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  about,
  newOrder,
  postStandard,
  purchase,
  shopifyOrder,
  signedShopify,
  signedStandard,
  signedStripe,
  stripeCheckout,
} from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

const one = async (email: string, rule: string) => {
  const [found, ...more] = (await system.followUps(email)).filter((followUp) => followUp.rule === rule);
  expect(more).toEqual([]);
  expect(found, `${rule} of ${email}`).toBeDefined();
  return found!;
};
const mailsTo = async (email: string) => (await system.mails()).filter(({ raw }) => raw.includes(email));
const berlin = (at: string | undefined): string =>
  Temporal.Instant.from(at ?? '')
    .toZonedDateTimeISO('Europe/Berlin')
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });

/** The other byte in the middle of a signature. */
const tampered = (text: string): string => {
  const middle = Math.floor(text.length * 0.7);
  return text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1);
};

describe('a genuine webhook ends in the inbox', () => {
  test.each([
    ['stripe', signedStripe, stripeCheckout],
    [
      'standard-webhooks',
      signedStandard,
      (order: ReturnType<typeof newOrder>, at: string) => purchase(order, at),
    ],
  ] as const)(
    'signed by the official package of %s; its tampered twins get 401',
    async (source, signer, make) => {
      const order = newOrder();
      const now = await system.now();
      const { body, headers } = signer(make(order, now), now);
      const header = Object.keys(headers).find((name) => name.includes('signature'))!;
      const path = `/hooks/demo/${source}`;
      const twins = [
        [body.replace('Ruiz', 'Ruis'), headers],
        [body, { ...headers, [header]: tampered(headers[header]!) }],
        [body, { ...headers, [header]: '' }],
        [body, { 'content-type': 'application/json' }],
        [body, signer(make(order, now), now.replace(/^\d{4}/, '2025')).headers],
      ] as const;
      for (const [twin, with_] of twins) {
        const refused = await system.post(path, twin, { ...with_ });
        expect(refused.status, refused.text).toBe(401);
        expect(refused.json()).toEqual({ error: { code: expect.any(String), message: expect.any(String) } });
      }
      const accepted = await system.post(path, body, headers);
      expect(accepted.status, accepted.text).toBe(202);
      expect(accepted.json()).toEqual({
        events: [{ id: expect.any(String), kind: 'purchase', status: 'accepted' }],
      });
      await system.settle();
      expect((await one(order.email, 'first-purchase-thanks')).state).toBe('sent');
      expect(await mailsTo(order.email)).toHaveLength(1);
    },
  );

  test('of Shopify, delivered twenty times at once, is one order and one mail', async () => {
    const order = newOrder();
    const { body, headers } = signedShopify(shopifyOrder(order, await system.now()), 'orders/paid');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => system.post('/hooks/demo/shopify', body, headers)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    await system.settle();
    expect(await system.followUps(order.email)).toHaveLength(2);
    expect(await mailsTo(order.email)).toHaveLength(1);
    // A second order is no first one: the twenty deliveries were one.
    await postStandard(system, purchase({ ...newOrder(), email: order.email }, await system.now()));
    await system.settle();
    expect((await one(order.email, 'purchase-thanks')).state).toBe('sent');
  });
});

describe('time', () => {
  test('fifteen days on, the check-in has come once, at ten local time; a refund on day three kept another from coming', async () => {
    const [kept, refunded, delivered] = [newOrder(), newOrder(), newOrder()];
    const start = await system.now();
    for (const order of [kept, refunded, delivered]) {
      expect((await postStandard(system, purchase(order, start))).status).toBe(202);
    }
    await system.clock('P3D');
    const day3 = await system.now();
    await postStandard(system, about('refund', refunded, day3, { refund: { id: `R-${refunded.id}` } }));
    await postStandard(system, about('delivery', delivered, day3));
    await system.clock('P12D');

    const checkIn = await one(kept.email, 'check-in');
    expect(checkIn.state).toBe('sent');
    expect(berlin(checkIn.dueAt)).toBe('10:00');
    expect(berlin(checkIn.sentAt)).toBe('10:00');
    expect(await mailsTo(kept.email)).toHaveLength(2);

    const stopped = await one(refunded.email, 'check-in');
    expect(stopped).toMatchObject({
      state: 'cancelled',
      reason: `Cancelled because it was refunded on ${day3.slice(0, 10)}.`,
    });
    expect(stopped.trace).toContain(stopped.reason);
    expect(await mailsTo(refunded.email)).toHaveLength(1);

    expect((await one(delivered.email, 'check-in')).state).toBe('planned');
    await system.clock('P3D');
    expect((await one(delivered.email, 'check-in')).state).toBe('sent');
    expect(await mailsTo(delivered.email)).toHaveLength(2);
  });

  test('does not go backwards', async () => {
    await expect(system.call('POST', '/local/clock', { now: '2020-01-01T00:00:00Z' })).rejects.toThrow(/409/);
  });
});

describe('feedback of SES', () => {
  test('a bounce and a complaint stop what is to come', async () => {
    for (const box of ['bounce', 'complaint']) {
      const email = `${box}@simulator.amazonses.com`;
      await postStandard(system, purchase({ id: `${box}-1`, email }, await system.now()));
      await system.settle();
      await postStandard(system, purchase({ id: `${box}-2`, email }, await system.now()));
      await system.settle();
      const second = (await system.followUps(email)).filter(({ subject }) => subject.endsWith('-2'));
      expect(second.map(({ state }) => state)).toEqual(['skipped', 'skipped']);
      expect(second[0]?.reason).toMatch(box === 'bounce' ? /bounced/ : /unwanted/);
    }
  });
});

describe('the one-click unsubscribe', () => {
  test('GET changes nothing, a POST as Gmail makes it stops everything that waits, and it says why', async () => {
    const order = newOrder();
    await postStandard(system, purchase(order, await system.now()));
    await system.settle();
    const [mail] = await mailsTo(order.email);
    const head = mail!.raw.toString().split('\r\n\r\n')[0]!;
    expect(head.match(/^List-Unsubscribe(-Post)?:/gm)).toHaveLength(2);
    expect(head).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    const link = new URL(/^List-Unsubscribe: <([^>]+)>/m.exec(head)![1]!);
    const url = system.url + link.pathname + link.search;
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<button');
    expect((await one(order.email, 'check-in')).state).toBe('planned');
    // No cookies, no redirects, and whatever it answers is not read (RFC 8058).
    const post = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      credentials: 'omit',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(post.status).toBe(200);
    expect([...page.headers.keys(), ...post.headers.keys()]).not.toContain('set-cookie');
    await system.clock('P15D');
    expect(await one(order.email, 'check-in')).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(/^The person unsubscribed on /),
    });
    const told = await system.call('GET', `/api/brands/demo/why?email=${encodeURIComponent(order.email)}`);
    expect(told).toMatchObject({
      silence: expect.stringMatching(/^Nothing is sent: the person unsubscribed/),
    });
    expect(await mailsTo(order.email)).toHaveLength(1);
  });
});

describe('the API', () => {
  test('wants the token', async () => {
    const path = '/api/brands/demo/follow-ups?email=ana@example.com';
    expect((await fetch(system.url + path)).status).toBe(401);
    expect(
      (await fetch(system.url + path, { headers: { authorization: `Bearer ${tampered(system.token)}` } }))
        .status,
    ).toBe(401);
    expect(
      (await fetch(system.url + path, { headers: { authorization: `Bearer ${system.token}` } })).status,
    ).toBe(200);
  });

  test('tells what was ignored and why', async () => {
    const { body, headers } = signedShopify({ id: 1 }, 'products/update');
    const ignored = await system.post('/hooks/demo/shopify', body, headers);
    expect(ignored.status).toBe(202);
    const [event] = (ignored.json() as { events: { status: string; reason: string }[] }).events;
    expect(event).toMatchObject({ status: 'ignored', reason: expect.any(String) });
    const sources = await system.call('GET', '/api/brands/demo/sources');
    expect(JSON.stringify(sources)).toContain(event?.reason);
  });
});

test('nothing was left in a dead-letter queue', async () => {
  const settled = await system.settle();
  expect(settled).toMatchObject({ deadLetters: 0, followUps: { unknown: 0, queued: 0, sending: 0 } });
});
