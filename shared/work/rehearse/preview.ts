import { loadKey } from '../../clients/secrets.ts';
import type { Contact } from '../../contract/contact.ts';
import { ENV } from '../../contract/names.ts';
import type { Event } from '../../contract/event.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import type { Template } from '../../contract/template.ts';
import { NOWHERE } from '../../domain/message/links.ts';
import { type RenderedMail, renderMail } from '../../domain/message/render.ts';
import { sampleContact } from '../../domain/message/try-out.ts';
import { newContact, withPerson } from '../../domain/people/contact.ts';
import { contactId } from '../../domain/people/identity.ts';
import { loadState } from '../../store/planning.ts';
import { loadTemplateSource } from '../../store/versions.ts';
import { type MailWish, findTemplate } from './find-template.ts';

export type PreviewWish = MailWish & {
  /** Whom it is read by: somebody who is known, else whom the event tells of, else somebody made up. */
  email?: string | undefined;
  /** What it is about; unless told, something of the kind that its rule is on. */
  event?: Event | undefined;
  /** Whatever the reader reads. */
  language?: string | undefined;
};
/** `languages` are those that it is written in; `writtenText` is there where the text is written from the HTML. */
export type Previewed = RenderedMail & { languages: string[]; writtenText?: string };
type Refusal = Failure<'not-found' | 'invalid'>;

/** The mail as its reader would get it, with the look that the brand has now. Nothing is sent, and nothing is written. */
export async function preview(wish: PreviewWish): Promise<Result<Previewed, Refusal>> {
  const { brand, event, language } = wish;
  const found = await findTemplate(wish);
  if (!found.ok) return found;
  const { template, ruleName, facts } = found.value;
  const languages = Object.keys(template.languages).toSorted();
  if (language !== undefined && !languages.includes(language))
    return fail('invalid', `It is not written in "${language}"; there are ${languages.join(', ')}.`);
  const reader = await readerOf(wish);
  if (!reader)
    return fail('not-found', 'Nobody of that address is known: leave it out for somebody made up.');
  const contact = language === undefined ? reader : { ...reader, locale: language };
  const followUp = { ruleName, facts: event?.facts ?? facts };
  const mail = renderMail({ template, contact, brand, followUp, ...NOWHERE });
  if (!mail.ok) return fail('invalid', mail.failure.message);
  const writtenText = await textWritten(wish, template, mail.value.language);
  return ok({ ...mail.value, languages, ...(writtenText !== undefined && { writtenText }) });
}

/** With its Liquid, where nobody wrote it by hand. */
async function textWritten(
  { brand, trial }: PreviewWish,
  { id, version, languages }: Template,
  language: string,
): Promise<string | undefined> {
  const source = trial.templates.get(id) ?? (await loadTemplateSource(brand.id, id, version));
  const parts = source?.languages[language];
  return parts && parts.text === undefined ? languages[language]?.text : undefined;
}

async function readerOf({ brand, email, event }: PreviewWish): Promise<Contact | undefined> {
  const address = email ?? event?.person.email;
  const known = address === undefined ? undefined : await personAt(brand.id, address);
  if (email !== undefined) return known;
  if (!event) return sampleContact(brand.locale, true);
  return withPerson(known ?? newContact('somebody', event, event.receivedAt), event);
}

async function personAt(brand: string, email: string): Promise<Contact | undefined> {
  const contact = contactId(await loadKey(ENV.contactKey), brand, { email });
  return (await loadState({ brand, contact, followUps: [] })).contact;
}
