import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { Temporal } from 'temporal-polyfill';
import { iso } from '../domain/time/waits.ts';
import { documents, tableName } from './client.ts';
import { readAll } from './requests.ts';
import { keys } from './table.ts';

/** A zone in which dates came in, and the minute: the calendar looks there once more, though its day began long ago. */
type Arrival = { zone: string; at: string };

export type CalendarState = {
  /** Those in which somebody has a date. */
  zones: string[];
  arrivals: Arrival[];
  /** When the last complete run was. */
  through: Temporal.Instant | undefined;
};

/** One attribute for each zone, so that the item is bounded however long the calendar stands still. */
const ARRIVAL = 'in ';

export async function loadCalendar(brand: string): Promise<CalendarState> {
  const items = await readAll([keys.zones(brand), keys.calendar(brand)]);
  const state: CalendarState = { zones: [], arrivals: [], through: undefined };
  for (const item of items) {
    if (item['zones'] instanceof Set) state.zones = [...item['zones']].map(String).toSorted();
    state.arrivals.push(...arrivalsIn(item));
    if (typeof item['through'] === 'string') state.through = Temporal.Instant.from(item['through']);
  }
  return state;
}

const arrivalsIn = (item: Record<string, unknown>): Arrival[] =>
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
  await Promise.all(zones.map((zone) => known.get(zone)));
}

const writeArrivals = (brand: string, zones: readonly string[], at: string): Promise<void> =>
  change({
    Key: keys.zones(brand),
    UpdateExpression: `ADD zones :zones SET ${zones.map((_, index) => `#in${index} = :at`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(zones.map((zone, index) => [`#in${index}`, ARRIVAL + zone])),
    ExpressionAttributeValues: { ':zones': new Set(zones), ':at': at },
  });

/** Notes that everything up to now has been looked at. */
export const saveThrough = (brand: string, now: Temporal.Instant): Promise<void> =>
  change({
    Key: keys.calendar(brand),
    UpdateExpression: 'SET through = :now',
    ExpressionAttributeValues: { ':now': iso(now) },
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
