import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decoyToken,
  personLinks,
  readMark,
  preferencesToken,
  readToken,
  surveyToken,
  testLinks,
  unsubscribeToken,
} from '../../shared/domain/message/links.ts';

const OF = { brand: 'demo', contact: 'AbCdEfGhIjKlMnOpQrSt-_' };
const MAIL = { rule: 'care-guide', subject: 'shopify/order/1001' };
const MADE = [
  ['unsubscribe', unsubscribeToken('key', OF), {}],
  ['preferences', preferencesToken('key', OF), {}],
  ['survey', surveyToken('key', { ...OF, ...MAIL }), { mail: MAIL }],
] as const;
const token = unsubscribeToken('key', OF);

describe.each(MADE)('a token of %s', (purpose, made, of) => {
  it('opens what it was made for', () => {
    expect(readToken(['key'], made)).toEqual({ purpose, ...OF, ...of });
    expect(made).toBe(encodeURIComponent(made));
  });

  it('is honoured by an older key, whichever signs now', () => {
    expect(readToken(['newest', 'key', 'oldest'], made)).toEqual({ purpose, ...OF, ...of });
    expect(readToken(['newest', 'oldest'], made)).toBeUndefined();
  });

  it('does not open when any single character is another', () => {
    fc.assert(
      fc.property(
        fc.nat(made.length - 1),
        fc.constantFrom('A', 'B', 'a', '0', '1', '-', '_', '.', 'u', 'p', 's', 't', 'é'),
        (index, character) => {
          const changed = made.slice(0, index) + character + made.slice(index + 1);
          expect(readToken(['key'], changed) === undefined).toBe(changed !== made);
        },
      ),
    );
  });

  it('does not open when any single bit of its signature is another', () => {
    const [body, mac] = [made.slice(0, made.lastIndexOf('.')), made.slice(made.lastIndexOf('.') + 1)];
    const bytes = Buffer.from(mac, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readToken(['key'], `${body}.${flipped.toString('base64url')}`)).toBeUndefined();
    }
  });
});

describe('a token', () => {
  it.each([
    ['another key', 'other', token],
    ['another brand', 'key', token.replace('.demo.', '.demo2.')],
    ['another contact', 'key', token.replace('.AbC', '.XbC')],
    ['another version', 'key', token.replace(/^1/, '2')],
    ['another purpose', 'key', token.replace('.u.', '.p.')],
    ['a purpose that there is not', 'key', token.replace('.u.', '.x.')],
    ['a purpose that names its mail, and none', 'key', token.replace('.u.', '.s.')],
    ['the name of what every object has', 'key', token.replace('.u.', '.toString.')],
    ['a cut signature', 'key', token.slice(0, -1)],
    ['something added', 'key', `${token}.x`],
    ['no signature', 'key', '1.u.demo.AbCdEfGhIjKlMnOpQrSt-_.'],
    ['nothing', 'key', ''],
    ['far too much', 'key', 'x'.repeat(100_000)],
  ])('does not open with %s', (_, key, tried) => {
    expect(readToken([key], tried)).toBeUndefined();
  });

  it('has a decoy that looks alike and opens nothing', () => {
    const shape = /^1\.p\.demo\.AbCdEfGhIjKlMnOpQrSt-_\.[\w-]{43}$/;
    const decoy = decoyToken('key', token.replace(/..$/, 'AA'));
    expect(decoy).toMatch(shape);
    expect(preferencesToken('key', OF)).toMatch(shape);
    expect(readToken(['key'], decoy)).toBeUndefined();
    expect(readToken(['key'], decoyToken('key', '<script>'))).toBeUndefined();
    // The same for all that name one person would make a good one stand out.
    expect(decoyToken('key', token.replace(/..$/, 'BB'))).not.toBe(decoy);
  });
});

describe('the links of a mail', () => {
  const signing = { base: 'http://localhost:3000/', key: 'key' };

  it.each([
    ['pt_BR', '?lang=pt'],
    ['de-AT', '?lang=de'],
    ['FR', '?lang=fr'],
    [undefined, ''],
    ['', ''],
    ['english', ''],
    ['"><x', ''],
  ])('name the language of %s', (locale, query) => {
    const links = personLinks({ ...signing, locale }, { ...OF, ...MAIL });
    const surveyUrl = `http://localhost:3000/p/survey/${surveyToken('key', { ...OF, ...MAIL })}${query}`;
    expect(links.surveyUrl).toBe(surveyUrl);
    const ways = { unsubscribe: links.unsubscribeUrl, preferences: links.preferencesUrl };
    for (const [way, link] of Object.entries(ways)) {
      const [lang, mark, ...more] = link.split(/[?&](?=m=)/);
      expect(lang).toBe(
        `http://localhost:3000/p/${way}/${way === 'unsubscribe' ? token : preferencesToken('key', OF)}${query}`,
      );
      expect([mark?.slice(0, 2), more]).toEqual(['m=', []]);
    }
  });

  it('say in which mail they stand, in a form that nothing else has', () => {
    const { unsubscribeUrl } = personLinks({ ...signing, locale: 'de' }, { ...OF, ...MAIL });
    const { searchParams, pathname } = new URL(unsubscribeUrl);
    expect(pathname).toBe(`/p/unsubscribe/${token}`);
    expect(searchParams.get('lang')).toBe('de');
    const mark = searchParams.get('m') ?? '';
    expect(readMark(mark)).toEqual(MAIL);
    const strange = [
      '',
      'x',
      `${mark}=`,
      `${mark}\n`,
      Buffer.from('Not A Rule/x').toString('base64url'),
      'A'.repeat(999),
    ];
    for (const one of strange) expect(readMark(one)).toBeUndefined();
  });

  it('fit the address of a page, however long the names are', () => {
    const longest = { brand: 'b'.repeat(32), contact: 'c'.repeat(22), rule: 'r'.repeat(32) };
    const key = { ...longest, subject: `${'s'.repeat(32)}/order/${'1'.repeat(58)}` };
    const made = surveyToken('key', key);
    expect(made.length).toBeLessThanOrEqual(300);
    const { rule, subject } = key;
    expect(readToken(['key'], made)).toMatchObject({ purpose: 'survey', mail: { rule, subject } });
  });

  it('lead to the survey of that mail alone', () => {
    const made = surveyToken('key', { ...OF, ...MAIL });
    const other = surveyToken('key', { ...OF, ...MAIL, subject: 'shopify/order/1002' });
    const [mark, mac] = made.split('.').slice(-2);
    const [otherMark] = other.split('.').slice(-2);
    expect(readToken(['key'], made.replace(mark ?? '', otherMark ?? ''))).toBeUndefined();
    expect(readToken(['key'], `1.u.${OF.brand}.${OF.contact}.${mac ?? ''}`)).toBeUndefined();
  });

  it('are nobody’s in a test', () => {
    for (const link of Object.values(testLinks({ ...signing, locale: undefined }, 'demo')))
      expect(readToken(['key'], link.slice(link.lastIndexOf('/') + 1))?.purpose).toBe('test');
  });
});
