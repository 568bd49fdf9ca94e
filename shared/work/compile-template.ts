import * as z from 'zod';
import { type Failure, type Result, fail, ok } from '../contract/result.ts';
import type { CompiledLanguage, TemplateSource } from '../contract/template.ts';
import { checkLanguage } from '../domain/message/check-template.ts';
import { parseMail } from '../domain/message/engine.ts';
import { faultOf } from '../domain/message/fault.ts';
import { sentence } from '../contract/wording.ts';
import { holdColours } from './look-colours.ts';
import { frameFault } from './mjml-frame.ts';

/**
 * One language as it is kept: MJML becomes HTML, once, here, and so does the text part where nobody wrote one; Liquid
 * stays for the moment of sending but must parse. The failure's message has a line for each fault, which names the part
 * and the line. MJML is 3 MB, so it is loaded at the first use.
 */
export async function compileLanguage(
  source: TemplateSource,
  language: string,
): Promise<Result<CompiledLanguage, Failure<'template-invalid'>>> {
  const problems = checkLanguage(source);
  if (problems.length > 0) return fail('template-invalid', problems.join('\n'));
  const html = await compileMjml(source.mjml, language);
  if (!html.ok) return html;
  const { subject, text } = source;
  const compiled = { subject, html: html.value, text: text ?? '' };
  try {
    parseMail(compiled);
  } catch (error) {
    return fail('template-invalid', `mjml, once it is HTML: ${faultOf(error)}`);
  }
  if (text !== undefined) return ok(compiled);
  const written = await textOf(html.value);
  return written.ok ? ok({ ...compiled, text: written.value }) : written;
}

/** What is wrong with it alone comes of Liquid in places that no text shows, such as the attributes of a tag. */
async function textOf(html: string): Promise<Result<string, Failure<'template-invalid'>>> {
  const text = await writtenText(html);
  if (text === undefined)
    return fail('template-invalid', 'text: the HTML is nested too deep to write it from; write it by hand.');
  if (text.trim() === '')
    return fail('template-invalid', 'text: the HTML has no words to write it from; write it by hand.');
  if (/\{%-?\s*tablerow\b/.test(html))
    return fail('template-invalid', 'text: {% tablerow %} writes tags; use {% for %}, or write it by hand.');
  const problems = checkLanguage({ text }).map(
    (problem) => `${problem.replace(/^text/, 'text (written from the HTML)')} Or write the text by hand.`,
  );
  return problems.length === 0 ? ok(text) : fail('template-invalid', problems.join('\n'));
}

/** Reading HTML goes as deep as that is. */
async function writtenText(html: string): Promise<string | undefined> {
  const { writeText } = await import('./write-text.ts');
  try {
    return writeText(html);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function compileMjml(
  mjml: string,
  language: string,
): Promise<Result<string, Failure<'template-invalid'>>> {
  if (/<mj-include\b/i.test(mjml))
    return fail(
      'template-invalid',
      `mjml, line ${lineOf(mjml, /<mj-include\b/i)}: there is no mj-include: put the part in place.`,
    );
  const { default: toHtml } = await import('mjml');
  const held = holdColours(mjml);
  try {
    const { html } = await toHtml(held.mjml, {
      validationLevel: 'strict',
      ignoreIncludes: true,
      fonts: {},
      keepComments: false,
    });
    return ok(held.putBack(inLanguage(withoutIndent(html), language)));
  } catch (error) {
    return fail('template-invalid', problemsOf(error, mjml).join('\n'));
  }
}

/** A third of what MJML writes is indentation, and every mail would carry it. */
const withoutIndent = (html: string): string =>
  html.replaceAll(/^[ \t]+|[ \t]+$/gm, '').replaceAll(/\n{2,}/g, '\n');

/** What MJML calls undetermined unless `<mjml lang>` says it; a screen reader would choose a voice by chance. */
const inLanguage = (html: string, language: string): string => {
  const tag = language.replaceAll('_', '-');
  return /^[a-z\d-]+$/i.test(tag) ? html.replaceAll(' lang="und"', ` lang="${tag}"`) : html;
};

const validation = z.object({
  errors: z.array(z.object({ line: z.number(), tagName: z.string(), message: z.string() })).min(1),
});

function problemsOf(error: unknown, mjml: string): string[] {
  const { data } = validation.safeParse(error);
  if (!data) {
    const frame = frameFault(mjml);
    return [frame === undefined ? sentence(`mjml: ${firstLine(error)}`) : `mjml, ${frame}`];
  }
  return data.errors.map(({ line, tagName, message }) =>
    sentence(`mjml, line ${line} (${tagName}): ${message}`),
  );
}

const lineOf = (text: string, what: RegExp): number => text.slice(0, text.search(what)).split('\n').length;

const firstLine = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : 'unknown error';
