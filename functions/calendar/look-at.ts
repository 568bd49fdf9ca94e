import type { Temporal } from 'temporal-polyfill';
import { publishEvents } from '../../shared/clients/bus.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import { elsewhereOf, realZone } from '../../shared/domain/people/date-entries.ts';
import { type Celebration, type Celebrations, eventOf, openDays } from '../../shared/domain/time/calendar.ts';
import type { DateLists, DatePlace, FoundDate } from '../../shared/store/dates.ts';
import { widenBrand } from '../../shared/store/brands.ts';
import { datePartitions } from '../../shared/store/indexes.ts';
import { inParallel } from '../middleware/in-parallel.ts';

/** `marked` resolves when what was told is marked; it is left to the caller to wait for it. */
export type Looked = { events: number; done: boolean; marked: Promise<unknown> };

type Open = {
  brand: Brand;
  zones: readonly string[];
  celebrationsOn: Celebrations;
  /** When everything was looked at last. */
  through: Temporal.Instant;
  /** Zones in which dates have come in since. */
  anew: ReadonlySet<string>;
  /** What rules and occasions ask for, and whether that is something else than it was then. */
  asked: string;
  isChanged: boolean;
  lists: DateLists;
};
type Time = { now: Temporal.Instant; until: number };

/** One list of one local day in one zone. */
type Page = {
  brand: Brand;
  /** As the dates stand under it. */
  zone: string;
  day: Temporal.PlainDate;
  /** When the day begins there. */
  start: Temporal.Instant;
  list: string;
  lists: DateLists;
  celebrations: readonly Celebration[];
  asked: string;
  /** Whoever was looked at on this day for something else is looked at once more: the bus knows what it was told. */
  isAgain: boolean;
};

const PARALLEL = 16;

/**
 * Looks at every list of every open local day, the oldest first. What has been looked at is marked, date by date, after
 * the bus has its event: whoever stops in the middle leaves the rest to the next run, and two at once do no harm, as the
 * events of both are the same.
 */
export async function lookAt(open: Open, time: Time): Promise<Looked> {
  let events = 0;
  let marked: Promise<unknown> = Promise.resolve();
  for (const page of await listedOf(pagesOf(open, time.now), open.lists)) {
    // The same list may be looked at for another day.
    await marked;
    const shards = datePartitions(page.brand.id, page.list);
    const looked = await Promise.all(shards.map((_, shard) => lookThrough(page, shard, time)));
    events += looked.reduce((sum, of) => sum + of.events, 0);
    marked = heardLater(Promise.all(looked.map((of) => of.marked)));
    if (!looked.every(({ done }) => done)) return { events, done: false, marked };
  }
  return { events, done: true, marked };
}

/** A failure is for who waits for it, which may be a moment later than it happens. */
function heardLater<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

/** Somebody may have come in from as far as the other side of the earth; what is asked for anew counts from today on. */
const againIn = (zone: string, { anew, isChanged }: Open): number => (anew.has(zone) ? 2 : isChanged ? 1 : 0);

function pagesOf(open: Open, now: Temporal.Instant): Page[] {
  const { brand, zones, celebrationsOn, lists, through, asked, isChanged } = open;
  const pages = zones.flatMap((zone) =>
    openDays(realZone(zone, brand), { through, now, again: againIn(zone, open) }).flatMap((day) => {
      const start = day.toZonedDateTime(realZone(zone, brand)).toInstant();
      const found = [...celebrationsOn(day)];
      const page = { brand, zone, day, start, lists, asked, isAgain: isChanged };
      return found.map(([list, celebrations]) => ({ ...page, list, celebrations }));
    }),
  );
  return pages.toSorted((a, b) => a.start.epochMilliseconds - b.start.epochMilliseconds);
}

/** Where a list has to be looked at for several zones, first which of them stand in it. */
async function listedOf(pages: readonly Page[], lists: DateLists): Promise<Page[]> {
  const shared = Map.groupBy(pages, ({ list }) => list);
  const stands = await Promise.all(
    pages.map(async ({ list, zone }) => shared.get(list)?.length === 1 || lists.has(list, zone)),
  );
  return pages.filter((_, at) => stands[at]);
}

async function lookThrough(page: Page, shard: number, { now, until }: Time): Promise<Looked> {
  let events = 0;
  let after: DatePlace | undefined;
  let marked: Promise<unknown> = Promise.resolve();
  do {
    await marked;
    if (performance.now() > until) return { events, done: false, marked };
    const { list, zone, day, isAgain } = page;
    const asked = isAgain ? page.asked : undefined;
    const found = await page.lists.unvisited({ list, shard, zone, day: day.toString(), asked, after });
    // So many wishes at one hour: before they are planned.
    if (!after && found.after && page.brand.narrow) await widenBrand(page.brand.id);
    events += await tell(page, found.dates, now);
    marked = heardLater(mark(page, found.dates));
    after = found.after;
  } while (after);
  return { events, done: true, marked };
}

async function tell(
  { celebrations, start, day, brand }: Page,
  dates: readonly FoundDate[],
  now: Temporal.Instant,
): Promise<number> {
  const events = dates.flatMap((date) => {
    const elsewhere = elsewhereOf(date, { day, start, brand });
    return celebrations.flatMap((celebration) => eventOf(date, celebration, { start, elsewhere, now }) ?? []);
  });
  const published = await publishEvents(events);
  if (!published.ok) throw new Error(published.failure.message, { cause: published.failure });
  return events.length;
}

const mark = ({ lists, day, asked }: Page, dates: readonly FoundDate[]): Promise<unknown> =>
  inParallel(dates, PARALLEL, (date) => lists.mark(date, { day: day.toString(), asked }));
