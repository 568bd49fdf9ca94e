import type { Temporal } from 'temporal-polyfill';
import type { Brand, Source } from '../../shared/contract/brand.ts';
import { fail, ok, type Failure, type Result } from '../../shared/contract/result.ts';
import type {
  BackFill,
  BackFillPage,
  BackFillRange,
  Delivery,
  Platform,
  Translation,
} from '../../shared/sources/source.ts';
import type { Ask } from '../../shared/work/api/ask.ts';
import { type Line, settle } from './settle.ts';

/** Where a back-fill takes place. */
export type Ground = {
  brand: Brand;
  source: Source;
  platform: Platform;
  backFill: BackFill;
  ask: Ask;
  now: Temporal.Instant;
};

/** What was read and what became of it. `accepted` stands on the bus, whether it is new or known already. */
export type Tally = {
  pages: number;
  /** Webhooks that the platform would have posted. */
  read: number;
  accepted: Record<string, number>;
  /** By reason. */
  ignored: Record<string, number>;
};

export const emptyTally = (): Tally => ({ pages: 0, read: 0, accepted: {}, ignored: {} });

/** A page, and one more question about each thing on it. */
const MOST_CALLS = 60;

/** Asks the platform for a page. */
export async function readPage(
  { brand, source, backFill, ask, now }: Ground,
  range: BackFillRange,
): Promise<Result<BackFillPage>> {
  const dialogue = backFill.readPage(range, contextOf({ brand, source, now }));
  let turn = dialogue.next();
  for (let calls = 0; !turn.done; calls++) {
    if (calls === MOST_CALLS) return fail('endless', 'A page asks for more than it may.');
    const answer = await ask(turn.value);
    if (!answer.ok) return answer;
    turn = dialogue.next(answer.value);
  }
  return turn.value;
}

const contextOf = ({ brand, source, now }: Pick<Ground, 'brand' | 'source' | 'now'>) => ({
  brand: brand.id,
  source: source.id,
  receivedAt: now,
  settings: source.settings,
});

/** Feeds what a page brought through the door of the webhooks. One that cannot be read does not stop the others. */
export async function feedPage(
  ground: Ground,
  deliveries: readonly Delivery[],
  tally: Tally,
): Promise<Result<void, Failure<'bus-unavailable' | 'queue-unavailable'>>> {
  const told = deliveries.flatMap((delivery) => translate(delivery, ground));
  const settled = await settle(told, ground);
  if (!settled.ok) return settled;
  tally.pages += 1;
  tally.read += deliveries.length;
  for (const line of settled.value) count(tally, line);
  return ok(undefined);
}

function translate(delivery: Delivery, ground: Ground): Translation[] {
  const translated = ground.platform.translate(delivery, contextOf(ground));
  return translated.ok ? translated.value : [{ ignored: translated.failure.message }];
}

function count({ accepted, ignored }: Tally, { status, kind, reason }: Line): void {
  const [counts, name] =
    status === 'accepted' ? [accepted, kind ?? 'event'] : [ignored, reason ?? 'no reason'];
  counts[name] = (counts[name] ?? 0) + 1;
}
