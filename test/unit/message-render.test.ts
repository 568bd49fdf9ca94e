import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contact } from '../../shared/contract/contact.ts';
import type { EventFacts } from '../../shared/contract/event.ts';
import type { CompiledLanguage } from '../../shared/contract/template.ts';
import { chooseLanguage } from '../../shared/domain/message/language.ts';
import { renderMail } from '../../shared/domain/message/render.ts';
import { makeBrand, makeContact, makeFollowUp } from '../helpers/make.ts';

const UNSUBSCRIBE = 'https://mail.example/p/unsubscribe/token';
const PREFERENCES = 'https://mail.example/p/preferences/token';
const GREETING = `{% if contact.first_name %}Hi {{ contact.first_name }},{% else %}Hello,{% endif %}`;
const SOURCE: CompiledLanguage = {
  subject: 'Thank you, {{ contact.first_name | default: "friend" }}',
  html: `<p>${GREETING}</p><a href="{{ unsubscribe_url }}">out</a>`,
  text: `${GREETING}\n{{ unsubscribe_url }}\n`,
};

let version = 0;
type With = {
  source?: Partial<CompiledLanguage>;
  contact?: Partial<Contact>;
  facts?: EventFacts;
  languages?: Record<string, CompiledLanguage>;
};

/** Every call is a template of its own, so that no test leans on another's cached one. */
function render({ source, contact, facts, languages }: With = {}) {
  return renderMail({
    template: { id: 'thanks', version: ++version, languages: languages ?? { en: { ...SOURCE, ...source } } },
    contact: makeContact(contact),
    brand: makeBrand({ postalAddress: 'Ahornallee 12, Berlin' }),
    followUp: makeFollowUp(facts ? { facts } : {}),
    unsubscribeUrl: UNSUBSCRIBE,
    preferencesUrl: PREFERENCES,
    surveyUrl: PREFERENCES,
  });
}

function rendered(of: With = {}) {
  const result = render(of);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('what people typed is printed as text', () => {
  const names: [string, { subject: string; html: string }][] = [
    ['{{contact.email}}', { subject: 'Thank you, {{contact.email}}', html: 'Hi {{contact.email}},' }],
    ['{% raw %}', { subject: 'Thank you, {% raw %}', html: 'Hi {% raw %},' }],
    [
      '<script>alert(1)</script>',
      {
        subject: 'Thank you, <script>alert(1)</script>',
        html: 'Hi &lt;script&gt;alert(1)&lt;/script&gt;,',
      },
    ],
    [
      '"><img src=x onerror=alert(1)>',
      {
        subject: 'Thank you, "><img src=x onerror=alert(1)>',
        html: 'Hi &#34;&gt;&lt;img src=x onerror=alert(1)&gt;,',
      },
    ],
    ['Ana\r\nBcc: x@y.z', { subject: 'Thank you, Ana Bcc: x@y.z', html: 'Hi Ana Bcc: x@y.z,' }],
    ['Ana\u0000\u001b[31m', { subject: 'Thank you, Ana [31m', html: 'Hi Ana [31m,' }],
    ['Ana\u2028Bcc: x', { subject: 'Thank you, Ana Bcc: x', html: 'Hi Ana Bcc: x,' }],
    ['محمد', { subject: 'Thank you, محمد', html: 'Hi محمد,' }],
    ['👩‍👩‍👧 Ana', { subject: 'Thank you, 👩‍👩‍👧 Ana', html: 'Hi 👩‍👩‍👧 Ana,' }],
    ['O’Brien & Söhne', { subject: 'Thank you, O’Brien & Söhne', html: 'Hi O’Brien &amp; Söhne,' }],
    ['\u202emoc.live\u202c', { subject: 'Thank you, moc.live', html: 'Hi moc.live,' }],
    ['\ud800Ana', { subject: 'Thank you, \ufffdAna', html: 'Hi \ufffdAna,' }],
    ['__proto__', { subject: 'Thank you, __proto__', html: 'Hi __proto__,' }],
  ];
  it.each(names)('the name %j', (firstName, expected) => {
    const mail = rendered({ contact: { firstName } });
    expect(mail.subject).toBe(expected.subject);
    expect(mail.html).toContain(`<p>${expected.html}</p>`);
    expect(mail.text.split('\n')).toHaveLength(3);
  });

  it('whatever it is: one line of subject, no tag, nothing evaluated', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            '{{',
            '}}',
            '{%',
            '%}',
            '<',
            '>',
            '"',
            "'",
            '&',
            '\r',
            '\n',
            '\u202e',
            'contact.email',
            ' raw ',
            'a',
          ),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(typed, (firstName) => {
        const mail = rendered({ contact: { firstName, email: 'secret@example.com' } });
        expect(mail.subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(mail.subject.isWellFormed()).toBe(true);
        expect(mail.html.match(/</g)).toHaveLength(4);
        expect(mail.html.match(/"/g)).toHaveLength(2);
        for (const part of [mail.subject, mail.html, mail.text])
          expect(part).not.toContain('secret@example.com');
      }),
      { numRuns: 500 },
    );
  });

  it('in every other field too: titles, brand, answers', () => {
    const evil = '<b>{{ contact.email }}</b>\r\nX';
    const mail = rendered({
      source: {
        html: '{{ order.items[0].title }}|{{ order.number }}|{{ survey.answers[0].answer }}',
        text: '{{ order.items[0].title }}',
      },
      facts: {
        order: { id: '1', number: evil, items: [{ title: evil, quantity: 1 }] },
        survey: { id: 's', answers: [{ answer: evil }] },
      },
    });
    const line = '&lt;b&gt;{{ contact.email }}&lt;/b&gt; X';
    expect(mail.html).toBe(`${line}|${line}|&lt;b&gt;{{ contact.email }}&lt;/b&gt;\nX`);
    expect(mail.text).toBe('<b>{{ contact.email }}</b> X');
  });
});

describe('a name that is not there', () => {
  it.each([
    [undefined],
    [''],
    ['   '],
    ['\u200b\u202e'],
    ['\r\n'],
    ['Win at https://evil.example'],
    ['www.evil.example'],
  ])('leaves a whole greeting: %j', (firstName) => {
    const mail = rendered({
      contact: { firstName },
      source: { text: 'Hi {{ contact.first_name }},', html: '<p>Hi {{ contact.first_name }},</p>' },
    });
    expect([mail.subject, mail.text, mail.html]).toEqual(['Thank you, friend', 'Hi,', '<p>Hi,</p>']);
  });
});

describe('the language', () => {
  const table: [string[], string | undefined, string, string | undefined][] = [
    [['en', 'de', 'fr'], 'de', 'en', 'de'],
    [['en', 'de', 'de-AT'], 'de-AT', 'en', 'de-AT'],
    [['en', 'de'], 'de_CH.UTF-8', 'en', 'de'],
    [['en', 'fr'], 'FR-ca', 'en', 'fr'],
    [['en', 'pt-BR'], 'pt_br', 'en', 'pt-BR'],
    [['en', 'de'], 'ja', 'de-DE', 'de'],
    [['en', 'es'], undefined, 'it', 'en'],
    [['es', 'fr'], 'ja', 'it', 'es'],
    [['de'], '', '', 'de'],
    [[], 'de', 'en', undefined],
  ];
  it.each(table)(
    'of %j for a contact in %j of a brand in %j is %j',
    (available, contact, brand, expected) => {
      expect(chooseLanguage(available, { contact, brand })).toBe(expected);
    },
  );

  it('is named with the mail, and amounts and dates follow it', () => {
    const body = { ...SOURCE, text: '{{ order.total | money }} {{ contact.last_order_at | date }}' };
    const counters = { ...makeContact().counters, lastOrderAt: '2026-11-22T23:30:00Z' };
    const of = (locale: string) =>
      rendered({
        languages: { en: body, de: body, fr: body },
        contact: { locale, counters, timezone: 'Europe/Madrid' },
      });
    expect(of('de')).toMatchObject({ language: 'de', text: '64,50\u00a0€ 23. November 2026' });
    expect(of('en-GB')).toMatchObject({ language: 'en', text: '€64.50 23 November 2026' });
    expect(of('ja')).toMatchObject({ language: 'en', text: '€64.50 November 23, 2026' });
    expect(of('not a locale!!')).toMatchObject({ language: 'en' });
  });
});

const orderOf = (amount: string, currency: string): EventFacts => ({
  order: { id: '1', total: { amount, currency } },
});

describe('amounts and dates', () => {
  it.each([
    ['9007199254740993.99', 'USD', '$9,007,199,254,740,993.99'],
    ['1200', 'JPY', '¥1,200'],
    ['-5.00', 'EUR', '-€5.00'],
    ['1.234', 'BHD', 'BHD\u00a01.234'],
  ])('%s %s is written %s', (amount, currency, written) => {
    expect(
      rendered({ source: { text: '{{ order.total | money }}' }, facts: orderOf(amount, currency) }).text,
    ).toBe(written);
  });

  it.each([
    ['1990-03-02', 'long', 'March 2, 1990'],
    ['--03-02', 'long', 'March 2'],
    ['--02-29', 'day', 'February 29'],
    ['1990-03-02', 'day', 'March 2'],
  ])('%s as %s is %s', (on, style, written) => {
    const mail = rendered({
      source: { text: `{{ date.on | date: "${style}" }}` },
      facts: { date: { kind: 'birthday', on } },
    });
    expect(mail.text).toBe(written);
  });

  it('of a person whose zone nobody knows are in the time of the brand', () => {
    const contact = {
      timezone: 'Middle/Earth',
      counters: { ...makeContact().counters, lastOrderAt: '2026-11-22T23:30:00Z' },
    };
    const source = {
      text: '{{ contact.last_order_at | date: "short" }} {{ contact.last_order_at | date: "time" }}',
    };
    expect(rendered({ contact, source }).text).toMatch(/^11\/23\/26 12:30\sAM$/);
  });

  it.each(['1990-02-30', 'soon', 'secret@example.com', '--13-01', '2026-11-22T25:00:00Z'])(
    'that are none are a fault that does not quote them: %s',
    (title) => {
      const result = render({
        source: { text: '{{ review.title | date }}' },
        facts: { review: { id: 'r', title } },
      });
      expect(result).toMatchObject({ ok: false });
      expect(JSON.stringify(result)).not.toContain(title);
    },
  );

  it('that are not there are not written', () => {
    expect(
      rendered({ source: { text: 'a{{ order.total | money }}{{ date.on | date }}b' }, facts: {} }).text,
    ).toBe('ab');
  });
});

describe('a template that cannot be rendered', () => {
  const broken: [string, Partial<CompiledLanguage>][] = [
    ['does not parse', { html: '{% if %}' }],
    ['is not closed', { text: '{% for i in order.items %}' }],
    ['names an unknown filter', { subject: '{{ contact.first_name | sparkle }}' }],
    ['asks for raw output', { html: '{{ contact.first_name | raw }}' }],
    ['includes a file', { html: '{% include "/etc/passwd" %}' }],
    ['renders a file', { html: '{% render "../secrets" %}' }],
    ['loops without end', { text: '{% for i in (1..100000000) %}x{% endfor %}' }],
    ['prints what is no amount', { text: '{{ contact.email | money }}' }],
    ['has an empty subject', { subject: '{{ nothing }}' }],
  ];
  it.each(broken)('is a failure, not a mail, when it %s', (_, source) => {
    expect(render({ source })).toMatchObject({
      ok: false,
      failure: { kind: 'template-broken', retryable: false },
    });
  });

  it('is a failure when it has no language', () => {
    expect(render({ languages: {} })).toMatchObject({ ok: false, failure: { kind: 'template-broken' } });
  });

  it('names template and language, and no data', () => {
    const result = render({ source: { text: '{{ contact.email | money }}' } });
    const message = result.ok ? '' : result.failure.message;
    expect(message).toMatch(/Template thanks version \d+ .*: en, text, line 1: /);
    expect(message).not.toContain('ana@');
  });
});

const textOfDraft = (text: string) => {
  const template = { id: 'draft', version: 1, languages: { en: { ...SOURCE, text } } };
  const followUp = makeFollowUp();
  const result = renderMail({
    template,
    contact: makeContact(),
    brand: makeBrand(),
    followUp,
    unsubscribeUrl: UNSUBSCRIBE,
    preferencesUrl: PREFERENCES,
    surveyUrl: PREFERENCES,
  });
  return result.ok && result.value.text;
};

describe('the scope', () => {
  it.each([
    'constructor',
    '__proto__',
    'contact.constructor',
    'contact.__proto__.x',
    'order.items.constructor',
    'toString',
  ])('does not open %s', (path) => {
    expect(rendered({ source: { text: `[{{ ${path} }}]` } }).text).toBe('[]');
  });

  it('tells a changed draft from the one that was parsed under the same version', () => {
    expect(['one', 'two', 'one'].map(textOfDraft)).toEqual(['one', 'two', 'one']);
  });
});

it('takes a time that grows with the text, whatever blanks somebody typed', () => {
  // Were each blank looked at from each other, this would outlast the time-out of the test.
  const body = `a${' '.repeat(800_000)}b`;
  const mail = render({ source: { text: '{{ review.body }}' }, facts: { review: { id: '1', body } } });
  expect(mail).toMatchObject({ ok: false, failure: { kind: 'too-long' } });
});
