import type { RuleDraft } from '../../../shared/work/publish.ts';

const GONE: NonNullable<RuleDraft['unless']> = [
  { event: 'refund', of: 'subject' },
  { event: 'cancellation', of: 'subject' },
];

const thanks = {
  group: 'thanks',
  purpose: 'transactional',
  within: 'P2D',
  unless: GONE,
} satisfies Partial<RuleDraft>;

/** What the demo brands start with. In the group `thanks` one order earns one mail: the most fitting. */
export const DEMO_RULES: readonly RuleDraft[] = [
  {
    id: 'first-purchase-thanks',
    name: 'First-purchase thanks',
    on: 'purchase',
    if: { field: 'contact.orders', op: 'eq', value: 1 },
    priority: 700,
    template: 'first-purchase-thanks',
    ...thanks,
  },
  {
    id: 'loyal-customer-thanks',
    name: 'Loyal-customer thanks',
    on: 'purchase',
    if: { field: 'contact.orders', op: 'multiple-of', value: 5 },
    priority: 600,
    template: 'loyal-customer-thanks',
    ...thanks,
  },
  {
    id: 'purchase-thanks',
    name: 'Purchase thanks',
    on: 'purchase',
    priority: 500,
    template: 'purchase-thanks',
    ...thanks,
  },
  {
    id: 'check-in',
    name: 'Check-in',
    on: 'purchase',
    group: 'check-in',
    priority: 300,
    purpose: 'transactional',
    template: 'check-in',
    after: 'P14D',
    at: '10:00',
    within: 'P30D',
    retimedBy: ['delivery'],
    unless: GONE,
  },
  {
    id: 'renewal-thanks',
    name: 'Renewal thanks',
    on: 'renewal',
    priority: 500,
    template: 'renewal-thanks',
    ...thanks,
  },
  {
    id: 'welcome',
    name: 'Welcome',
    on: 'signup',
    if: { field: 'contact.orders', op: 'eq', value: 0 },
    group: 'welcome',
    priority: 400,
    purpose: 'transactional',
    template: 'welcome',
    after: 'PT1H',
    within: 'P2D',
    unless: [{ event: 'purchase', of: 'contact' }],
  },
  {
    id: 'survey-thanks',
    name: 'Survey thanks',
    on: 'survey',
    group: 'survey',
    priority: 500,
    purpose: 'transactional',
    template: 'survey-thanks',
    within: 'P2D',
  },
  {
    id: 'low-review',
    name: 'Low review',
    on: 'review',
    if: { field: 'event.review.rating', op: 'lte', value: 3 },
    group: 'review',
    priority: 650,
    purpose: 'transactional',
    template: 'low-review',
    within: 'P2D',
  },
];
