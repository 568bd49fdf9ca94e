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
const put = async (path: string, body: unknown) => {
  const { body: before } = await call('GET', path);
  return call('PUT', path, { body, revision: z.number().catch(0).parse(before['revision']) });
};
const publish = () => call('POST', 'publish', { body: { why } });
const history = async (path: string) => {
  const { body } = await call('GET', path);
  return z.array(z.object({ version: z.number() })).parse(body['history']);
};

describe('a publish that is refused because somebody else was first', () => {
  let statuses: number[];
  beforeAll(async () => {
    await put('templates/thanks', makeTemplate());
    await put('rules/first', makeDraft());
    await publish();
    await put('templates/thanks', makeTemplate('Many thanks'));
    await put('rules/first', makeDraft({ after: 'PT3H' }));
    statuses = (await Promise.all(Array.from({ length: 6 }, publish))).map(({ status }) => status);
  });

  it.each(['rules/first', 'templates/thanks'])('leaves no version of %s behind', async (path) => {
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses).toContain(409);
    const [newest = 0, first] = (await history(path)).map(({ version }) => version);
    const { body } = await call('GET', path);
    expect([newest, first]).toEqual([body['live'], 1]);
    expect(await history(path)).toHaveLength(2);
    for (let version = 1; version <= newest + 6; version++) {
      const { status } = await call('GET', `${path}/versions/${version}`);
      expect([version, status]).toEqual([version, version === 1 || version === newest ? 200 : 404]);
      if (status === 200) continue;
      const back = await call('POST', `${path}/rollback`, { body: { version, why } });
      expect([version, back.status]).toEqual([version, 404]);
    }
  });

  it('is in nobody’s way afterwards: the next one goes live and is listed', async () => {
    await put('rules/first', makeDraft({ after: 'PT4H' }));
    expect((await publish()).status).toBe(200);
    expect(await history('rules/first')).toHaveLength(3);
    expect((await call('POST', 'rules/first/rollback', { body: { version: 1, why } })).status).toBe(200);
  });
});

describe('a template that is taken back', () => {
  beforeAll(async () => {
    await put('templates/words', makeTemplate('First words'));
    await put('rules/speaks', makeDraft({ template: 'words' }));
    await publish();
    await put('templates/words', makeTemplate('Second words'));
    await publish();
  });

  it('tells which text comes back, and of the rule that it gets the next version', async () => {
    const { live: before } = (await call('GET', 'rules/speaks')).body;
    const back = (dryRun: boolean) =>
      call('POST', 'templates/words/rollback', { body: { version: 1, why, dryRun } });
    const text = {
      kind: 'template',
      id: 'words',
      from: 2,
      to: 1,
      difference: expect.arrayContaining([
        { at: 'languages.en.text', before: 'Second words', after: 'First words' },
      ]),
    };
    const versions = { at: 'templateVersion', before: 2, after: 1 };
    const rule = { kind: 'rule', id: 'speaks', from: before, difference: [versions] };
    expect((await back(true)).body['changes']).toEqual([rule, text]);
    expect((await back(false)).body['changes']).toEqual([{ ...rule, to: Number(before) + 1 }, text]);
    const { items } = (await call('GET', 'audit')).body;
    const [line] = z.array(z.unknown()).parse(items);
    expect(line).toMatchObject({ act: 'rollback', changes: [rule, text] });
  });
});
