import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestConsole, makeTemplate, startConsole } from '../helpers/console.ts';

let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
});
afterAll(() => house.stop());

const why = 'As agreed';
const PATH = 'settings/question';
const asked = () => call('GET', PATH);
const revisionNow = async () => Number((await asked()).body['revision']);
const change = async (method: string, path: string, body: object = {}, role = 'admin') =>
  call(method, `${PATH}${path}`, { role, revision: await revisionNow(), body: { why, ...body } });

describe('the question of a brand', () => {
  it('is none at first, and answers are kept for a year', async () =>
    expect((await asked()).body).toEqual({ items: [], keepDays: 365, revision: 0 }));

  it('is worded by language, reworded, and taken away, each in the audit', async () => {
    await change('PUT', '/en', { text: ' What is hard? ' });
    await change('PUT', '/pt-br', { text: 'O que é difícil?' });
    const { body, etag } = await change('PUT', '/en', { text: 'What is hardest?' });
    expect(body).toMatchObject({
      items: [
        { language: 'en', text: 'What is hardest?' },
        { language: 'pt-br', text: 'O que é difícil?' },
      ],
    });
    expect(etag).toBe(`"${Number(body['revision'])}"`);
    expect((await change('DELETE', '/pt-br')).body).toMatchObject({ items: [{ language: 'en' }] });
    const { text } = await call('GET', 'audit', { query: { limit: '2' } });
    expect(JSON.parse(text)).toMatchObject({
      items: [
        { act: 'settings', why, changes: [{ difference: [{ at: 'survey.question.pt-br' }] }] },
        { changes: [{ difference: [{ before: 'What is hard?', after: 'What is hardest?' }] }] },
      ],
    });
  });

  it('may have its answers kept for another while, and as usual again', async () => {
    expect((await change('PATCH', '', { keepDays: 30 })).body).toMatchObject({ keepDays: 30 });
    expect((await change('PATCH', '', { keepDays: null })).body).toMatchObject({ keepDays: 365 });
  });

  it('changes nothing in a dry run, nor for whom has not seen the last, nor for an editor', async () => {
    const before = (await asked()).body;
    const dry = await change('PUT', '/de', { text: 'Was ist schwer?', dryRun: true });
    expect(dry.body).toMatchObject({ items: [{ language: 'de' }, { language: 'en' }] });
    const body = { why, text: 'Too late' };
    expect((await call('PUT', `${PATH}/en`, { revision: 0, body })).status).toBe(409);
    expect((await call('PUT', `${PATH}/en`, { body })).status).toBe(400);
    expect((await change('PUT', '/en', { text: 'May I?' }, 'editor')).status).toBe(403);
    expect((await asked()).body).toEqual(before);
  });

  it.each([
    ['PUT', '/EN', { text: 'x' }, 400],
    ['PUT', '/english', { text: 'x' }, 400],
    ['PUT', '/en', { text: ' ' }, 400],
    ['PUT', '/en', { text: 'x'.repeat(301) }, 400],
    ['DELETE', '/fr', {}, 404],
    ['PATCH', '', { keepDays: 0 }, 400],
    ['PATCH', '', { keepDays: 3651 }, 400],
  ])('refuses %s %s with %j', async (method, path, body, status) => {
    const refused = await change(method, path, body);
    expect(refused.status).toBe(status);
    expect(String(refused.body['detail']).length).toBeGreaterThan(10);
  });
});

it('whoever writes a mail that leads to it is told while the brand asks nothing', async () => {
  const { template } = makeTemplate('Tell us: {{ survey_url }}');
  const save = async (id: string) =>
    (await call('PUT', `templates/${id}`, { revision: 0, body: { template } })).body['notices'];
  expect(await save('asks')).toEqual([]);
  await change('DELETE', '/en');
  expect(await save('asks-in-vain')).toEqual([expect.stringContaining('the brand asks no question')]);
});
