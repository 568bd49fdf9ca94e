import { createHmac, randomInt, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApiReply, type PlatformApi, startPlatformApi } from '../helpers/platform-api.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
let api: PlatformApi;
beforeAll(async () => {
  [system, api] = await Promise.all([startSystem(), startPlatformApi()]);
  for (const source of ['surveymonkey', 'paypal', 'bigcommerce'])
    await system.call('PATCH', `/api/brands/demo/sources/${source}`, { settings: { apiBase: api.url } });
});
afterAll(async () => {
  await Promise.all([system.stop(), api.stop()]);
});
beforeEach(() => api.reset());

const mailsTo = async (email: string) => (await system.mails()).filter(({ raw }) => raw.includes(email));
const rulesOf = async (email: string) =>
  (await system.followUps(email)).map(({ rule, state }) => `${rule} ${state}`);

/** A completed response as SurveyMonkey tells of it: by ids only. */
async function postResponse(id: string) {
  const now = await system.now();
  const body = JSON.stringify({
    name: 'kettle',
    filter_type: 'survey',
    filter_id: '51',
    event_type: 'response_completed',
    event_id: `1${id}`,
    object_type: 'response',
    object_id: id,
    event_datetime: now,
    resources: { survey_id: '51', collector_id: '44', respondent_id: id, recipient_id: '0', user_id: '7' },
  });
  const key = 'local-surveymonkey-id&local-surveymonkey-secret';
  const signature = createHmac('sha1', key).update(body).digest('base64');
  return system.post('/hooks/demo/surveymonkey', body, { 'sm-signature': signature });
}

/** What the API says of it, after `before`. */
function answerResponse(...before: ApiReply[]): { id: string; email: string } {
  const id = String(randomInt(1e9, 1e10));
  const email = `s${id}@example.com`;
  const response = {
    id,
    survey_id: '51',
    response_status: 'completed',
    recipient_id: '0',
    email_address: email,
    first_name: 'Mia',
    pages: [],
  };
  api.reply(`/v3/surveys/51/responses/${id}/details`, ...before, { body: response });
  api.reply('/v3/surveys/51/details', { body: { id: '51', title: 'A year with your kettle', pages: [] } });
  return { id, email };
}

describe('a thin webhook ends in the inbox', () => {
  test('of SurveyMonkey, acknowledged before anybody is asked', async () => {
    const { id, email } = answerResponse();
    const answer = await postResponse(id);
    expect([answer.status, answer.json()]).toEqual([
      200,
      { events: [{ id: expect.any(String), kind: 'survey', status: 'accepted' }] },
    ]);
    // SurveyMonkey may send it twice.
    await postResponse(id);
    await system.settle();
    expect(await rulesOf(email)).toEqual(['survey-thanks sent']);
    expect(await mailsTo(email)).toHaveLength(1);
    expect(api.asked[0]?.headers.authorization).toBe('Bearer local-surveymonkey-credential');
  });

  test('of PayPal, signed with the certificate that the local system serves', async () => {
    const now = await system.now();
    const email = `p${randomInt(1e9)}@example.com`;
    api.reply('/v2/checkout/orders/5O190127TN364715T', {
      body: {
        id: '5O190127TN364715T',
        status: 'COMPLETED',
        payer: { email_address: email, name: { given_name: 'Ana' }, payer_id: 'QYR5Z8XDVJNXQ' },
      },
    });
    const capture = {
      id: `C${randomInt(1e9)}`,
      status: 'COMPLETED',
      amount: { value: '64.50', currency_code: 'EUR' },
      supplementary_data: { related_ids: { order_id: '5O190127TN364715T' } },
      create_time: now,
      update_time: now,
    };
    const body = JSON.stringify({
      id: `WH-${capture.id}`,
      event_version: '1.0',
      create_time: now,
      resource_type: 'capture',
      event_type: 'PAYMENT.CAPTURE.COMPLETED',
      resource: capture,
    });
    const key = await readFile(join(system.data, 'paypal-key.pem'), 'utf8');
    const message = `t-1|${now}|local-paypal-webhook|${crc32(Buffer.from(body))}`;
    const headersWith = (host: string) => ({
      'paypal-transmission-id': 't-1',
      'paypal-transmission-time': now,
      'paypal-transmission-sig': sign('sha256', Buffer.from(message), key).toString('base64'),
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': `${host}/local/paypal-cert.pem`,
    });
    const elsewhere = await system.post('/hooks/demo/paypal', body, headersWith(api.url));
    expect(elsewhere.status).toBe(401);
    expect(api.asked).toEqual([]);
    const here = system.url.replace('127.0.0.1', 'localhost');
    const answer = await system.post('/hooks/demo/paypal', body, headersWith(here));
    expect(answer.status, answer.text).toBe(200);
    await system.settle();
    expect(await rulesOf(email)).toContain('first-purchase-thanks sent');
    expect((await system.post('/hooks/demo/paypal', `${body} `, headersWith(here))).status).toBe(401);
  });

  test('also when the platform is out of order for a while', async () => {
    const { id, email } = answerResponse({ status: 503 }, { status: 500 }, (response) => response.destroy());
    await postResponse(id);
    await system.settle();
    expect(await rulesOf(email)).toEqual(['survey-thanks sent']);
  });

  test('a platform that asks for patience gets it, and time may be moved on for it', async () => {
    const patience = { status: 429, headers: { 'retry-after': '1800' } };
    const { id, email } = answerResponse(patience, patience, patience, patience);
    await postResponse(id);
    await system.settle();
    expect(await system.followUps(email)).toEqual([]);
    await system.clock('PT1H');
    expect(await rulesOf(email)).toEqual(['survey-thanks sent']);
  });
});

describe('settings of a source', () => {
  const path = '/api/brands/demo/sources/surveymonkey';
  test.each([
    ['one that the platform does not have', { settings: { color: 'red' } }],
    ['an address that is none', { settings: { apiBase: 'not an address' } }],
    ['a file', { settings: { apiBase: 'file:///etc/passwd' } }],
    ['nothing that is known', { platform: 'stripe' }],
  ])('%s is refused', async (_what, body) => {
    await expect(system.call('PATCH', path, body)).rejects.toThrow(/400/);
  });

  test('are kept beside those that stay', async () => {
    const changed = await system.call('PATCH', path, { settings: { region: 'eu' } });
    expect(changed).toMatchObject({
      settings: { clientId: 'local-surveymonkey-id', apiBase: api.url, region: 'eu' },
    });
    await expect(system.call('PATCH', path, { settings: { region: null } })).resolves.toMatchObject({
      settings: { clientId: 'local-surveymonkey-id' },
    });
  });
});

test('a refused credential is for a person to look at, and loses nothing', async () => {
  const { id, email } = answerResponse({ status: 401 });
  api.reply(`/v3/surveys/51/responses/${id}/details`, { status: 401 });
  await postResponse(id);
  expect(await system.settle()).toMatchObject({ deadLetters: 1 });
  expect(await system.followUps(email)).toEqual([]);
});
