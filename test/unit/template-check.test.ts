import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { composeMail } from '../../shared/clients/mime.ts';
import type { EventFacts } from '../../shared/contract/event.ts';
import type { TemplateSource } from '../../shared/contract/template.ts';
import { neverThere } from '../../shared/domain/message/check-template.ts';
import { VARIABLES, findVariable } from '../../shared/domain/message/names.ts';
import { renderMail } from '../../shared/domain/message/render.ts';
import { variablesOf } from '../../shared/domain/message/variables.ts';
import { compileTemplate } from '../../shared/work/life/check.ts';
import { makeBrand, makeContact, makeFollowUp } from '../helpers/make.ts';

const MJML =
  '<mjml><mj-body><mj-section><mj-column>\n<mj-text>Hello</mj-text>\n</mj-column></mj-section></mj-body></mjml>';
const sourceOf = (over: Partial<TemplateSource> = {}): TemplateSource => ({
  subject: 'Thank you',
  mjml: MJML,
  text: 'Thank you',
  ...over,
});
const problemsOf = async (over: Partial<TemplateSource>, languages = ['en']) => {
  const source = sourceOf(over);
  const all = Object.fromEntries(languages.map((language) => [language, source] as const));
  return (await compileTemplate({ id: 'thanks', languages: all })).problems;
};

describe('what is wrong with a template is told with its language, part and line', () => {
  const table: [string, Partial<TemplateSource>, string][] = [
    [
      'a mistyped variable',
      { text: 'Hi\n{{ contact.frist_name }}' },
      'Template thanks, en, text, line 2: there is no variable "contact.frist_name". Did you mean "contact.first_name"?',
    ],
    ['a name that every object has', { text: '{{ contact.__proto__ }}' }, 'no variable "contact.__proto__"'],
    [
      'another',
      { mjml: MJML.replace('Hello', '{{ contact.constructor }}') },
      'mjml, line 2: there is no variable',
    ],
    ['the same, spelt otherwise', { text: '{{ contact["__proto__"] }}' }, 'no variable "contact.__proto__"'],
    [
      'a variable that may be missing',
      { subject: 'Thank you, {{ contact.first_name }}' },
      'subject, line 1: "contact.first_name" may be missing; write {{ contact.first_name | default: "…" }}, or put it between {% if',
    ],
    [
      'an amount that may be missing',
      { text: '{{ order.total | money }}' },
      'put {{ order.total | money }} between',
    ],
    [
      'an item that may be missing',
      { text: '{{ order.items[0].title }}' },
      '"order.items[0].title" may be missing',
    ],
    [
      'a mistyped field of what a loop goes over',
      { text: '{% for item in order.items %}\n{{ item.titel }}{% endfor %}' },
      'text, line 2: there is no variable "item.titel". Did you mean "item.title"?',
    ],
    [
      'a field that nothing is like',
      { text: '{% for item in order.items %}{{ item.colour }}{% endfor %}' },
      'no variable "item.colour". There is item.title, item.quantity',
    ],
    [
      'a mistyped list, once',
      { text: '{% for item in order.itms %}{{ item.title }}{% endfor %}' },
      'text, line 1: there is no variable "order.itms". Did you mean "order.items"?',
    ],
    [
      'a list named as rules name it',
      { text: '{% for item in event.order.items %}{{ item.title }}{% endfor %}' },
      'there is no variable "event.order.items". Did you mean "order.items"?',
    ],
    [
      'a field of an item that may be missing',
      { text: '{% for each in survey.answers %}{{ each.answer }}{% endfor %}' },
      '"each.answer" may be missing; write {{ each.answer | default: "…" }}, or put it between {% if each.answer %}',
    ],
    [
      'a table over a mistyped field',
      { text: '{% tablerow item in order.items %}{{ item.quantty }}{% endtablerow %}' },
      'no variable "item.quantty". Did you mean "item.quantity"?',
    ],
    ['what is echoed', { text: 'a\n{% echo contact.first_name %}' }, 'line 2: "contact.first_name" may be'],
    [
      'what is echoed in a block',
      { text: '{% liquid\n echo contact.first_name %}' },
      '"contact.first_name" may',
    ],
    ['what is cycled', { text: '{% cycle contact.first_name, "b" %}' }, '"contact.first_name" may be'],
    [
      'what got another name',
      { text: '{% assign n = contact.first_name %}\n{{ n }}' },
      'line 2: "n" may be missing; write {{ n | default: "…" }}, or put it between {% if n %}',
    ],
    [
      'what was made of it',
      { text: '{% assign n = "Hi " | append: contact.first_name %}\n{{ n }}' },
      'text, line 2: "n" may be missing',
    ],
    [
      'what is captured',
      { text: '{% capture n %}{{ contact.first_name }}{% endcapture %}{{ n }}' },
      'may be',
    ],
    [
      'a name for something mistyped',
      { text: '{% assign n = contact.frist_name %}{{ n }}' },
      'no variable "contact.f',
    ],
    [
      'a case of something mistyped',
      { text: '{% case contact.contry %}{% when "DE" %}x{% endcase %}' },
      'no variable "contact.contry". Did you mean "contact.country"?',
    ],
    [
      'what no case has asked for',
      { text: '{% case contact.kind %}{% when "customer" %}{{ contact.country }}{% endcase %}' },
      '"contact.country" may be missing',
    ],
    [
      'a mistyped filter',
      { text: '{{ brand.name | upcaze }}' },
      'no filter "upcaze". Did you mean "upcase"?',
    ],
    [
      'a mistyped tag',
      { text: 'a\n\n{% asign a = 1 %}' },
      'line 3: there is no tag "asign". Did you mean "assign"?',
    ],
    [
      'a tag that is not closed',
      { text: 'a\n{% if order %}' },
      'text, line 2: "{% if order %}" is never closed',
    ],
    ['a part from elsewhere', { text: '{% include "x" %}' }, 'One template cannot take in another'],
    ['another part from elsewhere', { text: '{% render "x" %}' }, 'One template cannot take in another'],
    ['a layout', { text: '{% layout "x" %}' }, 'One template cannot take in another'],
    [
      'a line break in the subject',
      { subject: 'Thank you\r\nBcc: x@y.z' },
      'subject, line 2: a subject is one line',
    ],
    [
      'an included file',
      { mjml: '<mjml>\n<mj-include path="/etc/passwd"/></mjml>' },
      'mjml, line 2: there is no mj-include',
    ],
    ['an unknown element', { mjml: '<mjml>\n<mj-boddy></mj-boddy></mjml>' }, 'mjml, line 2 (mj-boddy)'],
  ];
  it.each(table)('%s', async (_, over, expected) => {
    expect(await problemsOf(over)).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    '{% if contact.first_name %}{{ contact.first_name }}{% endif %}',
    '{{ contact.first_name | default: "you" }}',
    '{% if order.total and contact.orders > 1 %}{{ order.total | money }}{% endif %}',
    '{% for item in order.items %}{{ item.title }} {{ forloop.index }}{% endfor %}',
    '{% unless order.number %}-{% else %}{{ order.number }}{% endunless %}',
    '{% assign name = contact.first_name | default: "you" %}{{ name }}',
    '{% for item in order.items %}{% for each in survey.answers %}{{ item.title }}{% endfor %}{% endfor %}',
    '{% for each in survey.answers %}{{ each.answer | default: "-" }}{% endfor %}',
    '{% for each in survey.answers %}{% if each.answer %}{{ each.answer }}{% endif %}{% endfor %}',
    '{% for i in (1..order.items.size) %}{{ i }}{{ forloop.last }}{% endfor %}',
    '{% assign item = order.items | first %}{{ item.title }}',
    '{% assign n = "you" %}{% if contact.first_name %}{% assign n = contact.first_name %}{% endif %}{{ n }}',
    '{% assign n = contact.first_name %}{% if n %}{% echo n %}{% endif %}{{ n | default: "you" }}',
    '{% echo contact.first_name | default: "you" %}',
    '{% case contact.country %}{% when "DE" %}{{ contact.country }}{% endcase %}',
    '{% if order.total %}{{ order.total.amount }} {{ order.total.currency }}{% endif %}',
    '{{ order.items.size }} {{ contact.orders }} {{ unsubscribe_url }}',
  ])('and nothing of what is right: %s', async (text) => {
    expect(await problemsOf({ text })).toEqual([]);
  });
});

const MANY = '{% for a in (1..1000) %}';
const nested = (depth: number, inside: string): string =>
  MANY.repeat(depth) + inside + '{% endfor %}'.repeat(depth);
const GREEDY: [string, string][] = [
  ['counts to a thousand million', '{% for i in (1..1000000000) %}x{% endfor %}'],
  ['loops a thousand million times', nested(3, 'x')],
  ['does so without a word', nested(3, '')],
  ['writes 50 MB', nested(2, 'x'.repeat(50))],
  [
    'doubles a text by a filter',
    `{% assign a = "xxxxxxxxxx" %}${'{% assign a = a | append: a %}'.repeat(40)}{{ a }}`,
  ],
  [
    'doubles what it captures',
    `{% capture a %}xxxxxxxxxx{% endcapture %}${'{% capture a %}{{ a }}{{ a }}{% endcapture %}'.repeat(40)}`,
  ],
  [
    'searches in what it has doubled',
    `{% capture a %}xxxxxxxxxx{% endcapture %}${'{% capture a %}{{ a }}{{ a }}{% endcapture %}'.repeat(24)}{% if a contains "y" %}{% endif %}`,
  ],
];

describe('a template that takes too much is stopped within a second', () => {
  it.each(GREEDY)('when it is saved: it %s, in four languages', async (_, text) => {
    const from = process.cpuUsage();
    const problems = await problemsOf({ text }, ['en', 'de', 'fr', 'es']);
    const { user } = process.cpuUsage(from);
    expect(problems).toEqual([expect.stringMatching(/so it was stopped; loop less often\./)]);
    expect(user / 1000).toBeLessThan(1500);
  });

  it.each(GREEDY)('when it is sent: it %s', (_, text) => {
    const languages = { en: { subject: 'Thank you', html: '<p></p>', text } };
    const mail = renderMail({ ...about(), template: { id: 'greedy', version: 1, languages } });
    expect(mail).toMatchObject({
      ok: false,
      failure: { kind: 'template-broken', retryable: false, message: expect.stringContaining('en, text, ') },
    });
  });

  it('also when each of its parts alone would pass', () => {
    // Caught, so that what it makes is not in the mail: a mail of that size would be too large for Gmail.
    const part = `{% capture much %}${nested(1, 'x'.repeat(1100))}{% endcapture %}x`;
    const of = (text: string) =>
      renderMail({
        ...about(),
        template: {
          id: 'parts',
          version: text.length + 1,
          languages: { en: { subject: 'x', html: part, text } },
        },
      });
    expect(of('x')).toMatchObject({ ok: true });
    expect(of(part)).toMatchObject({ ok: false });
  });
});

const about = (over: Parameters<typeof makeContact>[0] = {}) => ({
  contact: makeContact(over),
  brand: makeBrand(),
  followUp: makeFollowUp(),
  unsubscribeUrl: 'https://mail.example/p/1',
  preferencesUrl: 'https://mail.example/p/2',
  surveyUrl: 'https://mail.example/p/3',
});

it('a name cannot add a header, wherever it stands', async () => {
  const firstName = 'Ana\r\nBcc: x@y.example\r\n\r\nbody';
  const source = {
    subject: 'Hi {{ contact.first_name }}',
    html: '<p></p>',
    text: '{{ contact.first_name }}',
  };
  const mail = renderMail({
    ...about({ firstName, lastName: firstName }),
    template: { id: 'header', version: 1, languages: { en: source } },
  });
  if (!mail.ok) throw new Error(mail.failure.message);
  const raw = await composeMail({
    ...mail.value,
    from: { name: firstName, address: 'hello@demo.example' },
    to: 'ana@example.com',
    unsubscribeUrl: 'https://mail.example/p/1',
    now: Temporal.Instant.from('2026-11-22T09:00:00Z'),
  });
  const head = raw.toString().split('\r\n\r\n')[0] ?? '';
  expect(head).not.toMatch(/^(Bcc|body)/im);
  expect(head.match(/^Subject: (.*)$/m)?.[1]?.trim()).toBe('Hi Ana Bcc: x@y.example body');
});

describe('what a template names', () => {
  const FACTS: EventFacts = {
    order: {
      id: '1',
      number: '#1',
      total: { amount: '1.00', currency: 'EUR' },
      items: [{ title: 'x', quantity: 1 }],
    },
    refund: { id: '1', amount: { amount: '1.00', currency: 'EUR' } },
    subscription: { id: '1', plan: 'p', period: '1', amount: { amount: '1.00', currency: 'EUR' } },
    survey: { id: '1', title: 't', score: 1, answers: [{ question: 'q', answer: 'a' }] },
    review: { id: '1', rating: 5, title: 't', body: 'b', product: 'p' },
    date: { kind: 'birthday', on: '--03-02', years: 3 },
  };

  const pathsOf = (value: unknown, path: (string | number)[] = []): (string | number)[][] => {
    if (Array.isArray(value)) return value.flatMap((each) => pathsOf(each, [...path, 0]));
    if (typeof value !== 'object' || value === null) return [path];
    return Object.entries(value).flatMap(([name, each]) => pathsOf(each, [...path, name]));
  };

  it('is all that it is given, and nothing else', () => {
    const { format: _format, ...given }: Record<string, unknown> = {
      ...variablesOf(
        { ...about({ country: 'ES', lastName: 'Ruiz' }), followUp: { ruleName: 'r', facts: FACTS } },
        'en',
      ),
    };
    for (const path of pathsOf(given)) expect([path, findVariable(path).kind]).toEqual([path, 'known']);
    expect(Object.keys(given).toSorted()).toEqual(Object.keys(VARIABLES).toSorted());
    const isThing = (value: unknown): value is object => typeof value === 'object' && value !== null;
    const names = Object.entries(given).flatMap(([name, value]) =>
      isThing(value) ? Object.keys(value).map((each) => `${name}.${each}`) : [],
    );
    const known = Object.entries(VARIABLES).flatMap(([name, { has = {} }]) =>
      Object.keys(has).map((each) => `${name}.${each}`),
    );
    expect(names.toSorted()).toEqual(known.toSorted());
  });

  it('that its kind of event never has is told', () => {
    const text = 'a\n{{ order.items.size }} {{ review.rating | default: "" }}';
    expect(neverThere({ en: sourceOf({ text }) }, 'purchase')).toEqual([]);
    expect(neverThere({ en: sourceOf({ text }) }, 'signup')).toEqual([
      'en, text, line 2: a signup has no "order.items.size"; it belongs to purchase, delivery, refund, cancellation. Take it out, or name another template.',
    ]);
    const loop = '{% for item in order.items %}{{ item.title }}{% endfor %}';
    expect(neverThere({ en: sourceOf({ text: loop }) }, 'signup')).toEqual([]);
    const renamed = '{% assign all = order.items %}{{ all.size }}';
    expect(neverThere({ en: sourceOf({ text: renamed }) }, 'signup')).toEqual([
      expect.stringContaining('a signup has no "order.items.size"'),
    ]);
  });
});
