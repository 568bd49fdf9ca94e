import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import * as z from 'zod';
import { openBrowser, photograph } from '../../infra/cli/camera.ts';
import { runCommand } from '../helpers/command.ts';
import { parseMail } from '../helpers/parse-mail.ts';
import { newOrder, postStandard, purchase } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';
import { LOOKS, LOGO_URL, logoOf } from './looks.ts';

/** Takes the pictures of the README from a real run: `npm run pictures`. */
const FOLDER = join(import.meta.dirname, '../../docs/pictures');

await mkdir(FOLDER, { recursive: true });
const system = await startSystem({ demo: true });
const browser = await openBrowser();
try {
  await waitFor(() => system.output().includes('What came of it'));
  await takePages(browser, system);
  for (const look of LOOKS) await takeMail(browser, look);
  await takeSurvey(browser, system);
} finally {
  await browser.close();
  await system.stop();
}

/** A mail that has come, and the pages around it. */
async function takePages(of: Browser, { mails, inboxUrl }: TestSystem): Promise<void> {
  const mail = (await mails()).find(({ raw }) => raw.includes('chiara'));
  if (!mail) throw new Error('The demo sent no mail.');
  const { html } = await parseMail(mail.raw);
  await takeAll(of, [
    ['thank-you', { width: 720, height: 760 }, html],
    ['inbox', { width: 1100, height: 620 }, new URL(inboxUrl)],
    ['unsubscribe', { width: 720, height: 420 }, linkTo('unsubscribe', html)],
    ['preferences-desktop', { width: 720, height: 800 }, linkTo('preferences', html)],
    ['preferences-phone', { width: 390, height: 880 }, linkTo('preferences', html)],
  ]);
}

type Shot = [name: string, viewport: { width: number; height: number }, what: string | URL];

async function takeAll(of: Browser, shots: readonly Shot[]): Promise<void> {
  for (const [name, viewport, what] of shots) {
    const page = await of.newPage({ viewport, colorScheme: 'light', deviceScaleFactor: 1 });
    if (typeof what === 'string') await page.setContent(what);
    else await page.goto(what.href, { waitUntil: 'networkidle' });
    await save(name, await page.screenshot());
    await page.close();
  }
}

/** The page of the example that asks one question, three weeks after an order. */
async function takeSurvey(of: Browser, shop: TestSystem): Promise<void> {
  const example = join(import.meta.dirname, '../../docs/examples/one-question');
  const why = ['--why', 'For a picture'];
  for (const args of [
    ['rules', 'push', example],
    ['rules', 'publish', ...why, '--yes'],
  ]) {
    const { code, error } = await runCommand(shop, args);
    if (code !== 0) throw new Error(error);
  }
  const order = newOrder();
  const at = await shop.now();
  await postStandard(shop, purchase(order, at, { locale: 'en' }), at);
  await shop.clock('P22D');
  const mails = (await shop.mails()).filter(({ destinations }) => destinations.includes(order.email));
  const htmls = await Promise.all(mails.map(async ({ raw }) => (await parseMail(raw)).html));
  const asking = htmls.find((html) => html.includes('/p/survey/'));
  if (asking === undefined) throw new Error('Nobody was asked.');
  await takeAll(of, [
    ['survey-desktop', { width: 720, height: 730 }, linkTo('survey', asking)],
    ['survey-phone', { width: 390, height: 820 }, linkTo('survey', asking)],
  ]);
}

/** A template in the look of some brand, as `templates preview --picture` takes it. */
async function takeMail(of: Browser, { template, language, look, shots }: (typeof LOOKS)[number]) {
  const why = 'For a picture';
  const { status } = await call('PATCH', 'settings/look', { ...look, why });
  if (status !== 200) throw new Error(`The look of ${template} was answered with ${status}.`);
  const answer = await call('POST', `templates/${template}/preview`, { language });
  const { html } = z.object({ html: z.string() }).parse(answer.body);
  // Nobody serves the logo here: it stands in the mail itself, for the picture alone.
  const shown = look.logo ? html.replaceAll(LOGO_URL, logoOf(look.accent)) : html;
  for (const { name, png } of await photograph(of, shown))
    if (shots.includes(name)) await save(`${template}-${name}`, png);
}

async function call(method: string, path: string, body: object) {
  const response = await fetch(new URL(`/api/brands/demo/${path}`, system.url), {
    method,
    headers: {
      authorization: `Bearer ${system.token}`,
      'content-type': 'application/json',
      ...(method === 'PATCH' && { 'if-match': '*' }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function save(name: string, png: Buffer): Promise<void> {
  await writeFile(join(FOLDER, `${name}.png`), png);
  console.log(`docs/pictures/${name}.png`);
}

/** Without the reader's language: the README is in English. */
function linkTo(page: string, html: string): URL {
  const link = new RegExp(`https?://[^"]+/p/${page}/[^"?]+`).exec(html)?.[0] ?? '';
  return new URL(new URL(link).pathname, system.url);
}

async function waitFor(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`It did not come: ${system.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
