import type { RuleDraft, TemplateDraft } from '../../../shared/contract/draft.ts';
import { STARTERS, ruleOf, templateOf } from '../../../shared/starters/registry.ts';

/** What the demo brands start with, of what is ready to be used. */
const DEMO_STARTERS = [
  'first-purchase-thanks',
  'loyal-customer-thanks',
  'purchase-thanks',
  'check-in',
  'renewal-thanks',
  'welcome',
  'survey-thanks',
  'low-review',
  'birthday',
  'customer-anniversary',
];

const ofDemo = STARTERS.filter(({ id }) => DEMO_STARTERS.includes(id));

/** Nobody of the demo has agreed to marketing, and yet their day is to be seen. */
export const demoRules = (): RuleDraft[] =>
  ofDemo.map((starter) => ({ ...ruleOf(starter), purpose: 'transactional' }));
/** Every mail of the demo in every language. */
export const demoTemplates = (): TemplateDraft[] => ofDemo.map((starter) => templateOf(starter));
