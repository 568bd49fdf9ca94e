import { describe, expect, it, test } from 'vitest';
import type { EventFacts } from '../../shared/contract/event.ts';
import { renderMail } from '../../shared/domain/message/render.ts';
import { compileLanguage } from '../../shared/work/compile-template.ts';
import { writeText } from '../../shared/work/write-text.ts';
import { makeBrand, makeContact } from '../helpers/make.ts';

const HREF = 'https://kettle.example/p/unsubscribe/1.u.demo?lang=en&x=%3C';
const mjml = (body: string, head = ''): string =>
  `<mjml>${head}<mj-body><mj-section><mj-column>${body}</mj-column></mj-section></mj-body></mjml>`;

async function compiled(source: string) {
  const found = await compileLanguage({ subject: 'S', mjml: source }, 'en');
  if (!found.ok) throw new Error(found.failure.message);
  return found.value;
}

type About = { firstName?: string | undefined; facts?: EventFacts; postalAddress?: string };

/** The text part as somebody gets it. */
async function textOf(body: string, { firstName, facts = {}, postalAddress }: About = {}): Promise<string> {
  const template = { id: 'own', version: 1, languages: { en: await compiled(mjml(body)) } };
  const mail = renderMail({
    template,
    contact: { ...makeContact(), firstName },
    brand: makeBrand({ name: 'Kettle & <Co>', postalAddress }),
    followUp: { ruleName: 'Rule', facts },
    unsubscribeUrl: HREF,
    preferencesUrl: `${HREF}&p=1`,
    surveyUrl: `${HREF}&s=1`,
  });
  if (!mail.ok) throw new Error(mail.failure.message);
  return mail.value.text;
}

const text = (words: string): string => `<mj-text>${words}</mj-text>`;
const NUMBER = '{% if order.number %}Order {{ order.number }}{% endif %}';
const ITEMS = [
  { title: 'Kettle & lid', sku: 'K', quantity: 1 },
  { title: 'Cup', sku: 'C', quantity: 2 },
];
const order = { id: '1', number: '#7 <8>', total: { amount: '9', currency: 'EUR' }, items: ITEMS };

describe('the text that is written from the HTML', () => {
  it('has parts apart, lines as lines, and nothing that is hidden', async () => {
    const head = '<mj-head><mj-title>Title</mj-title><mj-preview>Preheader</mj-preview></mj-head>';
    const found = await compiled(
      mjml(
        `${text('One<br />two')}<mj-divider /><mj-spacer height="9px" />${text('<p>Three</p><p>Four</p>')}`,
        head,
      ),
    );
    expect(found.text).toBe('One\ntwo\n\nThree\n\nFour\n');
  });

  it('says what data say, letter by letter', async () => {
    const name = '<b>Ana</b> & "Nana" \u200fאנה {{ x }}';
    const said = await textOf(text('Hi {{ contact.first_name | default: "you" }} of {{ brand.name }}'), {
      firstName: name,
    });
    expect(said).toBe(`Hi ${name} of Kettle & <Co>\n`);
  });

  it('shows braces and signs that are only written as such', async () => {
    const said = await textOf(
      text(
        '&#123;&#123; a }} &#123;% b %} {% raw %}{{ c }}{% endraw %} Tom &amp; Jo &lt;3 &#123;{{ brand.name }}',
      ),
    );
    expect(said).toBe('{{ a }} {% b %} {{ c }} Tom & Jo <3 {Kettle & <Co>\n');
  });

  it('leaves every address whole, and says it once', async () => {
    const said = await textOf(
      [
        text('Read <a href="https://x.example/?a=1&amp;b={{ brand.name | url_encode }}#c">this</a>.'),
        text('<a href="https://y.example/?a=1&amp;b=2">https://y.example/?a=1&amp;b=2</a>'),
        text('<a href="mailto:a@b.example">a@b.example</a>'),
        '<mj-button href="{{ unsubscribe_url }}">Stop</mj-button>',
        '<mj-image src="https://x.example/k.png" alt="Our kettle" href="https://x.example/k" />',
      ].join(''),
    );
    expect(said.split('\n\n')).toEqual([
      'Read this <https://x.example/?a=1&b=Kettle+%26+%3CCo%3E#c>.',
      'https://y.example/?a=1&b=2',
      'a@b.example',
      `Stop <${HREF}>`,
      'Our kettle <https://x.example/k>\n',
    ]);
  });

  it('has the foot once', async () => {
    const foot = text(
      'Why you get this.<br />{% if brand.postal_address %}{{ brand.postal_address }}<br />{% endif %}<a href="{{ unsubscribe_url }}">Unsubscribe</a>',
    );
    expect(await textOf(text('A') + foot, { postalAddress: 'Allee 12' })).toBe(
      `A\n\nWhy you get this.\nAllee 12\nUnsubscribe <${HREF}>\n`,
    );
    expect(await textOf(text('A') + foot)).toBe(`A\n\nWhy you get this.\nUnsubscribe <${HREF}>\n`);
  });

  it('has a line of a table for each of its rows, and nothing of tables that only lay out', async () => {
    const table =
      '<mj-table><tr><th>What</th><th>How many</th><th></th></tr>{% for item in order.items %}<tr><td>{{ item.title }}</td><td></td><td>{{ item.quantity }}</td></tr>{% endfor %}</mj-table>';
    expect(await textOf(text('A') + table + text('B'), { facts: { order } })).toBe(
      'A\n\nWhat · How many\nKettle & lid · 1\nCup · 2\n\nB\n',
    );
    expect(await textOf(text('A') + table + text('B'))).toBe('A\n\nWhat · How many\n\nB\n');
  });

  it('says the address of a picture without words once, where words lead there, too', async () => {
    const link = (words: string) => `<a href="https://x.example/?a=1&amp;b=2">${words}</a>`;
    const said = await textOf(text(`${link('<img src="https://x.example/i.png" alt="" />')} ${link('Us')}`));
    expect(said).toBe('Us <https://x.example/?a=1&b=2>\n');
    expect(await textOf(text(`${link('<img src="https://x.example/i.png" alt="" />')} A`))).toBe(
      'https://x.example/?a=1&b=2 A\n',
    );
  });

  it('has lists, counted where their length is known', async () => {
    const list =
      '<ul>{% for item in order.items %}<li>{{ item.title }}</li>{% endfor %}</ul><ol><li>a<ul><li>n</li></ul></li><li>b</li></ol>';
    expect(await textOf(text(list), { facts: { order } })).toBe(
      '- Kettle & lid\n- Cup\n\n1. a\n   - n\n2. b\n',
    );
  });
});

describe('what is left out of it leaves no gap', () => {
  const wrapped = (inside: string): string =>
    `<mj-raw>{% if order.number %}</mj-raw>${inside}<mj-raw>{% else %}</mj-raw>${text('None')}<mj-raw>{% endif %}</mj-raw>`;
  const bare = (inside: string): string =>
    `<mj-raw>{%- if order.number -%}</mj-raw>${inside}<mj-raw>{%- endif -%}</mj-raw>`;

  test.each<[string, string, string, string]>([
    ['a paragraph', text(NUMBER), 'A\n\nOrder #7 <8>\n\nB\n', 'A\n\nB\n'],
    [
      'a paragraph with two conditions',
      text(`{% if brand.name %}${NUMBER}{% endif %}`),
      'A\n\nOrder #7 <8>\n\nB\n',
      'A\n\nB\n',
    ],
    ['a part', bare(text(NUMBER)), 'A\n\nOrder #7 <8>\n\nB\n', 'A\n\nB\n'],
    ['one of two parts', wrapped(text(NUMBER)), 'A\n\nOrder #7 <8>\n\nB\n', 'A\n\nNone\n\nB\n'],
    ['the end of a line', text(`X ${NUMBER}`), 'A\n\nX Order #7 <8>\n\nB\n', 'A\n\nX\n\nB\n'],
    ['a line', text(`X<br />${NUMBER}<br />Y`), 'A\n\nX\nOrder #7 <8>\nY\n\nB\n', 'A\n\nX\nY\n\nB\n'],
    [
      'a line with its break',
      text('X{% if order.number %}<br />{{ order.number }}<br />{% endif %}<br />Y'),
      'A\n\nX\n#7 <8>\n\nY\n\nB\n',
      'A\n\nX\nY\n\nB\n',
    ],
    [
      'a choice within a line',
      text('{% if order.number %}X{% else %}Z{% endif %}'),
      'A\n\nX\n\nB\n',
      'A\n\nZ\n\nB\n',
    ],
  ])('%s', async (_what, part, withIt, without) => {
    const body = text('A') + part + text('B');
    const trimmed = (said: string): string => said.replaceAll(/[ \t]+$/gm, '');
    expect(trimmed(await textOf(body, { facts: { order } }))).toBe(withIt);
    expect(trimmed(await textOf(body))).toBe(without);
  });
});

describe('a template without a text', () => {
  it('is refused where none can be written, with what to do', async () => {
    const faultOf = async (body: string): Promise<string> => {
      const found = await compileLanguage({ subject: 'S', mjml: mjml(body) }, 'en');
      return found.ok ? '' : found.failure.message;
    };
    expect(await faultOf('<mj-divider />')).toBe(
      'text: the HTML has no words to write it from; write it by hand.',
    );
    expect(await faultOf(text('<b>'.repeat(25_000)))).toBe(
      'text: the HTML is nested too deep to write it from; write it by hand.',
    );
    expect(
      await faultOf(
        `<mj-table>{% tablerow item in order.items %}{{ item.title }}{% endtablerow %}</mj-table>`,
      ),
    ).toContain('use {% for %}');
    // Given in a place that no text shows.
    expect(await faultOf(text('<span title="{% assign n = brand.name %}">x</span> {{ n }}'))).toMatch(
      /^text \(written from the HTML\), line 1: there is no variable "n"\..*Or write the text by hand\.$/,
    );
  });

  it('keeps one that is given as it is', async () => {
    const own = '  Own &amp; {{ brand.name }}\n\n\n\n-- \n';
    const found = await compileLanguage({ subject: 'S', mjml: mjml(text('Other')), text: own }, 'en');
    expect(found).toMatchObject({ value: { text: own } });
  });

  it('says in which language it is, unless its MJML does', async () => {
    const langOf = async (source: string, language: string): Promise<string[]> => {
      const found = await compileLanguage({ subject: 'S', mjml: source }, language);
      if (!found.ok) throw new Error(found.failure.message);
      return [...new Set([...found.value.html.matchAll(/ lang="([^"]*)"/g)].map(([, lang = '']) => lang))];
    };
    const source = mjml(text('x'));
    expect(await langOf(source, 'de')).toEqual(['de']);
    expect(await langOf(source, 'pt_BR')).toEqual(['pt-BR']);
    expect(await langOf(source.replace('<mjml>', '<mjml lang="gsw">'), 'de')).toEqual(['gsw']);
    expect(await langOf(source, 'd"><')).toEqual(['und']);
  });
});

test('an HTML comment, and what is commented out in Liquid, is in no text', () => {
  expect(
    writeText(
      '<html><body><!-- a {% if %} --><p>b{% comment %}<i>{{ c }}</i>{% endcomment %}{% # d %}</p></body></html>',
    ),
  ).toBe('b\n');
});
