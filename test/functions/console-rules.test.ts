import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';

let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
});
afterAll(() => house.stop());

const why = 'As agreed';
const publish = (body: object = {}, asking: { as?: string; role?: string } = {}) =>
  call('POST', 'publish', { body: { why, ...body }, ...asking });
const put = async (path: string, body: unknown, as = 'ina') => {
  const { etag } = await call('GET', path);
  return call('PUT', path, { body, as, revision: Number(etag?.replaceAll('"', '') ?? 0) });
};
const live = async (path: string) => (await call('GET', path)).body['live'];

describe('a draft', () => {
  it('is kept with what is wrong with its meaning, and decides nothing yet', async () => {
    const saved = await put('rules/first', makeDraft({ if: { field: 'contact.ordrs', op: 'eq', value: 1 } }));
    expect(saved).toMatchObject({ status: 200, etag: '"1"' });
    expect(saved.body['problems']).toEqual([
      expect.stringContaining('Did you mean "contact.orders"?'),
      expect.stringContaining('there is no template "thanks"'),
    ]);
    expect((await call('GET', 'rules/first')).body).toMatchObject({
      state: 'draft',
      revision: 1,
      content: { draft: { rule: { id: 'first', priority: 500 } } },
      problems: [expect.any(String)],
      history: [],
    });
    expect(await publish({ rules: ['first'] })).toMatchObject({
      status: 400,
      body: { problems: [expect.stringMatching(/^Rule first: /), expect.stringContaining('no template')] },
    });
  });

  it.each([
    ['a key that is not known', { tempalte: 'x' }, 'There is no "tempalte". Did you mean "template"?'],
    ['a key in a condition', { if: { all: [{ fild: 'a', op: 'eq' }] } }, 'no "if.all.0.fild". Did you mean'],
    ['an operator', { if: { field: 'a', op: 'eqq', value: 1 } }, 'Did you mean "eq"?'],
    ['an event', { on: 'purchse' }, 'Did you mean "purchase"?'],
    ['a key that nothing is like', { colour: 'x' }, 'There is no "colour". There is id, name, on, if, '],
    ['a wait', { within: 'soon' }, '"within": use a length of time, for instance P14D (days)'],
    [
      'a wait for longer than anybody lives',
      { within: 'P999999Y' },
      '"within": use ten years (P10Y) at most.',
    ],
    ['no wait', { within: undefined }, '"within" is missing: use a length of time, for instance P14D'],
    ['a number for a wait', { within: 14 }, '"within": use a length of time, for instance P14D'],
    ['a time', { at: '9:30' }, '"at": use HH:MM, for instance 09:30.'],
    [
      'a purpose',
      { purpose: 'promo' },
      '"purpose" cannot be the text "promo"; use transactional, marketing.',
    ],
    ['too high a priority', { priority: 1000 }, '"priority" is 999 at most.'],
    [
      'a priority in words',
      { priority: 'high' },
      '"priority" takes a number, not the text "high", for instance priority: 500.',
    ],
    [
      'a part of a priority',
      { priority: 1.5 },
      '"priority" takes a whole number, not 1.5, for instance priority: 500.',
    ],
    ['too long a name', { name: 'x'.repeat(101) }, '"name" has 100 characters at most.'],
    ['an empty name', { name: '' }, '"name" is empty; write it, for instance name: Thanks'],
    ['half a limit', { limit: { max: 0 } }, '"limit.max" is more than 0, for instance max: 1.'],
    [
      'a condition in words',
      { if: 'orders = 1' },
      '"if" takes names with values, not the text "orders = 1", for instance if: { field: contact.orders',
    ],
    ['a sign for an operator', { if: { field: 'a', op: '>=', value: 1 } }, 'Did you mean "gte"?'],
    ['no operator', { if: { field: 'a', value: 1 } }, '"if.op" is missing; use eq, ne, gt'],
    [
      'two forms at once',
      { if: { all: [{ field: 'a', op: 'exists' }], any: [] } },
      '"if.any" stands beside another condition; put both into a list under "if.all".',
    ],
    [
      'a value of many',
      { if: { field: 'a', op: 'eq', value: { a: 1 } } },
      '"if.value" cannot be names with values; write a text, a number',
    ],
    [
      'a text for a list',
      { retimedBy: 'delivery' },
      '"retimedBy" takes a list, not the text "delivery", for instance retimedBy: [delivery].',
    ],
    ['half an unless', { unless: [{ event: 'refund' }] }, '"unless.0.of" is missing; use subject, contact.'],
    ['another id', { id: 'other' }, 'write the same, or leave "id" out'],
  ])('is refused, and kept nowhere, with %s', async (_, over, message) => {
    const refused = await put('rules/refused', makeDraft(over));
    expect(refused.status).toBe(400);
    expect(refused.body['detail']).toContain(message);
    expect((await call('GET', 'rules/refused')).status).toBe(404);
  });

  it('that is nested beyond reason is refused', async () => {
    let condition: object = { field: 'contact.orders', op: 'eq', value: 1 };
    for (let level = 0; level < 4000; level++) condition = { not: condition };
    expect((await put('rules/deep', makeDraft({ if: condition }))).status).toBe(400);
  });

  it('that started from another state is refused with both sides', async () => {
    await put('rules/both', makeDraft());
    const edit = (name: string, as: string) =>
      call('PUT', 'rules/both', { body: makeDraft({ name }), revision: 1, as });
    expect((await edit('Ina’s', 'ina')).status).toBe(200);
    const refused = await edit('Ben’s', 'ben');
    expect(refused).toMatchObject({
      status: 409,
      body: {
        revision: 2,
        by: 'ina',
        at: expect.any(String),
        yours: { name: 'Ben’s' },
        theirs: { name: 'Ina’s' },
        difference: [{ at: 'name', before: 'Ina’s', after: 'Ben’s' }],
      },
    });
    // Who names none believes that there is nothing yet.
    expect((await call('PUT', 'rules/both', { body: makeDraft() })).status).toBe(409);
  });

  it('that says the same again changes nothing', async () => {
    await put('rules/same', makeDraft());
    expect((await put('rules/same', makeDraft())).body).toMatchObject({ revision: 1, difference: [] });
  });

  it('can be given up, by who has seen it', async () => {
    await put('rules/gone', makeDraft());
    expect((await call('DELETE', 'rules/gone')).status).toBe(400);
    expect((await call('DELETE', 'rules/gone', { revision: 7 })).status).toBe(409);
    expect((await call('DELETE', 'rules/gone', { revision: 1 })).body).toEqual({ revision: 2 });
    expect((await call('DELETE', 'rules/gone', { revision: 2 })).status).toBe(404);
  });

  it('that was given up is kept by the audit, with the reason and with what was lost', async () => {
    await put('rules/lost', makeDraft({ priority: 321 }));
    const reason = 'Overtaken';
    expect((await call('DELETE', 'rules/lost', { revision: 1, body: { why: reason } })).status).toBe(200);
    const { body } = await call('GET', 'audit', { query: { limit: '1' } });
    expect(body['items']).toMatchObject([
      {
        act: 'discard',
        why: reason,
        changes: [{ id: 'lost', difference: expect.arrayContaining([{ at: 'priority', before: 321 }]) }],
      },
    ]);
  });

  it('that was given up unpublished is there no more, and can be written anew from nothing', async () => {
    for (const path of ['rules/left', 'templates/left']) {
      const body = path.startsWith('rules') ? makeDraft() : makeTemplate();
      await put(path, body);
      await call('DELETE', path, { revision: 1 });
      expect((await call('GET', path)).status).toBe(404);
      const [list = ''] = path.split('/');
      expect((await call('GET', list)).body['items']).not.toContainEqual(
        expect.objectContaining({ id: 'left' }),
      );
      expect((await call('PUT', path, { body })).body).toMatchObject({ revision: 3 });
      expect((await call('PUT', path, { body })).status).toBe(409);
      await call('DELETE', path, { revision: 3 });
    }
  });
});

describe('publishing', () => {
  it('makes drafts live together; a dry run tells first and changes nothing', async () => {
    await put('templates/thanks', makeTemplate());
    await put('rules/one', makeDraft());
    await put('rules/two', makeDraft({ on: 'renewal' }));
    const wish = { rules: ['one', 'two'], templates: ['thanks'] };
    const dry = await publish({ ...wish, dryRun: true });
    expect(dry.body).toMatchObject({
      version: 0,
      problems: [],
      changes: [{ id: 'one' }, { id: 'two' }, { kind: 'template', id: 'thanks' }],
      waiting: { counts: [], isWhole: true },
    });
    expect(await live('rules/one')).toBeUndefined();
    expect((await publish({ ...wish, basedOn: 0 })).body).toMatchObject({
      version: 1,
      changes: [
        { id: 'one', to: 1 },
        { id: 'two', to: 1 },
        { id: 'thanks', to: 1 },
      ],
    });
    expect((await call('GET', 'rules/one')).body).toMatchObject({
      state: 'published',
      live: 1,
      revision: 2,
      content: { live: { rule: { id: 'one' } } },
      history: [{ version: 1, publication: { by: 'ina', why } }],
    });
    expect((await call('GET', 'templates/thanks/versions/1')).body).toMatchObject({
      template: { languages: { en: { subject: 'Thank you' } } },
      source: { en: { text: 'Thank you' } },
    });
  });

  it('leaves the versions of what nobody touched; a new template reaches the rules that send it', async () => {
    await put('rules/two', makeDraft({ on: 'renewal', priority: 700 }));
    expect((await publish({ rules: ['two'] })).body['changes']).toEqual([
      { kind: 'rule', id: 'two', from: 1, to: 2, difference: [{ at: 'priority', before: 500, after: 700 }] },
    ]);
    expect([await live('rules/one'), await live('rules/two')]).toEqual([1, 2]);
    await put('templates/thanks', makeTemplate('Thanks a lot'));
    await publish({ templates: ['thanks'] });
    expect([await live('rules/one'), await live('rules/two'), await live('templates/thanks')]).toEqual([
      2, 3, 2,
    ]);
  });

  it('on what is no longer live is a conflict, and so is a draft whose rule went another way', async () => {
    await put('rules/two', makeDraft({ on: 'renewal', priority: 800 }));
    expect((await publish({ rules: ['two'], basedOn: 1 })).status).toBe(409);
    await call('POST', 'rules/two/rollback', { body: { version: 1, why } });
    const stale = await publish({ rules: ['two'] });
    expect([stale.status, stale.body['detail']]).toEqual([
      409,
      expect.stringContaining('version 1 is live by now'),
    ]);
    expect((await put('rules/two', makeDraft({ on: 'renewal', priority: 800 }))).status).toBe(200);
    expect((await publish({ rules: ['two'] })).status).toBe(200);
  });

  it('at the same moment: one goes through, of the other nothing is done', async () => {
    await put('rules/one', makeDraft({ priority: 610 }));
    await put('rules/two', makeDraft({ on: 'renewal', priority: 620 }));
    const both = await Promise.all([publish({ rules: ['one'] }), publish({ rules: ['two'] })]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]));
    const states = await Promise.all(['one', 'two'].map((id) => call('GET', `rules/${id}`)));
    expect(states.filter(({ body }) => body['draft'])).toHaveLength(1);
    expect((await publish({ rules: [both[0]?.status === 409 ? 'one' : 'two'] })).status).toBe(200);
  });

  it('names what is no draft, with the nearest that is one', async () => {
    await put('rules/named', makeDraft());
    expect((await publish({ rules: ['nmed'] })).body['detail']).toContain('Did you mean "named"?');
    await call('DELETE', 'rules/named', { revision: 1 });
  });

  it('takes a second person where the brand asks for one', async () => {
    const ask = (approval: boolean) =>
      call('PUT', 'settings/approval', { body: { approval, why }, revision: '*' });
    expect((await ask(true)).body).toMatchObject({ approval: true });
    await put('rules/one', makeDraft({ priority: 630 }), 'ben');
    await put('rules/one', makeDraft({ priority: 640 }), 'ina');
    for (const as of ['ina', 'ben']) expect((await publish({ rules: ['one'] }, { as })).status).toBe(403);
    expect((await publish({ rules: ['one'], dryRun: true }, { as: 'ben' })).status).toBe(200);
    expect((await publish({ rules: ['one'] }, { as: 'cleo', role: 'editor' })).status).toBe(403);
    expect((await publish({ rules: ['one'] }, { as: 'cleo', role: 'approver' })).status).toBe(200);
    await ask(false);
  });
});

describe('going back and retiring', () => {
  it('publishes an older version again, with the template that it had', async () => {
    const before = await call('GET', 'rules/one');
    const back = { version: 1, why: 'Too eager' };
    const dry = await call('POST', 'rules/one/rollback', { body: { ...back, dryRun: true } });
    expect(dry.body['changes']).toMatchObject([{ id: 'one', from: before.body['live'], to: 1 }]);
    expect(await live('rules/one')).toBe(before.body['live']);
    expect((await call('POST', 'rules/one/rollback', { body: back })).status).toBe(200);
    expect((await call('GET', 'rules/one')).body).toMatchObject({
      live: 1,
      content: { live: { rule: { priority: 500 } } },
    });
    expect((await call('POST', 'rules/one/rollback', { body: back })).status).toBe(409);
    expect((await call('POST', 'rules/one/rollback', { body: { ...back, version: 99 } })).status).toBe(404);
  });

  it('takes a template back for every rule that sends it', async () => {
    const back = () => call('POST', 'templates/thanks/rollback', { body: { version: 2, why } });
    expect((await back()).body['changes']).toMatchObject([{ id: 'one' }, { id: 'two' }, { to: 2 }]);
    expect(await live('templates/thanks')).toBe(2);
    expect((await back()).status).toBe(409);
  });

  it('retires a rule, and a template once nothing sends it; a way back to that is refused', async () => {
    const retire = (path: string) => call('POST', `${path}/retire`, { body: { why } });
    const refused = await retire('templates/thanks');
    expect([refused.status, refused.body['detail']]).toEqual([409, expect.stringContaining('one, two')]);
    for (const path of ['rules/one', 'rules/two', 'templates/thanks'])
      expect((await retire(path)).status).toBe(200);
    expect((await retire('rules/one')).status).toBe(409);
    expect((await call('GET', 'rules/one')).body).toMatchObject({
      state: 'retired',
      retired: { by: 'ina', why },
    });
    const back = await call('POST', 'rules/one/rollback', { body: { version: 1, why } });
    expect(back.body['detail']).toMatch(/template "thanks" was retired on \d{4}-/);
    expect((await call('POST', 'templates/thanks/rollback', { body: { version: 1, why } })).status).toBe(200);
    expect((await call('POST', 'rules/one/rollback', { body: { version: 1, why } })).status).toBe(200);
    expect(await live('rules/one')).toBe(1);
  });
});

describe('lists', () => {
  it('of rules come page by page with their state', async () => {
    const page = z.object({
      items: z.array(z.object({ id: z.string(), state: z.string() })),
      cursor: z.string().optional(),
    });
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor && { cursor }) };
      const { items, cursor: next } = page.parse(
        (await call('GET', 'rules', { query, role: 'viewer' })).body,
      );
      ids.push(...items.map(({ id, state }) => `${id} ${state}`));
      cursor = next;
    } while (cursor !== undefined);
    expect(ids).toEqual(expect.arrayContaining(['first draft', 'one published', 'two retired']));
    expect(ids).toEqual([...new Set(ids)].toSorted());
  });

  it('of the audit tell who did what, when, why and what differed, the newest first', async () => {
    const { body } = await call('GET', 'audit', { query: { limit: '3' }, role: 'viewer' });
    expect(body['items']).toMatchObject([
      { act: 'rollback', by: 'ina', why, changes: [{ kind: 'rule', id: 'one', to: 1 }] },
      { act: 'rollback', changes: [{ kind: 'template', id: 'thanks' }] },
      { act: 'retire', changes: [{ kind: 'template', id: 'thanks', from: 2 }] },
    ]);
    const next = await call('GET', 'audit', {
      query: { limit: '1', cursor: z.string().parse(body['cursor']) },
    });
    expect(next.body['items']).toMatchObject([{ act: 'retire', changes: [{ id: 'two' }] }]);
    for (const list of ['audit', 'rules', 'templates'])
      expect((await call('GET', list, { query: { cursor: 'garbage' } })).status).toBe(400);
    expect(next.text).not.toMatch(/"(pk|sk)"/);
  });
});

describe('the switches', () => {
  it('pause the brand at once, and rules by who has seen the list; a mistyped rule is refused', async () => {
    expect(await call('PATCH', 'settings', { body: { paused: true, why }, revision: '*' })).toMatchObject({
      status: 200,
      body: { paused: true },
    });
    const { etag, body } = await call('GET', 'settings');
    const revision = Number(body['revision']);
    expect(etag).toBe(`"${revision}"`);
    const pause = (pausedRules: string[], seen?: number) =>
      call('PATCH', 'settings', {
        body: { pausedRules, why },
        ...(seen !== undefined && { revision: seen }),
      });
    expect((await pause(['one'])).status).toBe(400);
    expect((await pause(['one'], revision - 1)).body).toMatchObject({
      status: 409,
      theirs: { paused: true },
    });
    expect((await pause(['onne'], revision)).body['detail']).toContain('Did you mean "one"?');
    expect((await pause(['one'], revision)).body).toMatchObject({ paused: true, pausedRules: ['one'] });
    const rules = (await call('GET', 'rules')).body['items'];
    expect(rules).toContainEqual(expect.objectContaining({ id: 'one', paused: true }));
  });
});

it.each([
  ['PUT', 'rules/x', 'viewer'],
  ['DELETE', 'rules/x', 'viewer'],
  ['POST', 'rules/x/retire', 'editor'],
  ['POST', 'templates/x/rollback', 'editor'],
  ['POST', 'publish', 'viewer'],
  ['PATCH', 'settings', 'viewer'],
  ['PUT', 'settings/approval', 'approver'],
])('%s %s is not for a %s', async (method, path, role) => {
  expect((await call(method, path, { role, body: {} })).status).toBe(403);
});

it.each([
  ['publish', { why, dryRn: true }, 'There is no "dryRn". Did you mean "dryRun"?'],
  [
    'replay',
    { files: { rules: [{ id: 'x', ...makeDraft().rule, unless: [{ evnt: 'refund' }] }] } },
    'Did you mean "event"?',
  ],
  ['replay', { files: { ruls: [] } }, 'Did you mean "rules"?'],
  ['rules/one/retire', { why, dryRun: true, if: {} }, 'There is no "if".'],
])(
  'POST %s is refused with a key that is not known, and told which one was meant',
  async (path, body, said) => {
    const refused = await call('POST', path, { body });
    expect([refused.status, refused.body['title'], refused.body['code']]).toEqual([
      400,
      'Bad Request',
      'invalid',
    ]);
    expect(refused.body['detail']).toContain(said);
  },
);

it('what would filter nothing in silence is refused', async () => {
  const asked = await call('GET', 'rules', { query: { limt: '2' } });
  expect(asked.status).toBe(400);
  expect(asked.body['detail']).toBe('In the query: There is no "limt". Did you mean "limit"?');
  expect((await call('GET', 'settings', { query: { verbose: '1' } })).status).toBe(400);
  expect((await call('POST', 'privacy/prv-0/done', { body: { sure: true } })).status).toBe(400);
});

it('tells of the languages that a template has no more, when it is saved, compared and published', async () => {
  const { en } = makeTemplate().template.languages;
  const written = (...languages: string[]) => ({
    template: { languages: Object.fromEntries(languages.map((each) => [each, en])) },
  });
  await put('templates/tongues', written('en', 'de', 'fr', 'pt-BR', 'pt'));
  await publish({ templates: ['tongues'] });
  const fewer = written('en', 'pt');
  const notices = [
    'Template tongues: German (de) and French (fr) are gone: whoever reads that gets English (en).',
    'Template tongues: Brazilian Portuguese (pt-BR) is gone: whoever reads that gets Portuguese (pt).',
  ];
  const files = { rules: [], templates: [{ id: 'tongues', ...fewer.template }] };
  expect((await call('POST', 'diff', { body: { files } })).body['changes']).toMatchObject([{ notices }]);
  expect((await put('templates/tongues', fewer)).body).toMatchObject({ problems: [], notices });
  const dry = await publish({ templates: ['tongues'], dryRun: true });
  expect(dry.body).toMatchObject({ problems: [], notices });
});
