import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';

let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
});
afterAll(() => house.stop());

const why = 'As agreed';
const set = (kind: string, body: object, asking: { role?: string; revision?: number } = {}) =>
  call('PUT', `settings/occasions/${kind}`, { body: { why, ...body }, revision: '*', ...asking });
const remove = (kind: string, body: object = {}) =>
  call('DELETE', `settings/occasions/${kind}`, { body: { why, ...body }, revision: '*' });
const list = async () => (await call('GET', 'settings/occasions')).body['items'];

describe('the occasions of a brand', () => {
  it('are set, listed with their next days, changed, and taken away, each with a line in the audit', async () => {
    const made = await set('thanksgiving', { on: 'fourth Thursday of November', name: 'Thanksgiving' });
    expect(made).toMatchObject({
      status: 200,
      body: {
        after: { kind: 'thanksgiving', name: 'Thanksgiving', on: 'fourth Thursday of November' },
        notices: [expect.stringContaining('No live rule is for it yet')],
      },
    });
    expect(await list()).toEqual([
      expect.objectContaining({
        kind: 'thanksgiving',
        next: [expect.anything(), expect.anything(), expect.anything()],
      }),
    ]);
    const { items } = (await call('GET', 'audit')).body;
    expect(items).toMatchObject({
      0: { by: 'ina', why, act: 'settings', changes: [{ difference: [{ at: 'occasions.thanksgiving' }] }] },
    });
    await set('thanksgiving', { on: 'November 20' });
    expect(await list()).toMatchObject([{ name: 'Thanksgiving', on: 'November 20' }]);
    expect(await remove('thanksgiving')).toMatchObject({ body: { before: { on: 'November 20' } } });
    expect(await list()).toEqual([]);
    expect((await call('GET', 'settings')).body['occasions']).toBeUndefined();
  });

  it('are looked at, and left alone, in a dry run', async () => {
    const dry = await set('harvest', { on: 'October 1', dryRun: true });
    expect(dry).toMatchObject({ status: 200, body: { after: { name: 'Harvest', on: 'October 1' } } });
    expect(await list()).toEqual([]);
    await set('harvest', { on: 'October 1' });
    await remove('harvest', { dryRun: true });
    expect(await list()).toHaveLength(1);
    await remove('harvest');
  });

  it('of somebody else are not written over, and are for an admin to set', async () => {
    const { revision } = (await call('GET', 'settings')).body;
    await set('harvest', { on: 'October 1' });
    expect((await set('spring', { on: 'March 20' }, { revision: Number(revision) })).status).toBe(409);
    expect((await set('spring', { on: 'March 20' }, { role: 'approver' })).status).toBe(403);
    await remove('harvest');
  });

  it.each([
    ['a day that is none', 'spring', { on: 'February 30' }, '"February 30": there is no such day.'],
    ['a fifth Monday', 'spring', { on: 'fifth Monday of May' }, 'Not every May has a fifth Monday'],
    ['a day that is over', 'spring', { on: '2020-05-04' }, '"2020-05-04" is over and comes but once'],
    ['a new one without a day', 'spring', { name: 'Spring' }, '"spring" is new: say on which day it is'],
    ['a date of persons', 'birthday', { on: 'May 4' }, '"birthday" is a date of persons'],
    ['nothing', 'spring', {}, 'Name "on", "name" or both'],
  ])('are refused: %s', async (_, kind, body, detail) => {
    expect(await set(kind, body)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining(detail) },
    });
    expect(await list()).toEqual([]);
  });

  it('have names of their own; one that is not there is not taken away', async () => {
    await set('harvest', { on: 'October 1' });
    expect(await set('harvets', { on: 'October 2', name: 'harvest' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('"harvest" is there already, as "harvest"') },
    });
    const twin = await set('party', { on: 'October 1' });
    expect(twin.body['notices']).toContainEqual(expect.stringContaining('"harvest" is on the same day'));
    expect(await remove('harvst')).toMatchObject({
      status: 404,
      body: { detail: 'There is no occasion "harvst". Did you mean "harvest"?' },
    });
    await remove('party');
    await remove('harvest');
  });

  it('that a rule waits for in vain are told when it is saved, and when they are taken away', async () => {
    await call('PUT', 'templates/thanks', {
      body: makeTemplate(),
    });
    const rule = makeDraft({
      on: 'occasion',
      if: { field: 'event.date.kind', op: 'eq', value: 'harvest' },
      template: 'thanks',
    });
    const inVain = 'Rule harvest: the brand has no occasion "harvest"';
    const saved = await call('PUT', 'rules/harvest', { body: rule });
    expect(saved).toMatchObject({ status: 200, body: { problems: [] } });
    expect(saved.body['notices']).toEqual([expect.stringContaining(inVain)]);
    await set('harvest', { on: 'October 1' });
    const published = await call('POST', 'publish', { body: { why } });
    expect(published).toMatchObject({ status: 200, body: { notices: [] } });
    expect((await remove('harvest')).body['notices']).toEqual([expect.stringContaining(inVain)]);
    // The starter of a day that the brand does not have says what to add.
    const used = await call('POST', 'starters/extra-mile-day/use', { body: { dryRun: true } });
    expect(used.body['notices']).toEqual([
      expect.stringContaining('Add the day: settings occasions set extra-mile-day'),
    ]);
  });
});
