import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** A real browser from npm: nothing to install by hand. */
export const startBrowser = async (): Promise<Browser> =>
  playwright.launch({
    // In one process the browser would end with the first page that closes.
    args: chromium.args.filter((arg) => arg !== '--single-process'),
    executablePath: await chromium.executablePath(),
    headless: true,
  });
