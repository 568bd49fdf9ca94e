/** `, Ana` where the first name is known, else nothing. */
export const COMMA_NAME = '{% if contact.first_name %}, {{ contact.first_name }}{% endif %}';
/** ` Ana` where the first name is known, else nothing. */
export const SPACE_NAME = '{% if contact.first_name %} {{ contact.first_name }}{% endif %}';
/** ` #1001` where the order has a number that people see, else nothing. */
export const ORDER_NUMBER = '{% if order.number %} {{ order.number }}{% endif %}';
/** The ordered things as one phrase, where there are at most three of them. */
export const ITEMS = "{{ order.items | map: 'title' | sentence_list }}";
export const FEW_ITEMS = 'order.items.size > 0 and order.items.size < 4';

/** `one year` or `3 years` of a celebrated date; `unknown` where the first one is not known. */
export const years = (one: string, many: string, unknown: string): string =>
  `{% if date.years == 1 %}${one}{% elsif date.years %}{{ date.years }} ${many}{% else %}${unknown}{% endif %}`;
