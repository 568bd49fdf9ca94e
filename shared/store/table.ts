import { createHash } from 'node:crypto';
import type { FollowUpKey } from '../contract/follow-up.ts';
import type { Kind } from '../contract/life.ts';
import { PEOPLE_SHARDS } from '../contract/names.ts';

/** The only place that spells a key. Instants in sort keys are ISO with milliseconds, so text order is time order. */
export const INDEX = { byDue: 'byDue', byList: 'byList', byDate: 'byDate', byDay: 'byDay' } as const;

/** The attributes that are an index's keys: `byDue` has `duePk` and `dueSk`. */
export function indexKeys(index: keyof typeof INDEX): Key {
  const name = index.slice('by'.length).toLowerCase();
  return { pk: `${name}Pk`, sk: `${name}Sk` };
}

/** Partitions that many items share are split; a reader asks every shard. */
export const SHARDS = { due: 4, person: PEOPLE_SHARDS } as const;

const shardOf = (text: string, shards: number): number =>
  createHash('sha1').update(text).digest().readUInt32BE(0) % shards;

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
  /** What was last told of a source: that it is silent, or that it speaks again. */
  silence: (brand: string, source: string): Key => ({ pk: `BRAND#${brand}`, sk: `SILENCE#${source}` }),
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
  testAddresses: (brand: string): Key => ({ pk: `BRAND#${brand}`, sk: 'TESTADDRESS#' }),
  brands: 'BRANDS',
};

export const duePartitions = (brand: string): string[] =>
  Array.from({ length: SHARDS.due }, (_, shard) => `DUE#${brand}#${shard}`);

/** Where a follow-up that is not final stands in `byDue`: by time, and within the same instant the important first. */
export const dueKey = (
  followUp: FollowUpKey & { dueAt: string; leaseUntil?: string | undefined; priority: number },
) => ({
  duePk: `DUE#${followUp.brand}#${shardOf(followUp.contact + followUp.subject, SHARDS.due)}`,
  dueSk: `${followUp.leaseUntil ?? followUp.dueAt}#${String(999 - followUp.priority).padStart(3, '0')}`,
});

/** The two facts that the index key holds. */
export function parseDueKey(dueSk: string): { dueAt: string; priority: number } {
  const [dueAt = '', rank = '999'] = dueSk.split('#');
  return { dueAt, priority: 999 - Number(rank) };
}

/** `byList` of follow-ups that are final: by state, newest change last. The others stand in `byDue`. */
export const followUpListKey = (followUp: FollowUpKey & { state: string; updatedAt: string }) => ({
  listPk: followUpPartition(followUp.brand, followUp.state, personShard(followUp.contact)),
  listSk: followUp.updatedAt,
});

export const followUpPartition = (brand: string, state: string, shard: number): string =>
  `FOLLOWUPS#${brand}#${state}#${shard}`;

/** Where the follow-ups of one final state stand in `byList`. */
export const finalPartitions = (brand: string, state: string): string[] =>
  Array.from({ length: SHARDS.person }, (_, shard) => followUpPartition(brand, state, shard));

export const contactListKey = (contact: { brand: string; id: string; createdAt: string }) => ({
  listPk: `CONTACTS#${contact.brand}#${personShard(contact.id)}`,
  listSk: contact.createdAt,
});

/** Where the people of a brand stand in `byList`. */
export const contactPartitions = (brand: string): string[] =>
  Array.from({ length: SHARDS.person }, (_, shard) => `CONTACTS#${brand}#${shard}`);

/** The person that an item of `byList` is of. */
export const parseContactKey = ({ pk }: Pick<Key, 'pk'>): string => pk.split('#')[2] ?? '';

/** What an item in a person's partition is; `profile` has no more to its key. */
export function parsePersonKey({ sk }: Key): { kind: 'event' | 'followUp' | 'profile' | 'other' } {
  if (sk.startsWith('EVENT#')) return { kind: 'event' };
  if (sk.startsWith('FOLLOWUP#')) return { kind: 'followUp' };
  return { kind: sk === 'PROFILE' ? 'profile' : 'other' };
}

/**
 * `byDay` of events: what rehearsal reads. The shard is the person's, so that one shard holds whole people, here and in
 * `byList`, and can be rehearsed by itself.
 */
export const eventDayKey = (event: { brand: string; id: string; occurredAt: string }, contact: string) => ({
  dayPk: dayPartition(event.brand, event.occurredAt.slice(0, 10), personShard(contact)),
  daySk: `${new Date(event.occurredAt).toISOString()}#${event.id}`,
});

export const dayPartition = (brand: string, date: string, shard: number): string =>
  `DAY#${brand}#${date}#${shard}`;

/** In which shard of `byDay` and `byList` a person stands. */
const personShard = (contact: string): number => shardOf(contact, SHARDS.person);

/** The reverse of `keys.followUp`, for items found through an index. */
export function parseFollowUpKey(key: Key): FollowUpKey | undefined {
  const [kind, brand, contact] = key.pk.split('#');
  const [item, rule, ...subject] = key.sk.split('#');
  if (kind !== 'CONTACT' || item !== 'FOLLOWUP' || !brand || !contact || !rule) return undefined;
  return { brand, contact, rule, subject: subject.join('#') };
}
