import type { RuleDraft, TemplateDraft } from '../contract/draft.ts';
import { BIG_ORDER_THANKS } from './big-order-thanks.ts';
import { BIRTHDAY } from './birthday.ts';
import { CHECK_IN } from './check-in.ts';
import { CUSTOMER_ANNIVERSARY } from './customer-anniversary.ts';
import { EMPLOYEE_BIRTHDAY } from './employee-birthday.ts';
import { EXTRA_MILE_DAY } from './extra-mile-day.ts';
import { FIRST_PURCHASE_THANKS } from './first-purchase-thanks.ts';
import { layOut } from './lib/layout.ts';
import { LANGUAGES, type Starter } from './lib/starter.ts';
import { LOW_REVIEW } from './low-review.ts';
import { LOYAL_CUSTOMER_THANKS } from './loyal-customer-thanks.ts';
import { PARTNER_ANNIVERSARY } from './partner-anniversary.ts';
import { PURCHASE_THANKS } from './purchase-thanks.ts';
import { REFERRAL_THANKS } from './referral-thanks.ts';
import { RENEWAL_THANKS } from './renewal-thanks.ts';
import { SUBSCRIPTION_ANNIVERSARY } from './subscription-anniversary.ts';
import { SURVEY_THANKS } from './survey-thanks.ts';
import { WELCOME } from './welcome.ts';
import { WIN_BACK } from './win-back.ts';
import { WORK_ANNIVERSARY } from './work-anniversary.ts';

/** Every rule that is ready to be used, in the order in which a shop would look at them. */
export const STARTERS: readonly Starter[] = [
  FIRST_PURCHASE_THANKS,
  BIG_ORDER_THANKS,
  LOYAL_CUSTOMER_THANKS,
  PURCHASE_THANKS,
  CHECK_IN,
  RENEWAL_THANKS,
  WELCOME,
  SURVEY_THANKS,
  LOW_REVIEW,
  WIN_BACK,
  REFERRAL_THANKS,
  SUBSCRIPTION_ANNIVERSARY,
  CUSTOMER_ANNIVERSARY,
  BIRTHDAY,
  EXTRA_MILE_DAY,
  PARTNER_ANNIVERSARY,
  EMPLOYEE_BIRTHDAY,
  WORK_ANNIVERSARY,
];

export const findStarter = (id: string): Starter | undefined => STARTERS.find((one) => one.id === id);

/** The rule, under its own name or another; its template has the same. */
export const ruleOf = ({ id, title, rule }: Starter, as = id): RuleDraft => ({
  id: as,
  name: title,
  template: as,
  ...rule,
});

/** The mail in every language. */
export const templateOf = (starter: Starter, as = starter.id): TemplateDraft => ({
  id: as,
  languages: Object.fromEntries(LANGUAGES.map((code) => [code, layOut(starter, code)])),
});
