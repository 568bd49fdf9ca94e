import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import type { Event } from '../../shared/contract/event.ts';
import { startRooms } from '../helpers/rooms.ts';

const run = z.object({ events: z.number(), done: z.boolean(), next: z.string().nullable() });
const busEvent = z.object({ detail: z.looseObject({ kind: z.string(), contact: z.string().optional() }) });

let rooms: Awaited<ReturnType<typeof startRooms>>;
let calendar: () => Promise<z.infer<typeof run>>;
beforeAll(async () => {
  rooms = await startRooms();
  rooms.cloud.use('calendar');
  const { handler } = await import('../../functions/calendar/handler.ts');
  calendar = async () => run.parse(await handler({}));
});
afterAll(() => rooms.stop());
afterEach(() => vi.useRealTimers());

const at = (time: string): void => void vi.setSystemTime(time);

/** Somebody with dates who has not ordered: they signed up in the zone that is given. */
async function somebody(now: string, person: Event['person']) {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
  const one = rooms.newcomer();
  const signup = (more: Event['person'] = {}, id = one.make().id): Event => ({
    ...one.make({ kind: 'signup', subject: 'signup', facts: {}, occurredAt: new Date().toISOString() }),
    id,
    receivedAt: new Date().toISOString(),
    person: { email: one.email, firstName: 'Ana', ...person, ...more },
  });
  await rooms.planEvents(signup());
  await rooms.sendQueued();
  return { ...one, signup };
}

/** What the bus has brought to `plan`, decided. */
async function planned(): Promise<z.infer<typeof busEvent>[]> {
  const bodies = rooms.cloud.queueMessages('plan');
  rooms.cloud.emptyQueue('plan');
  if (bodies.length > 0) await rooms.planBodies(bodies);
  return bodies.map((body) => busEvent.parse(JSON.parse(body)));
}

describe('the calendar', () => {
  test('tells a birthday when it begins where the person lives, once', async () => {
    const ana = await somebody('2027-02-27T12:00:00Z', {
      birthday: '1990-03-01',
      timezone: 'Asia/Kathmandu',
    });
    at('2027-02-28T18:00:00Z');
    await calendar();
    expect(await planned()).toEqual([]);
    // In Kathmandu, five hours and three quarters ahead, March 1 has begun.
    at('2027-02-28T18:20:00Z');
    await calendar();
    await calendar();
    expect(await planned()).toHaveLength(1);
    expect(await ana.one('birthday')).toMatchObject({
      subject: 'person/date/birthday/2027',
      dueAt: '2027-03-01T03:15:00.000Z',
      facts: { date: { kind: 'birthday', on: '1990-03-01', years: 37 } },
    });
    await calendar();
    expect(await planned()).toEqual([]);
  });
});
