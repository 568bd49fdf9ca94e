import { randomUUID } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Event } from '../../shared/contract/event.ts';
import { eventId } from '../../shared/domain/people/identity.ts';
import { startRooms } from '../helpers/rooms.ts';

/*
 * Somebody moves from one zone to another, at every hour around their birthday, while the calendar fails now and then,
 * runs twice at once, or finds its clock set back: they have one wish, on their day, where they then live.
 */

const DAY = '2027-06-10';
const BEGIN = Temporal.Instant.from('2027-06-08T09:00:00Z');
const HOURS = 84;
/** Hours in which the calendar does not run. */
const LONGEST_OUTAGE = 5;
const MOVES = [
  ['Europe/Berlin', 'America/New_York'],
  ['America/New_York', 'Europe/Berlin'],
  ['Asia/Tokyo', 'America/Los_Angeles'],
  ['America/Los_Angeles', 'Asia/Tokyo'],
  ['Pacific/Kiritimati', 'Pacific/Pago_Pago'],
  ['Pacific/Pago_Pago', 'Pacific/Kiritimati'],
] as const;

let rooms: Awaited<ReturnType<typeof startRooms>>;
let calendar: () => Promise<unknown>;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: BEGIN.epochMilliseconds });
  rooms = await startRooms();
  rooms.cloud.use('calendar');
  const { handler } = await import('../../functions/calendar/handler.ts');
  calendar = () => handler({});
});
afterAll(async () => {
  vi.useRealTimers();
  await rooms.stop();
});

type Mover = { email: string; from: string; to: string; at: number };

/** Tells where somebody lives. */
function tell({ email }: Mover, timezone: string): Promise<unknown> {
  const now = new Date().toISOString();
  const fact = {
    brand: 'demo',
    source: 'standard-webhooks',
    kind: 'consent',
    subject: 'consent/granted',
  } as const;
  const event: Event = {
    ...fact,
    id: eventId({ ...fact, detail: randomUUID() }),
    occurredAt: now,
    receivedAt: now,
    test: false,
    person: { email, birthday: '--06-10', timezone },
    facts: { consent: { marketing: 'granted' } },
  };
  return rooms.planEvents(event);
}

async function work(): Promise<void> {
  const bodies = rooms.cloud.queueMessages('plan');
  rooms.cloud.emptyQueue('plan');
  for (let from = 0; from < bodies.length; from += 10) await rooms.planBodies(bodies.slice(from, from + 10));
  await rooms.dispatch();
  await rooms.sendQueued();
}

test(`whoever moves at any of ${HOURS} hours around their day has one wish, on their day`, async () => {
  const movers: Mover[] = MOVES.flatMap(([from, to], pair) =>
    Array.from({ length: HOURS }, (_, at) => ({ email: `m${pair}-${at}@example.com`, from, to, at })),
  );
  for (const mover of movers) await tell(mover, mover.from);
  for (let hour = 0; hour < HOURS; hour += 1) {
    vi.setSystemTime(BEGIN.add({ hours: hour }).epochMilliseconds);
    for (const mover of movers.filter(({ at }) => at === hour)) await tell(mover, mover.to);
    // An outage of four hours, two at once, and a clock that jumps back.
    if (hour % 17 < 4) continue;
    if (hour % 5 === 0) await Promise.all([calendar(), calendar()]);
    else await calendar();
    await work();
    if (hour % 11 !== 0) continue;
    vi.setSystemTime(BEGIN.add({ hours: hour - 3 }).epochMilliseconds);
    await calendar();
    await work();
  }
  const mails = (await rooms.cloud.mails()).filter(({ subject }) => subject.includes('birthday'));
  const sent = Map.groupBy(mails, ({ destinations }) => destinations[0] ?? '');
  const problems = movers.flatMap((mover) => problemOf(mover, sent.get(mover.email) ?? []) ?? []);
  expect(problems).toEqual([]);
  const told = await rooms.followUpsOf(new Set(movers.map(({ email }) => email)));
  expect(told.filter(({ rule }) => rule === 'birthday')).toHaveLength(movers.length);
});

const localDay = (zone: string, at: Temporal.Instant): string =>
  at.toZonedDateTimeISO(zone).toPlainDate().toString();

/** What is wrong with the wishes of somebody. */
function problemOf({ from, to, at }: Mover, wishes: readonly { at: string }[]): string | undefined {
  const moved = BEGIN.add({ hours: at });
  const days = wishes.map((wish) => [from, to].map((zone) => localDay(zone, Temporal.Instant.from(wish.at))));
  const name = `${from} → ${to} at ${at}: ${wishes.map((wish) => wish.at).join() || 'none'}`;
  const [only, ...more] = wishes;
  if (!only || more.length > 0) return name;
  const late = Temporal.Instant.from(only.at).since(moved).total('hours');
  const isAtOnce = hasJumped({ from, to }, moved) && late < LONGEST_OUTAGE;
  return isAtOnce || days[0]?.includes(DAY) ? undefined : name;
}

/** Over the date line: where they came from their day had not begun, and where they came to it was over. */
function hasJumped({ from, to }: { from: string; to: string }, moved: Temporal.Instant): boolean {
  const [there, here] = [from, to].map((zone) =>
    Temporal.PlainDate.from(DAY).toZonedDateTime(zone).toInstant(),
  );
  if (!there || !here) return false;
  return Temporal.Instant.compare(moved, there) < 0 && moved.since(here).total('hours') >= 24;
}
