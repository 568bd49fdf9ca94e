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
];

const ofDemo = STARTERS.filter(({ id }) => DEMO_STARTERS.includes(id));

export const demoRules = (): RuleDraft[] => ofDemo.map((starter) => ruleOf(starter));
/** Every mail of the demo in every language. */
export const demoTemplates = (): TemplateDraft[] => ofDemo.map((starter) => templateOf(starter));
