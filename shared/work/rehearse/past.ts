import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import { iso } from '../../domain/time/waits.ts';
import { type Past, readDay } from '../../store/events.ts';
import { type Sent, readSent } from '../../store/follow-ups.ts';
import type { People } from '../../store/only-people.ts';

export type PastWish = {
  brand: Brand;
  shard: number;
  /** Only people whose id comes after it. */
  after: string | undefined;
  from: Temporal.Instant;
  now: Temporal.Instant;
  /** About so many events are held at once; the people who come after are read with the next slice. */
  most: number;
};

/** What happened to people, by whose it is, and what was sent to them; `isAll` unless more people of the shard come after. */
export type PastOf = { people: Map<string, Past[]>; real: Map<string, Sent[]>; isAll: boolean };

/** So many days are read side by side: each query waits for the table far longer than for us. */
const AT_ONCE = 4;

/** What is recorded of the next people of a shard, in the order of their ids. */
export async function readPast(wish: PastWish): Promise<PastOf> {
  const { brand, shard, after, from, now, most } = wish;
  const gathered = new Gathered(after, most);
  const days = daysOf(from, now);
  const since = from.epochMilliseconds;
  const lane = async (): Promise<void> => {
    for (let date = days.shift(); date !== undefined; date = days.shift())
      for await (const page of readDay({ brand: brand.id, date, shard, people: () => gathered.range }))
        gathered.take(page.filter(({ event }) => Date.parse(event.receivedAt) >= since));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const real = await readReal({ brand: brand.id, shard, from: iso(from), people: gathered.range });
  return { people: gathered.inOrder(), real, isAll: gathered.range.before === undefined };
}

function daysOf(from: Temporal.Instant, now: Temporal.Instant): string[] {
  const last = now.toZonedDateTimeISO('UTC').toPlainDate();
  const days: string[] = [];
  let day = from.toZonedDateTimeISO('UTC').toPlainDate();
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) days.push(day.toString());
  return days;
}

async function readReal(of: Parameters<typeof readSent>[0]): Promise<Map<string, Sent[]>> {
  const real = new Map<string, Sent[]>();
  for await (const page of readSent(of)) for (const one of page) addTo(real, one.key.contact, one);
  return real;
}

/** Milliseconds of reading until half of the people are left to the next slice, and then half of those again. */
const PATIENCE = { first: 6000, more: 2000 };

/** The first people of a shard with their events, as many as may be held; whoever comes after them is let go again. */
class Gathered {
  range: People;
  private people = new Map<string, Past[]>();
  private count = 0;
  private readonly most: number;
  private late = performance.now() + PATIENCE.first;

  constructor(after: string | undefined, most: number) {
    this.range = { after };
    this.most = most;
  }

  take(page: readonly Past[]): void {
    const { before } = this.range;
    for (const one of page) {
      // A page that was on its way when the range was narrowed.
      if (before !== undefined && one.contact >= before) continue;
      addTo(this.people, one.contact, one);
      this.count += 1;
    }
    if (this.count > 2 * this.most) this.narrow(this.most);
    else if (performance.now() > this.late) {
      this.narrow(this.count / 2);
      this.late = performance.now() + PATIENCE.more;
    }
  }

  inOrder(): Map<string, Past[]> {
    return new Map([...this.people].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  private narrow(most: number): void {
    const all = this.inOrder();
    this.people = new Map();
    this.count = 0;
    for (const [contact, events] of all) {
      if (this.count >= most) {
        this.range = { ...this.range, before: contact };
        return;
      }
      this.people.set(contact, events);
      this.count += events.length;
    }
  }
}

function addTo<T>(all: Map<string, T[]>, name: string, one: T): void {
  const before = all.get(name);
  if (before) before.push(one);
  else all.set(name, [one]);
}
