import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { runCommand } from '../helpers/command.ts';
import { newOrder, postStandard, purchase } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

const extramile = (...args: string[]) => runCommand(system, args);

const why = ['--why', 'Asked by the shop', '--yes'];
const RULE = '/api/brands/demo/rules/check-in';
const detail = z.object({
  revision: z.number(),
  content: z.object({ live: z.object({ rule: z.looseObject({}) }) }),
});

/** Somebody buys and has a check-in that waits. */
async function buy() {
  const order = newOrder();
  await postStandard(system, purchase(order, await system.now()));
  await system.settle();
  const one = async (rule = 'check-in') => {
    const found = (await system.followUps(order.email)).find((each) => each.rule === rule);
    if (!found) throw new Error(`no ${rule}`);
    return found;
  };
  return { ...order, one };
}

describe('an operator at the command line', () => {
  test('finds a follow-up, looks at it, and cancels it', async () => {
    const ana = await buy();
    const listed = await extramile('follow-ups', 'list', '--state', 'planned', '--rule', 'check-in');
    const { id } = await ana.one();
    expect(listed).toMatchObject({ code: 0, error: '', out: expect.stringContaining(id) });
    expect((await extramile('follow-ups', 'show', id)).out).toMatch(
      /^planned: "Check-in" \(check-in, version 1\)/,
    );
    expect(await extramile('follow-ups', 'cancel', id)).toMatchObject({ code: 2, out: '' });
    expect((await extramile('follow-ups', 'cancel', id, '--dry-run')).out).toContain('Nothing was changed.');
    expect((await ana.one()).state).toBe('planned');
    expect((await extramile('follow-ups', 'cancel', id, ...why)).out).toMatch(/^cancelled: /);
    expect(await ana.one()).toMatchObject({
      state: 'cancelled',
      reason: 'Cancelled by an operator: Asked by the shop',
    });
    expect(await extramile('follow-ups', 'release', id, ...why)).toMatchObject({
      code: 1,
      error: expect.stringContaining('cancelled for good'),
    });
    expect((await extramile('audit')).out).toContain('cancel by local-operator: Asked by the shop');
  });

  test('lets one go before its time', async () => {
    const ben = await buy();
    const released = await extramile('follow-ups', 'release', (await ben.one()).id, ...why);
    expect(released.out).toContain('It goes with the next minute');
    await system.settle();
    expect((await ben.one()).state).toBe('sent');
  });

  test('publishes, and plans anew what waits, with the numbers first', async () => {
    const cleo = await buy();
    const before = await cleo.one();
    const { revision, content } = detail.parse(await system.call('GET', RULE));
    const response = await fetch(system.url + RULE, {
      method: 'PUT',
      headers: { authorization: `Bearer ${system.token}`, 'if-match': `"${revision}"` },
      body: JSON.stringify({ rule: { ...content.live.rule, after: 'P21D' } }),
    });
    expect(response.status).toBe(200);
    const dry = await extramile('rules', 'publish', '--waiting', 'renew', '--dry-run');
    expect(dry.out).toMatch(/check-in: 1 planned anew \(1 at another time, due /);
    expect(dry.out).toContain('Nothing was changed.');
    expect(await cleo.one()).toEqual(before);
    expect(await extramile('rules', 'publish', '--waiting', 'forget', ...why)).toMatchObject({ code: 2 });
    const published = await extramile('rules', 'publish', '--waiting', 'renew', ...why);
    expect(published.out).toMatch(/What waited\n {2}check-in: 1 planned anew/);
    const after = await cleo.one();
    expect(after).toMatchObject({ state: 'planned', ruleVersion: 2 });
    expect(Date.parse(after.dueAt)).toBeGreaterThan(Date.parse(before.dueAt));
    expect((await extramile('rules', 'retire', 'check-in', '--waiting', 'renew', ...why)).code).toBe(2);
    const retired = await extramile('rules', 'retire', 'check-in', '--waiting', 'cancel', ...why);
    expect(retired).toMatchObject({ code: 0, out: expect.stringContaining('1 cancelled') });
    expect((await cleo.one()).state).toBe('cancelled');
  });

  test('looks at people', async () => {
    const dora = await buy();
    expect((await extramile('contacts', 'list', '--email', dora.email)).out).toContain(dora.email);
    const shown = await extramile('contacts', 'show', '--email', dora.email);
    expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/^Ana Ruiz <.*\n {2}zone {7}/) });
    expect(shown.out).toContain('sent       first-purchase-thanks');
  });
});
