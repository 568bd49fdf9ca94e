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
 * One language as it is kept: MJML becomes HTML, once, here; Liquid stays for the moment of sending but must parse.
 * The failure's message has a line for each fault, which names the part and the line. MJML is 3 MB, so it is loaded at
 * the first use.
 */
export async function compileLanguage(
  source: TemplateSource,
): Promise<Result<CompiledLanguage, Failure<'template-invalid'>>> {
  const problems = checkLanguage(source);
  if (problems.length > 0) return fail('template-invalid', problems.join('\n'));
  const html = await compileMjml(source.mjml);
  if (!html.ok) return html;
  const compiled = { subject: source.subject, html: html.value, text: source.text };
  try {
    parseMail(compiled);
  } catch (error) {
    return fail('template-invalid', `mjml, once it is HTML: ${faultOf(error)}`);
  }
  return ok(compiled);
}

async function compileMjml(mjml: string): Promise<Result<string, Failure<'template-invalid'>>> {
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
    return ok(held.putBack(withoutIndent(html)));
  } catch (error) {
    return fail('template-invalid', problemsOf(error, mjml).join('\n'));
  }
}

/** A third of what MJML writes is indentation, and every mail would carry it. */
const withoutIndent = (html: string): string =>
  html.replaceAll(/^[ \t]+|[ \t]+$/gm, '').replaceAll(/\n{2,}/g, '\n');

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
