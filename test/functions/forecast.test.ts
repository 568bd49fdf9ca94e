import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Temporal } from 'temporal-polyfill';
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
  moved: z.number(),
  marketing: z.record(z.string(), z.number()),
  over: z.array(
    z.object({
      day: z.string(),
      due: z.number(),
      goes: z.number(),
      waits: z.number(),
      most: z.number(),
      by: z.string(),
    }),
  ),
  mails: z.array(z.object({ at: z.string(), contact: z.string(), zone: z.string() })).optional(),
});
type Answer = z.infer<typeof answer>;

let rooms: Awaited<ReturnType<typeof startRooms>>;
const emails: string[] = [];
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
    emails.push(person.email);
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

  test('lists mails in the order of time, each with the zone of its person', async () => {
    const { mails = [] } = await forecast({ days: 20, list: true });
    expect(mails).toHaveLength(160);
    expect(mails.map(({ at }) => at)).toEqual(mails.map(({ at }) => at).toSorted());
    expect(mails.every(({ zone }) => zone.includes('/'))).toBe(true);
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

  test('tells the days that the warm-up of the sender leaves no room on, of all answers together', async () => {
    const { changeSettings } = await import('../../shared/work/life/settings.ts');
    const deed = { by: 'ops@demo.example', why: 'New domain', at: new Date().toISOString() };
    const change = (warmUp: { from: string; ceilings: number[] } | undefined) =>
      changeSettings({ brand: 'demo', settings: { warmUp }, deed });
    const whole = await forecast({ days: 20 });
    expect(whole.over).toEqual([]);
    const [first = ''] = Object.keys(whole.days).toSorted();
    await change({ from: first, ceilings: [40, 70] });
    rooms.cloud.use('console');
    try {
      const { over } = await forecast({ days: 20 });
      const due = Object.values(whole.days[first] ?? {}).reduce((sum, each) => sum + each, 0);
      expect(over[0]).toEqual({ day: first, due, goes: 40, waits: due - 40, by: 'warm-up', most: 40 });
      expect(over[1]).toMatchObject({ goes: 70, by: 'warm-up' });
      const before = { mails: { [first]: 1000 }, marketing: {} };
      expect((await forecast({ days: 20, before })).over[0]).toMatchObject({ due: due + 1000 });
    } finally {
      await change(undefined);
    }
  });

  /** As dispatch does it that finds a pause, and puts off what it held. */
  const putOff = async (): Promise<void> => {
    const { dueKey } = await import('../../shared/store/indexes.ts');
    const { keys } = await import('../../shared/store/table.ts');
    const { iso } = await import('../../shared/domain/time/waits.ts');
    const waiting = await rooms.followUpsOf(new Set(emails));
    const later = (at: string) => iso(Temporal.Instant.from(at).add({ minutes: 1 }));
    const planned = waiting.filter(({ state }) => state === 'planned');
    await Promise.all(
      planned.map((followUp) => {
        const dueAt = later(followUp.dueAt);
        const { dueSk } = dueKey({ ...followUp, dueAt });
        return rooms.cloud.table.send(
          new UpdateCommand({
            TableName: rooms.cloud.tableName,
            Key: keys.followUp(followUp),
            UpdateExpression: 'SET dueAt = :due, dueSk = :sk, updatedAt = :now',
            ExpressionAttributeValues: { ':due': dueAt, ':sk': dueSk, ':now': new Date().toISOString() },
          }),
        );
      }),
    );
  };

  test('counts everybody once, however often what waits is put off meanwhile', async () => {
    const { forecastSlice, prepareForecast } = await import('../../shared/work/rehearse/forecast.ts');
    const { addForecast, emptyForecast } = await import('../../shared/work/rehearse/forecast-part.ts');
    const { loadBrand } = await import('../../shared/store/brands.ts');
    const { loadLive } = await import('../../shared/store/rules.ts');
    const brand = await loadBrand('demo');
    if (!brand) throw new Error('no brand');
    const { rules } = await loadLive('demo');
    const of = prepareForecast({ brand, rules, days: 20, now: Temporal.Now.instant() });
    let sum = emptyForecast();
    let slice: Awaited<ReturnType<typeof forecastSlice>> | undefined;
    for (let slices = 0; slices === 0 || slice?.cursor; slices++) {
      slice = await forecastSlice(of, slice?.cursor ?? { shard: 0 });
      sum = addForecast(sum, slice.part);
      if (slices < 3) await putOff();
    }
    expect(sum).toMatchObject({ people: 120, moved: 0 });
    expect(
      Object.values(sum.days)
        .flatMap((of) => Object.values(of))
        .reduce((a, b) => a + b, 0),
    ).toBe(160);
  });

  test('tells how many changed since an earlier answer, and may be in that already', async () => {
    const spy = vi.spyOn(performance, 'now');
    let time = 0;
    spy.mockImplementation(() => (time += 3_600_000));
    try {
      const first = await forecast({ days: 20 });
      const quiet = await forecast({ days: 20, cursor: first.cursor });
      await putOff();
      const later = await forecast({ days: 20, cursor: first.cursor });
      expect([first.moved, quiet.moved, later.moved > 0]).toEqual([0, 0, true]);
      expect(later.moved).toBeLessThanOrEqual(later.people);
    } finally {
      spy.mockRestore();
    }
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
