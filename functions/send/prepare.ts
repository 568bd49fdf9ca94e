import type { Temporal } from 'temporal-polyfill';
import { composeMail } from '../../shared/clients/mail.ts';
import { configurationSetOf } from '../../shared/clients/configuration-sets.ts';
import { loadLinkKeys } from '../../shared/clients/secrets.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Contact } from '../../shared/contract/contact.ts';
import { requireEnv } from '../../shared/contract/env.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { ENV } from '../../shared/contract/names.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { personLinks } from '../../shared/domain/message/links.ts';
import { renderMail } from '../../shared/domain/message/render.ts';
import { withOwnLinksUntracked } from '../../shared/domain/message/tracking.ts';
import { waitedBecause } from '../../shared/domain/reputation/warm-up.ts';
import { loadTemplate } from '../../shared/store/templates.ts';

export type Prepared = {
  raw: Buffer;
  to: string;
  configurationSet: string;
  /** For its trace, once it went. */
  notes: readonly string[];
};

/** Renders and composes the mail. A failure is the template's: it will not pass by waiting. */
export async function prepare(of: {
  followUp: FollowUp;
  contact: Contact;
  brand: Brand;
  to: string;
  now: Temporal.Instant;
}): Promise<Result<Prepared>> {
  const { followUp, contact, brand, to, now } = of;
  const template = await loadTemplate(brand.id, followUp.template, followUp.templateVersion);
  if (!template) return fail('template-missing', `Its template "${followUp.template}" is not there.`);
  const [key] = await loadLinkKeys();
  const base = requireEnv(ENV.pagesUrl);
  const links = personLinks({ base, key, locale: contact.locale }, followUp);
  const mail = renderMail({ template, contact, brand, followUp, ...links });
  if (!mail.ok) return mail;
  const { subject, text, fallback } = mail.value;
  const html = brand.tracking?.clicks ? withOwnLinksUntracked(mail.value.html, base) : mail.value.html;
  const { sender: from, replyTo, unsubscribeAddress: address } = brand;
  const unsubscribeMailbox = address === undefined ? undefined : { address, about: contact.id };
  const envelope = { from, to, replyTo, unsubscribeUrl: links.unsubscribeUrl, unsubscribeMailbox };
  const notes = [fallback, waitedBecause(followUp, brand, now)].filter((note) => note !== undefined);
  const raw = await composeMail({ ...envelope, subject, html, text, now });
  return ok({ raw, to, configurationSet: configurationSetOf(brand), notes });
}
