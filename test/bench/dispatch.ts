import { type Rush, outOfOrder, releaseAll, rushItems, twice } from '../helpers/rush.ts';
import { type Contents, startPrepared } from './prepared.ts';
import { type Room, askedOfTable, startRoom } from './room.ts';
import { ratio } from './spread.ts';

const SIZES = [10_000, 100_000];
/** Mails a second that SES allows. */
const PACE = 50;

type Cost = {
  size: number;
  atOnce: number;
  /** For each thousand that were released. */
  requests: number;
  units: number;
  rush: Rush;
  memory: number;
};

/**
 * Very many follow-ups that are due in the same minute, released minute by minute: what a thousand of them cost, in which
 * order they go, and whether any goes twice, by one function and by two at the same time. What is released ends at once;
 * a tenth is of a brand that is paused.
 */
export async function benchDispatch(most: number): Promise<void> {
  console.log(`\nFollow-ups due in the same minute, released at ${PACE} a second\n`);
  const sizes = SIZES.filter((size) => size <= most);
  const [smallest] = sizes;
  if (smallest === undefined) throw new Error(`--follow-ups must be ${SIZES[0]} at least.`);
  console.log(
    '                            for each 1000 released\n' +
      '     due  at once  minutes   requests      ratio      units      ratio  most/min  largest shard  twice  out of order  memory MB',
  );
  let first: Cost | undefined;
  for (const [size, atOnce] of [
    ...sizes.map((each) => [each, 1] as const),
    [sizes.at(-1) ?? smallest, 2] as const,
  ]) {
    const cost = await costOf(size, atOnce);
    first ??= cost;
    // At once, as the next takes minutes.
    console.log(lineOf(cost, first));
  }
  console.log(
    `aim: ratio 1 however many are due; ${PACE * 60} a minute; a quarter in each of four shards; none twice; by priority, then time, one at a time`,
  );
}

const dueTable = (size: number): Contents => ({
  name: `rush-${size}`,
  items: () => rushItems(size),
  madeBy: 'test/helpers/rush.ts',
});

async function costOf(size: number, atOnce: number): Promise<Cost> {
  const cloud = await startPrepared(dueTable(size), { quota: { rate: PACE } });
  const rooms: Room[] = [];
  try {
    for (let at = 0; at < atOnce; at++) rooms.push(await startRoom(cloud, 'dispatch'));
    cloud.gateway.requests.clear();
    let memory = 0;
    const dispatch = async (at: string): Promise<void> => {
      const called = await Promise.all(rooms.map((room) => room.call({ at })));
      memory = Math.max(memory, ...called.map((one) => one.memory));
    };
    const rush = await releaseAll(cloud, { size, dispatch });
    const thousands = rush.minutes.flat().length / 1000;
    const { requests, units } = askedOfTable(cloud);
    return { size, atOnce, requests: requests / thousands, units: units / thousands, rush, memory };
  } finally {
    for (const room of rooms) room.stop();
    await cloud.stop();
  }
}

const lineOf = ({ size, atOnce, requests, units, rush, memory }: Cost, first: Cost): string =>
  [
    [String(size), 8],
    [String(atOnce), 9],
    [String(rush.minutes.length), 9],
    [requests.toFixed(0), 11],
    [ratio(requests, first.requests), 11],
    [units.toFixed(0), 11],
    [ratio(units, first.units), 11],
    [String(Math.max(...rush.minutes.map(({ length }) => length))), 10],
    [`${(rush.largestShare * 100).toFixed(1)} %`, 15],
    [String(twice(rush)), 7],
    // Of two at once, the queue holds what both have put there.
    [atOnce === 1 ? String(outOfOrder(rush)) : '-', 14],
    [memory.toFixed(0), 11],
  ]
    .map(([cell, width]) => String(cell).padStart(Number(width)))
    .join('');
