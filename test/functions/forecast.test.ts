import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { gatewayEvent } from '../helpers/page-request.ts';
import { startRooms } from '../helpers/rooms.ts';

const answer = z.object({
  done: z.boolean(),
  cursor: z.string().optional(),
  progress: z.number(),
  people: z.number(),
  days: z.record(z.string(), z.record(z.string(), z.number())),
  held: z.record(z.string(), z.number()),
  ended: z.record(z.string(), z.number()),
});
type Answer = z.infer<typeof answer>;

let rooms: Awaited<ReturnType<typeof startRooms>>;
let ask: (body: object) => Promise<{ status: number; text: string }>;
beforeAll(async () => {
  rooms = await startRooms();
  rooms.cloud.use('console');
  process.env['LOG_LEVEL'] = 'silent';
  const { handler } = await import('../../functions/console/handler.ts');
  ask = async (body) => {
    const path = '/api/brands/demo/forecast';
    const claims = { 'cognito:groups': '[demo.viewer]' };
    const sent = await handler(gatewayEvent({ method: 'POST', path, claims, body: JSON.stringify(body) }));
    return { status: sent.statusCode, text: sent.body ?? '' };
  };
  for (let at = 0; at < 120; at += 1) {
    const person = rooms.newcomer();
    await rooms.planEvents(person.make());
    // Every third has two orders; each is in the forecast once.
    if (at % 3 === 0) await rooms.planEvents(person.another());
  }
  await rooms.sendQueued();
});
afterAll(() => rooms.stop());

const forecast = async (body: object = {}): Promise<Answer> =>
  answer.parse(JSON.parse((await ask(body)).text));
const total = ({ days }: Answer): number =>
  Object.values(days)
    .flatMap((rules) => Object.values(rules))
    .reduce((sum, sent) => sum + sent, 0);

describe('a forecast', () => {
  test('counts everything that waits once, by day and rule, and writes nothing', async () => {
    const whole = await forecast({ days: 20 });
    expect(whole).toMatchObject({ done: true, progress: 1, people: 120, held: {}, ended: {} });
    expect(Object.values(whole.days).flatMap((rules) => Object.keys(rules))).toEqual(['check-in']);
    expect(total(whole)).toBe(160);
    expect(await forecast({ days: 20 })).toEqual(whole);
    expect(total(await forecast({ days: 3 }))).toBe(0);
    expect(rooms.cloud.queueMessages('send')).toEqual([]);
  });

  test('comes to the same in slices, as when time runs out', async () => {
    const whole = await forecast({ days: 20 });
    const spy = vi.spyOn(performance, 'now');
    let time = 0;
    // Every look at the clock is an hour after the one before: one page, and the slice is over.
    spy.mockImplementation(() => (time += 3_600_000));
    const parts: Answer[] = [];
    try {
      for (
        let cursor: string | undefined, done = false;
        !done;
        { cursor, done } = parts.at(-1) ?? { done: true }
      )
        parts.push(await forecast({ days: 20, ...(cursor && { cursor }) }));
    } finally {
      spy.mockRestore();
    }
    expect(parts.length).toBeGreaterThan(4);
    expect(parts.map(total).reduce((sum, each) => sum + each, 0)).toBe(total(whole));
    expect(parts.reduce((sum, { people }) => sum + people, 0)).toBe(120);
    const steps = parts.map(({ progress }) => progress);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });

  test('tells what a pause holds', async () => {
    const { loadBrand, saveBrand } = await import('../../shared/store/brands.ts');
    const brand = await loadBrand('demo');
    if (!brand) throw new Error('no brand');
    await saveBrand({ ...brand, pausedRules: ['check-in'] });
    const held = await forecast({ days: 20 });
    await saveBrand(brand);
    expect([total(held), held.held]).toEqual([0, { 'check-in': 160 }]);
  });

  test.each([{ days: 0 }, { days: 401 }, { cursor: 'x' }, { cursor: 'eyJzaGFyZCI6OX0' }, { drafts: true }])(
    'is refused for %j',
    async (body) => expect((await ask(body)).status).toBe(400),
  );
});
