import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { STARTERS } from '../../shared/starters/registry.ts';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';

let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
});
afterAll(() => house.stop());

const use = (id: string, body: object = {}, role = 'editor') =>
  call('POST', `starters/${id}/use`, { body, role });
const list = z.object({ items: z.array(z.looseObject({ id: z.string(), taken: z.boolean() })) });
const isTaken = async (id: string) =>
  list.parse((await call('GET', 'starters')).body).items.find((one) => one.id === id)?.taken;
const audited = z.object({
  items: z.array(z.looseObject({ act: z.string(), changes: z.array(z.looseObject({ id: z.string() })) })),
});

describe('starters', () => {
  it('are listed for everybody who may look at the brand', async () => {
    const { status, body } = await call('GET', 'starters', { role: 'viewer' });
    expect(status).toBe(200);
    expect(list.parse(body).items).toHaveLength(STARTERS.length);
    expect(list.parse(body).items[0]).toMatchObject({
      id: 'first-purchase-thanks',
      on: 'purchase',
      languages: ['en', 'de', 'fr', 'es'],
      taken: false,
    });
  });

  it.each(STARTERS.map(({ id }) => [id]))('%s is shown with its rule, template and mails', async (id) => {
    const { status, body } = await call('GET', `starters/${id}`, { role: 'viewer' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, rule: { id, template: id }, template: { id } });
    const mails = z.array(z.object({ language: z.string(), text: z.string() })).parse(body['mails']);
    expect(mails.map(({ language }) => language)).toEqual(['en', 'de', 'fr', 'es']);
    for (const { text } of mails) expect(text).toContain('\nDemo\n');
  });

  it('that there are not are refused, and those that there are named', async () => {
    for (const refused of [await call('GET', 'starters/brithday'), await use('brithday')])
      expect(refused).toMatchObject({ status: 404, body: { detail: expect.stringContaining('birthday') } });
  });
});

describe('using a starter', () => {
  it('saves drafts of its rule and its template, which are published like any', async () => {
    expect((await use('welcome', { dryRun: true })).body).toEqual({
      rule: 'welcome',
      template: 'welcome',
      saved: false,
      problems: [],
      notices: [],
    });
    expect(await isTaken('welcome')).toBe(false);
    expect((await use('welcome', { why: 'They should feel welcome' })).body).toMatchObject({ saved: true });
    expect(await isTaken('welcome')).toBe(true);
    expect((await call('GET', 'rules/welcome')).body).toMatchObject({
      state: 'draft',
      draft: { by: 'ina', problems: 0 },
      content: { draft: { rule: { id: 'welcome', name: 'Welcome', on: 'signup' } } },
    });
    const { items } = audited.parse((await call('GET', 'audit')).body);
    expect(items.flatMap(({ act, changes }) => changes.map(({ kind, id }) => [act, kind, id]))).toEqual(
      expect.arrayContaining([
        ['draft', 'rule', 'welcome'],
        ['draft', 'template', 'welcome'],
      ]),
    );
    const published = await call('POST', 'publish', { body: { why: 'Now' } });
    expect(published).toMatchObject({ status: 200, body: { version: 1, problems: [] } });
    expect((await use('welcome')).status).toBe(409);
  });

  it('under another name makes a second one', async () => {
    const { body } = await use('big-order-thanks', { as: 'big-order-dollars' });
    expect(body).toMatchObject({ rule: 'big-order-dollars', template: 'big-order-dollars' });
    expect((await call('GET', 'rules/big-order-dollars')).body).toMatchObject({
      content: { draft: { rule: { template: 'big-order-dollars' } } },
    });
    expect((await use('big-order-thanks')).status).toBe(200);
  });

  it.each([
    ['rule', makeDraft({ template: 'birthday' })],
    ['template', makeTemplate()],
  ])('touches nothing where there is such a %s', async (kind, body) => {
    const id = `taken-${kind}`;
    expect((await call('PUT', `${kind}s/${id}`, { body })).status).toBe(200);
    const refused = await use('birthday', { as: id });
    expect(refused.status).toBe(409);
    expect(refused.body['detail']).toContain(`There is a ${kind} "${id}" already`);
    const other = kind === 'rule' ? 'template' : 'rule';
    expect((await call('GET', `${other}s/${id}`)).status).toBe(404);
    expect((await call('GET', `${kind}s/${id}`)).body['revision']).toBe(1);
  });

  it('is possible anew once its drafts were given up, and not once it is retired', async () => {
    await use('check-in');
    for (const kind of ['rules', 'templates']) await call('DELETE', `${kind}/check-in`, { revision: 1 });
    expect(await isTaken('check-in')).toBe(false);
    expect((await use('check-in')).status).toBe(200);
    await call('POST', 'publish', { body: { rules: ['check-in'], templates: ['check-in'], why: 'Now' } });
    await call('POST', 'rules/check-in/retire', { body: { why: 'No more' } });
    expect(await isTaken('check-in')).toBe(true);
    expect((await use('check-in')).status).toBe(409);
  });

  it('by two at once is done once, whole', async () => {
    const both = await Promise.all([use('survey-thanks'), use('survey-thanks')]);
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['200', '409']);
    for (const kind of ['rules', 'templates'])
      expect((await call('GET', `${kind}/survey-thanks`)).body['revision']).toBe(1);
  });

  it('is for editors, and says what it does not understand', async () => {
    expect((await use('birthday', {}, 'viewer')).status).toBe(403);
    expect((await use('birthday', { as: 'Our Birthday' })).status).toBe(400);
    expect((await use('birthday', { dryrun: true })).status).toBe(400);
    expect((await call('GET', 'rules/birthday')).status).toBe(404);
  });
});
