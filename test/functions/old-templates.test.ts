import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, CommandError } from '../../infra/cli/client.ts';
import { OPTIONS } from '../../infra/cli/command.ts';
import { RULE_COMMANDS } from '../../infra/cli/rules.ts';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';
import { makeRule } from '../helpers/make.ts';

const why = 'As agreed';
/** As templates were kept at first: as they are sent, with neither source nor who published it. */
const OLD = { en: { subject: 'Thank you', html: '<p>{{ order.number }}</p>', text: 'Thank you' } };

let house: TestConsole;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extramile-old-'));
  house = await startConsole();
  const { saveTemplate } = await import('../../shared/store/templates.ts');
  const { publishLive, saveRule } = await import('../../shared/store/rules.ts');
  await saveTemplate('demo', { id: 'old', version: 1, languages: OLD });
  const rules = [makeRule({ id: 'of-old', name: 'Of old', template: 'old', templateVersion: 1 })];
  for (const rule of rules) await saveRule('demo', rule);
  const published = await publishLive({ brand: 'demo', rules, basedOn: 0 });
  if (!published.ok) throw new Error(published.failure.message);
});
afterAll(async () => {
  await house.stop();
  await rm(folder, { recursive: true });
});

const callOf = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const { pathname, searchParams } = new URL(path, 'http://house.example');
  const query = Object.fromEntries(searchParams);
  const answer = await house.call(method, pathname.replace('/api/brands/demo/', ''), {
    body,
    ...(Object.keys(query).length > 0 && { query }),
  });
  if (answer.status >= 400) throw new CommandError(answer.text);
  return answer.body;
};
const client: Client = {
  call: callOf,
  edit: ({ method, path, body }) => callOf(method, path, body),
  deliver: () => Promise.reject(new Error('No webhook is posted here.')),
};

const extramile = (words: string, args: string[]) => {
  const command = RULE_COMMANDS.find((each) => each.words.join(' ') === words);
  if (!command) throw new Error(`There is no command ${words}.`);
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  return command.run({ client, brand: 'demo', options: values, rest: positionals });
};

describe('a template of which only what is sent was kept', () => {
  test('is shown as such', async () => {
    expect(await house.call('GET', 'templates/old')).toMatchObject({
      status: 200,
      body: { state: 'published', live: 1, history: [{ version: 1 }] },
    });
    const { text } = await extramile('templates show', ['old']);
    expect(text).toContain('Live, version 1\n  It is kept only as it is sent');
    expect(text).toContain('write it anew and publish that');
  });

  test('is named by a pull, which takes the rest', async () => {
    const { text, data } = await extramile('rules pull', [folder]);
    expect(text).toContain('template old has no files: it is kept only as it is sent; write it anew');
    expect(data).toEqual({ written: ['rule of-old'], kept: [], unkept: ['template old'] });
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['rules']));
    expect(await readdir(folder)).not.toContain('templates');
  });

  test('is followed by one with its source; a way back to it is open', async () => {
    const saved = await house.call('PUT', 'templates/old', { body: makeTemplate('Newer'), revision: 0 });
    expect(saved.status).toBe(200);
    expect((await house.call('POST', 'publish', { body: { why } })).status).toBe(200);
    expect((await house.call('GET', 'templates/old')).body).toMatchObject({ live: 2 });
    expect((await extramile('templates show', ['old'])).text).not.toContain('only as it is sent');
    const back = await house.call('POST', 'templates/old/rollback', { body: { version: 1, why } });
    expect(back.status).toBe(200);
    expect((await house.call('GET', 'templates/old')).body['live']).toBe(1);
    expect((await extramile('templates show', ['old'])).text).toContain('only as it is sent');
    expect((await house.call('GET', 'templates/nobody')).status).toBe(404);
    const none = await house.call('POST', 'templates/old/rollback', { body: { version: 9, why } });
    expect([none.status, none.body['detail']]).toEqual([404, 'There is no version 9 of the template "old".']);
  });
});

describe('a way back', () => {
  const rollback = (path: string, version: number) =>
    house.call('POST', `${path}/rollback`, { body: { version, why } });
  const put = (path: string, body: unknown, revision: number) => house.call('PUT', path, { body, revision });

  test('of a rule is refused when its mail would name what its kind of event never has', async () => {
    const { saveRule } = await import('../../shared/store/rules.ts');
    // Published before templates were looked at: whoever signs up has no order.
    await saveRule(
      'demo',
      makeRule({ id: 'moved', on: 'signup', version: 1, template: 'old', templateVersion: 1 }),
    );
    await saveRule('demo', makeRule({ id: 'moved', version: 2, template: 'old', templateVersion: 1 }));
    await put('rules/moved', makeDraft({ template: 'old' }), 0);
    expect((await house.call('POST', 'publish', { body: { why, rules: ['moved'] } })).status).toBe(200);
    const refused = await rollback('rules/moved', 1);
    expect([refused.status, refused.body['problems']]).toEqual([
      400,
      [expect.stringContaining('Rule moved: its template "old", en, html: a signup has no "order.number"')],
    ]);
  });

  test('of a template is refused for the same reason', async () => {
    const plain = makeTemplate('Welcome');
    const order = makeTemplate('{{ order.items.size }}');
    await put('templates/both', order, 0);
    await put('rules/both', makeDraft({ template: 'both' }), 0);
    expect(
      (await house.call('POST', 'publish', { body: { why, rules: ['both'], templates: ['both'] } })).status,
    ).toBe(200);
    await put('templates/both', plain, 2);
    await put('rules/both', makeDraft({ template: 'both', on: 'signup' }), 2);
    const second = await house.call('POST', 'publish', {
      body: { why, rules: ['both'], templates: ['both'] },
    });
    expect(second.status).toBe(200);
    const refused = await rollback('templates/both', 1);
    expect([refused.status, refused.body['detail']]).toEqual([
      400,
      expect.stringContaining('a signup has no "order.items.size"'),
    ]);
    expect((await house.call('GET', 'templates/both')).body['live']).toBe(2);
  });
});

test('a template in neither the language of the brand nor English is refused, with either it is not', async () => {
  const { languages } = makeTemplate().template;
  const save = (names: string[], revision: number) =>
    house.call('PUT', 'templates/tongues', {
      body: { template: { languages: Object.fromEntries(names.map((name) => [name, languages.en])) } },
      revision,
    });
  const publish = () =>
    house.call('POST', 'publish', { body: { why, templates: ['tongues'], dryRun: true } });
  const { saveBrand } = await import('../../shared/store/brands.ts');
  const { makeBrand } = await import('../helpers/make.ts');
  await saveBrand(makeBrand({ locale: 'de-AT' }));
  await save(['fr'], 0);
  expect((await publish()).body['problems']).toEqual([
    'Template tongues: it has neither the language of the brand (de-AT) nor English (en), so everybody else would get "fr"; write it in de-AT or en, too.',
  ]);
  for (const [at, names] of [
    ['fr', 'de'],
    ['fr', 'de-AT'],
  ].entries()) {
    expect((await save(names, at + 1)).status).toBe(200);
    expect((await publish()).body).toMatchObject({ problems: [], notices: [] });
  }
  await save(['fr', 'en'], 3);
  expect((await publish()).body).toMatchObject({
    problems: [],
    notices: [
      'Template tongues: it lacks the language of the brand (de-AT); whoever speaks none of en, fr gets "en".',
    ],
  });
  const { text } = await extramile('templates publish', ['tongues', '--dry-run', '--why', why]);
  expect(text).toContain('! Template tongues: it lacks the language of the brand (de-AT)');
});
