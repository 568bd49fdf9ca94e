/** The mails of the demo; each is a template in every language. */
export const DEMO_MAILS = [
  'first-purchase-thanks',
  'loyal-customer-thanks',
  'purchase-thanks',
  'check-in',
  'renewal-thanks',
  'welcome',
  'survey-thanks',
  'low-review',
] as const;
type DemoMail = (typeof DEMO_MAILS)[number];

/** One mail in one language, in Liquid. The HTML and the text part are both made of it, so they never differ. */
export type Copy = {
  subject: string;
  /** What an inbox shows after the subject. */
  preheader: string;
  heading: string;
  paragraphs: readonly string[];
  closing: string;
};

/** What all mails of a language share. */
export type Language = {
  code: string;
  greeting: string;
  /** Names the order in one line, where the mail is about one. */
  order: string;
  /** Why somebody gets this at all. */
  reason: string;
  unsubscribe: string;
  mails: Readonly<Record<DemoMail, Copy>>;
};

/** `, Ana` where the first name is known, else nothing. */
export const COMMA_NAME = '{% if contact.first_name %}, {{ contact.first_name }}{% endif %}';
/** ` Ana` where the first name is known, else nothing. */
export const SPACE_NAME = '{% if contact.first_name %} {{ contact.first_name }}{% endif %}';
/** ` #1001` where the order has a number that people see, else nothing. */
export const ORDER_NUMBER = '{% if order.number %} {{ order.number }}{% endif %}';
/** The ordered things as one phrase, where there are at most three of them. */
export const ITEMS = "{{ order.items | map: 'title' | sentence_list }}";
export const FEW_ITEMS = 'order.items.size > 0 and order.items.size < 4';
