import type { Brand } from '../../contract/brand.ts';
import type { Contact } from '../../contract/contact.ts';
import type { EventFacts } from '../../contract/event.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import { zoneOf } from '../time/zones.ts';
import { FORMAT, Format } from './filters.ts';
import { formatLocale } from './language.ts';
import type { MailLinks } from './links.ts';
import { shownLook } from './look.ts';
import { plainLine, plainName, plainText } from './plain.ts';

export type MailFacts = {
  contact: Contact;
  brand: Brand;
  followUp: Pick<FollowUp, 'ruleName' | 'facts'>;
} & MailLinks;

/**
 * Everything a template can name. Values are text that somebody typed somewhere, so each is made plain here, once,
 * for every part of the mail; what is not known is absent, never an empty string, so `{% if %}` and `default` work.
 */
export function variablesOf(
  { contact, brand, followUp, unsubscribeUrl, preferencesUrl, surveyUrl }: MailFacts,
  language: string,
): object {
  return {
    contact: contactVariables(contact),
    brand: { name: plainLine(brand.name), postal_address: maybeLine(brand.postalAddress) },
    look: shownLook(brand.look),
    rule: { name: plainLine(followUp.ruleName) },
    ...factVariables(followUp.facts),
    unsubscribe_url: unsubscribeUrl,
    preferences_url: preferencesUrl,
    survey_url: surveyUrl,
    language,
    [FORMAT]: new Format(formatLocale(language, contact.locale), () => zoneOf(contact, brand).id),
  };
}

function contactVariables(contact: Contact): object {
  return {
    first_name: plainName(contact.firstName),
    last_name: plainName(contact.lastName),
    email: contact.email,
    country: contact.country,
    kind: contact.kind,
    orders: contact.counters.orders,
    renewals: contact.counters.renewals,
    first_order_at: contact.counters.firstOrderAt,
    last_order_at: contact.counters.lastOrderAt,
  };
}

function factVariables(facts: EventFacts): object {
  const { order, refund, subscription, survey, review, date } = facts;
  return {
    order: order && orderVariables(order),
    refund: refund && { amount: refund.amount },
    subscription: subscription && {
      plan: maybeLine(subscription.plan),
      period: maybeLine(subscription.period),
      amount: subscription.amount,
    },
    survey: survey && surveyVariables(survey),
    review: review && reviewVariables(review),
    date: date && { kind: plainLine(date.kind), on: date.on, years: date.years },
  };
}

const orderVariables = ({ number, total, items = [] }: NonNullable<EventFacts['order']>): object => ({
  number: maybeLine(number),
  total,
  items: items.map(({ title, quantity }) => ({ title: plainLine(title), quantity })),
});

const reviewVariables = ({ rating, title, body, product }: NonNullable<EventFacts['review']>): object => ({
  rating,
  title: maybeLine(title),
  body: body && plainText(body),
  product: maybeLine(product),
});

const surveyVariables = (survey: NonNullable<EventFacts['survey']>): object => ({
  title: maybeLine(survey.title),
  score: survey.score,
  answers: (survey.answers ?? []).map(({ question, answer }) => ({
    question: maybeLine(question),
    answer: answer && plainText(answer),
  })),
});

const maybeLine = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : plainLine(text) || undefined;
