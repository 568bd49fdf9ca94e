import { createVerify, generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { saveCredential } from '../../shared/clients/secrets.ts';
import { type Fetcher, makeLookUp, startFetcher } from '../helpers/fetcher.ts';
import type { ApiReply } from '../helpers/platform-api.ts';

let fetcher: Fetcher;
beforeAll(async () => {
  fetcher = await startFetcher();
});
afterEach(() => fetcher.reset());
afterAll(() => fetcher.stop());

const TOKENS = '/v1/oauth2/token';
const ORDER = '/v2/checkout/orders/5O190127TN364715T';
const payer = { email_address: 'ana@example.com', name: { given_name: 'Ana' } };
const token = (value: string, expires = 3600): ApiReply => ({
  body: { access_token: value, token_type: 'Bearer', expires_in: expires },
});
const lookUp = (source: string) =>
  makeLookUp(source, {
    kind: 'purchase',
    resource: 'order',
    params: { subject: 'order/5O190127TN364715T', order: '5O190127TN364715T', checkout: '5O190127TN364715T' },
  });
const askedFor = (path: string) => fetcher.api.asked.filter(({ url }) => url.split('?')[0] === path);

test('PayPal: the app’s id and secret are exchanged for a token once, and the token opens the API', async () => {
  const source = await fetcher.connect('paypal');
  fetcher.api.reply(TOKENS, token('A21AA'));
  fetcher.api.reply(ORDER, { body: { id: '5O190127TN364715T', payer } });
  expect(await fetcher.run([lookUp(source), lookUp(source)])).toBe(0);
  expect(await fetcher.run([lookUp(source)])).toBe(0);
  expect(askedFor(TOKENS)).toHaveLength(1);
  expect(askedFor(TOKENS)[0]).toMatchObject({
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('local-credential').toString('base64')}` },
  });
  expect(askedFor(ORDER).map(({ headers }) => headers.authorization)).toContain('Bearer A21AA');
  expect(fetcher.planned()[0]).toMatchObject({ person: { email: 'ana@example.com' } });
});

test('a token that is refused is asked for anew the next time', async () => {
  const source = await fetcher.connect('paypal');
  fetcher.api.reply(TOKENS, token('old'), token('new'));
  fetcher.api.reply(ORDER, { status: 401 }, { body: { id: '5O190127TN364715T', payer } });
  expect(await fetcher.run([lookUp(source)])).toBe(1);
  expect(await fetcher.run([lookUp(source)])).toBe(0);
  expect(askedFor(ORDER).map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
});

test('a token that is about to end is not used', async () => {
  const source = await fetcher.connect('paypal');
  fetcher.api.reply(TOKENS, token('short', 30), token('next'));
  fetcher.api.reply(ORDER, { body: { id: '5O190127TN364715T', payer } });
  await fetcher.run([lookUp(source)]);
  await fetcher.run([lookUp(source)]);
  expect(askedFor(TOKENS)).toHaveLength(2);
});

test('a credential that gives no token is told like one that is refused, and nothing is lost', async () => {
  const source = await fetcher.connect('paypal');
  fetcher.api.reply(TOKENS, { status: 401, body: { error: 'invalid_client' } });
  expect(await fetcher.run([lookUp(source)])).toBe(1);
  expect(askedFor(ORDER)).toHaveLength(0);
});

test('Google: a service account signs for itself, for an hour, at Google’s fixed address only', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const source = await fetcher.connect('google-forms', { form: '1KettleForm' });
  const file = {
    type: 'service_account',
    client_email: 'forms@kettles.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    token_uri: 'https://evil.example/token',
  };
  await saveCredential('demo', source, JSON.stringify(file));
  fetcher.api.reply('/token', (response) =>
    response.end(JSON.stringify({ access_token: 'ya29', expires_in: 3599 })),
  );
  fetcher.api.reply('/v1/forms/1KettleForm', { body: { formId: '1KettleForm', items: [] } });
  fetcher.api.reply('/v1/forms/1KettleForm/responses', { body: { responses: [] } });
  const message = makeLookUp(source, { resource: 'responses', params: { form: '1KettleForm' } });
  expect(await fetcher.run([message])).toBe(0);
  const [asked] = askedFor('/token');
  const [head = '', claims = '', signature = ''] =
    new URLSearchParams(asked?.body).get('assertion')?.split('.') ?? [];
  const isOurs = createVerify('sha256').update(`${head}.${claims}`);
  expect(isOurs.verify(publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  const told: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
  expect(told).toMatchObject({ iss: file.client_email, aud: 'https://oauth2.googleapis.com/token' });
  expect(askedFor('/v1/forms/1KettleForm/responses')[0]?.headers.authorization).toBe('Bearer ya29');
});
