import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';

let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
  await put('templates/thanks', makeTemplate());
  await put('rules/first', makeDraft({ name: 'Thanks for the first order' }));
  await act('publish');
});
afterAll(() => house.stop());

const why = 'Asked by the shop';
const put = async (path: string, body: unknown) => {
  const { etag } = await call('GET', path);
  return call('PUT', path, { body, revision: Number(etag?.replaceAll('"', '') ?? 0) });
};
const act = (path: string, body: object = {}) => call('POST', path, { body: { why, ...body } });

test('a refusal is called as its status is, and tells programs in one place which it is', async () => {
  const missing = await call('GET', 'rules/nothing');
  expect(missing.body).toMatchObject({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    code: 'not-found',
  });
  const mistyped = (await call('GET', 'rules/firs')).body['detail'];
  expect(mistyped).toBe('There is no rule "firs" in this brand. Did you mean "first"?');
  const late = await call('PUT', 'rules/first', { body: makeDraft(), revision: 9 });
  expect(late.body).toMatchObject({ title: 'Conflict', status: 409, code: 'conflict' });
});

test.each([
  ['PATCH', 'settings', { why }, 'Name "paused", "pausedRules" or both.'],
  [
    'POST',
    'try',
    { event: { type: 'purchse' } },
    '"event.type" cannot be the text "purchse"; use signup, purchase, delivery, renewal, refund, cancellation, survey, review, consent, birthday, anniversary, occasion, replied. Did you mean "purchase"?',
  ],
  [
    'POST',
    'try',
    {
      event: { type: 'signup' },
      files: { templates: [{ id: 'x', languages: { de: { subject: '', text: 'x' } } }] },
    },
    'The template "x": "languages.de.subject" is empty; write it.\nThe template "x": "languages.de.mjml" is missing; write it.',
  ],
  [
    'POST',
    'templates/thanks/retire',
    { why },
    'The template "thanks" is sent by first: retire that rule first.',
    409,
  ],
  ['POST', 'try', {}, 'Name "event", or "past" for one that was counted.'],
  [
    'POST',
    'try',
    { past: { event: 'evt_nope', email: 'ana@example.com' } },
    '"past.event": this is no id of an event; one is "evt_" and 32 figures and letters, as an answer about an event tells it.',
  ],
  [
    'PUT',
    'rules/steering',
    makeDraft({ name: 'a\u001B[2Jb' }),
    '"name": use letters, digits and signs on one line; it has a line break or a control character.',
  ],
  [
    'POST',
    'publish',
    { why: 'a\u0000b' },
    '"why": use letters, digits and signs on one line; it has a line break or a control character.',
  ],
])('%s %s with %j is refused in a sentence', async (method, path, body, detail, status = 400) => {
  const refused = await call(method, path, { body });
  expect([refused.status, refused.body['detail']]).toEqual([status, detail]);
});

test('a retired rule keeps its name in the list', async () => {
  await put('rules/second', makeDraft({ name: 'Thanks again', on: 'renewal' }));
  await act('publish');
  await put('rules/second', makeDraft({ name: 'Given up', on: 'renewal' }));
  const { etag } = await call('GET', 'rules/second');
  await call('DELETE', 'rules/second', { body: { why }, revision: Number(etag?.replaceAll('"', '')) });
  expect((await act('rules/second/retire')).status).toBe(200);
  const { items } = (await call('GET', 'rules')).body;
  expect(items).toContainEqual(
    expect.objectContaining({ id: 'second', state: 'retired', name: 'Thanks again' }),
  );
  expect((await call('GET', 'rules/second')).body['name']).toBe('Thanks again');
});

describe('going back to a version with fewer languages says so', () => {
  const { en } = makeTemplate().template.languages;
  const notices = ['Template tongues: German (de) is gone: whoever reads that gets English (en).'];
  beforeAll(async () => {
    await put('templates/tongues', { template: { languages: { en } } });
    await put('rules/speaks', makeDraft({ template: 'tongues', on: 'survey' }));
    await act('publish');
    await put('templates/tongues', { template: { languages: { en, de: en } } });
    await act('publish');
  });

  test('of a rule with the mail that it sent then', async () => {
    const dry = await act('rules/speaks/rollback', { version: 1, dryRun: true });
    expect([dry.status, dry.body['notices']]).toEqual([200, notices]);
  });

  test('of a template', async () => {
    const back = { version: 1, dryRun: true };
    expect((await act('templates/tongues/rollback', back)).body['notices']).toEqual(notices);
    expect((await act('templates/tongues/rollback', { version: 1 })).body['notices']).toEqual(notices);
    expect((await act('templates/tongues/rollback', { version: 2 })).body['notices']).toEqual([]);
  });
});
