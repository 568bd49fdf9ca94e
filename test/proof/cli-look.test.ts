import { access, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/command.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
let into: string;
beforeAll(async () => {
  system = await startSystem();
  into = await mkdtemp(join(tmpdir(), 'extramile-previews-'));
});
afterAll(async () => {
  await system.stop();
  await rm(into, { recursive: true });
});

const extramile = (args: string[], env: Record<string, string> = {}) => runCommand(system, args, { env });
const preview = (args: string[], env: Record<string, string> = {}) =>
  extramile(['templates', 'preview', ...args, '--into', into], env);
const look = (...args: string[]) => extramile(['settings', 'look', ...args, '--why', 'Our colours']);

describe('the look of the mails, on the running system', () => {
  test('is seen before it is set, is set, and is in the very next preview', async () => {
    const dry = await look('--accent', '#1f6f54', '--dry-run');
    expect(dry).toMatchObject({ code: 0, out: '  accent: + #1f6f54\nNothing was changed.\n' });
    const set = await look('--accent', '#1f6f54', '--postal-address', 'Kettle Road 1');
    expect(set.out).toContain('no template has to be published');
    expect((await look('--accent', '#1f6f54')).out).toBe('It is set so already. Nothing was changed.\n');
    const { code, out } = await preview(['birthday', '--language', 'de', '--language', 'fr']);
    expect(code).toBe(0);
    expect(out).toContain('de: Alles Gute zum Geburtstag, Ana\n  | Hallo Ana,');
    expect(out).toContain('fr: Joyeux anniversaire, Ana');
    // What a birthday is about has no order.
    expect(out).not.toContain('#1001');
    const html = await readFile(join(into, 'birthday', 'de.html'), 'utf8');
    expect(html).toContain('#1f6f54');
    expect(html).toContain('Kettle Road 1');
    expect(await readFile(join(into, 'birthday', 'fr.txt'), 'utf8')).toMatch(/^Bonjour Ana,/);
  });

  test.each([
    [['--accent', '#ffcc00'], 1, 'can hardly be read'],
    [['--logo-alt', 'Kettle'], 1, 'url'],
    [['--logo-width', 'wide'], 2, '--logo-width 140'],
    [[], 2, 'Say what'],
  ])('is refused with what to do: %j', async (args, code, words) => {
    const before = (await extramile(['settings', 'show'])).out;
    expect(await look(...args)).toMatchObject({ code, error: expect.stringContaining(words) });
    expect((await extramile(['settings', 'show'])).out).toBe(before);
  });
});

describe('a preview', () => {
  test('takes pictures of a desk and of a phone, light and dark', async () => {
    const { code, out } = await preview(['welcome', '--picture']);
    expect(code).toBe(0);
    const pictures = (await readdir(join(into, 'welcome'))).filter((name) => name.endsWith('.png'));
    expect(pictures.toSorted()).toEqual([
      'en-desktop-dark.png',
      'en-desktop.png',
      'en-phone-dark.png',
      'en-phone.png',
    ]);
    expect(out).toContain('en-phone-dark.png');
    const [desk, phone] = await Promise.all(
      ['en-desktop', 'en-phone'].map((name) => readFile(join(into, 'welcome', `${name}.png`))),
    );
    // The header of a PNG: twice the points, for screens that have them.
    expect([desk?.readUInt32BE(16), phone?.readUInt32BE(16)]).toEqual([1440, 780]);
  });

  test('says so when there is no browser, and has written the HTML', async () => {
    const env = { CHROME_PATH: join(into, 'no-browser') };
    const told = await preview(['check-in', '--picture'], env);
    expect(told).toMatchObject({ code: 1, error: expect.stringContaining('There is no browser') });
    await access(join(into, 'check-in', 'en.html'));
  });

  test('tells when another language stands in', async () => {
    const file = join(import.meta.dirname, '../fixtures/events/reads-portuguese.json');
    const { out } = await preview(['welcome', '--event-file', file]);
    expect(out).toContain('! It is not written in "pt-BR", which the person reads, so it is in "en"');
  });
});
