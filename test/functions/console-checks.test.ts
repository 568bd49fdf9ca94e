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
