import * as z from 'zod';
import { type FollowUp, followUp as schema } from '../contract/follow-up.ts';
import { readAll } from './requests.ts';
import { duePartitions, finalPartitions } from './indexes.ts';
import { parseFollowUpKey } from './table.ts';
import { type Step, type Walk, places, walk } from './walk.ts';

type State = FollowUp['state'];

/** First what a person has to decide, then what waits, then what is done. */
const LISTS: readonly (readonly State[])[] = [
  ['unknown'],
  ['failed'],
  ['planned', 'queued', 'sending'],
  ['sent'],
  ['skipped'],
  ['cancelled'],
];

/** Where a list goes on: in which of the above, and where there. */
export const listCursor = z.object({ list: z.int().min(0).max(LISTS.length), from: places.optional() });
export type ListCursor = z.infer<typeof listCursor>;

export type Wish = {
  brand: string;
  /** Of every state unless told. */
  state?: State | undefined;
  rule?: string | undefined;
  limit: number;
  cursor?: ListCursor | undefined;
};

/** So many keys are looked through for one page: what is rare is found in several. */
const MOST_SEEN = 4000;
const BATCH = 100;

/**
 * The follow-ups of a brand: those that wait by when they are due, the others by when they last changed, the newest
 * first. A page may be shorter than asked, or empty, and still have a cursor.
 */
export async function listAcross(wish: Wish): Promise<{ items: FollowUp[]; cursor?: ListCursor }> {
  const items: FollowUp[] = [];
  let left = MOST_SEEN;
  let { list, from } = wish.cursor ?? { list: 0 };
  for (; list < LISTS.length; list++, from = undefined) {
    const states = (LISTS[list] ?? []).filter((state) => wish.state === undefined || state === wish.state);
    if (states.length === 0) continue;
    for await (const { seen, steps } of batches(walkOf(wish.brand, states, from))) {
      const wanted = steps.filter(({ key }) => isOf(wish.rule, key));
      const found = await read(wanted, states);
      const fits = found.slice(0, wish.limit - items.length);
      items.push(...fits.map(({ followUp }) => followUp));
      left -= seen;
      if (items.length === wish.limit) return { items, cursor: { list, from: fits.at(-1)?.step.places } };
      if (left <= 0) return { items, cursor: { list, from: steps.at(-1)?.places } };
    }
  }
  return { items };
}

function walkOf(brand: string, states: readonly State[], from: ListCursor['from']): Walk {
  const [state = 'planned'] = states;
  const waits = state === 'planned' || state === 'queued' || state === 'sending';
  return waits
    ? { index: 'byDue', partitions: duePartitions(brand), from }
    : { index: 'byList', partitions: finalPartitions(brand, state), backwards: true, from };
}

const isOf = (rule: string | undefined, key: Step['key']): boolean =>
  rule === undefined || parseFollowUpKey(key)?.rule === rule;

/** Steps of a walk, a hundred at a time: so many are read at once. */
export async function* batches(of: Walk): AsyncGenerator<{ seen: number; steps: Step[] }> {
  let steps: Step[] = [];
  for await (const step of walk(of)) {
    steps.push(step);
    if (steps.length < BATCH) continue;
    yield { seen: steps.length, steps };
    steps = [];
  }
  if (steps.length > 0) yield { seen: steps.length, steps };
}

/** The index lags, and what waits is told apart by the item alone. */
async function read(steps: readonly Step[], states: readonly State[]) {
  const found = steps.length > 0 ? await readAll(steps.map(({ key }) => key)) : [];
  const byKey = new Map(found.map((item) => [`${String(item['pk'])} ${String(item['sk'])}`, item]));
  return steps.flatMap((step) => {
    const item = byKey.get(`${step.key.pk} ${step.key.sk}`);
    const followUp = item && schema.parse(item);
    return followUp && states.includes(followUp.state) ? [{ step, followUp }] : [];
  });
}
