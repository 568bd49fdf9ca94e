import type { Failure, Result } from '../../contract/result.ts';
import { fail, ok } from '../../contract/result.ts';
import type { CompiledLanguage, Template } from '../../contract/template.ts';
import { parsedMail, renderParts } from './engine.ts';
import { faultOf } from './fault.ts';
import { languageFor } from './language.ts';
import { plainLine, plainName, plainText } from './plain.ts';
import { type MailFacts, variablesOf } from './variables.ts';

export type RenderedMail = CompiledLanguage & {
  language: string;
  /** Why it is not the language that was to be expected; absent when it is. */
  fallback?: string;
};

/** Longer subjects are cut by every mail client, and long headers upset some servers. */
const MAX_SUBJECT = 200;

/** Gmail hides what comes after so many bytes of HTML, and with it the way to unsubscribe. */
const MOST_HTML = 102_000;

/**
 * The mail as this person gets it, in the language that fits best. Data is only ever printed: HTML is escaped, Liquid
 * in it stays text, line breaks and controls never reach the subject.
 * `template-broken` when the template has no language, does not parse, fails, or leaves the subject empty; `too-long`
 * when it would be cut off where it is read: it is never shortened, as nobody could tell what is left out.
 */
export function renderMail(
  mail: MailFacts & { template: Template },
): Result<RenderedMail, Failure<'template-broken' | 'too-long'>> {
  const { template, contact, brand } = mail;
  const wishes = { contact: contact.locale, brand: brand.locale };
  const { language, fallback } = languageFor(Object.keys(template.languages), wishes);
  const source = language === undefined ? undefined : template.languages[language];
  if (language === undefined || !source) return broken(template, 'it has no language at all.');
  try {
    const key = `${brand.id}/${template.id}/${template.version}/${language}`;
    const parts = renderParts(parsedMail(key, source), variablesOf(mail, language));
    const subject = tidy(plainLine(parts.subject)).slice(0, MAX_SUBJECT).toWellFormed();
    if (subject === '') return broken(template, `its subject in "${language}" comes out empty.`);
    const html = plainName(contact.firstName) ? parts.html : tidy(parts.html);
    const text = tidy(plainText(parts.text));
    const bytes = Math.max(Buffer.byteLength(html), Buffer.byteLength(text));
    if (bytes > MOST_HTML) return tooLong(template, language, bytes);
    return ok({ subject, html, text, language, ...(fallback !== undefined && { fallback }) });
  } catch (error) {
    return broken(template, `${language}, ${faultOf(error)}`, error);
  }
}

const broken = (template: Template, why: string, cause?: unknown) =>
  fail('template-broken', `Template ${template.id} version ${template.version} cannot be used: ${why}`, {
    cause,
  });

const tooLong = ({ id }: Template, language: string, bytes: number) =>
  fail(
    'too-long',
    `Its mail in "${language}" would be ${Math.ceil(bytes / 1000)} kB long, and Gmail cuts off what is beyond ${MOST_HTML / 1000}: make the template ${id} shorter, for instance with fewer turns of its loops.`,
  );

/** "Hi {{ contact.first_name }}," of somebody without a name must not become "Hi ,". */
const tidy = (text: string): string => text.replaceAll(/(?<![ \t])[ \t]+,/g, ',');
