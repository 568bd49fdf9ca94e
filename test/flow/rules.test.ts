import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { newOrder, postStandard, purchase } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => void (system = await startSystem()));
afterAll(() => system.stop());

function extramile(...args: string[]) {
  const file = join(import.meta.dirname, '../../infra/cli/main.ts');
  const env = { ...process.env, EXTRAMILE_URL: system.url, EXTRAMILE_DATA: system.data };
  return new Promise<{ code: number; out: string; error: string }>((done) => {
    const child = execFile(process.execPath, [file, ...args], { env }, (_, out, error) =>
      done({ code: child.exitCode ?? -1, out, error }),
    );
  });
}

const versions = z.array(z.object({ rule: z.string(), ruleVersion: z.number() }));

/** Somebody buys; what is planned for them, by rule and version. */
async function buy(): Promise<string[]> {
  const order = newOrder();
  await postStandard(system, purchase(order, await system.now()));
  await system.settle();
  const planned = versions.parse(await system.followUps(order.email));
  return planned.map(({ rule, ruleVersion }) => `${rule} ${ruleVersion}`).toSorted();
}

const why = ['--why', 'Asked by the shop', '--yes'];
const RULE = '/api/brands/demo/rules/check-in';
const detail = z.object({ content: z.object({ live: z.object({ rule: z.looseObject({}) }) }) });

/** Saves a draft as an editor would, starting from what is live. */
async function edit(over: object): Promise<void> {
  const { rule } = detail.parse(await system.call('GET', RULE)).content.live;
  await system.call('PUT', RULE, { rule: { ...rule, ...over } });
}

describe('the life of a rule on the running system', () => {
  test('edited, published, obeyed by the next webhook, and taken back again', async () => {
    expect(await buy()).toEqual(['check-in 1', 'first-purchase-thanks 1']);
    await edit({ if: { field: 'contact.orders', op: 'gte', value: 3 } });
    const dry = await extramile('rules', 'publish', 'check-in', '--dry-run');
    expect(dry).toMatchObject({ code: 0, error: '' });
    expect(dry.out).toContain('rule check-in: version 1 → the next');
    expect(dry.out).toContain('check-in version 1: 1 wait, and keep that version');
    expect(dry.out).toContain('Nothing was changed.');
    expect(await extramile('rules', 'publish', 'check-in', '--why', 'x')).toMatchObject({ code: 2, out: '' });
    const published = await extramile('rules', 'publish', 'check-in', ...why);
    expect(published.out).toContain('Published: live is version 2');

    // The rooms may remember the live rules of a moment ago, for 30 s at most.
    await system.clock('PT30S');
    expect(await buy()).toEqual(['first-purchase-thanks 1']);

    const back = await extramile('rules', 'rollback', 'check-in', '1', ...why);
    expect(back.out).toContain('Version 1 of "check-in" is live again');
    await system.clock('PT30S');
    expect(await buy()).toEqual(['check-in 1', 'first-purchase-thanks 1']);
  });

  test('is told by lists, by the rule itself and by the audit', async () => {
    const list = await extramile('rules', 'list');
    expect(list.out).toMatch(/^rule +state +live +draft +name\n/);
    expect(list.out).toMatch(/^check-in +published +1 +– +Check-in$/m);
    expect((await extramile('templates', 'list')).out).toMatch(/^check-in +published +1 /m);
    const one = await extramile('rules', 'show', 'check-in');
    expect(one.out).toContain('after: P14D');
    expect(one.out).toMatch(/^2 +\d{4}-\d\d-\d\d \d\d:\d\d +local-operator +Asked by the shop$/m);
    const { out } = await extramile('audit', '--json');
    const { items } = z.object({ items: z.array(z.object({ act: z.string() })) }).parse(JSON.parse(out));
    expect(items.map(({ act }) => act)).toEqual(['rollback', 'publish', 'draft', 'publish']);
    expect((await extramile('audit')).out).toContain('rollback by local-operator: Asked by the shop');
  });

  test('has a brake', async () => {
    const mistyped = await extramile('rules', 'pause', 'first-purchase-tanks', ...why);
    expect(mistyped.code).toBe(1);
    expect(mistyped.error).toContain('Did you mean');
    const paused = await extramile('rules', 'pause', 'welcome', ...why);
    expect(paused.out).toContain('Paused rules: welcome.');
    expect((await extramile('rules', 'list')).out).toMatch(/^welcome +published, paused /m);
    expect(await extramile('rules', 'resume', 'welcome', '--why', 'x')).toMatchObject({ code: 2 });
    expect((await extramile('rules', 'resume', 'welcome', ...why)).out).toContain('No rule is paused.');
  });

  test('ends by retiring', async () => {
    expect(await extramile('rules', 'retire')).toMatchObject({ code: 2 });
    expect((await extramile('rules', 'retire', 'welcome', ...why)).out).toContain('"welcome" is retired');
    expect((await extramile('rules', 'list')).out).toMatch(/^welcome +retired +– /m);
    expect(await extramile('rules', 'rollback', 'welcome', '7', ...why)).toMatchObject({ code: 1 });
  });
});
