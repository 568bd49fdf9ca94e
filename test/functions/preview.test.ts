import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';

const why = 'To look at it';
let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
  await call('PUT', 'templates/thanks', { body: makeTemplate('Published {{ unsubscribe_url }}') });
  await call('PUT', 'rules/thanks', { body: makeDraft() });
  await call('POST', 'publish', { body: { why } });
  await call('PUT', 'templates/thanks', { body: inTwo('Draft'), revision: 2 });
  await call('PUT', 'templates/fresh', { body: inTwo('Fresh') });
});
afterAll(() => house.stop());

const MJML = `<mjml><mj-body background-color="{{ look.page }}"><mj-section><mj-column><mj-text>{{ contact.first_name | default: "–" }} {{ order.number | default: "–" }} {{ unsubscribe_url }}</mj-text></mj-column></mj-section></mj-body></mjml>`;
const inTwo = (text: string) => {
  const one = {
    subject: text,
    mjml: MJML,
    text: `${text} {{ contact.first_name | default: "–" }} {{ order.number | default: "–" }} {{ unsubscribe_url }}`,
  };
  return { template: { languages: { en: one, de: { ...one, subject: `${text} (de)` } } } };
};
const preview = (body: object = {}, template = 'thanks') =>
  call('POST', `templates/${template}/preview`, { body, role: 'viewer' });

const event = (email: string, person: object = {}) => ({
  type: 'purchase',
  data: {
    contact: { email, ...person },
    order: { id: 'A-1', number: '#7', total: { amount: '9', currency: 'EUR' } },
  },
});

describe('a preview', () => {
  it('is of what is published, or of a draft, and of a sample for its rule unless told', async () => {
    expect(await preview()).toMatchObject({ status: 200, body: { language: 'en', languages: ['en'] } });
    const draft = await preview({ drafts: ['template:thanks'] });
    expect(draft.body).toMatchObject({ subject: 'Draft', languages: ['de', 'en'] });
    expect(draft.body['text']).toMatch(/^Draft Ana #1001 https:\/\/\S+\/rehearsed$/);
    expect(draft.body['html']).toContain('Ana #1001');
  });

  it('is in the language asked for, else in that of the reader, and says when another stands in', async () => {
    const drafts = true;
    expect((await preview({ drafts, language: 'de' })).body).toMatchObject({ subject: 'Draft (de)' });
    expect((await preview({ drafts, language: 'it' })).body).toMatchObject({
      detail: 'It is not written in "it"; there are de, en.',
    });
    const told = await preview({ drafts, event: event('ben@example.com', { locale: 'de-AT' }) });
    expect(told.body).toMatchObject({ language: 'de' });
    expect(told.body).not.toHaveProperty('fallback');
    const other = await preview({ drafts, event: event('ben@example.com', { locale: 'pt' }) });
    expect(other.body).toMatchObject({
      language: 'en',
      fallback: 'It is not written in "pt", which the person reads, so it is in "en", that of the brand.',
    });
  });

  it('is as somebody who is known would get it', async () => {
    const drafts = true;
    const rows = [{ line: 1, email: 'carla@example.com', firstName: 'Carla', locale: 'de' }];
    const saved = await call('POST', 'contacts/import', { body: { rows, source: { file: 'people.csv' } } });
    expect(saved.status).toBe(200);
    const mine = await preview({ drafts, email: 'carla@example.com' });
    expect(mine.body).toMatchObject({ language: 'de', text: expect.stringContaining('Carla #1001') });
    const hers = await preview({ drafts, event: event('carla@example.com') });
    expect(hers.body).toMatchObject({ language: 'de', text: expect.stringContaining('Carla #7') });
    expect(await preview({ drafts, email: 'nobody@example.com' })).toMatchObject({ status: 404 });
  });

  it('tells the text with its Liquid where it is written from the HTML, live or a draft', async () => {
    const { subject, mjml } = inTwo('Written').template.languages.en;
    const body = { template: { languages: { en: { subject, mjml } } } };
    const saved = await call('PUT', 'templates/written', { body });
    expect(saved.body).toMatchObject({ problems: [] });
    const drafts = ['template:written'];
    const writtenText =
      '{{ contact.first_name | default: "–" }} {{ order.number | default: "–" }} {{ unsubscribe_url }}\n';
    const shown = await preview({ drafts }, 'written');
    expect(shown.body).toMatchObject({ text: expect.stringMatching(/^Ana #1001 https:/), writtenText });
    await call('POST', 'publish', { body: { why, templates: ['written'] } });
    expect((await preview({}, 'written')).body).toMatchObject({ writtenText });
    expect((await preview()).body).not.toHaveProperty('writtenText');

    const own = { template: { languages: { en: { subject, mjml, text: 'Own {{ unsubscribe_url }}' } } } };
    const worded = await call('PUT', 'templates/written', { body: own, revision: 2 });
    expect(worded.body).toMatchObject({ notices: [] });
    expect((await preview({ drafts }, 'written')).body).not.toHaveProperty('writtenText');
    await call('POST', 'publish', { body: { why, templates: ['written'] } });
    const lost = await call('PUT', 'templates/written', { body, revision: 4 });
    expect(lost.body).toMatchObject({
      notices: [
        'Template written: its text in English (en) was worded by hand, and is written from the HTML from now on.',
      ],
    });
  });

  it('has the look that the brand has now, without publishing', async () => {
    const drafts = true;
    expect((await preview({ drafts })).body['html']).toContain('background-color:#f4f1ea');
    const revision = Number((await call('GET', 'settings')).body['revision']);
    await call('PATCH', 'settings/look', { revision, body: { why, page: '#0b2545' } });
    expect((await preview({ drafts })).body['html']).toContain('background-color:#0b2545');
  });

  it('of what is only a draft, or is not there at all, is refused with what to do', async () => {
    expect((await preview({}, 'fresh')).body).toMatchObject({
      status: 404,
      detail: expect.stringContaining('--draft template:fresh'),
    });
    expect(await preview({}, 'thank')).toMatchObject({ status: 404 });
    expect(await preview({ languages: ['de'] })).toMatchObject({ status: 400 });
  });
});
