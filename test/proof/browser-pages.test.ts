import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from '../helpers/browser.ts';
import { parseMail } from '../helpers/parse-mail.ts';
import { newOrder, postStandard, purchase } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
let browser: Browser;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), startBrowser()]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), system?.stop()]);
});

test('somebody opens the mail, follows its link, presses the button, and is left in peace', async () => {
  const order = newOrder();
  await postStandard(system, purchase(order, await system.now()));
  await system.settle();
  const [mail] = await system.mails();
  const { html } = await parseMail(mail!.raw);

  const page = await browser.newPage();
  await page.setContent(html);
  expect(await page.getByText('Ana').first().isVisible()).toBe(true);
  const href = await page.getByRole('link', { name: /unsubscribe/i }).getAttribute('href');
  await page.goto(system.url + new URL(href!).pathname);
  await page.getByRole('button').click();
  await page.getByRole('heading', { name: 'Done' }).waitFor();

  await system.clock('P15D');
  const checkIn = (await system.followUps(order.email)).find(({ rule }) => rule === 'check-in');
  expect(checkIn).toMatchObject({ state: 'skipped', reason: expect.stringMatching(/unsubscribed/) });
});

test('the page reads without scripts and fits a phone', async () => {
  const page = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 320, height: 560 } });
  await page.goto(`${system.url}/p/unsubscribe/nobody`);
  expect(await page.getByRole('button').isVisible()).toBe(true);
  const wide = await page.locator('body').evaluate((body) => body.scrollWidth > 320);
  expect(wide).toBe(false);
});

/** Follows a link of the newest mail to this address, as it is read in the inbox. */
async function follow(context: BrowserContext, email: string, link: RegExp): Promise<Page> {
  const page = await context.newPage();
  await page.goto(system.inboxUrl);
  const mail = page.locator('.email', { hasText: email }).first();
  // By key: the inbox lets a mail grow into view, and a click may meet what is no longer there.
  await mail.getByRole('button', { name: 'Toggle HTML view' }).press('Enter');
  const href = await mail.frameLocator('iframe').getByRole('link', { name: link }).getAttribute('href');
  const { pathname, search } = new URL(href!);
  await page.goto(system.url + pathname + search);
  return page;
}

const shown = async (email: string, rule: string) =>
  (await system.followUps(email)).filter((followUp) => followUp.rule === rule);

test('somebody unsubscribes, takes it back in part, and gets the wish but no more thanks', async () => {
  const order = newOrder();
  const today = (await system.now()).slice(0, 10);
  const soon = new Date(Date.parse(today) + 3 * 86_400_000).toISOString().slice(5, 10);
  const contact = { birthday: `--${soon}`, locale: 'de-AT', consent: 'granted' };
  await postStandard(system, purchase(order, await system.now(), contact));
  await system.settle();

  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await follow(context, order.email, /Abmelden/);
  await page.getByRole('button', { name: 'Abmelden' }).click();
  await page.getByRole('heading', { name: 'Erledigt' }).waitFor();
  await page.getByRole('link', { name: /Wählen Sie aus/ }).click();
  await page.getByRole('heading', { name: 'Was dürfen wir Ihnen schicken?' }).waitFor();
  await page.getByRole('radio', { name: 'Nur Glückwünsche' }).check();
  await page.getByRole('button', { name: 'Speichern' }).click();
  await page.getByRole('heading', { name: 'Gespeichert' }).waitFor();

  // Neither a webhook that says they agree nor another order undoes it.
  const again = newOrder({ email: order.email });
  await postStandard(system, purchase(again, await system.now(), { consent: 'granted' }));
  await system.settle();
  const [thanks] = (await shown(order.email, 'purchase-thanks')).concat(
    await shown(order.email, 'loyal-customer-thanks'),
  );
  const why = /^The person asked for wishes on birthdays and anniversaries only on /;
  expect(thanks).toMatchObject({ state: 'skipped', reason: expect.stringMatching(why) });

  await system.clock('P15D');
  expect(await shown(order.email, 'birthday')).toMatchObject([{ state: 'sent' }]);
  expect(await shown(order.email, 'check-in')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ state: 'skipped', reason: expect.stringMatching(why) }),
    ]),
  );
  const mails = (await system.mails()).filter(({ destinations }) => destinations.includes(order.email));
  expect(mails).toHaveLength(2);
  await context.close();
});

test('the page of preferences needs no script, no mouse and no wide screen', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 320, height: 640 },
      colorScheme,
      locale: 'en',
    });
    const page = await context.newPage();
    await page.goto(`${system.url}/p/preferences/nobody`);
    const wide = await page.locator('body').evaluate((body) => body.scrollWidth > 320);
    expect(wide).toBe(false);
    // Each is reached and said by name, and large enough for a thumb.
    const group = page.getByRole('group', { name: 'Please send me' });
    expect(await group.getByRole('radio').count()).toBe(5);
    for (const box of await group.locator('label').all())
      expect((await box.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('radio', { name: /^Less/ }).isChecked()).toBe(true);
    const outline = await page
      .getByRole('radio', { name: /^Less/ })
      .evaluate((radio) => getComputedStyle(radio).outlineStyle);
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Saved' }).waitFor();
    await page.getByRole('link', { name: 'Choose again' }).click();
    await page.getByRole('heading', { name: 'What may we send you?' }).waitFor();
    await context.close();
  }
});
