import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { brand as brandSchema, type Brand } from '../contract/brand.ts';
import type { Rule } from '../contract/rule.ts';
import { iso } from '../domain/time/waits.ts';
import { documents, tableName } from './client.ts';
import { readAll } from './requests.ts';
import { rulesAt } from './rules.ts';
import { type Key, keys } from './table.ts';

/** A zone in which dates came in, and the minute: the calendar looks there once more, though its day began long ago. */
type Arrival = { zone: string; at: string };

export type CalendarState = {
  brand: Brand;
  /** The live ones. */
  rules: readonly Rule[];
  /** Those in which somebody has a date. */
  zones: string[];
  arrivals: Arrival[];
  /** When the last complete run was. */
  through?: Temporal.Instant | undefined;
  /** What it looked for, as `lookedFor` says it; not known before the first one that noted it. */
  wanted?: string | undefined;
};

/** One attribute for each zone, so that the item is bounded however long the calendar stands still. */
const ARRIVAL = 'in ';

/** Brands in one read of a hundred keys. */
const BRANDS_AT_ONCE = 25;

/** What the calendar has to know of brands, four items each, as they are stored. */
export async function readCalendars(brands: readonly string[]): Promise<StoredCalendar[]> {
  const items: Item[] = [];
  for (let from = 0; from < brands.length; from += BRANDS_AT_ONCE) {
    const some = brands.slice(from, from + BRANDS_AT_ONCE);
    items.push(...(await readAll(some.flatMap((brand) => Object.values(keysOf(brand))))));
  }
  return brands.map((brand) => ({ brand, items }));
}

/** A brand, and the items among which its own are. */
export type StoredCalendar = { brand: string; items: readonly Item[] };

type Item = Record<string, unknown>;

const keysOf = (brand: string) => ({
  settings: keys.brand(brand),
  live: keys.live(brand),
  zones: keys.zones(brand),
  calendar: keys.calendar(brand),
});

/** What one brand's items say; `undefined` where there is no such brand, or nobody of it has a date. */
export async function calendarOf({ brand: id, items }: StoredCalendar): Promise<CalendarState | undefined> {
  const find = (key: Key): Item | undefined => items.find(({ pk, sk }) => pk === key.pk && sk === key.sk);
  const at = keysOf(id);
  const [settings, zones, state] = [find(at.settings), find(at.zones), find(at.calendar) ?? {}];
  if (!settings || !(zones?.['zones'] instanceof Set)) return undefined;
  return {
    brand: brandSchema.parse(settings),
    rules: await rulesAt(id, find(at.live)),
    zones: [...zones['zones']].map(String).toSorted(),
    arrivals: arrivalsIn(zones),
    ...progress.parse(state),
  };
}

/** How far the calendar is. */
const progress = z.object({
  through: z
    .string()
    .transform((text) => Temporal.Instant.from(text))
    .optional(),
  wanted: z.string().optional(),
});

const arrivalsIn = (item: Item): Arrival[] =>
  Object.entries(item).flatMap(([name, at]) =>
    name.startsWith(ARRIVAL) ? [{ zone: name.slice(ARRIVAL.length), at: String(at) }] : [],
  );

/** What this container has noted last, or is about to, by brand: the minute, and the zones in it. */
const noted = new Map<string, { at: string; zones: Map<string, Promise<void>> }>();

/** Notes in which zones dates are about to come in. Of a thousand that come within a minute the first is written. */
export async function noteArrivals(
  brand: string,
  zones: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  const at = iso(now).slice(0, 'YYYY-MM-DDTHH:MM'.length);
  const last = noted.get(brand);
  const known = last?.at === at ? last.zones : new Map<string, Promise<void>>();
  noted.set(brand, { at, zones: known });
  const fresh = [...new Set(zones)].filter((zone) => !known.has(zone));
  if (fresh.length > 0) {
    const written = writeArrivals(brand, fresh, at);
    for (const zone of fresh) known.set(zone, written);
    // Nothing is noted then: whoever comes next tries again.
    written.catch(() => fresh.forEach((zone) => known.delete(zone)));
  }
  await Promise.all(zones.flatMap((zone) => known.get(zone) ?? []));
}

const writeArrivals = (brand: string, zones: readonly string[], at: string): Promise<void> =>
  change({
    Key: keys.zones(brand),
    UpdateExpression: `ADD zones :zones SET ${zones.map((_, index) => `#in${index} = :at`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(zones.map((zone, index) => [`#in${index}`, ARRIVAL + zone])),
    ExpressionAttributeValues: { ':zones': new Set(zones), ':at': at },
  });

/** Notes that everything up to now has been looked at, and what for. */
export const saveThrough = (brand: string, now: Temporal.Instant, wanted: string): Promise<void> =>
  change({
    Key: keys.calendar(brand),
    UpdateExpression: 'SET through = :now, wanted = :wanted',
    ExpressionAttributeValues: { ':now': iso(now), ':wanted': wanted },
  });

/** Forgets an arrival that has been looked at, unless there has been another since. */
export async function forgetArrival(brand: string, { zone, at }: Arrival): Promise<void> {
  try {
    await change({
      Key: keys.zones(brand),
      UpdateExpression: 'REMOVE #in',
      ConditionExpression: '#in = :at',
      ExpressionAttributeNames: { '#in': ARRIVAL + zone },
      ExpressionAttributeValues: { ':at': at },
    });
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

async function change(update: Omit<UpdateCommandInput, 'TableName'>): Promise<void> {
  await documents().send(new UpdateCommand({ TableName: tableName(), ...update }));
}
