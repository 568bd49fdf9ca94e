import { createHash } from 'node:crypto';
import type { FollowUpKey } from '../contract/follow-up.ts';
import { PEOPLE_SHARDS } from '../contract/names.ts';
import type { Purpose } from '../contract/rule.ts';
import { EVERYONE } from '../domain/time/calendar.ts';
import type { Key } from './table.ts';

/** The keys under which the indexes hold items. */
export const INDEX = { byDue: 'byDue', byList: 'byList', byDate: 'byDate', byDay: 'byDay' } as const;

/** The attributes that are an index's keys: `byDue` has `duePk` and `dueSk`. */
export function indexKeys(index: keyof typeof INDEX): Key {
  const name = index.slice('by'.length).toLowerCase();
  return { pk: `${name}Pk`, sk: `${name}Sk` };
}

/** Partitions that many items share are split; a reader asks every shard. */
export const SHARDS = { due: 6, person: PEOPLE_SHARDS, everyone: 4 } as const;

/**
 * Marketing waits in the last shards, by itself: a hundred thousand of it that are due hide no thank-you from whoever reads
 * the first few.
 */
const THANKS_SHARDS = 4;

const shardOf = (text: string, shards: number): number =>
  createHash('sha1').update(text).digest().readUInt32BE(0) % shards;

export const duePartitions = (brand: string): string[] =>
  Array.from({ length: SHARDS.due }, (_, shard) => duePartition(brand, shard));

/** The first of each purpose, in which everything of a brand stands that sends little: two to ask each minute, not six. */
export const narrowDuePartitions = (brand: string): string[] =>
  [0, THANKS_SHARDS].map((shard) => duePartition(brand, shard));

const duePartition = (brand: string, shard: number): string => `DUE#${brand}#${shard}`;

/** What waits in a partition of `byDue`. Marketing of the first days stands among the thanks until it is final. */
export const purposeIn = (duePk: string): Purpose =>
  Number(duePk.split('#').at(-1)) < THANKS_SHARDS ? 'transactional' : 'marketing';

function dueShard({ contact, subject, purpose, narrow }: FollowUpKey & Crowd): number {
  const [first, shards] =
    purpose === 'transactional' ? [0, THANKS_SHARDS] : [THANKS_SHARDS, SHARDS.due - THANKS_SHARDS];
  return narrow ? first : first + shardOf(contact + subject, shards);
}

/** Among what a follow-up waits. */
type Crowd = { purpose: Purpose; narrow?: true | undefined };

/**
 * Where a follow-up that is not final stands in `byDue`: by minute, within the minute the important first, then by time.
 * Of a hundred thousand of one minute, whoever takes the first few has those that are to go first.
 */
export const dueKey = (followUp: FollowUpKey & Rank & Crowd) => ({
  duePk: duePartition(followUp.brand, dueShard(followUp)),
  dueSk: dueRank(followUp),
});

type Rank = { dueAt: string; leaseUntil?: string | undefined; priority: number };

/** The sort key alone: it may move while the partition stays. */
export function dueRank({ dueAt, leaseUntil, priority }: Rank): string {
  const at = leaseUntil ?? dueAt;
  const rank = String(999 - priority).padStart(3, '0');
  return `${at.slice(0, MINUTE)}#${rank}#${at.slice(MINUTE + 1)}`;
}

/** Of an ISO instant, as long as its minute is. */
const MINUTE = 'YYYY-MM-DDTHH:MM'.length;

/** Before whatever is due in the minute of this instant or later. */
export const dueBefore = (instant: string): string => instant.slice(0, MINUTE);
/** After whatever is due in the minute of this instant: the rank follows a `#`. */
export const dueThrough = (instant: string): string => `${instant.slice(0, MINUTE)}$`;

/** The two facts that the index key holds. In keys of earlier tables the whole instant stands first, and no seconds. */
export function parseDueKey(dueSk: string): { dueAt: string; priority: number } {
  const [minute = '', rank = '999', seconds] = dueSk.split('#');
  return { dueAt: seconds === undefined ? minute : `${minute}:${seconds}`, priority: 999 - Number(rank) };
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

/** The partitions of the dates of one list: `03-02`, or `everyone`. The days of the year are shards themselves. */
export const datePartitions = (brand: string, list: string): string[] =>
  Array.from({ length: dateShards(list) }, (_, shard) => datePartition(brand, list, shard));

const dateShards = (list: string): number => (list === EVERYONE ? SHARDS.everyone : 1);

const datePartition = (brand: string, list: string, shard: number): string =>
  `DATE#${brand}#${list}#${shard}`;

/** `byDate`: by zone, and within it those first that were looked at longest ago. */
export const dateKey = (of: {
  brand: string;
  contact: string;
  kind: string;
  list: string;
  zone: string;
  visited: string;
}) => ({
  datePk: datePartition(of.brand, of.list, shardOf(of.contact, dateShards(of.list))),
  dateSk: `${dateZonePrefix(of.zone)}${of.visited}#${of.contact}#${of.kind}`,
});

/** All of a zone; with a day behind it, those of the zone that were looked at before that day. */
export const dateZonePrefix = (zone: string): string => `${zone}#`;
