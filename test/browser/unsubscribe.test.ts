import type { Browser } from 'playwright-core';
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
