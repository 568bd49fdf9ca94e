import type { Contact } from '../../contract/contact.ts';
import {
  BOUNCES,
  type Event,
  type EventKind,
  MAIL_KINDS,
  consentState,
  contactKind,
} from '../../contract/event.ts';
import { ordersInAll } from '../people/counters.ts';

export type FieldType = 'number' | 'decimal' | 'text' | 'boolean' | 'list';
export type FieldValue = number | string | boolean | string[] | undefined;

export type Facts = { event: Event; contact: Contact };

/** `why` says it in words where the numbers alone would surprise. */
export type Range = { min: number; max?: number; why?: string };

export type Field = {
  type: FieldType;
  /** All that it can be. */
  among?: readonly string[];
  form?: { fits: RegExp; expected: string };
  /** From and to, for rules on such an event. */
  range?: (on: EventKind) => Range;
  /** Whether every event has it, whatever is known of the person. */
  isAlways?: true;
  /** The kinds of events that have it; none named: all. */
  kinds?: readonly EventKind[];
  read: (facts: Facts) => FieldValue;
};

/** Of a mail about an order, what became of it tells of the order, too. */
const ORDER_KINDS = ['purchase', 'delivery', 'refund', 'cancellation', ...MAIL_KINDS] as const;
const NEVER_NEGATIVE: Range = { min: 0 };
const SUBSCRIPTION_KINDS = ['renewal', 'cancellation', ...MAIL_KINDS] as const;

/**
 * Everything a condition can ask about. `decimal` is an exact amount as text; amounts are only compared within one
 * currency, so a rule on an amount names `….currency` beside it.
 */
export const FIELDS: Readonly<Record<string, Field>> = {
  'contact.orders': {
    type: 'number',
    isAlways: true,
    range: (on) =>
      on === 'purchase'
        ? { min: 1, why: 'is 1 or more on a purchase, which is counted already' }
        : NEVER_NEGATIVE,
    // An order has just been counted by what the shop told before; what it has told since may hold later ones.
    read: ({ contact, event }) =>
      event.kind === 'purchase' || event.kind === 'renewal'
        ? contact.counters.orders
        : ordersInAll(contact.counters),
  },
  'contact.renewals': {
    type: 'number',
    isAlways: true,
    range: () => NEVER_NEGATIVE,
    read: ({ contact }) => contact.counters.renewals,
  },
  'contact.refunds': {
    type: 'number',
    isAlways: true,
    range: () => NEVER_NEGATIVE,
    read: ({ contact }) => contact.counters.refunds,
  },
  'contact.cancellations': {
    type: 'number',
    isAlways: true,
    range: () => NEVER_NEGATIVE,
    read: ({ contact }) => contact.counters.cancellations,
  },
  'contact.kind': {
    type: 'text',
    among: contactKind.options,
    isAlways: true,
    read: ({ contact }) => contact.kind,
  },
  'contact.country': {
    type: 'text',
    form: { fits: /^[A-Z]{2}$/, expected: 'two capital letters, for instance DE' },
    read: ({ contact }) => contact.country,
  },
  'contact.locale': { type: 'text', read: ({ contact }) => contact.locale },
  'contact.email': { type: 'text', read: ({ contact }) => contact.email },
  'contact.consent': {
    type: 'text',
    among: consentState.options,
    isAlways: true,
    read: ({ contact }) => contact.consent.marketing,
  },
  'event.source': { type: 'text', isAlways: true, read: ({ event }) => event.source },
  'event.order.total.amount': {
    type: 'decimal',
    kinds: ORDER_KINDS,
    read: ({ event }) => event.facts.order?.total?.amount,
  },
  'event.order.total.currency': {
    type: 'text',
    form: { fits: /^[A-Z]{3}$/, expected: 'three capital letters, for instance EUR' },
    kinds: ORDER_KINDS,
    read: ({ event }) => event.facts.order?.total?.currency,
  },
  'event.order.number': { type: 'text', kinds: ORDER_KINDS, read: ({ event }) => event.facts.order?.number },
  'event.order.items.sku': {
    type: 'list',
    kinds: ORDER_KINDS,
    read: ({ event }) => event.facts.order?.items?.flatMap((item) => item.sku ?? []),
  },
  'event.order.items.title': {
    type: 'list',
    kinds: ORDER_KINDS,
    read: ({ event }) => event.facts.order?.items?.map((item) => item.title),
  },
  'event.subscription.plan': {
    type: 'text',
    kinds: SUBSCRIPTION_KINDS,
    read: ({ event }) => event.facts.subscription?.plan,
  },
  'event.refund.amount.amount': {
    type: 'decimal',
    kinds: ['refund', ...MAIL_KINDS],
    read: ({ event }) => event.facts.refund?.amount?.amount,
  },
  'event.survey.form': {
    type: 'text',
    kinds: ['survey', ...MAIL_KINDS],
    read: ({ event }) => event.facts.survey?.form,
  },
  'event.survey.score': {
    type: 'number',
    kinds: ['survey', ...MAIL_KINDS],
    read: ({ event }) => event.facts.survey?.score,
  },
  'event.survey.answers': {
    type: 'list',
    kinds: ['survey', ...MAIL_KINDS],
    read: ({ event }) => event.facts.survey?.answers?.flatMap((answer) => answer.answer ?? []),
  },
  'event.review.rating': {
    type: 'number',
    range: () => ({ min: 1, max: 5 }),
    kinds: ['review', ...MAIL_KINDS],
    read: ({ event }) => event.facts.review?.rating,
  },
  'event.review.product': {
    type: 'text',
    kinds: ['review', ...MAIL_KINDS],
    read: ({ event }) => event.facts.review?.product,
  },
  'event.mail.rule': {
    type: 'text',
    // A survey of ours is answered by a mail.
    kinds: [...MAIL_KINDS, 'survey'],
    read: ({ event }) => event.facts.mail?.rule,
  },
  'event.mail.link': { type: 'text', kinds: ['clicked'], read: ({ event }) => event.facts.mail?.link },
  'event.mail.bounce': {
    type: 'text',
    among: BOUNCES,
    isAlways: true,
    kinds: ['bounced'],
    read: ({ event }) => event.facts.mail?.bounce,
  },
  'event.date.kind': {
    type: 'text',
    kinds: ['birthday', 'anniversary', 'occasion'],
    read: ({ event }) => event.facts.date?.kind,
  },
  'event.date.years': {
    type: 'number',
    range: () => NEVER_NEGATIVE,
    kinds: ['anniversary', 'birthday'],
    read: ({ event }) => event.facts.date?.years,
  },
};

/** The field of this name; names that every object has (`constructor`) are none. */
export const fieldOf = (name: string): Field | undefined =>
  Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
