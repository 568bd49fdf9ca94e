import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import { NOWHERE } from '../../domain/message/links.ts';
import { renderMail } from '../../domain/message/render.ts';
import { compileRules } from '../../domain/rules/rule-set.ts';
import { layOut } from '../../starters/lib/layout.ts';
import { LANGUAGES, type LanguageCode, type Starter } from '../../starters/lib/starter.ts';
import { ruleOf } from '../../starters/registry.ts';
import { ruleDraft } from '../../contract/draft.ts';
import { play } from './play.ts';

export type PreviewedMail = { language: LanguageCode; subject: string; text: string };

/** The mail of a starter's example as its reader would get it from this brand, in every language, without its HTML. */
export function previewStarter(starter: Starter, brand: Brand): PreviewedMail[] {
  const { before = [], fires } = starter.example;
  const rule = { ...ruleDraft.parse(ruleOf(starter)), version: 1, templateVersion: 1 };
  const { world, came } = play({
    webhooks: [...before, fires],
    // A test brand, or one that is paused, has the same mails.
    brand: { ...brand, test: false },
    rules: compileRules([rule]),
    until: Temporal.Instant.from(fires.timestamp),
  });
  const [followUp] = came?.created ?? [];
  const contact = followUp && world.contacts.get(followUp.contact);
  if (!contact) throw new Error(`The example of ${starter.id} does not fire.`);
  const template = { id: starter.id, version: 1, languages: plainLanguages(starter) };
  return LANGUAGES.map((language) => {
    const reader = { ...contact, locale: language };
    const mail = renderMail({ template, contact: reader, brand, followUp, ...NOWHERE });
    if (!mail.ok) throw new Error(mail.failure.message);
    return { language, subject: mail.value.subject, text: mail.value.text };
  });
}

/** MJML takes its time and is not looked at here. */
const plainLanguages = (starter: Starter) =>
  Object.fromEntries(
    LANGUAGES.map((code) => {
      const { subject, text } = layOut(starter, code);
      return [code, { subject, text, html: '' }];
    }),
  );
