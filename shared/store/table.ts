import type { FollowUpKey } from '../contract/follow-up.ts';
import type { Kind } from '../contract/life.ts';

/**
 * The keys of the table; those of its indexes stand in `indexes.ts`, and nobody else spells one. Instants in sort keys are
 * ISO with milliseconds, so text order is time order.
 */
export type Key = { pk: string; sk: string };

/** Where a rule or a template has its draft and its versions. */
const edited = (brand: string, kind: Kind, id: string): string => `${kind.toUpperCase()}#${brand}#${id}`;
const COLLECTION = { rule: 'RULES', template: 'TEMPLATES' } as const;

const person = (brand: string, contact: string): string => `CONTACT#${brand}#${contact}`;

export const keys = {
  contact: (brand: string, contact: string): Key => ({ pk: person(brand, contact), sk: 'PROFILE' }),
  event: (brand: string, contact: string, event: string): Key => ({
    pk: person(brand, contact),
    sk: `EVENT#${event}`,
  }),
  /** A date of a person by its kind, or `everyone`: what the calendar looks at. */
  date: (brand: string, contact: string, kind: string): Key => ({
    pk: person(brand, contact),
    sk: `DATE#${kind}`,
  }),
  followUp: (key: FollowUpKey): Key => ({
    pk: person(key.brand, key.contact),
    sk: `FOLLOWUP#${key.rule}#${key.subject}`,
  }),
  suppression: (brand: string, contact: string): Key => ({
    pk: `SUPPRESSED#${brand}#${contact}`,
    sk: 'EMAIL',
  }),
  /** When a person was erased; it stands apart from why nothing may be sent, so that either is written alone. */
  tombstone: (brand: string, contact: string): Key => ({
    pk: `SUPPRESSED#${brand}#${contact}`,
    sk: 'ERASED',
  }),
  subject: (brand: string, source: string, subject: string): Key => ({
    pk: `SUBJECT#${brand}#${source}#${subject}`,
    sk: 'STATE',
  }),
  /** Whose order a number is, whichever shop gave it. */
  orderNumber: (brand: string, number: string): Key => ({ pk: `NUMBER#${brand}#${number}`, sk: 'OWNERS' }),
  brand: (brand: string): Key => ({ pk: `BRAND#${brand}`, sk: 'SETTINGS' }),
  brandListed: (brand: string): Key => ({ pk: 'BRANDS', sk: brand }),
  /** How often the list of brands has changed. */
  brandList: (): Key => ({ pk: 'HOUSE', sk: 'BRANDS' }),
  source: (brand: string, source: string): Key => ({ pk: `BRAND#${brand}`, sk: `SOURCE#${source}` }),
  ignored: (brand: string, source: string, date: string): Key => ({
    pk: `BRAND#${brand}`,
    sk: `IGNORED#${source}#${date}`,
  }),
  /** Calls to a platform's API within a minute (`2026-11-22T09:00`) or a day (`2026-11-22`). */
  callLimit: (brand: string, source: string, window: string): Key => ({
    pk: `LIMIT#${brand}#${source}`,
    sk: window,
  }),
  /** Where test mails may go. */
  testAddress: (brand: string, at: string): Key => ({ pk: `BRAND#${brand}`, sk: `TESTADDRESS#${at}` }),
  /** By day, and within it by lot: nothing in the key tells who answered, or after whom. */
  answer: ({ brand, id }: { brand: string; id: string }): Key => ({ pk: `ANSWERS#${brand}`, sk: id }),
  /** What was asked to be done with somebody's data. */
  privacy: (brand: string, request: string): Key => ({ pk: `PRIVACY#${brand}`, sk: request }),
  /** In which hours of a day (`2026-11-22`) webhooks of a source came. */
  seen: (brand: string, source: string, date: string): Key => ({
    pk: `BRAND#${brand}`,
    sk: `SEEN#${source}#${date}`,
  }),
  /** How many webhooks of a source were turned away on a day (`2026-11-22`), and why. */
  refused: (brand: string, source: string, date: string): Key => ({
    pk: `BRAND#${brand}`,
    sk: `REFUSED#${source}#${date}`,
  }),
  /** What became of the mails of an hour (`2026-11-22T09`). */
  reputation: (brand: string, hour: string): Key => ({ pk: `BRAND#${brand}`, sk: `REPUTATION#${hour}` }),
  /** How many mails went on a day (`2026-11-22`) of the brand's warm-up. */
  warmUp: (brand: string, date: string): Key => ({ pk: `BRAND#${brand}`, sk: `WARMUP#${date}` }),
  /** How far the suppression list of the SES account has been looked at. */
  accountSuppressions: (): Key => ({ pk: 'HOUSE', sk: 'ACCOUNT-SUPPRESSIONS' }),
  /** What was last told of a source: that it is silent, or that it speaks again. */
  silence: (brand: string, source: string): Key => ({ pk: `BRAND#${brand}`, sk: `SILENCE#${source}` }),
  /** The zones in which somebody of the brand has a date, and how far the calendar is. */
  zones: (brand: string): Key => ({ pk: `BRAND#${brand}`, sk: 'ZONES' }),
  calendar: (brand: string): Key => ({ pk: `BRAND#${brand}`, sk: 'CALENDAR' }),
  live: (brand: string): Key => ({ pk: `BRAND#${brand}`, sk: 'LIVE' }),
  livePart: (brand: string, release: string, part: number): Key => ({
    pk: `BRAND#${brand}`,
    sk: `LIVE#${release}#${part}`,
  }),
  rule: (brand: string, rule: string, version: number): Key => ({
    pk: edited(brand, 'rule', rule),
    sk: `V#${version}`,
  }),
  template: (brand: string, template: string, version: number): Key => ({
    pk: edited(brand, 'template', template),
    sk: `V#${version}`,
  }),
  /** What is edited, and not yet or no longer live. */
  draft: (brand: string, kind: Kind, id: string): Key => ({ pk: edited(brand, kind, id), sk: 'DRAFT' }),
  /** What a published version was compiled from. */
  templateSource: (brand: string, template: string, version: number): Key => ({
    pk: edited(brand, 'template', template),
    sk: `SOURCE#${version}`,
  }),
  /** One small item for each rule and template, side by side, so that a list reads no contents. */
  entry: (brand: string, kind: Kind, id: string): Key => ({ pk: `${COLLECTION[kind]}#${brand}`, sk: id }),
  /** By time; `id` keeps two of the same moment apart. */
  audit: (brand: string, at: string, id: string): Key => ({ pk: `AUDIT#${brand}`, sk: `${at}#${id}` }),
};

/** Prefixes for listing one person's or one brand's items. */
export const prefixes = {
  followUps: (brand: string, contact: string): Key => ({ pk: person(brand, contact), sk: 'FOLLOWUP#' }),
  events: (brand: string, contact: string): Key => ({ pk: person(brand, contact), sk: 'EVENT#' }),
  /** All that is held of a person. */
  person: (brand: string, contact: string): Key => ({ pk: person(brand, contact), sk: '' }),
  privacy: (brand: string): Key => ({ pk: `PRIVACY#${brand}`, sk: '' }),
  sources: (brand: string): Key => ({ pk: `BRAND#${brand}`, sk: 'SOURCE#' }),
  ignored: (brand: string, source: string): Key => ({ pk: `BRAND#${brand}`, sk: `IGNORED#${source}#` }),
  seen: (brand: string, source: string): Key => ({ pk: `BRAND#${brand}`, sk: `SEEN#${source}#` }),
  refused: (brand: string, source: string): Key => ({ pk: `BRAND#${brand}`, sk: `REFUSED#${source}#` }),
  silences: (brand: string): Key => ({ pk: `BRAND#${brand}`, sk: 'SILENCE#' }),
  entries: (brand: string, kind: Kind): Key => ({ pk: `${COLLECTION[kind]}#${brand}`, sk: '' }),
  versions: (brand: string, kind: Kind, id: string): Key => ({ pk: edited(brand, kind, id), sk: 'V#' }),
  audit: (brand: string): Key => ({ pk: `AUDIT#${brand}`, sk: '' }),
  answers: (brand: string): Key => ({ pk: `ANSWERS#${brand}`, sk: '' }),
  testAddresses: (brand: string): Key => ({ pk: `BRAND#${brand}`, sk: 'TESTADDRESS#' }),
  brands: 'BRANDS',
};

/** The brand that an item of its own is of. */
export const parseBrandKey = ({ pk }: Pick<Key, 'pk'>): string => pk.split('#')[1] ?? '';

/** The person that an item of `byList` is of. */
export const parseContactKey = ({ pk }: Pick<Key, 'pk'>): string => pk.split('#')[2] ?? '';

/** What an item in a person's partition is; `profile` has no more to its key. */
export function parsePersonKey({ sk }: Key): { kind: 'event' | 'followUp' | 'profile' | 'other' } {
  if (sk.startsWith('EVENT#')) return { kind: 'event' };
  if (sk.startsWith('FOLLOWUP#')) return { kind: 'followUp' };
  return { kind: sk === 'PROFILE' ? 'profile' : 'other' };
}

/** The reverse of `keys.followUp`, for items found through an index. */
export function parseFollowUpKey(key: Key): FollowUpKey | undefined {
  const [kind, brand, contact] = key.pk.split('#');
  const [item, rule, ...subject] = key.sk.split('#');
  if (kind !== 'CONTACT' || item !== 'FOLLOWUP' || !brand || !contact || !rule) return undefined;
  return { brand, contact, rule, subject: subject.join('#') };
}
