import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startBrowser } from '../helpers/browser.ts';
import { parseMail } from '../helpers/parse-mail.ts';
import { startSystem } from '../helpers/system.ts';

/** Takes the pictures of the README from a real run: `npm run pictures`. */
const FOLDER = join(import.meta.dirname, '../../docs/pictures');

await mkdir(FOLDER, { recursive: true });
const system = await startSystem({ demo: true });
const browser = await startBrowser();
try {
  await waitFor(() => system.output().includes('What came of it'));
  const mail = (await system.mails()).find(({ raw }) => raw.includes('chiara'));
  if (!mail) throw new Error('The demo sent no mail.');
  const { html } = await parseMail(mail.raw);
  const shots = [
    ['thank-you', { width: 720, height: 760 }, 'light', html],
    ['thank-you-phone-dark', { width: 390, height: 760 }, 'dark', html],
    ['inbox', { width: 1100, height: 620 }, 'light', new URL(system.inboxUrl)],
    ['unsubscribe', { width: 720, height: 420 }, 'light', unsubscribeLink(mail.raw)],
  ] as const;
  for (const [name, viewport, colorScheme, what] of shots) {
    const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: 1 });
    if (typeof what === 'string') await page.setContent(what);
    else await page.goto(what.href, { waitUntil: 'networkidle' });
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    await page.close();
    console.log(`docs/pictures/${name}.png`);
  }
} finally {
  await browser.close();
  await system.stop();
}

function unsubscribeLink(raw: Buffer): URL {
  const link = /^List-Unsubscribe: <([^>]+)>/m.exec(raw.toString())?.[1] ?? '';
  return new URL(new URL(link).pathname, system.url);
}

async function waitFor(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`It did not come: ${system.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
