import type { Brand } from '../../contract/brand.ts';
import type { Contact } from '../../contract/contact.ts';
import type { EventFacts, RuleKind } from '../../contract/event.ts';
import type { Template } from '../../contract/template.ts';
import { isEndless } from './fault.ts';
import { VARIABLES } from './names.ts';
import { renderMail } from './render.ts';

const NOW = '2026-11-22T09:00:00.000Z';
const money = { amount: '64.50', currency: 'EUR' };

/** One of everything that a mail can be about. */
export const SAMPLE_FACTS: EventFacts = {
  order: { id: '1', number: '#1001', total: money, items: [{ title: 'Kettle', sku: 'K', quantity: 1 }] },
  refund: { id: '1', amount: money },
  subscription: { id: '1', plan: 'Plan', period: '2026-11', amount: money },
  survey: { id: '1', title: 'Survey', score: 9, answers: [{ question: 'Why?', answer: 'Because.' }] },
  review: { id: '1', rating: 5, title: 'Good', body: 'Very good.', product: 'Kettle' },
  date: { kind: 'birthday', on: '--03-02', years: 1 },
};

/** Of them what events of a kind tell: a birthday has no order. */
export const sampleFacts = (kind: RuleKind): EventFacts =>
  Object.fromEntries(
    Object.entries(SAMPLE_FACTS).filter(([name]) => VARIABLES[name]?.kinds?.includes(kind) ?? true),
  );

/** And nothing at all. */
const FACTS: readonly EventFacts[] = [SAMPLE_FACTS, {}];

const brand: Brand = {
  id: 'try-out',
  name: 'Brand',
  sender: { name: 'Brand', address: 'hello@brand.example' },
  locale: 'en',
  timezone: 'UTC',
  test: true,
  paused: false,
  pausedRules: [],
};

const LOOK = { logo: { url: 'https://brand.example/logo.png', alt: 'Brand', width: 140 } };

/** Somebody of whom we know much, or nothing. */
export const sampleContact = (locale: string, isKnown: boolean): Contact => ({
  brand: brand.id,
  id: 'somebody',
  locale,
  ...(isKnown && { firstName: 'Ana', lastName: 'Ruiz', email: 'ana@example.com', country: 'ES' }),
  externalIds: {},
  dates: {},
  kind: 'customer',
  consent: { marketing: 'unknown' },
  counters: {
    orders: 1,
    renewals: 0,
    refunds: 0,
    cancellations: 0,
    spent: {},
    refunded: {},
    lastOrderAt: NOW,
  },
  last: {},
  open: [],
  recentSends: [],
  version: 1,
  createdAt: NOW,
  updatedAt: NOW,
});

/**
 * Renders every language for somebody of whom we know much and for somebody of whom we know nothing, so that a fault
 * shows when it is published and not when the first person should get it. Empty: it works.
 */
export function tryOut(template: Template): string[] {
  const problems = new Set<string>();
  for (const language of Object.keys(template.languages))
    for (const problem of problemsOf(template, language)) {
      problems.add(problem);
      // What has run out of time once would do so in every language.
      if (isEndless(problem)) return [...problems];
    }
  return [...problems];
}

function* problemsOf(template: Template, language: string): Generator<string> {
  const cases = FACTS.flatMap((facts) => [true, false].map((isKnown) => ({ facts, isKnown })));
  for (const { facts, isKnown } of cases) {
    const mail = renderMail({
      template,
      contact: sampleContact(language, isKnown),
      brand: isKnown ? { ...brand, look: LOOK } : brand,
      followUp: { ruleName: 'Rule', facts },
      unsubscribeUrl: 'https://brand.example/p/unsubscribe/token',
      preferencesUrl: 'https://brand.example/p/preferences/token',
      surveyUrl: 'https://brand.example/p/survey/token',
    });
    // What is tried out has no version yet.
    if (!mail.ok) yield mail.failure.message.replace(` version ${template.version} `, ' ');
    else if (
      [mail.value.subject, mail.value.html, mail.value.text].some((part) => part.includes('[object Object]'))
    )
      yield `In "${language}" it prints something that is not text; an amount needs "| money".`;
  }
}
