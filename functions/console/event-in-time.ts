import { Temporal } from 'temporal-polyfill';
import type * as z from 'zod';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Event } from '../../shared/contract/event.ts';
import type { Failure, Result } from '../../shared/contract/result.ts';
import { nextCelebrated, readDate } from '../../shared/domain/time/dates.ts';
import { zoneOf } from '../../shared/domain/time/zones.ts';
import { loadAround } from '../../shared/work/load-around.ts';
import { eventOf, type typedEvent } from './typed-event.ts';

type Of = { brand: Brand; source: string };

/** The event that was typed in, when it happens: at its time, at the beginning of its day, or now. */
export async function eventInTime(
  typed: z.output<typeof typedEvent> | undefined,
  { brand, source }: Of,
): Promise<Result<Event, Failure<'invalid'>>> {
  const read = (receivedAt: Temporal.Instant) => eventOf(typed, { brand: brand.id, source, receivedAt });
  const event = read(Temporal.Now.instant());
  if (!event.ok || typed?.timestamp !== undefined) return event;
  const start = await startOfItsDay(event.value, brand);
  return start ? read(start) : event;
}

/**
 * A date is told when its day begins where the person lives, as the calendar does it. What is today's in one zone may be
 * yesterday's in theirs.
 */
async function startOfItsDay(event: Event, brand: Brand): Promise<Temporal.Instant | undefined> {
  const date = readDate(event.facts.date?.on ?? '');
  if (!date) return undefined;
  const { contact } = await loadAround(event);
  const zone = zoneOf({ ...contact, ...event.person }, brand).id;
  const yesterday = Temporal.Now.plainDateISO(zone).subtract({ days: 1 });
  return nextCelebrated(date, yesterday).toZonedDateTime(zone).toInstant();
}
