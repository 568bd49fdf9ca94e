import type { Context } from 'liquidjs';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { greetedName, ordinalOf, pluralOf } from './number-words.ts';
import { plainName } from './plain.ts';

type Filter = (this: { context: Context }, value: unknown, ...given: unknown[]) => string;

/** What a filter may know of the mail it runs in; `variables.ts` puts it into the scope under this name. */
export const FORMAT = 'format';
export class Format {
  readonly locale: string;
  /** Found out only when a date is written. */
  readonly timezone: () => string;
  constructor(locale: string, timezone: () => string) {
    this.locale = locale;
    this.timezone = timezone;
  }
}
const FALLBACK = new Format('en', () => 'UTC');

const STYLES = {
  full: { dateStyle: 'full' },
  long: { dateStyle: 'long' },
  medium: { dateStyle: 'medium' },
  short: { dateStyle: 'short' },
  day: { day: 'numeric', month: 'long' },
  time: { timeStyle: 'short' },
} as const;
const styleSchema = z.enum(['full', 'long', 'medium', 'short', 'day', 'time']);

/** `{{ order.total | money }}`: an amount in the reader's own way of writing it. Nothing there, nothing written. */
const money: Filter = function money(value) {
  if (isBlank(value)) return '';
  const { amount, currency } = moneyOf(value);
  return numberFormat(formatOf(this.context.environments).locale, currency).format(amount);
};

/** `{{ date.on | date: "long" }}`: a day or an instant in the reader's language and time zone. */
const date: Filter = function date(value, style = 'long') {
  if (isBlank(value)) return '';
  const { locale, timezone } = formatOf(this.context.environments);
  const named = styleSchema.safeParse(style);
  if (!named.success) throw new TypeError(`date takes one of ${styleSchema.options.join(', ')}`);
  const { moment, isDay, hasYear } = momentOf(value);
  return dateFormat(locale, isDay ? 'UTC' : timezone(), hasYear ? named.data : 'day').format(moment);
};

/** `1990-03-02` and `--03-02` are days, which no time zone moves; everything else is an instant. */
function momentOf(value: unknown): { moment: number; isDay: boolean; hasYear: boolean } {
  const text = typeof value === 'string' ? value : '';
  const hasYear = !text.startsWith('--');
  const isDay = !hasYear || text.length === '1990-03-02'.length;
  try {
    const day = hasYear ? text : `2000-${text.slice(2)}`;
    const instant = isDay
      ? Temporal.PlainDate.from(day).toZonedDateTime('UTC').toInstant()
      : Temporal.Instant.from(text);
    return { moment: instant.epochMilliseconds, isDay, hasYear };
  } catch {
    // Temporal's own message quotes the value, which may be what a person typed.
    throw new TypeError('date takes a day or an instant');
  }
}

/** `{{ "a, b" | sentence_list }}` for an array: "a, b and c" in the reader's language. */
const sentenceList: Filter = function sentenceList(value) {
  const words = z.array(z.string()).catch([]).parse(value);
  return listFormat(formatOf(this.context.environments).locale).format(words);
};

/** `{{ date.years | ordinal }}`: "3rd", "3.", "3e". */
const ordinal: Filter = function ordinal(value) {
  if (isBlank(value)) return '';
  return ordinalOf(wholeOf(value, 'ordinal'), formatOf(this.context.environments).locale);
};

/** `{{ contact.orders | plural: one: "# order", other: "# orders" }}`: the form that the reader's language wants. */
const plural: Filter = function plural(value, ...given) {
  if (isBlank(value)) return '';
  const forms = Object.fromEntries(
    z
      .array(z.tuple([z.string(), z.unknown()]))
      .catch([])
      .parse(given),
  );
  const words = pluralOf(wholeOf(value, 'plural'), forms, formatOf(this.context.environments).locale);
  if (words === undefined) throw new TypeError('plural takes its forms by name, and at least other: "…"');
  return words;
};

/** `{{ contact.first_name | first_name: "friend" }}`: the name as one says it, else what else to say. */
const firstName: Filter = function firstName(value, otherwise) {
  const name = typeof value === 'string' ? plainName(value) : undefined;
  if (name === undefined) return typeof otherwise === 'string' ? otherwise : '';
  return greetedName(name, formatOf(this.context.environments).locale);
};

export const FILTERS: Readonly<Record<string, Filter>> = {
  money,
  date,
  ordinal,
  plural,
  first_name: firstName,
  sentence_list: sentenceList,
};

function wholeOf(value: unknown, filter: string): number {
  const number = typeof value === 'number' ? value : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw new TypeError(`${filter} takes a number`);
}

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

function formatOf(scope: object): Format {
  return FORMAT in scope && scope[FORMAT] instanceof Format ? scope[FORMAT] : FALLBACK;
}

/** `Intl` takes decimal text without loss; its type asks for a literal, so the text is proven to be one. */
function moneyOf(value: unknown): { amount: Intl.StringNumericLiteral; currency: string } {
  if (typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value) {
    const { amount, currency } = value;
    if (typeof amount === 'string' && isNumeric(amount) && typeof currency === 'string')
      return { amount, currency };
  }
  throw new TypeError('money takes an amount with its currency');
}
const isNumeric = (text: string): text is Intl.StringNumericLiteral => /^-?\d+(\.\d+)?$/.test(text);

/** Formatters cost a hundred times what they format, so each is made once. */
function remembered<T>(make: (...key: string[]) => T): (...key: string[]) => T {
  const known = new Map<string, T>();
  return (...key) => {
    const name = key.join('|');
    const hit = known.get(name);
    if (hit !== undefined) return hit;
    if (known.size > 200) known.clear();
    const made = make(...key);
    known.set(name, made);
    return made;
  };
}

const numberFormat = remembered(
  (locale = 'en', currency = 'EUR') => new Intl.NumberFormat(locale, { style: 'currency', currency }),
);
const dateFormat = remembered(
  (locale = 'en', timeZone = 'UTC', style = 'long') =>
    new Intl.DateTimeFormat(locale, { ...STYLES[styleSchema.parse(style)], timeZone }),
);
const listFormat = remembered((locale = 'en') => new Intl.ListFormat(locale, { type: 'conjunction' }));
