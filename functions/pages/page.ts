import { createHash } from 'node:crypto';
import type { HttpResponse } from '../middleware/error-map.ts';
import type { PageLanguage } from './words.ts';

const STYLE = `
:root { color-scheme: light dark; --page: #f4f1ea; --card: #fff; --ink: #2b2a27; --soft: #57534a; --button: #2b2a27; --on: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --page: #17191c; --card: #22252a; --ink: #eceae4; --soft: #b9b6ad; --button: #eceae4; --on: #17191c; }
}
body { margin: 0; padding: 12vh 16px 32px; background: var(--page); color: var(--ink);
  font: 1.0625rem/1.6 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 30rem; margin: 0 auto; padding: 2.25rem 2rem; background: var(--card); border-radius: 12px; }
h1 { margin: 0 0 1rem; font: 1.75rem/1.25 Georgia, "Times New Roman", serif; }
p { margin: 0 0 1.5rem; color: var(--soft); }
p:last-child, form { margin: 0; }
a { color: inherit; }
.alert { color: var(--ink); font-weight: 600; }
fieldset { margin: 0 0 1.75rem; padding: 0; border: 0; }
legend { margin: 0 0 .5rem; padding: 0; font-weight: 600; }
label { display: flex; gap: .75rem; align-items: baseline; padding: .625rem 0; cursor: pointer; }
small { display: block; color: var(--soft); font-size: .9375rem; line-height: 1.4; }
input { flex: none; position: relative; top: .15rem; width: 1.125rem; height: 1.125rem; margin: 0; accent-color: var(--button); }
button { padding: .8rem 1.6rem; border: 0; border-radius: 8px; background: var(--button); color: var(--on);
  font: inherit; font-weight: 600; cursor: pointer; }
label.question { display: block; margin: 0 0 .5rem; padding: 0; font-weight: 600; cursor: auto; }
textarea { box-sizing: border-box; width: 100%; min-height: 9rem; padding: .75rem; border: 1px solid var(--soft); border-radius: 8px;
  background: var(--page); color: var(--ink); font: inherit; resize: vertical; }
small.limit { margin: .25rem 0 1.5rem; }
button:focus-visible, input:focus-visible, textarea:focus-visible, a:focus-visible { outline: 3px solid #3b82f6; outline-offset: 3px; }
`;

/** Nothing may load, run, frame or leave, except this one style and a form to ourselves. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export type Page = {
  language: PageLanguage;
  title: string;
  text: string;
  /** What is wrong with what was posted. */
  alert?: string;
  /** One of these is to be chosen before the button is pressed. */
  choices?: { name: string; legend: string; of: readonly Choice[] };
  /** Something to be written before the button is pressed. */
  answer?: Writing;
  /** Makes the page a question: pressing it posts to the page's own address. */
  button?: string;
  /** Where to go on; the page itself without `to`. */
  link?: { text: string; to?: string };
};
export type Choice = { value: string; label: string; hint: string };
export type Writing = {
  /** Which wording of the question it answers. */
  mark: string;
  question: { language: string; text: string };
  limit: string;
  /** What was typed before. */
  typed: string;
};

/**
 * A whole page. What goes in is text: of the request nothing but what somebody typed into the page, for them to go on
 * with.
 */
export function showPage(statusCode: number, page: Page): HttpResponse {
  const { language, title } = page;
  return {
    statusCode,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
      // The address is the key: it must not travel on in a Referer header.
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
    },
    body: `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body><main>${contentOf(page)}</main></body>
</html>
`,
  };
}

const contentOf = ({ title, text, alert, choices, answer, button, link }: Page): string =>
  [
    `<h1>${escaped(title)}</h1><p>${escaped(text)}</p>`,
    alert === undefined ? '' : `<p class="alert" role="alert">${escaped(alert)}</p>`,
    button === undefined
      ? ''
      : `<form method="post">${choices ? fieldsOf(choices) : ''}${answer ? writingOf(answer) : ''}<button type="submit">${escaped(button)}</button></form>`,
    link ? `<p><a href="${escaped(link.to ?? '')}">${escaped(link.text)}</a></p>` : '',
  ].join('');

/** The first line break within a textarea is none of its text. */
const writingOf = ({ mark, question, limit, typed }: Writing): string =>
  `<input type="hidden" name="question" value="${escaped(mark)}">` +
  `<label class="question" for="answer" lang="${escaped(question.language)}" dir="auto">${escaped(question.text)}</label>` +
  `<textarea id="answer" name="answer" rows="6" dir="auto" required aria-describedby="limit">\n${escaped(typed)}</textarea>` +
  `<small class="limit" id="limit">${escaped(limit)}</small>`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

const fieldsOf = ({ name, legend, of }: NonNullable<Page['choices']>): string =>
  `<fieldset><legend>${escaped(legend)}</legend>${of
    .map(
      ({ value, label, hint }) =>
        `<label><input type="radio" name="${name}" value="${value}" required><span>${escaped(label)}<small>${escaped(hint)}</small></span></label>`,
    )
    .join('')}</fieldset>`;
