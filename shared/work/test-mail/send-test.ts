import { loadLinkKeys } from '../../clients/secrets.ts';
import type { Brand } from '../../contract/brand.ts';
import type { Contact } from '../../contract/contact.ts';
import { requireEnv } from '../../contract/env.ts';
import type { Event } from '../../contract/event.ts';
import type { Deed } from '../../contract/life.ts';
import { ENV } from '../../contract/names.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import type { Template } from '../../contract/template.ts';
import { chooseLanguage } from '../../domain/message/language.ts';
import { type MailLinks, testLinks } from '../../domain/message/links.ts';
import { type RenderedMail, renderMail } from '../../domain/message/render.ts';
import { SAMPLE_FACTS, sampleContact } from '../../domain/message/try-out.ts';
import { maskEmail } from '../../domain/people/identity.ts';
import { newContact, withPerson } from '../../domain/people/contact.ts';
import { didYouMean } from '../../domain/rules/nearest.ts';
import { liveTemplate } from '../../domain/rules/live-set.ts';
import { putAudit } from '../../store/audit.ts';
import { type Place, loadEntry } from '../../store/entries.ts';
import { write } from '../../store/requests.ts';
import { loadTestAddress } from '../../store/test-addresses.ts';
import { record } from '../life/flip.ts';
import { rehearsedTemplate } from '../rehearse/template.ts';
import type { Trial } from '../rehearse/trial.ts';
import { postTest } from './post.ts';

export type TestWish = {
  brand: Brand;
  trial: Trial;
  /** Of which the mail is. */
  rule?: string | undefined;
  template?: string | undefined;
  /** One mail for each; that which fits the person unless told. */
  languages?: string[] | undefined;
  /** What it is about; unless told, one of everything. */
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

type Found = { template: Template; ruleName: string };

async function findTemplate(wish: TestWish): Promise<Result<Found, Refusal>> {
  const { brand, trial, rule: id, template } = wish;
  const rule = trial.rules.find((each) => each.id === id);
  if (id !== undefined && !rule) return noRule(wish, id);
  const wanted = rule ?? (await versionOf(brand.id, trial, template ?? ''));
  const found = await rehearsedTemplate(brand, wanted, trial.templates);
  if (found.ok) return ok({ template: found.value, ruleName: rule?.name ?? 'Test' });
  return found.failure.kind === 'template-missing'
    ? noTemplate({ brand: brand.id, kind: 'template', id: wanted.template }, found.failure.message)
    : fail('invalid', found.failure.message);
}

async function noRule({ brand, trial }: TestWish, id: string): Promise<Result<never, Refusal>> {
  if (await isDraft({ brand: brand.id, kind: 'rule', id }))
    return fail('not-found', onlyDraft('rule', id, id));
  const known = trial.rules.map((each) => each.id);
  return fail('not-found', `There is no rule "${id}" here.${didYouMean(id, known)}`);
}

async function noTemplate(place: Place, message: string): Promise<Result<never, Refusal>> {
  const { id } = place;
  const isOnlyDraft = await isDraft(place);
  return fail('not-found', isOnlyDraft ? onlyDraft('template', id, `template:${id}`) : message);
}

const isDraft = async (place: Place): Promise<boolean> => (await loadEntry(place))?.draft !== undefined;

const onlyDraft = (kind: string, id: string, name: string): string =>
  `Of the ${kind} "${id}" there is only a draft: take it along with "drafts": ["${name}"] (--draft ${name}).`;

async function versionOf(brand: string, { rules }: Trial, template: string) {
  const live = liveTemplate(rules, template);
  const entry = live === undefined ? await loadEntry({ brand, kind: 'template', id: template }) : undefined;
  return { template, templateVersion: live ?? entry?.published ?? 1 };
}

function renderAll(
  { template, ruleName }: Found,
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
    const followUp = { ruleName, facts: event?.facts ?? SAMPLE_FACTS };
    const mail = renderMail({ template, contact, brand, followUp, ...links });
    if (!mail.ok) return fail('invalid', mail.failure.message);
    mails.push(mail.value);
  }
  return ok(mails);
}

const readerOf = (event: Event | undefined, language: string): Contact =>
  event ? withPerson(newContact('somebody', event, event.receivedAt), event) : sampleContact(language, true);
