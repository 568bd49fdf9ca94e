import { loadLinkKeys } from '../../clients/secrets.ts';
import type { Contact } from '../../contract/contact.ts';
import { requireEnv } from '../../contract/env.ts';
import type { Event } from '../../contract/event.ts';
import type { Deed } from '../../contract/life.ts';
import { ENV } from '../../contract/names.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { chooseLanguage } from '../../domain/message/language.ts';
import { type MailLinks, testLinks } from '../../domain/message/links.ts';
import { type RenderedMail, renderMail } from '../../domain/message/render.ts';
import { sampleContact } from '../../domain/message/try-out.ts';
import { maskEmail } from '../../domain/people/identity.ts';
import { newContact, withPerson } from '../../domain/people/contact.ts';
import { putAudit } from '../../store/audit.ts';
import { write } from '../../store/requests.ts';
import { loadTestAddress } from '../../store/test-addresses.ts';
import { record } from '../life/flip.ts';
import { type FoundTemplate, type MailWish, findTemplate } from '../rehearse/find-template.ts';
import { postTest } from './post.ts';

export type TestWish = MailWish & {
  /** One mail for each; that which fits the person unless told. */
  languages?: string[] | undefined;
  /** What it is about; unless told, something of the kind that its rule is on. */
  event?: Event | undefined;
  to: string;
  dryRun?: boolean | undefined;
  deed: Deed;
};
export type Tested = { language: string; subject: string; messageId?: string };
type Refusal = Failure<'not-found' | 'invalid' | 'forbidden' | 'too-many' | 'platform-fault'>;

/** Sends the mail of a rule or a template to a confirmed test address, past the ledger. All are rendered before one goes. */
export async function sendTest(wish: TestWish): Promise<Result<{ mails: Tested[] }, Refusal>> {
  const { brand, to } = wish;
  const known = await loadTestAddress(brand.id, to);
  if (known?.state !== 'confirmed')
    return fail('forbidden', 'This is no confirmed test address of the brand: add and confirm it first.');
  const found = await findTemplate(wish);
  if (!found.ok) return found;
  const [key] = await loadLinkKeys();
  const links = testLinks({ base: requireEnv(ENV.pagesUrl), key, locale: brand.locale }, brand.id);
  const rendered = renderAll(found.value, wish, links);
  if (!rendered.ok) return rendered;
  if (wish.dryRun)
    return ok({ mails: rendered.value.map(({ language, subject }) => ({ language, subject })) });
  const mails: Tested[] = [];
  const sent = await sendAll(rendered.value, { wish, links, mails });
  if (mails.length > 0) await note(wish, mails);
  return sent.ok ? ok({ mails }) : sent;
}

/** `mails` has what went also when one of them is refused. */
async function sendAll(
  rendered: readonly RenderedMail[],
  { wish: { brand, to }, links, mails }: { wish: TestWish; links: MailLinks; mails: Tested[] },
): Promise<Result<object, Refusal>> {
  for (const { language, subject, html, text } of rendered) {
    const sent = await postTest(brand, to, { subject, html, text, ...links });
    if (!sent.ok) return sent;
    mails.push({ language, subject, messageId: sent.value.messageId });
  }
  return ok({});
}

/** Past the ledger, but not past the audit. */
async function note({ brand, rule, template, to, deed }: TestWish, mails: readonly Tested[]): Promise<void> {
  const [kind, id] = rule === undefined ? (['template', template ?? ''] as const) : (['rule', rule] as const);
  const difference = [
    { at: 'to', after: maskEmail(to) },
    { at: 'languages', after: mails.map(({ language }) => language).join(', ') },
  ];
  const audit = record(brand.id, deed, { act: 'test-send', changes: [{ kind, id, difference }] });
  if (await write([putAudit(audit)])) throw new Error('The table was too busy for the audit.');
}

function renderAll(
  { template, ruleName, facts }: FoundTemplate,
  { brand, event, languages, to }: TestWish,
  links: MailLinks,
): Result<RenderedMail[], Failure<'invalid'>> {
  const there = Object.keys(template.languages);
  const missing = languages?.find((language) => !there.includes(language));
  if (missing !== undefined)
    return fail('invalid', `It is not written in "${missing}"; there are ${there.join(', ')}.`);
  const own = chooseLanguage(there, { contact: event?.person.locale, brand: brand.locale }) ?? '';
  const mails: RenderedMail[] = [];
  for (const language of languages ?? [own]) {
    const contact = { ...readerOf(event, language), email: to, locale: language };
    const followUp = { ruleName, facts: event?.facts ?? facts };
    const mail = renderMail({ template, contact, brand, followUp, ...links });
    if (!mail.ok) return fail('invalid', mail.failure.message);
    mails.push(mail.value);
  }
  return ok(mails);
}

const readerOf = (event: Event | undefined, language: string): Contact =>
  event ? withPerson(newContact('somebody', event, event.receivedAt), event) : sampleContact(language, true);
