import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Contact } from '../../shared/contract/contact.ts';
import type { Event } from '../../shared/contract/event.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import type { Rule } from '../../shared/contract/rule.ts';
import { newContact } from '../../shared/domain/people/contact.ts';
import { eventId, subjectPart } from '../../shared/domain/people/identity.ts';

/** Builders of valid values; a test names only what it is about. */

export const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);

export const makeBrand = (over: Partial<Brand> = {}): Brand => ({
  id: 'demo',
  name: 'Demo',
  sender: { name: 'Demo', address: 'hello@demo.example' },
  locale: 'en',
  timezone: 'Europe/Berlin',
  test: false,
  paused: false,
  pausedRules: [],
  ...over,
});

export const makeEvent = (over: Partial<Event> = {}): Event => {
  const kind = over.kind ?? 'purchase';
  const subject = over.subject ?? (kind === 'signup' ? 'signup' : subjectPart('order', 'A-1001'));
  const source = over.source ?? 'standard-webhooks';
  const detail = over.facts?.refund?.id;
  return {
    id: eventId({ brand: 'demo', source, kind, subject, ...(detail === undefined ? {} : { detail }) }),
    brand: 'demo',
    source,
    kind,
    subject,
    occurredAt: '2026-11-22T09:00:00.000Z',
    receivedAt: '2026-11-22T09:00:01.000Z',
    test: false,
    person: { email: 'ana@example.com', firstName: 'Ana' },
    facts:
      kind === 'signup'
        ? {}
        : { order: { id: 'A-1001', number: '#1001', total: { amount: '64.50', currency: 'EUR' } } },
    ...over,
  };
};

export const makeContact = (over: Partial<Contact> = {}): Contact => ({
  ...newContact('contact-of-ana', makeEvent(), '2026-11-01T00:00:00.000Z'),
  email: 'ana@example.com',
  firstName: 'Ana',
  version: 1,
  ...over,
});

const BOUGHT: readonly string[] = ['purchase', 'delivery', 'renewal', 'refund', 'cancellation'];

export const makeRule = (over: Partial<Rule> = {}): Rule => ({
  id: 'purchase-thanks',
  name: 'purchase thanks',
  version: 1,
  on: 'purchase',
  priority: 500,
  purpose: 'transactional',
  channel: 'email',
  template: 'purchase-thanks',
  templateVersion: 1,
  after: 'PT0S',
  within: 'P2D',
  retimedBy: [],
  unless: BOUGHT.includes(over.on ?? 'purchase')
    ? [
        { event: 'refund', of: 'subject' },
        { event: 'cancellation', of: 'subject' },
      ]
    : [],
  ...over,
});

export const makeFollowUp = (over: Partial<FollowUp> = {}): FollowUp => ({
  brand: 'demo',
  contact: 'contact-of-ana',
  rule: 'purchase-thanks',
  subject: 'standard-webhooks/order/A-1001',
  ruleVersion: 1,
  ruleName: 'purchase thanks',
  template: 'purchase-thanks',
  templateVersion: 1,
  purpose: 'transactional',
  priority: 500,
  timing: { after: 'PT0S', within: 'P2D', retimedBy: [] },
  unless: [
    { event: 'refund', of: 'subject' },
    { event: 'cancellation', of: 'subject' },
  ],
  state: 'planned',
  dueAt: '2026-11-22T09:00:00.000Z',
  expiresAt: '2026-11-24T09:00:00.000Z',
  countedFrom: '2026-11-22T09:00:00.000Z',
  event: makeEvent().id,
  facts: makeEvent().facts,
  attempt: 1,
  trace: [],
  createdAt: '2026-11-22T09:00:01.000Z',
  updatedAt: '2026-11-22T09:00:01.000Z',
  revision: 1,
  ...over,
});
