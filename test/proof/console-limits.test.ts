import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as Rules from '../../shared/store/rules.ts';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';

let its: TestConsole;
let rules: typeof Rules;
beforeAll(async () => {
  its = await startConsole();
  rules = await import('../../shared/store/rules.ts');
});
afterAll(() => its.stop());

const why = 'Asked by the shop';
const put = (path: string, body: unknown) => its.call('PUT', path, { body });
const publish = (body: object) => its.call('POST', 'publish', { body: { why, ...body } });

describe('a body', () => {
  const deep = (levels: number): unknown => JSON.parse(`${'{"not":'.repeat(levels)}{}${'}'.repeat(levels)}`);
  test.each([
    ['PUT', 'rules/deep', { rule: { if: deep(3000) } }],
    ['POST', 'try', { event: { type: 'purchase' }, rules: [{ if: deep(3000) }] }],
    ['POST', 'replay', { rules: [{ if: deep(3000) }] }],
    ['PUT', 'templates/deep', { template: { languages: deep(3000) } }],
  ])('of %s %s that is nested without end is refused', async (method, path, body) => {
    const answer = await its.call(method, path, { body });
    expect([answer.status, answer.body['detail']]).toEqual([400, expect.stringContaining('nested deeper')]);
  });

  test('cannot name what every object has', async () => {
    const { rule } = makeDraft();
    const body = JSON.parse(JSON.stringify({ rule }).replace('{"rule":{', '{"rule":{"__proto__":{"x":1},'));
    const answer = await put('rules/proto', body);
    expect([answer.status, answer.body['detail']]).toEqual([400, expect.stringContaining('"__proto__"')]);
    expect((await its.call('GET', 'rules/proto')).status).toBe(404);
  });
});

test('of ten who publish at once one does, and what is live is whole', async () => {
  expect((await put('templates/thanks', makeTemplate())).status).toBe(200);
  expect((await publish({})).status).toBe(200);
  const names = Array.from({ length: 10 }, (_, at) => `rule-${at}`);
  for (const name of names) await put(`rules/${name}`, makeDraft());
  const answers = await Promise.all(names.map((name) => publish({ rules: [name] })));
  const won = names.filter((_, at) => answers[at]?.status === 200);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
  expect(won).toHaveLength(1);
  const live = await rules.readLive('demo');
  expect([live.version, live.rules.map(({ id }) => id)]).toEqual([2, won]);
  expect(answers.filter(({ text }) => text.includes('publish again'))).toHaveLength(9);
});
