import { describe, expect, it } from 'vitest';
import { languageFor } from '../../shared/domain/message/language.ts';
import { renderMail } from '../../shared/domain/message/render.ts';
import { checkLanguage } from '../../shared/domain/message/check-template.ts';
import type { Contact } from '../../shared/contract/contact.ts';
import { makeBrand, makeContact, makeFollowUp } from '../helpers/make.ts';

let version = 0;
type With = { locale?: string; contact?: Partial<Contact>; years?: number; items?: number; html?: string };

/** The mail of a text in the language of the locale. */
function render(text: string, { locale = 'en', contact, years = 1, items = 0, html = '' }: With = {}) {
  const title = 'Émaillierter Wasserkessel';
  const list = Array.from({ length: items }, (_, index) => ({ title: `${title} ${index}`, quantity: 1 }));
  return renderMail({
    template: { id: 'words', version: ++version, languages: { [locale]: { subject: 'S', html, text } } },
    contact: makeContact({ locale, ...contact }),
    brand: makeBrand(),
    followUp: makeFollowUp({
      facts: { date: { kind: 'customer', on: '2020-03-02', years }, order: { id: '1', items: list } },
    }),
    unsubscribeUrl: 'https://mail.example/p/unsubscribe/token',
    preferencesUrl: 'https://mail.example/p/preferences/token',
    surveyUrl: 'https://mail.example/p/survey/token',
  });
}
function write(text: string, of: With = {}): string {
  const mail = render(text, of);
  return mail.ok ? mail.value.text : mail.failure.message;
}

describe('ordinal', () => {
  it.each([
    ['en', 1, '1st'],
    ['en', 2, '2nd'],
    ['en', 11, '11th'],
    ['en', 23, '23rd'],
    ['de-AT', 3, '3.'],
    ['fr', 1, '1er'],
    ['fr', 2, '2e'],
    ['es', 3, '3.º'],
    ['ja', 3, '3'],
  ])('in %s of %d is %s', (locale, years, written) => {
    expect(write('{{ date.years | ordinal }}', { locale, years })).toBe(written);
  });
});

describe('plural', () => {
  const TEXT = '{{ date.years | plural: one: "# год", few: "# года", many: "# лет", other: "# года" }}';
  it.each([
    [1, '1 год'],
    [3, '3 года'],
    [5, '5 лет'],
    [21, '21 год'],
  ])('of %d in Russian is %s', (years, written) => {
    expect(write(TEXT, { locale: 'ru', years })).toBe(written);
  });

  it('takes the general form where the language has no other, and writes numbers as the reader does', () => {
    const text = '{{ date.years | plural: one: "# Jahr", other: "# Jahre" }}';
    expect(write(text, { locale: 'de', years: 1 })).toBe('1 Jahr');
    expect(write(text, { locale: 'de', years: 12_345 })).toBe('12.345 Jahre');
  });

  it('says what is missing', () => {
    expect(write('{{ date.years | plural: one: "year" }}', { years: 2 })).toContain('at least other');
    expect(write('{{ brand.name | plural: other: "x" }}')).toContain('plural takes a number');
  });
});

describe('first_name', () => {
  it.each([
    ['Ana', 'Ana'],
    ['ANA MARÍA', 'Ana María'],
    ['jean-luc', 'Jean-Luc'],
    ["d'angelo", "D'angelo"],
    ['AJ', 'AJ'],
    ['McKenna', 'McKenna'],
    ['李', '李'],
    ['', 'friend'],
    ['www.win.example', 'friend'],
    [undefined, 'friend'],
  ])('of %j is %s', (firstName, greeted) => {
    const text = '{{ contact.first_name | first_name: "friend" }}';
    expect(write(text, { contact: { firstName } })).toBe(greeted);
  });

  it('knows that the Turkish i keeps its dot', () => {
    const contact = { firstName: 'İPEK' };
    expect(write('{{ contact.first_name | first_name: "x" }}', { locale: 'tr', contact })).toBe('İpek');
  });

  it('counts as said for the case that there is no name, if it says what else', () => {
    const check = (text: string) => checkLanguage({ subject: 'S', mjml: 'M', text });
    expect(check('{{ contact.first_name | first_name: "there" }}')).toEqual([]);
    expect(check('{{ contact.first_name | first_name }}').join()).toContain('may be missing');
  });
});

describe('a mail that grows past what Gmail shows', () => {
  const loop = '{% for item in order.items %}<p>{{ item.title }}</p>{% endfor %}';
  it('is a failure of its own with its size, never a part of the mail', () => {
    expect(render('T', { html: loop, items: 50 })).toMatchObject({ ok: true });
    const long = render('T', { html: loop, items: 4000 });
    expect(long).toMatchObject({ ok: false, failure: { kind: 'too-long' } });
    expect(long.ok ? '' : long.failure.message).toMatch(/would be \d{3} kB long, and Gmail cuts off/);
  });
});

describe('a language that has to stand in', () => {
  it.each([
    [['en', 'de'], 'de-AT', 'en', undefined],
    [['en', 'de'], undefined, 'de', undefined],
    [
      ['en', 'de'],
      'pt-BR',
      'de',
      'It is not written in "pt-BR", which the person reads, so it is in "de", that of the brand.',
    ],
    [
      ['en', 'de'],
      'pt-BR',
      'it',
      'It is not written in "pt-BR", which the person reads, so it is in "en", English.',
    ],
    [
      ['fr'],
      'pt',
      'it',
      'It is not written in "pt", which the person reads, so it is in "fr", the first that there is.',
    ],
    [
      ['fr'],
      undefined,
      'it',
      'Nobody knows what the person reads, and it is not written in the language of the brand, so it is in "fr", the first that there is.',
    ],
  ])('of %j for %j of a brand in %j says so', (available, contact, brand, fallback) => {
    expect(languageFor(available, { contact, brand }).fallback).toBe(fallback);
  });
});
