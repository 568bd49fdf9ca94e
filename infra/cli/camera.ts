import type { Browser } from 'playwright-core';
import { CommandError } from './client.ts';

/** The sizes that people read mail in, and both sides of their day. */
const SHOTS = [
  { name: 'desktop', width: 720, colorScheme: 'light' },
  { name: 'desktop-dark', width: 720, colorScheme: 'dark' },
  { name: 'phone', width: 390, colorScheme: 'light' },
  { name: 'phone-dark', width: 390, colorScheme: 'dark' },
] as const;

/** Milliseconds that the pictures in a mail may take to come. */
const PATIENCE = 5_000;

const NONE =
  'There is no browser to take pictures with. Install Google Chrome, or name a Chromium: CHROME_PATH=/usr/bin/chromium. Without --picture the HTML is written all the same.';

/** That of `CHROME_PATH`, else on Linux the one that npm has brought along, else the Chrome that is installed. */
export async function openBrowser(): Promise<Browser> {
  try {
    const { chromium } = await import('playwright-core');
    const { CHROME_PATH: executablePath } = process.env;
    if (executablePath) return await chromium.launch({ executablePath });
    if (process.platform !== 'linux') return await chromium.launch({ channel: 'chrome' });
    const { default: brought } = await import('@sparticuz/chromium');
    return await chromium.launch({
      // In one process the browser would end with the first page that closes.
      args: brought.args.filter((arg) => arg !== '--single-process'),
      executablePath: await brought.executablePath(),
    });
  } catch (cause) {
    throw new CommandError(NONE, 1, { cause });
  }
}

export type Picture = { name: string; png: Buffer };

/** A mail as it looks on a desk and on a phone, light and dark, in whole. Nothing in it runs; it gets its pictures and no more. */
export async function photograph(browser: Browser, html: string): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const { name, width, colorScheme } of SHOTS) {
    const page = await browser.newPage({
      viewport: { width, height: 400 },
      colorScheme,
      deviceScaleFactor: 2,
      javaScriptEnabled: false,
    });
    await page.route('**/*', (route) =>
      route.request().resourceType() === 'image' ? route.continue() : route.abort(),
    );
    // A picture that does not come leaves its alt text, as it would in an inbox.
    await page.setContent(html, { waitUntil: 'networkidle', timeout: PATIENCE }).catch(() => undefined);
    pictures.push({ name, png: await page.screenshot({ fullPage: true }) });
    await page.close();
  }
  return pictures;
}
