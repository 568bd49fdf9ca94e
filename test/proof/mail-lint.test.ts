import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeMail } from '../../shared/clients/mime.ts';
import type { Contact } from '../../shared/contract/contact.ts';
import { type RenderedMail, renderMail } from '../../shared/domain/message/render.ts';
import { plainLine } from '../../shared/domain/message/plain.ts';
import { LANGUAGES, type Starter } from '../../shared/starters/lib/starter.ts';
import { STARTERS, templateOf } from '../../shared/starters/registry.ts';
import { compileTemplate } from '../../shared/work/life/check.ts';
import { startBrowser } from '../helpers/browser.ts';
import { lintMail } from '../helpers/lint-mail.ts';
import { at, makeBrand } from '../helpers/make.ts';
import { parseMail } from '../helpers/parse-mail.ts';
import { type Example, exampleOf } from '../helpers/starter-mails.ts';

const LINK = `https://mail.kettle.example/p/unsubscribe/1.u.demo.${'c'.repeat(22)}.${'m'.repeat(43)}`;
const LOGO = { url: 'https://kettle.example/logo.png?v=1&size=2', alt: 'Kettle, "Sons" & Co', width: 140 };
const PLAIN = makeBrand({ name: 'Kettle & Co', postalAddress: 'Ahornallee 12, 14050 Berlin' });
const BRANDS = [
  PLAIN,
  makeBrand({
    name: 'Kettle, "Sons" <& Co>\r\nBcc: x@example.org',
    sender: { name: 'Kettle, "Sons" <& Co>\r\nBcc: x@example.org', address: 'hello@kessel-größe.example' },
    replyTo: 'hilfe@kessel-größe.example',
    postalAddress: 'c/o "Ahorn", <b>Allee</b> 12,\n14050 Berlin',
    look: { logo: LOGO, accent: '#0b6e4f', page: '#0b2545', ink: '#13315c' },
  }),
];

/** Whatever people, shops and programs have written into the fields of a name. */
const CONTACTS: Readonly<Record<string, Partial<Contact>>> = {
  'a usual name': { firstName: 'Ana' },
  'no name': { firstName: undefined },
  quotes: { firstName: 'Ana "Nana" O’Neil \'x\'' },
  'a comma': { firstName: 'Ruiz, Ana' },
  'a line break': { firstName: 'Ana\r\nBcc: x@example.org' },
  'marks of direction': { firstName: '\u202eanA\u200f אנה' },
  HTML: { firstName: '<img src=x onerror=alert(1)><b>Ana</b>' },
  Liquid: { firstName: '{{ contact.email }}{% if %}' },
  'an encoded word': { firstName: '=?utf-8?q?Ana?=' },
  'one endless word': { firstName: 'A'.repeat(5000) },
  'an emoji of four': { firstName: '👩‍👩‍👧‍👦 Ana' },
  'half an emoji': { firstName: 'Ana \ud83d' },
  'a domain of its own script': { email: 'ana@bücher.example' },
  'a long address': { email: `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example` },
};

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 360, height: 700 } });
  await page.route('**/*', (route) => route.abort());
});
afterAll(() => browser.close());

describe.each(STARTERS.map((starter) => [starter.id, starter] as const))('the mail of %s', (_id, starter) => {
  let example: Example;
  /** The same with texts that are written from the HTML. */
  let written: Example['template'];
  beforeAll(async () => {
    example = await exampleOf(starter, PLAIN);
    written = await withoutTexts(starter);
  });

  function mailOf(brand: (typeof BRANDS)[number], over: Partial<Contact>, isWritten = false): RenderedMail {
    const contact = { ...example.contact, ...over };
    const links = { unsubscribeUrl: LINK, preferencesUrl: LINK, surveyUrl: LINK };
    const mail = renderMail({
      ...example,
      ...(isWritten && { template: written }),
      contact,
      brand,
      ...links,
    });
    if (!mail.ok) throw new Error(mail.failure.message);
    return mail.value;
  }

  describe.each(LANGUAGES)('in %s', (locale) => {
    test.each(Object.entries(CONTACTS))('is sound on the wire with %s', async (_what, over) => {
      for (const [brand, isWritten] of BRANDS.flatMap((one) => [
        [one, false] as const,
        [one, true] as const,
      ])) {
        const mail = mailOf(brand, { ...over, locale }, isWritten);
        const { sender: from, replyTo } = brand;
        const to = over.email ?? 'ana@example.com';
        const raw = await composeMail({
          ...mail,
          from,
          to,
          replyTo,
          unsubscribeUrl: LINK,
          now: at('2027-02-28T08:00:00Z'),
        });
        expect(await lintMail(raw, { to, link: LINK })).toEqual([]);
        const read = await parseMail(raw);
        expect(read.text.trim()).toBe(mail.text.trim());
        expect(read.html.replaceAll('\r\n', '\n').trim()).toBe(mail.html.trim());
        expect(read.subject).toBe(mail.subject);
      }
    });

    test.each(BRANDS.map((brand, index) => [index, brand] as const))(
      'can be read, light and dark, on a small phone; its text says the same (brand %d)',
      async (_index, brand) => {
        const mail = mailOf(brand, { ...CONTACTS['quotes'], locale });
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.setContent(mail.html);
          expect(await page.evaluate(unreadable), colorScheme).toEqual([]);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
        expect(await page.evaluate(saidIn).then((html) => html.filter(isNotIn(mail.text)))).toEqual([]);
        const shown = await page.evaluate(shownIn);
        const own = mail.text.split('\n').filter((line) => !['', '-- ', LINK].includes(line));
        expect(own.filter(isNotIn(shown))).toEqual([]);
        const { text } = mailOf(brand, { ...CONTACTS['quotes'], locale }, true);
        expect(text.match(/\n{3}|&\w+;|\{[{%]/g)).toBeNull();
        expect(await page.evaluate(saidIn).then((html) => html.filter(isNotIn(text)))).toEqual([]);
        expect(text.replaceAll(` <${LINK}>`, '').split('\n').filter(isNotIn(shown))).toEqual([]);
        expect(text.split(LINK)).toHaveLength(3);
        expect(text.split(plainLine(brand.postalAddress ?? ''))).toHaveLength(2);
      },
    );
  });
});

async function withoutTexts(starter: Starter): Promise<Example['template']> {
  const { id, languages } = templateOf(starter);
  const without = Object.entries(languages).map(([code, { subject, mjml }]) => [code, { subject, mjml }]);
  const { template, problems } = await compileTemplate({ id, languages: Object.fromEntries(without) });
  expect(problems).toEqual([]);
  return { ...template, version: 2 };
}

const bare = (text: string): string => text.replaceAll(/\s+/g, '').toLowerCase();
const isNotIn =
  (whole: string) =>
  (part: string): boolean =>
    !bare(whole).includes(bare(part));

/** Runs in the page: what the HTML says, line by line; its heading says the subject again. */
function saidIn(): string[] {
  const blocks = [...document.querySelectorAll('td > div')].filter(
    (each) => each instanceof HTMLElement && !each.querySelector('div') && each.checkVisibility(),
  );
  return blocks
    .filter((each) => !each.closest('.title') && !each.closest('[style*="32px 0 16px"]'))
    .flatMap((each) => (each instanceof HTMLElement ? each.innerText.split(/\n| · /) : []))
    .filter((line) => line.trim() !== '');
}

/** Runs in the page: all that is seen, and what stands for a picture. */
function shownIn(): string {
  const pictures = [...document.images].map(({ alt }) => alt);
  return [document.body.innerText, ...pictures].join('\n');
}

/** Runs in the page: texts whose contrast with what is behind them is below WCAG AA. */
function unreadable(): string[] {
  const rgb = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = rgb(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element: Element | null): string => {
    if (!element) return 'rgb(255, 255, 255)';
    const { backgroundColor } = getComputedStyle(element);
    return rgb(backgroundColor)[3] === 0 ? ground(element.parentElement) : backgroundColor;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faults: string[] = [];
  while (texts.nextNode()) {
    const { parentElement, textContent } = texts.currentNode;
    if (!parentElement?.checkVisibility() || !textContent?.trim()) continue;
    const { color, opacity } = getComputedStyle(parentElement);
    if (opacity === '0') continue;
    const [more = 0, less = 0] = [light(color), light(ground(parentElement))].sort((a, b) => b - a);
    const ratio = (more + 0.05) / (less + 0.05);
    if (ratio < 4.5) faults.push(`${textContent.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return faults;
}
