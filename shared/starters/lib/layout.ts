import type { TemplateSource } from '../../contract/template.ts';
import { LANGUAGE, type Language } from './languages.ts';
import type { Copy, LanguageCode, Starter } from './starter.ts';

const FONT = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const SERIF = "Georgia, 'Times New Roman', serif";

/** Light by itself; where a mail client goes dark it gets colours that were chosen, not inverted ones. */
const STYLE = `
  .title div { text-wrap: balance; }
  @media (max-width: 584px) {
    .page > div { padding: 0 12px; }
    .title div { font-size: 24px !important; }
  }
  @media (prefers-color-scheme: dark) {
    .page, .page > div { background: {{ look.dark.page }} !important; }
    .card, .card > table { background: {{ look.dark.card }} !important; }
    .ink div { color: {{ look.dark.ink }} !important; }
    .soft div { color: {{ look.dark.soft }} !important; }
    .foot div, .foot a { color: {{ look.dark.foot }} !important; }
    .line p { border-top-color: {{ look.dark.line }} !important; }
    .accent p { border-top-color: {{ look.dark.accent }} !important; }
    .logo { background: {{ look.page }}; padding: 10px 14px; border-radius: 8px; }
  }`;

/** The picture, if the brand has one, stands on the colour that it was drawn for. */
const HEAD = `        <mj-raw>{% if look.logo %}<tr><td align="center" style="padding:0 32px"><img class="logo" src="{{ look.logo.url }}" alt="{{ look.logo.alt }}" width="{{ look.logo.width }}" style="display:inline-block;width:{{ look.logo.width }}px;max-width:100%;height:auto;border:0;color:{{ look.foot }};font:15px Arial,sans-serif" /></td></tr>{% else %}</mj-raw>
        <mj-text css-class="foot" align="center" font-size="15px" letter-spacing="0.4px" color="{{ look.foot }}" padding="0 32px">{{ brand.name }}</mj-text>
        <mj-raw>{% endif %}</mj-raw>`;

type Words = Copy & Omit<Language, 'reasons'> & { code: LanguageCode; reason: string };

/** The one shape of all mails, in HTML and in text, from the same words. */
export function layOut({ copy, audience }: Starter, code: LanguageCode): TemplateSource & { text: string } {
  const { reasons, ...shared } = LANGUAGE[code];
  const { paragraphs, heading, ...of } = copy[code];
  const words: Words = {
    ...of,
    ...shared,
    code,
    reason: reasons[audience],
    paragraphs: paragraphs.map(unbroken),
    heading: unbroken(heading),
  };
  return { subject: of.subject, mjml: mjmlOf(words), text: textOf(words) };
}

/** A question mark never starts a line, as French sets a space before it. */
const unbroken = (text: string): string =>
  text.replaceAll(/ ([?!:;»])/g, '\u00a0$1').replaceAll('« ', '«\u00a0');

const orderLine = (word: string): string =>
  `{% if order.number %}${word} {{ order.number }}{% if order.total %} · {{ order.total | money }}{% endif %}{% endif %}`;

function mjmlOf(words: Words): string {
  const paragraphs = [words.greeting, ...words.paragraphs, `${words.closing}<br />{{ brand.name }}`];
  return `<mjml lang="${words.code}" dir="ltr">
  <mj-head>
    <mj-title>{{ brand.name }}</mj-title>
    <mj-preview>${words.preheader}</mj-preview>
    <mj-raw>
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
    </mj-raw>
    <mj-attributes>
      <mj-all font-family="${FONT}" />
      <mj-text font-size="16px" line-height="1.6" color="{{ look.ink }}" padding="0 32px 16px" />
    </mj-attributes>
    <mj-style>${STYLE}</mj-style>
  </mj-head>
  <mj-body background-color="{{ look.page }}" css-class="page" width="560px">
    <mj-section padding="32px 0 16px">
      <mj-column>
${HEAD}
      </mj-column>
    </mj-section>
    <mj-section css-class="card" background-color="{{ look.card }}" border-radius="10px" padding="36px 0 20px">
      <mj-column>
        <mj-text css-class="ink title" font-family="${SERIF}" font-size="27px" line-height="1.25" padding="0 32px 14px">${words.heading}</mj-text>
        <mj-divider css-class="accent" align="left" width="44px" border-width="3px" border-color="{{ look.accent }}" padding="0 32px 22px" />
${paragraphs.map((text) => `        <mj-text css-class="ink">${text}</mj-text>`).join('\n')}
        <mj-raw>{% if order.number %}</mj-raw>
        <mj-divider css-class="line" border-width="1px" border-color="{{ look.line }}" padding="10px 32px 14px" />
        <mj-text css-class="soft" font-size="14px" color="{{ look.soft }}">${orderLine(words.order)}</mj-text>
        <mj-raw>{% endif %}</mj-raw>
      </mj-column>
    </mj-section>
    <mj-section padding="20px 0 36px">
      <mj-column>
        <mj-text css-class="foot" align="center" font-size="13px" color="{{ look.foot }}" padding="0 32px">
          ${words.reason}<br />
          {% if brand.postal_address %}{{ brand.postal_address }}<br />{% endif %}<a href="{{ unsubscribe_url }}" style="color:{{ look.foot }};text-decoration:underline">${words.unsubscribe}</a> · <a href="{{ preferences_url }}" style="color:{{ look.foot }};text-decoration:underline">${words.preferences}</a>
        </mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`;
}

function textOf(words: Words): string {
  return `${[words.greeting, ...words.paragraphs].join('\n\n')}

${words.closing}
{{ brand.name }}
{% if order.number %}
${orderLine(words.order)}
{% endif %}
-- 
${words.reason}
{% if brand.postal_address %}{{ brand.postal_address }}
{% endif %}${words.unsubscribe}
{{ unsubscribe_url }}
${words.preferences}
{{ preferences_url }}
`;
}
