import type { Person, RuleKind } from '../../contract/event.ts';
import type { Webhook } from './starter.ts';

/** The people of the examples. */
export const ANA: Person = {
  email: 'ana@example.com',
  firstName: 'Ana',
  locale: 'es',
  timezone: 'Europe/Madrid',
};
/** Ana, who has agreed to marketing. */
export const SAID_YES: Person = { ...ANA, consent: 'granted' };
export const BEN: Person = {
  email: 'ben@example.com',
  firstName: 'Ben',
  locale: 'de',
  timezone: 'Europe/Berlin',
  kind: 'employee',
};
export const CLARA: Person = {
  email: 'clara@example.com',
  firstName: 'Clara',
  locale: 'fr',
  timezone: 'Europe/Paris',
  kind: 'partner',
};

/** What is told of Ana unless it names somebody else. */
export const tell = (
  type: RuleKind,
  timestamp: string,
  about: { contact?: Person } & Record<string, unknown> = {},
): Webhook => ({ type, timestamp, data: { contact: ANA, ...about } });

export const orderOf = (id: string, amount = '64.50'): { order: object } => ({
  order: {
    id,
    number: `#${id}`,
    total: { amount, currency: 'EUR' },
    items: [{ title: 'Enamel kettle', sku: 'KT-1', quantity: 1 }],
  },
});
