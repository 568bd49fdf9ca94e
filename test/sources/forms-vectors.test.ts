import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { findPlatform } from '../../shared/sources/registry.ts';

const now = Temporal.Instant.fromEpochMilliseconds(1_614_265_330_000);

type Signed = {
  id: string;
  body: string;
  headers: Record<string, string>;
  secret: string;
  settings?: Record<string, string>;
};

function verify({ id, body, headers, secret, settings = {} }: Signed): string {
  const verdict = findPlatform(id)?.verify(
    { raw: Buffer.from(body), headers, query: {} },
    { secrets: [secret], now, settings },
  );
  return verdict?.ok ? 'genuine' : (verdict?.failure.kind ?? 'no such platform');
}

/** Made with other tools by the schemes that the vendors describe. */
const VECTORS: Signed[] = [
  {
    id: 'typeform',
    body: '{"event_id":"LtWXD3crgy","event_type":"form_response"}',
    headers: { 'typeform-signature': 'sha256=fQ0Tf/AAVUZy1Bdk1is5tXMLH2Il2Qj36lezGX2eN6s=' },
    secret: 'abc123',
  },
  {
    id: 'tally',
    body: '{"eventId":"a4cb511e","eventType":"FORM_RESPONSE"}',
    headers: { 'tally-signature': 'yw61Au6Mt/ek3DcgcyW6Y+NRZKxvxCyiSaMjV1g+b04=' },
    secret: 'tally-secret',
  },
  {
    id: 'judgeme',
    body: '{"event":"review/created"}',
    headers: { 'judgeme-hmac-sha256': 'edcdb8a328d19941f45c27a1367222dd92873e15468a9dbe7cad3cb2dae765ad' },
    secret: 'my_api_secret_key',
  },
  {
    id: 'judgeme',
    body: '{"event":"review/created"}',
    headers: { 'x-judgeme-hmac-sha256': 'edcdb8a328d19941f45c27a1367222dd92873e15468a9dbe7cad3cb2dae765ad' },
    secret: 'my_api_secret_key',
  },
  {
    id: 'surveymonkey',
    body: '{"event_type":"response_completed","event_id":"123456789"}',
    headers: { 'sm-signature': 'RQexaK4FaBeHJUv/QBfrwFvHMt0=' },
    secret: 'client_secret',
    settings: { clientId: 'client_id' },
  },
  ...['cloudevents', 'google-forms'].map((id) => ({
    id,
    body: '{"test": 2432232314}',
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  })),
];

test.each(VECTORS.map((one) => [one.id, one] as const))('a known signature of %s', (_id, one) => {
  expect(verify(one)).toBe('genuine');
  expect(verify({ ...one, body: `${one.body} ` })).toBe('bad-signature');
});

test('SurveyMonkey without the client id of its app: nothing is genuine', () => {
  const [one] = VECTORS.filter(({ id }) => id === 'surveymonkey');
  expect(one && verify({ ...one, settings: {} })).toBe('bad-signature');
  expect(one && verify({ ...one, settings: { clientId: 'another' } })).toBe('bad-signature');
});
