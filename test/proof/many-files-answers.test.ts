import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';

let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
  for (const id of ['thanks', 'later']) await call('PUT', `templates/${id}`, { body: makeTemplate(id) });
  for (const id of ['live', 'edited', 'taken-out'])
    await call('PUT', `rules/${id}`, { body: { ...makeDraft({ name: id }), text: `name: ${id}\n` } });
  await call('POST', 'publish', { body: { why: 'To begin' } });
  await call('PUT', 'rules/edited', { body: makeDraft({ within: 'P9D' }), revision: 2 });
  await call('PUT', 'rules/new', { body: makeDraft() });
  await call('POST', 'rules/taken-out/retire', { body: { why: 'Over' } });
});
afterAll(() => house.stop());

const MANY = 1200;
const many = (over: Record<string, unknown> = {}) =>
  Array.from({ length: MANY }, (_, at) => ({
    id: `many-${at}`,
    ...makeDraft({ name: `Many ${at}`, ...over }).rule,
  }));
const templateOf = (id: string) => ({ id, ...makeTemplate().template });
const items = z.array(z.looseObject({ id: z.string() }));

describe.each(['rules', 'templates'])('the list of %s with what each says', (list) => {
  const ask = async (query: Record<string, string>) => {
    const { body } = await call('GET', list, { query: { with: 'content', ...query } });
    return z.object({ items, cursor: z.string().optional() }).parse(body);
  };

  it('says of each what is shown of it alone, page by page', async () => {
    const all = await ask({});
    expect(all.items.length).toBeGreaterThan(1);
    for (const { id, content } of all.items)
      expect({ id, content }).toEqual({ id, content: (await call('GET', `${list}/${id}`)).body['content'] });
    const [first, ...rest] = all.items;
    const one = await ask({ limit: '1' });
    expect(one.items).toEqual([first]);
    expect((await ask({ cursor: one.cursor ?? '' })).items).toEqual(rest);
    const plain = items.parse((await call('GET', list)).body['items']);
    expect(plain.every((each) => !('content' in each))).toBe(true);
  });
});

it('a list with large contents is cut where Lambda could not answer it, and goes on there', async () => {
  const large = makeTemplate('x'.repeat(55_000));
  const ids = Array.from({ length: 45 }, (_, at) => `large-${at}`);
  for (const id of ids) expect((await call('PUT', `templates/${id}`, { body: large })).status).toBe(200);
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const { body, text } = await call('GET', 'templates', {
      query: { with: 'content', limit: '500', ...(cursor !== undefined && { cursor }) },
    });
    expect(Buffer.byteLength(text)).toBeLessThan(6_000_000);
    found.push(...items.parse(body['items']).map(({ id }) => id));
    cursor = z.string().optional().parse(body['cursor']);
  } while (cursor !== undefined);
  expect(found.filter((id) => id.startsWith('large-')).toSorted()).toEqual(ids.toSorted());
  expect(new Set(found).size).toBe(found.length);
});

describe('more than a thousand rules of files', () => {
  it('are compared with what is live, and each is looked at beside what comes along', async () => {
    const { status, body } = await call('POST', 'diff', {
      body: { files: { rules: many({ template: 'fresh' }) }, beside: { templates: [templateOf('fresh')] } },
    });
    expect(status).toBe(200);
    const changes = z.array(z.looseObject({ problems: z.array(z.string()) })).parse(body['changes']);
    expect(changes).toHaveLength(MANY);
    expect(changes.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('what comes along is looked at beside, and not answered', async () => {
    const grouped = (id: string) => ({ id, ...makeDraft({ group: 'thanks' }).rule });
    const { body } = await call('POST', 'diff', {
      body: { files: { rules: [grouped('first')] }, beside: { rules: [grouped('second')] } },
    });
    expect(body['changes']).toMatchObject([{ id: 'first', problems: [expect.stringContaining('"second"')] }]);
    const survey = 'Thank you for {{ survey.title }}';
    const template = { id: 'thanks', ...makeTemplate(survey).template };
    const elsewhere = (id: string) => ({ id, ...makeDraft({ template: 'later' }).rule });
    const senders = async (beside: object[]) => {
      const files = { templates: [template] };
      const answer = await call('POST', 'diff', { body: { files, beside: { rules: beside } } });
      return z.array(z.object({ problems: z.array(z.string()) })).parse(answer.body['changes'])[0]?.problems;
    };
    expect(await senders([])).toContainEqual(expect.stringContaining('Rule live: its template "thanks"'));
    const moved = await senders(['live', 'edited', 'new'].map(elsewhere));
    expect(moved?.filter((problem) => problem.startsWith('Rule'))).toEqual([]);
  });

  it('are tried, and replayed', async () => {
    const files = { rules: many({ template: 'fresh' }), templates: [templateOf('fresh')] };
    const event = { type: 'purchase', data: { contact: { email: 'ana@example.com' }, order: { id: 'A-1' } } };
    const tried = await call('POST', 'try', { body: { event, files } });
    expect([tried.status, tried.body['problems']]).toEqual([200, []]);
    expect(tried.text).toContain('Many 1');
    const replayed = await call('POST', 'replay', { body: { files } });
    expect([replayed.status, replayed.body['problems']]).toEqual([200, []]);
  });
});
