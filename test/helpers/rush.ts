import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { Temporal } from 'temporal-polyfill';
import { type FollowUp, type FollowUpKey, followUpKey } from '../../shared/contract/follow-up.ts';
import { followUpItem } from '../../shared/store/follow-ups.ts';
import { dueKey } from '../../shared/store/indexes.ts';
import { keys } from '../../shared/store/table.ts';
import type { TestCloud } from './cloud.ts';
import { makeBrand, makeFollowUp } from './make.ts';

/**
 * Very many follow-ups that are due in the same minute: of a large brand, of a small one, and the most important of all of
 * one that is paused. What is released is taken from the queue and ends, as if `send` had sent it; what is paused waits
 * for five minutes more, as `send` lets it.
 */
const MINUTE = '2027-03-02T08:00:00.000Z';
const PRIORITIES = [100, 300, 500, 700, 900];
const PAUSED = makeBrand({ id: 'held', paused: true });
const BRANDS = [makeBrand({ id: 'crowd' }), makeBrand({ id: 'small' }), PAUSED];

export const isHeld = ({ brand }: FollowUpKey): boolean => brand === PAUSED.id;

export function rushAt(at: number): FollowUp {
  const brand = at % 10 === 0 ? PAUSED.id : at % 100 === 1 ? 'small' : 'crowd';
  // A prime number of them, so that neither goes with the other.
  const dueAt = Temporal.Instant.from(MINUTE).add({ milliseconds: (at * 7919) % 60_000 });
  const priority = brand === PAUSED.id ? 950 : (PRIORITIES[Math.floor(at / 100) % PRIORITIES.length] ?? 0);
  return makeFollowUp({
    brand,
    contact: `${at}-in-the-rush`.padEnd(22, '-'),
    subject: `standard-webhooks/order/A-${at}`,
    priority,
    dueAt: dueAt.toString({ smallestUnit: 'millisecond' }),
    expiresAt: '2027-03-09T08:00:00.000Z',
  });
}

/** All items of the table: brands and follow-ups. */
export function* rushItems(size: number): Generator<Record<string, unknown>> {
  for (const brand of BRANDS) {
    yield { ...keys.brand(brand.id), ...brand };
    yield { ...keys.brandListed(brand.id), brand: brand.id };
  }
  for (let at = 0; at < size; at++) yield followUpItem(rushAt(at));
}

export const numberOf = ({ contact }: FollowUpKey): number => Number.parseInt(contact, 10);

type Requests = NonNullable<BatchWriteCommand['input']['RequestItems']>[string];

/** Past the gateway's counts, and past the functions. */
export async function writeItems({ table, tableName }: TestCloud, requests: Requests): Promise<void> {
  const parts = Array.from({ length: Math.ceil(requests.length / 25) }, (_, at) =>
    requests.slice(at * 25, at * 25 + 25),
  );
  const lane = async (): Promise<void> => {
    for (let part = parts.pop(); part; part = parts.pop())
      await table.send(new BatchWriteCommand({ RequestItems: { [tableName]: part } }));
  };
  await Promise.all(Array.from({ length: 4 }, lane));
}

export type Rush = {
  /** In the order of release, minute by minute. */
  minutes: FollowUpKey[][];
  /** The largest share of one of the four shards in what a minute released. */
  largestShare: number;
};

/** Lets minutes pass until all that is not paused has gone. */
export async function releaseAll(
  cloud: TestCloud,
  { size, dispatch }: { size: number; dispatch: (at: string) => Promise<unknown> },
): Promise<Rush> {
  const minutes: FollowUpKey[][] = [];
  let left = Array.from({ length: size }, (_, at) => rushAt(at)).filter((one) => !isHeld(one)).length;
  let now = Temporal.Instant.from(MINUTE);
  while (left > 0) {
    now = now.add({ minutes: 1 });
    await dispatch(now.toString());
    const released = cloud.queueMessages('send').map((body) => followUpKey.parse(JSON.parse(body)));
    cloud.emptyQueue('send');
    if (released.length === 0) throw new Error(`Nothing goes any more, and ${left} are left.`);
    await settle(cloud, released, now);
    minutes.push(released);
    left -= released.filter((one) => !isHeld(one)).length;
  }
  return { minutes, largestShare: Math.max(...minutes.map(shareOf)) };
}

const settle = (cloud: TestCloud, released: readonly FollowUpKey[], now: Temporal.Instant): Promise<void> =>
  writeItems(
    cloud,
    released.map((key) =>
      isHeld(key)
        ? { PutRequest: { Item: followUpItem({ ...rushAt(numberOf(key)), dueAt: later(now) }) } }
        : { DeleteRequest: { Key: keys.followUp(key) } },
    ),
  );

const later = (now: Temporal.Instant): string =>
  now.add({ minutes: 5 }).toString({ smallestUnit: 'millisecond' });

function shareOf(released: readonly FollowUpKey[]): number {
  const crowd = released.filter(({ brand }) => brand === 'crowd');
  const shards = Map.groupBy(
    crowd,
    (key) => dueKey({ ...key, dueAt: MINUTE, priority: 0, purpose: 'transactional' }).duePk,
  );
  return Math.max(...[...shards.values()].map(({ length }) => length)) / Math.max(1, crowd.length);
}

/** How many of what was released stand where they ought not: behind something less important of their brand, or out of time. */
export function outOfOrder({ minutes }: Rush): number {
  const all = minutes
    .flat()
    .filter((one) => !isHeld(one))
    .map((one) => rushAt(numberOf(one)));
  let wrong = 0;
  const latest = new Map<string, string>();
  const lastOf = new Map<string, FollowUp>();
  for (const one of all) {
    const before = lastOf.get(one.brand);
    lastOf.set(one.brand, one);
    const name = `${one.brand} ${one.priority}`;
    if (before && before.priority < one.priority) wrong += 1;
    else if ((latest.get(name) ?? '') > one.dueAt) wrong += 1;
    latest.set(name, one.dueAt);
  }
  return wrong;
}

/** How many were released more than once. */
export function twice({ minutes }: Rush): number {
  const all = minutes
    .flat()
    .filter((one) => !isHeld(one))
    .map(numberOf);
  return all.length - new Set(all).size;
}
