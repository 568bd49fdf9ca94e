import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { findPlatform } from '../../shared/sources/registry.ts';
import type { Translation } from '../../shared/sources/source.ts';
import { bodyOf, queryOf } from './contract.ts';
import { kitOf } from './kits.ts';

const receivedAt = Temporal.Instant.from('2026-11-22T09:00:30Z');

type Sent = { body: unknown; headers?: Record<string, string>; settings?: Record<string, string> };

/** What the first thing told is: the address of an event, the reason of an ignored one, the message of a refusal. */
function tell(id: string, { body, headers = {}, settings = {} }: Sent): string | undefined {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const context = { brand: 'demo', source: 'forms', receivedAt, settings };
  const told = findPlatform(id)?.translate({ raw, headers, query: {} }, context);
  if (!told?.ok) return told?.failure.message;
  return told.value[0] ? wordsOf(told.value[0]) : 'nothing';
}

function wordsOf(told: Translation): string | undefined {
  if ('ignored' in told) return told.ignored;
  if ('request' in told) return told.request.email;
  return 'event' in told ? told.event.person.email : `to be asked for: ${told.thin.resource}`;
}

/** The first fixture of a platform. */
function genuine(id: string): { body: Buffer; headers: Record<string, string> } {
  const kit = kitOf(id);
  const [first] = kit.cases;
  if (!first) throw new Error('no fixture');
  const body = bodyOf(kit, first);
  return { body, headers: kit.sign(body, { secret: kit.secrets.current, at: receivedAt }) };
}

describe('settings of a source', () => {
  test.each(['typeform', 'tally', 'jotform'])('%s listens to one form only, where that is set', (id) => {
    expect(tell(id, { ...genuine(id), settings: { form: 'another' } })).toMatch(/another form/);
  });

  test('Judge.me listens to one shop only, where that is set', () => {
    const settings = { shop: 'teapots.myshopify.example' };
    expect(tell('judgeme', { ...genuine('judgeme'), settings })).toMatch(/another shop/);
  });

  test('a form may hold the address in a field of any kind', () => {
    const field = { key: 'q1', label: 'Contact', type: 'INPUT_TEXT', value: 'Eva@example.com' };
    const data = { responseId: 'r', createdAt: '2026-11-22T09:00:00Z', fields: [field] };
    const body = { eventType: 'FORM_RESPONSE', data };
    expect(tell('tally', { body })).toMatch(/anonymous/);
    for (const emailField of ['q1', 'Contact'])
      expect(tell('tally', { body, settings: { emailField } })).toBe('eva@example.com');
  });

  test.each(['surveymonkey', 'jotform'])('the API of %s is one of its own hosts, whatever is set', (id) => {
    const base = findPlatform(id)?.api?.base;
    expect(base?.({ region: 'eu' })).toMatchObject({
      ok: true,
      value: expect.stringMatching(/^https:\/\/[a-z.-]*eu[a-z.-]*\.com$/),
    });
    for (const region of ['evil.example', 'constructor', '__proto__', ''])
      expect(base?.({ region })).toMatchObject({ ok: false, failure: { kind: 'bad-settings' } });
  });
});

describe('ids that would lead elsewhere are not asked about', () => {
  const notice = { event_type: 'response_completed', event_datetime: '2026-11-22T09:00:00Z' };
  test.each(['../../me', '1/../2', '1?x', '', 7])('SurveyMonkey, %j', (id) => {
    const body = { ...notice, object_id: id, resources: { survey_id: '1' } };
    expect(tell('surveymonkey', { body })).toMatch(/expected an id/);
    expect(
      tell('surveymonkey', { body: { ...notice, object_id: '1', resources: { survey_id: id } } }),
    ).toMatch(/expected an id/);
  });

  test.each(['../user', '1/2', '%2e%2e'])('Jotform, %s', (id) => {
    const kit = kitOf('jotform');
    const raw = Buffer.from(JSON.stringify({ formID: '1', submissionID: id }));
    const body = kit.encode?.(raw) ?? raw;
    const headers = kit.sign(body, { secret: '', at: receivedAt });
    expect(tell('jotform', { body, headers })).toMatch(/submissionID: expected an id/);
    expect(queryOf(kit, 'x')).toEqual({ key: 'x' });
  });

  test.each(['../x', 'a/b', 'a?b=c'])('Google Forms, %s', (formId) => {
    const message = { attributes: { eventType: 'RESPONSES', formId }, publishTime: '2026-11-22T09:00:00Z' };
    expect(tell('google-forms', { body: { message } })).toMatch(/Not the expected shape/);
  });
});

describe('CloudEvents', () => {
  const event = { specversion: '1.0', id: '1', source: '/s', type: 'survey', time: '2026-11-22T09:00:00Z' };
  const data = { contact: { email: 'ana@example.com' }, survey: { id: '7' } };
  const binary = {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': '1',
    'ce-source': '/s',
    'ce-type': 'survey',
  };

  test.each([
    ['no id', { ...event, data, id: undefined }, /id: /],
    ['no source', { ...event, data, source: '' }, /source: /],
    ['another version', { ...event, data, specversion: '2.0' }, /specversion: /],
    ['no data', event, /data: /],
    ['data that are no JSON', { ...event, data_base64: 'AAAA' }, /JSON|UTF-8/],
    ['data of another kind', { ...event, datacontenttype: 'text/xml', data_base64: 'AAAA' }, /no JSON/],
    ['a consent without a time', { ...event, type: 'consent', time: null, data }, /time: expected/],
    ['a list outside of a batch', [event], /Not the expected shape/],
  ])('refuses %s', (_what, body, reason) => {
    expect(tell('cloudevents', { body })).toMatch(reason);
  });

  test.each([
    ['a broken escape', { 'ce-type': 'surve%' }, /ce-type is not encoded/],
    ['bytes that are not UTF-8', { 'ce-source': '%ff' }, /ce-source is not encoded/],
    ['no type', { 'ce-type': '' }, /type: /],
    ['data of another kind', { 'content-type': 'text/plain' }, /no JSON/],
  ])('refuses %s in a header', (_what, headers, reason) => {
    expect(tell('cloudevents', { body: data, headers: { ...binary, ...headers } })).toMatch(reason);
  });

  test('refuses a whole batch for one event in it, so that it comes again whole', () => {
    const headers = { 'content-type': 'application/cloudevents-batch+json' };
    expect(
      tell('cloudevents', {
        body: [
          { ...event, data },
          { ...event, id: '' },
        ],
        headers,
      }),
    ).toMatch(/Not the expected/);
    expect(tell('cloudevents', { body: [], headers })).toBe('nothing');
  });
});
