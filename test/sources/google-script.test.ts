import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { Temporal } from 'temporal-polyfill';
import { beforeEach, describe, expect, test } from 'vitest';
import { googleForms } from '../../shared/sources/google-forms.ts';
import type { Event } from '../../shared/contract/event.ts';

const SECRET = `whsec_${Buffer.from('a secret of the test, long enough').toString('base64')}`;
const code = readFileSync(new URL('../../docs/google-forms/Code.gs', import.meta.url), 'utf8');

type Options = { payload: string; headers: Record<string, string>; contentType: string };
type Posted = { url: string; options: Options };

const item = (id: number, title: string, type: string, given: unknown) => ({
  getItem: () => ({ getId: () => id, getTitle: () => title, getType: () => type }),
  getResponse: () => given,
});

const answer = (email: string) => ({
  getId: () => '2_ABaOnudk-x.y',
  getTimestamp: () => new Date('2026-11-22T08:57:00Z'),
  getRespondentEmail: () => email,
  getItemResponses: () => [
    item(1, 'What pleased you?', 'PARAGRAPH_TEXT', 'The whistle – \u{1f375}'),
    item(2, 'What do you brew?', 'CHECKBOX', ['Tea', 'Soup']),
    item(3, 'How is it?', 'GRID', ['good', null]),
    item(4, 'From 0 to 10?', 'SCALE', '9'),
  ],
});

const form = { getId: () => '1KettleForm', getTitle: () => 'How is your kettle?' };

/** What Google gives its scripts, as far as ours uses it; bytes are signed there. */
function startGoogle(statuses: (number | 'unreachable')[], properties: Record<string, string>) {
  const posts: Posted[] = [];
  const pauses: number[] = [];
  const signed = (bytes: Uint8Array): number[] => [...new Int8Array(bytes)];
  const google = createContext({
    FormApp: { getActiveForm: () => form, ItemType: { SCALE: 'SCALE' } },
    PropertiesService: {
      getScriptProperties: () => ({ getProperty: (name: string) => properties[name] ?? null }),
    },
    Utilities: {
      sleep: (time: number) => void pauses.push(time),
      base64Decode: (text: string) => signed(Buffer.from(text, 'base64')),
      base64Encode: (bytes: number[]) => Buffer.from(Int8Array.from(bytes)).toString('base64'),
      newBlob: (text: string) => ({ getBytes: () => signed(Buffer.from(text)) }),
      computeHmacSha256Signature: (bytes: number[], key: number[]) =>
        signed(createHmac('sha256', Int8Array.from(key)).update(Int8Array.from(bytes)).digest()),
    },
    UrlFetchApp: {
      fetch: (url: string, options: Options) => {
        posts.push({ url, options });
        const status = statuses.shift() ?? 202;
        if (status === 'unreachable') throw new Error('DNS');
        return { getResponseCode: () => status };
      },
    },
    email: '',
    answer,
    form,
  });
  runInContext(code, google);
  const submit = (email: string): unknown =>
    runInContext(`onAnswer({ response: answer(${JSON.stringify(email)}), source: form })`, google);
  return { posts, pauses, submit };
}

const PROPERTIES = { EXTRAMILE_URL: 'https://hooks.kettles.example/hooks/a/b', EXTRAMILE_SECRET: SECRET };

function receive({ options }: Posted): Event | string {
  const delivery = { raw: Buffer.from(options.payload), headers: options.headers, query: {} };
  const receivedAt = Temporal.Now.instant();
  const genuine = googleForms.verify(delivery, { secrets: [SECRET], now: receivedAt, settings: {} });
  if (!genuine.ok) return genuine.failure.kind;
  const told = googleForms.translate(delivery, { brand: 'demo', source: 'forms', receivedAt, settings: {} });
  const [first] = told.ok ? told.value : [];
  if (!first) return told.ok ? 'nothing' : told.failure.message;
  if ('event' in first) return first.event;
  return 'ignored' in first ? first.ignored : 'thin';
}

describe('the script for Google Forms', () => {
  let google = startGoogle([], PROPERTIES);
  beforeEach(() => {
    google = startGoogle([], PROPERTIES);
  });

  test('signs an answer so that it becomes a survey event', () => {
    google.submit('Ana@example.com');
    const [post] = google.posts;
    expect(google.posts.length).toBe(1);
    expect(post?.url).toBe(PROPERTIES.EXTRAMILE_URL);
    expect(post && receive(post)).toMatchObject({
      kind: 'survey',
      occurredAt: '2026-11-22T08:57:00Z',
      person: { email: 'ana@example.com' },
      facts: {
        survey: {
          id: '2_ABaOnudk-x.y',
          form: '1KettleForm',
          title: 'How is your kettle?',
          score: 9,
          answers: [
            { question: 'What pleased you?', ref: '1', answer: 'The whistle – \u{1f375}' },
            { question: 'What do you brew?', ref: '2', answer: 'Tea, Soup' },
            { question: 'How is it?', ref: '3', answer: 'good' },
            { question: 'From 0 to 10?', ref: '4', answer: '9' },
          ],
        },
      },
    });
  });

  test('leaves an anonymous answer anonymous', () => {
    google.submit('');
    expect(google.posts.map(receive)).toEqual([expect.stringContaining('anonymous')]);
  });

  test('tries again under the same id when it was not heard', () => {
    google = startGoogle(['unreachable', 503, 429, 202], PROPERTIES);
    google.submit('ana@example.com');
    expect(new Set(google.posts.map(({ options }) => options.headers['webhook-id'])).size).toBe(1);
    expect(google.posts.length).toBe(4);
    expect(google.pauses).toEqual([2000, 10000, 30000]);
  });

  test('tells its owner at once when it is refused, and in the end when nobody answers', () => {
    google = startGoogle([401], PROPERTIES);
    expect(() => google.submit('ana@example.com')).toThrow(/status 401/);
    expect(google.posts.length).toBe(1);
    google = startGoogle([500, 500, 500, 500], PROPERTIES);
    expect(() => google.submit('ana@example.com')).toThrow(/status 500/);
  });

  test('says which setting is missing', () => {
    google = startGoogle([], { EXTRAMILE_URL: PROPERTIES.EXTRAMILE_URL });
    expect(() => google.submit('ana@example.com')).toThrow(/EXTRAMILE_SECRET/);
  });
});
