import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandResult, runCommand } from '../helpers/command.ts';
import { headerOf, parseMail } from '../helpers/parse-mail.ts';
import { about, newOrder, postStandard, purchase } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

/** The example of the README, on the running system: ask again after five days of silence, thank for the click. */
const EXAMPLE = join(import.meta.dirname, '../../docs/examples/after-a-mail');
const why = ['--why', 'As agreed'];

let system: TestSystem;
/** Pushed before SES tells any clicks. */
let early: CommandResult;
beforeAll(async () => {
  system = await startSystem();
  early = await extramile('rules', 'push', EXAMPLE, '--dry-run');
  for (const args of [
    ['settings', 'tracking', '--clicks', 'on', '--opens', 'on', ...why],
    ['rules', 'push', EXAMPLE],
    ['rules', 'publish', ...why, '--yes'],
  ]) {
    const { code, out, error } = await extramile(...args);
    if (code !== 0) throw new Error(`${args.join(' ')}: ${out}${error}`);
  }
});
afterAll(() => system.stop());

const extramile = (...args: string[]) => runCommand(system, args);
type Order = ReturnType<typeof newOrder>;

async function delivered(): Promise<Order> {
  const order = newOrder();
  const at = await system.now();
  for (const payload of [
    purchase(order, at),
    about('delivery', order, at, { order: { id: order.id, number: `#${order.id}` } }),
  ])
    await postStandard(system, payload, at);
  return order;
}

/** Links of the one mail with this subject. */
async function mailTo({ email }: Order, subject: string) {
  const parsed = await Promise.all(
    (await system.mails())
      .filter(({ destinations }) => destinations.includes(email))
      .map(({ raw }) => parseMail(raw)),
  );
  const [mail, ...more] = parsed.filter((one) => one.subject === subject);
  if (!mail || more.length > 0)
    throw new Error(`${mail ? more.length + 1 : 'no'} mails "${subject}" to ${email}`);
  return mail;
}
const hrefOf = (html: string, text: string): string =>
  new RegExp(String.raw`<a\s+href="([^"]*)"[^>]*>${text}<`).exec(html)?.[1] ?? '';

async function visit(address: string, userAgent: string) {
  const { pathname } = new URL(address);
  const response = await fetch(system.url + pathname, {
    redirect: 'manual',
    headers: { 'user-agent': userAgent },
  });
  return { status: response.status, location: response.headers.get('location') };
}
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const stateOf = async ({ email }: Order) =>
  Object.fromEntries(
    (await system.followUps(email))
      .filter(({ rule }) => rule.startsWith('care-guide'))
      .map(({ rule, state, reason }) => [rule, reason === undefined ? state : `${state}: ${reason}`]),
  );

test('rules that wait for clicks are told that SES tells none', () =>
  expect(early.out + early.error).toMatch(/SES tells no clicks of the brand's mails, so it can never match/));

test('silence is asked again, a click is thanked for, and a scanner is nobody', async () => {
  const [ana, ben, eva] = [await delivered(), await delivered(), await delivered()];
  await system.clock('P3DT1M');
  const guide = await mailTo(ana, 'How to keep it for years');
  expect(hrefOf(guide.html, 'Unsubscribe')).toMatch(/\/p\/unsubscribe\//);
  expect(guide.html).not.toContain('no-track');
  const exact = `https://shop.example/care?order=%23${ana.id}&from=mail#start`;
  expect(guide.text).toContain(exact);

  await system.clock('PT2H');
  expect(await visit(hrefOf(guide.html, 'Read the care guide'), FIREFOX)).toEqual({
    status: 302,
    location: exact,
  });
  const scanned = await mailTo(ben, 'How to keep it for years');
  await visit(hrefOf(scanned.html, 'Read the care guide'), 'Barracuda Sentinel (EE)');
  const picture =
    /<img src="([^"]*open\.gif)"/.exec((await mailTo(eva, 'How to keep it for years')).html)?.[1] ?? '';
  await visit(picture, 'Mozilla/5.0');
  await system.settle();
  await system.clock('P6D');

  expect(await stateOf(ana)).toEqual({
    'care-guide': 'sent',
    'care-guide-again': expect.stringMatching(/^cancelled: .*a link in a mail about it was followed/),
    'care-guide-thanks': 'sent',
  });
  for (const silent of [ben, eva]) {
    expect(await stateOf(silent)).toEqual({ 'care-guide': 'sent', 'care-guide-again': 'sent' });
    await mailTo(silent, 'Did you see the care guide?');
  }
  const [wayOut = ''] = headerOf(await mailTo(eva, 'Did you see the care guide?'), 'List-Unsubscribe');
  const { pathname, search } = new URL(/^<([^>]+)>/.exec(wayOut)?.[1] ?? '');
  const oneClick = { 'content-type': 'application/x-www-form-urlencoded' };
  await system.post(pathname + search, 'List-Unsubscribe=One-Click', oneClick);
  const again = await extramile('rules', 'figures', 'care-guide-again', '--json');
  expect(JSON.parse(again.out)).toMatchObject({ items: [{ sent: 2, clicked: 0, unsubscribed: 1 }] });
  const { out } = await extramile('rules', 'figures', 'care-guide', '--json');
  expect(JSON.parse(out)).toMatchObject({
    items: [
      {
        rule: 'care-guide',
        sent: 3,
        delivered: 3,
        opened: 0,
        openedByMachine: 1,
        clicked: 1,
        unsubscribed: 0,
      },
    ],
  });
  const told = await extramile('why', '--email', ana.email, '--rule', 'care-guide-thanks');
  expect(told.out).toContain('"Care guide read" fired on the click in the mail of "care-guide"');

  // And once more by the second mail: the thanks are for the same order, and it has none yet.
  const second = await mailTo(ben, 'Did you see the care guide?');
  await visit(hrefOf(second.html, 'Read the care guide'), FIREFOX);
  await system.settle();
  await system.clock('P10D');
  expect(await stateOf(ben)).toEqual({
    'care-guide': 'sent',
    'care-guide-again': 'sent',
    'care-guide-thanks': 'sent',
  });
});

test.each(['bounce', 'complaint'])('a %s is told on the bus, and nothing more goes there', async (box) => {
  const order = newOrder();
  const eve = { ...order, email: `${box}+${order.id}@simulator.amazonses.com` };
  const at = await system.now();
  await postStandard(system, purchase(eve, at), at);
  await postStandard(system, about('delivery', eve, at, { order: { id: eve.id, number: `#${eve.id}` } }), at);
  await system.settle();
  await system.clock('P3DT1M');
  await system.clock('P10D');
  const sent = (await system.followUps(eve.email)).filter(({ state }) => state === 'sent');
  expect(sent).toHaveLength(1);
  const { out } = await extramile('contacts', 'show', '--email', eve.email, '--json');
  const told = box === 'bounce' ? 'bounced' : 'complained';
  expect(JSON.parse(out)).toMatchObject({
    suppression: { reason: told },
    last: { [told]: expect.stringMatching(/^20/) },
  });
});
