import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Temporal } from 'temporal-polyfill';
import { iso } from '../domain/time/waits.ts';
import { documents, tableName } from './client.ts';
import { readAll } from './requests.ts';
import { type Key, keys } from './table.ts';

/** A zone in which dates came in, and the minute: the calendar looks there once more, though its day began long ago. */
type Arrival = { zone: string; at: string };

export type CalendarState = {
  /** Those in which somebody has a date. */
  zones: string[];
  arrivals: Arrival[];
  /** When the last complete run was. */
  through: Temporal.Instant | undefined;
};

const write = ({ zone, at }: Arrival): string => `${at}#${zone}`;
const read = (text: string): Arrival => ({
  at: text.slice(0, text.indexOf('#')),
  zone: text.slice(text.indexOf('#') + 1),
});

export async function loadCalendar(brand: string): Promise<CalendarState> {
  const items = await readAll([keys.zones(brand), keys.calendar(brand)]);
  const state: CalendarState = { zones: [], arrivals: [], through: undefined };
  for (const item of items) {
    if (item['zones'] instanceof Set) state.zones = [...item['zones']].map(String).toSorted();
    if (item['arrivals'] instanceof Set) state.arrivals = [...item['arrivals']].map(String).map(read);
    if (typeof item['through'] === 'string') state.through = Temporal.Instant.from(item['through']);
  }
  return state;
}

/** What this container has noted last, by brand: the minute, and the zones in it. */
const noted = new Map<string, { at: string; zones: Set<string> }>();

/** Notes in which zones dates are about to come in. Of a thousand that come within a minute the first is written. */
export async function noteArrivals(
  brand: string,
  zones: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  const at = iso(now).slice(0, 'YYYY-MM-DDTHH:MM'.length);
  const last = noted.get(brand);
  const known = last?.at === at ? last.zones : new Set<string>();
  const fresh = [...new Set(zones)].filter((zone) => !known.has(zone));
  if (fresh.length === 0) return;
  await change(keys.zones(brand), 'ADD zones :zones, arrivals :arrivals', {
    ':zones': new Set(fresh),
    ':arrivals': new Set(fresh.map((zone) => write({ zone, at }))),
  });
  noted.set(brand, { at, zones: new Set([...known, ...fresh]) });
}

/** Notes that everything up to now has been looked at. */
export const saveThrough = (brand: string, now: Temporal.Instant): Promise<void> =>
  change(keys.calendar(brand), 'SET through = :now', { ':now': iso(now) });

/** Forgets arrivals that have been looked at. */
export async function forgetArrivals(brand: string, arrivals: readonly Arrival[]): Promise<void> {
  if (arrivals.length === 0) return;
  await change(keys.zones(brand), 'DELETE arrivals :seen', { ':seen': new Set(arrivals.map(write)) });
}

async function change(Key: Key, UpdateExpression: string, values: Record<string, unknown>): Promise<void> {
  await documents().send(
    new UpdateCommand({
      TableName: tableName(),
      Key,
      UpdateExpression,
      ExpressionAttributeValues: values,
    }),
  );
}
