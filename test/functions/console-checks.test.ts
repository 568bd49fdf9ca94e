import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';

let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
  await put('templates/thanks', makeTemplate());
  await put('rules/live', makeDraft({ group: 'live', priority: 900 }));
  await call('POST', 'publish', { body: { why: 'To begin' } });
});
afterAll(() => house.stop());

const put = async (path: string, body: unknown) => {
  const { etag } = await call('GET', path);
  return call('PUT', path, { body, revision: Number(etag?.replaceAll('"', '') ?? 0) });
};
const problemsOf = async (path: string, body: unknown) => (await put(path, body)).body['problems'];
const germanOnly = { template: { languages: { de: makeTemplate().template.languages.en } } };

describe('saving a draft tells what keeps it from being published', () => {
  it('nothing, where its template is there, live or a draft', async () => {
    expect(await problemsOf('rules/fine', makeDraft())).toEqual([]);
    await put('templates/second', makeTemplate());
    expect(await problemsOf('rules/fine-too', makeDraft({ template: 'second' }))).toEqual([]);
  });

  it('a template that is not there, with the nearest that is', async () => {
    expect(await problemsOf('rules/alone', makeDraft({ template: 'thnks' }))).toEqual([
      'Rule alone: there is no template "thnks". Did you mean "thanks"?',
    ]);
  });

  it('a tie in its group with a live rule, and with another draft', async () => {
    const live = makeDraft({ group: 'live', priority: 900 });
    expect(await problemsOf('rules/tied', live)).toEqual([
      expect.stringContaining('"live" and "tied" of the group live have the same priority'),
    ]);
    await put('rules/draft-a', makeDraft({ group: 'drafts' }));
    expect(await problemsOf('rules/draft-b', makeDraft({ group: 'drafts' }))).toEqual([
      expect.stringMatching(/"draft-a" and "draft-b" of the group drafts/),
    ]);
  });

  it('that another of its group always goes before', async () => {
    expect(await problemsOf('rules/never', makeDraft({ group: 'live', priority: 1 }))).toContainEqual(
      expect.stringMatching(/^Rule "never" can never fire: whenever it applies, "live" /),
    );
  });

  it('a template without the language of the brand', async () => {
    expect(await problemsOf('templates/german', germanOnly)).toEqual([
      'Template german: it lacks the language of the brand (en), so everybody else would get "de"; write it in en, too.',
    ]);
  });

  it('a template with what its rule’s events never have, saved before the rule or after', async () => {
    const text = 'Your plan {{ subscription.plan | default: "" }}{{ survey.title }}';
    await put('templates/wrong', makeTemplate(text));
    expect(await problemsOf('rules/wrong', makeDraft({ template: 'wrong' }))).toEqual(
      expect.arrayContaining([expect.stringContaining('Rule wrong: its template "wrong", en')]),
    );
    expect(await problemsOf('templates/thanks', makeTemplate(text))).toEqual(
      expect.arrayContaining([expect.stringContaining('Rule live: its template "thanks", en')]),
    );
    await put('templates/thanks', makeTemplate());
  });
});

it('the difference tells the same of files that are saved nowhere, each beside the others', async () => {
  const rule = (id: string, over: object) => ({ id, ...makeDraft({ group: 'files', ...over }).rule });
  const rules = [rule('x', {}), rule('y', {}), rule('z', { template: 'gone', priority: 7 })];
  const files = { rules, templates: [{ id: 'german', ...germanOnly.template }] };
  const answer = await call('POST', 'diff', { body: { files }, role: 'viewer' });
  const tie = expect.stringContaining('Rules "x" and "y" of the group files');
  const never = expect.stringContaining('Rule "z" can never fire');
  expect(answer.body['changes']).toMatchObject([
    { id: 'x', problems: [tie, never] },
    { id: 'y', problems: [tie, never] },
    {
      id: 'z',
      problems: [expect.stringContaining('no template "gone"'), never, never],
    },
    { id: 'german', problems: [expect.stringContaining('write it in en, too.')] },
  ]);
});

it('an editor may look at what publishing would do, and may not publish', async () => {
  const wish = { rules: ['alone'], why: 'To look' };
  const dry = await call('POST', 'publish', { body: { ...wish, dryRun: true }, role: 'editor' });
  expect(dry).toMatchObject({ status: 200, body: { problems: [expect.stringContaining('thnks')] } });
  const refused = await call('POST', 'publish', { body: wish, role: 'editor' });
  expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining('approver') } });
});

describe('what can never be right in a template is refused, and nothing is kept of it', () => {
  const written = (over: Record<string, string>) => ({
    template: { languages: { en: { ...makeTemplate().template.languages.en, ...over } } },
  });
  it.each<[string, Record<string, string>, string]>([
    [
      'loop',
      { text: '{% for i in (1..1000000000) %}x{% endfor %}' },
      'en, text, line 1: it would write or gather',
    ],
    [
      'much',
      { text: `{% for i in (1..999) %}${'x'.repeat(3000)}{% endfor %}` },
      'en, text, it would write or gather',
    ],
    [
      'long',
      { text: `${'{% for i in (1..999) %}'.repeat(3)}${'{% endfor %}'.repeat(3)}` },
      'so it was stopped',
    ],
    [
      'proto',
      { text: 'Hi\n{{ contact.__proto__ }}' },
      'en, text, line 2: there is no variable "contact.__proto__"',
    ],
    ['maker', { text: '{{ contact["constructor"] }}' }, 'en, text, line 1: there is no variable'],
    ['header', { subject: 'Hi\nBcc: all@example.com' }, 'en, subject, line 2: a subject is one line'],
  ])('%s', async (id, over, told) => {
    const { status, body } = await put(`templates/${id}`, written(over));
    expect([status, body['detail']]).toEqual([400, expect.stringContaining(told)]);
    expect((await call('GET', `templates/${id}`)).status).toBe(404);
  });

  it('neither over a draft that is there', async () => {
    await put('templates/kept', makeTemplate('As it was'));
    expect((await put('templates/kept', written({ subject: 'a\nb' }))).status).toBe(400);
    expect((await call('GET', 'templates/kept')).text).toContain('As it was');
  });

  it('but what may still become right is kept, with what is wrong', async () => {
    const { status, body } = await put('templates/typo', written({ text: '{{ contact.frist_name }}' }));
    expect([status, body['problems']]).toEqual([200, [expect.stringContaining('contact.frist_name')]]);
  });
});

it('tells an edit without If-Match that it is missing, where there is something to be seen', async () => {
  await put('rules/seen', makeDraft());
  const blind = await call('PUT', 'rules/seen', { body: makeDraft({ name: 'Other' }) });
  expect([blind.status, blind.body['detail']]).toEqual([
    409,
    'The rule "seen" is at revision 1, and this edit does not say which it started from: look at the difference and save it anew, with If-Match: "1".',
  ]);
  const late = await call('PUT', 'rules/seen', { body: makeDraft({ name: 'Other' }), revision: 7 });
  expect([late.status, late.body['detail']]).toEqual([
    409,
    expect.stringContaining('this edit started from 7'),
  ]);
});

it.each([
  ['PUT', 'rules/Bad_Name', 'rule "Bad_Name"'],
  ['GET', `templates/${'x'.repeat(33)}/versions/1`, `template "${'x'.repeat(33)}"`],
])('tells what a name looks like: %s %s', async (method, path, told) => {
  const { status, body } = await call(method, path, method === 'PUT' ? { body: makeDraft() } : {});
  expect([status, body['detail']]).toEqual([
    400,
    `The address names the ${told}: a name has lower-case letters, digits and hyphens, 32 at most.`,
  ]);
  expect((await call('GET', 'rulez/Bad_Name')).status).toBe(404);
});

it('says of each form that a value may have how it is written', async () => {
  const { status, body } = await call('POST', 'replay', { body: { drafts: 'all' } });
  expect([status, body['detail']]).toEqual([
    400,
    '"drafts" cannot be the text "all"; write true, or a list.',
  ]);
});
