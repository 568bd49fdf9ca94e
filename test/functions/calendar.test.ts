import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import type { Event } from '../../shared/contract/event.ts';
import type { Rule } from '../../shared/contract/rule.ts';
import { eventId } from '../../shared/domain/people/identity.ts';
import { calendarHasSeen } from '../helpers/calendar.ts';
import { makeBrand, makeRule } from '../helpers/make.ts';
import { startRooms } from '../helpers/rooms.ts';

const run = z.object({ events: z.number(), done: z.boolean(), next: z.string().nullable() });
const busEvent = z.object({ detail: z.looseObject({ kind: z.string(), facts: z.looseObject({}) }) });

type Handler = (tick: unknown, context?: { getRemainingTimeInMillis: () => number }) => Promise<unknown>;
let rooms: Awaited<ReturnType<typeof startRooms>>;
let handler: Handler;
beforeAll(async () => {
  rooms = await startRooms();
  rooms.cloud.use('calendar');
  ({ handler } = await import('../../functions/calendar/handler.ts'));
});
afterAll(() => rooms.stop());
afterEach(() => vi.useRealTimers());

const calendar = async (left = 900_000) =>
  run.parse(await handler({}, { getRemainingTimeInMillis: () => left }));
const at = (time: string): void => void vi.setSystemTime(time);

/** What the bus has brought to `plan`, decided. */
async function planned(): Promise<z.infer<typeof busEvent>['detail'][]> {
  const bodies = rooms.cloud.queueMessages('plan');
  rooms.cloud.emptyQueue('plan');
  if (bodies.length > 0) await rooms.planBodies(bodies);
  return bodies.map((body) => busEvent.parse(JSON.parse(body)).detail);
}

/** Lets the calendar look at this hour, and what it tells be decided. */
async function look(time: string) {
  at(time);
  await calendar();
  return planned();
}

/** Somebody with dates who has not ordered: they signed up at this time. */
async function somebody(now: string, person: Event['person']) {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
  // The calendar has seen every hour up to now.
  await calendarHasSeen(now);
  const one = rooms.newcomer();
  const tell = async (more: Event['person']): Promise<void> => {
    const occurredAt = new Date().toISOString();
    const subject = 'signup';
    const id = eventId({
      brand: 'demo',
      source: 'standard-webhooks',
      kind: 'signup',
      subject,
      detail: one.email + occurredAt,
    });
    const event = one.make({ id, kind: 'signup', subject, facts: {}, occurredAt, receivedAt: occurredAt });
    await rooms.planEvents({ ...event, person: { email: one.email, firstName: 'Ana', ...more } });
    await rooms.sendQueued();
  };
  await tell(person);
  return { ...one, tell };
}

/** Publishes rules beside those of the demo, and takes them back. */
async function withRules(rules: Partial<Rule>[], check: () => Promise<void>): Promise<void> {
  const { readLive, publishLive } = await import('../../shared/store/rules.ts');
  const before = await readLive('demo');
  const made = rules.map((over) => makeRule({ template: 'birthday', within: 'P2D', at: '09:00', ...over }));
  await publishLive({ brand: 'demo', rules: [...before.rules, ...made], basedOn: before.version });
  try {
    await check();
  } finally {
    const now = await readLive('demo');
    await publishLive({ brand: 'demo', rules: before.rules, basedOn: now.version });
  }
}

describe('the calendar', () => {
  test('tells a birthday when it begins where the person lives, once', async () => {
    const ana = await somebody('2027-02-27T12:00:00Z', {
      birthday: '1990-03-01',
      timezone: 'Asia/Kathmandu',
    });
    expect(await look('2027-02-28T18:00:00Z')).toEqual([]);
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
    expect(await look('2027-02-28T19:00:00Z')).toEqual([]);
  });

  test('looks again next year, and not at the first day itself', async () => {
    const ben = await somebody('2029-05-03T12:00:00Z', { dates: { customer: '2029-05-03' }, country: 'DE' });
    expect(await look('2029-05-03T13:00:00Z')).toEqual([]);
    expect(await look('2030-05-02T22:00:00Z')).toHaveLength(1);
    expect(await ben.one('customer-anniversary')).toMatchObject({
      subject: 'person/date/customer/2030',
      facts: { date: { years: 1 } },
    });
    expect(await look('2031-05-02T22:00:00Z')).toHaveLength(1);
  });

  test('two at once tell the same, which is decided once', async () => {
    const ana = await somebody('2032-06-01T12:00:00Z', { birthday: '--06-02', country: 'DE' });
    at('2032-06-01T22:00:00Z');
    await Promise.all([calendar(), calendar(), calendar()]);
    await planned();
    expect((await ana.mine()).filter(({ rule }) => rule === 'birthday')).toHaveLength(1);
  });

  test('after an outage catches up in order, and what is stale is skipped with its reason', async () => {
    const late = await somebody('2033-03-01T12:00:00Z', { birthday: '--03-03', country: 'DE' });
    const today = await somebody('2033-03-01T12:00:00Z', { birthday: '--03-05', country: 'DE' });
    const told = await look('2033-03-05T06:00:00Z');
    const days = told.map(({ facts }) => z.looseObject({ on: z.string() }).parse(facts['date']).on);
    expect(days.slice(-2)).toEqual(['--03-03', '--03-05']);
    expect(await late.one('birthday')).toMatchObject({
      state: 'skipped',
      reason: expect.stringContaining('Too late'),
    });
    expect(await today.one('birthday')).toMatchObject({
      state: 'planned',
      dueAt: '2033-03-05T08:00:00.000Z',
    });
  });

  test('a clock that is set back tells nothing twice', async () => {
    const ana = await somebody('2034-04-01T12:00:00Z', { birthday: '--04-03', country: 'DE' });
    expect(await look('2034-04-02T23:00:00Z')).toHaveLength(1);
    expect(await look('2034-04-01T23:00:00Z')).toEqual([]);
    expect(await look('2034-04-03T01:00:00Z')).toEqual([]);
    expect((await ana.mine()).filter(({ rule }) => rule === 'birthday')).toHaveLength(1);
  });

  test('a birthday that is told on the day still counts, and one that is put right is not wished twice', async () => {
    const ana = await somebody('2035-07-07T05:00:00Z', { birthday: '--07-07', country: 'DE' });
    expect(await look('2035-07-07T06:00:00Z')).toHaveLength(1);
    expect(await ana.one('birthday')).toMatchObject({ dueAt: '2035-07-07T07:00:00.000Z' });
    at('2035-07-07T06:30:00Z');
    await ana.tell({ birthday: '--07-08' });
    expect(await ana.one('birthday')).toMatchObject({
      state: 'planned',
      dueAt: '2035-07-08T07:00:00.000Z',
      facts: { date: { on: '--07-08' } },
    });
    await look('2035-07-07T22:00:00Z');
    expect((await ana.mine()).filter(({ rule }) => rule === 'birthday')).toHaveLength(1);
  });

  test('a birthday that a source tells is wished once, on its day, and remembered', async () => {
    const ana = await somebody('2035-09-08T12:00:00Z', { country: 'DE' });
    const tell = async (now: string) => {
      at(now);
      const told = { kind: 'birthday', subject: 'date/birthday/2035', source: 'own' } as const;
      const id = eventId({ brand: 'demo', ...told, detail: ana.email + now });
      const facts = { date: { kind: 'birthday', on: '1990-09-09', years: 45 } };
      await rooms.planEvents(ana.make({ ...told, id, facts, occurredAt: now, receivedAt: now }));
    };
    await tell('2035-09-08T12:30:00Z');
    expect((await ana.mine()).filter(({ rule }) => rule === 'birthday')).toEqual([]);
    expect(await ana.contact()).toMatchObject({ dates: { birthday: { on: '1990-09-09', source: 'own' } } });
    await tell('2035-09-09T05:00:00Z');
    expect(await ana.one('birthday')).toMatchObject({
      subject: 'person/date/birthday/2035',
      dueAt: '2035-09-09T07:00:00.000Z',
    });
    expect(await look('2035-09-09T06:00:00Z')).toHaveLength(1);
    expect((await ana.mine()).filter(({ rule }) => rule === 'birthday')).toHaveLength(1);
    expect(await look('2036-09-08T22:00:00Z')).toHaveLength(1);
    expect((await ana.mine()).filter(({ rule }) => rule === 'birthday')).toHaveLength(2);
  });

  test('somebody who moves has their wish at their new hour, on the day', async () => {
    const ana = await somebody('2036-08-01T12:00:00Z', { birthday: '--08-03', timezone: 'Asia/Tokyo' });
    await look('2036-08-02T15:00:00Z');
    expect(await ana.one('birthday')).toMatchObject({ dueAt: '2036-08-03T00:00:00.000Z' });
    at('2036-08-02T16:00:00Z');
    await ana.tell({ timezone: 'America/New_York' });
    expect(await ana.one('birthday')).toMatchObject({ state: 'planned', dueAt: '2036-08-03T13:00:00.000Z' });
    await look('2036-08-03T04:00:00Z');
    const all = (await ana.mine()).filter(({ rule }) => rule === 'birthday');
    expect(all.map(({ state, dueAt }) => [state, dueAt])).toEqual([['planned', '2036-08-03T13:00:00.000Z']]);
  });

  test('a run without time leaves the rest to the next', async () => {
    await somebody('2037-09-01T12:00:00Z', { birthday: '--09-02', country: 'DE' });
    at('2037-09-01T22:00:00Z');
    expect(await calendar(0)).toMatchObject({ events: 0, done: false, next: '2037-09-01T22:00:00.000Z' });
    expect(await calendar()).toMatchObject({ events: 1, done: true });
    await planned();
  });

  test('is told of a zone once however often somebody comes in, and forgets only what it has seen', async () => {
    const store = await import('../../shared/store/calendar.ts');
    const { noteArrivals, forgetArrival } = store;
    const { saveBrand } = await import('../../shared/store/brands.ts');
    await saveBrand(makeBrand({ id: 'oslo' }));
    const loadCalendar = async () => {
      const [stored] = await store.readCalendars(['oslo']);
      return stored && store.calendarOf(stored);
    };
    const first = Temporal.Instant.from('2038-01-01T10:00:30Z');
    const zone = 'Europe/Oslo';
    const arrivals = async () => (await loadCalendar())?.arrivals;
    const written = (): number =>
      rooms.cloud.gateway.requests.count({ service: 'dynamodb', operation: 'UpdateItem' });
    const before = written();
    for (const minutes of [0, 1, 2]) {
      const now = first.add({ minutes });
      // As an import does it: many at the same time, before the first is written.
      await Promise.all(Array.from({ length: 10 }, () => noteArrivals('oslo', [zone, '-'], now)));
    }
    expect(written() - before).toBe(3);
    expect(await arrivals()).toHaveLength(2);
    expect(await arrivals()).toContainEqual({ zone, at: '2038-01-01T10:02' });
    await forgetArrival('oslo', { zone, at: '2038-01-01T10:01' });
    expect(await arrivals()).toHaveLength(2);
    await forgetArrival('oslo', { zone, at: '2038-01-01T10:02' });
    expect(await arrivals()).toEqual([{ zone: '-', at: '2038-01-01T10:02' }]);
    expect((await loadCalendar())?.zones).toEqual(['-', zone]);
  });

  test('tells when the next day begins on which somebody has a date', async () => {
    await somebody('2038-09-15T12:00:00Z', { birthday: '--09-20', timezone: 'Asia/Kathmandu' });
    at('2038-09-15T17:00:00Z');
    expect(await calendar()).toMatchObject({ next: '2038-09-19T18:15:00.000Z' });
  });

  test('looks no further ahead than a week', async () => {
    await somebody('2038-10-01T12:00:00Z', { birthday: '--10-20', timezone: 'Asia/Kathmandu' });
    at('2038-10-01T18:30:00Z');
    const { next } = await calendar();
    const days = (Date.parse(next ?? '') - Date.parse('2038-10-01T18:30:00Z')) / 86_400_000;
    expect(days).toBeGreaterThan(7);
    expect(days).toBeLessThan(8);
  });
});

describe('a rule on a date', () => {
  test.each([
    ['feb-28', 2039, '2039-02-28T08:00:00.000Z'],
    ['mar-1', 2041, '2041-03-01T08:00:00.000Z'],
    ['leap-years', 2043, undefined],
    ['leap-years', 2044, '2044-02-29T08:00:00.000Z'],
    ['mar-1', 2048, '2048-02-29T08:00:00.000Z'],
  ] as const)('celebrates February 29 as it says: %s in %d', async (leapDay, year, dueAt) => {
    const id = `leap-${year}`;
    await withRules([{ id, on: 'birthday', leapDay }], async () => {
      const ana = await somebody(`${year}-02-20T12:00:00Z`, { birthday: '1988-02-29', country: 'DE' });
      for (const day of ['02-27', '02-28', '02-29', '03-01'])
        if (day !== '02-29' || year % 4 === 0) await look(`${year}-${day}T23:00:00Z`);
      const due = (await ana.mine()).filter(({ rule }) => rule === id).map((each) => each.dueAt);
      expect(due).toEqual(dueAt === undefined ? [] : [dueAt]);
    });
  });

  test('may be for days before, beside the wish on the day', async () => {
    await withRules([{ id: 'soon', on: 'birthday', daysBefore: 3 }], async () => {
      const ana = await somebody('2049-12-20T12:00:00Z', { birthday: '1980-01-02', country: 'DE' });
      await look('2049-12-29T23:00:00Z');
      expect(await ana.one('soon')).toMatchObject({
        subject: 'person/date/birthday/2050',
        dueAt: '2049-12-30T08:00:00.000Z',
        facts: { date: { daysBefore: 3, years: 70 } },
      });
      expect((await ana.mine()).map(({ rule }) => rule)).not.toContain('birthday');
      await look('2050-01-01T23:00:00Z');
      expect(await ana.one('birthday')).toMatchObject({ dueAt: '2050-01-02T08:00:00.000Z' });
      expect(await ana.one('soon')).toMatchObject({
        trace: [expect.stringContaining('fired'), expect.anything()],
      });
    });
  });

  test('may be for a fixed day of the brand, where a live rule listens', async () => {
    const { readBrand, saveBrand } = await import('../../shared/store/brands.ts');
    const brand = await readBrand('demo');
    if (!brand) throw new Error('no brand');
    const thursday = {
      kind: 'harvest',
      name: 'Harvest',
      on: { nth: 4, weekday: 'thursday', month: 11 },
    } as const;
    await saveBrand({ ...brand, occasions: [thursday] });
    await withRules([{ id: 'harvest', on: 'occasion' }], async () => {
      const ana = await somebody('2051-11-20T12:00:00Z', { timezone: 'Australia/Lord_Howe' });
      await look('2051-11-22T12:00:00Z');
      expect((await ana.mine()).map(({ rule }) => rule)).not.toContain('harvest');
      // In summer Lord Howe is eleven hours ahead.
      await look('2051-11-22T13:00:00Z');
      await look('2051-11-23T12:00:00Z');
      expect(await ana.one('harvest')).toMatchObject({
        subject: 'person/date/harvest/2051',
        facts: { date: { kind: 'harvest', on: '2051-11-23' } },
      });
    });
    await saveBrand(brand);
  });

  test('tells an occasion and a rule that come on the day itself, once, and no day before', async () => {
    const { readBrand, saveBrand } = await import('../../shared/store/brands.ts');
    const brand = await readBrand('demo');
    if (!brand) throw new Error('no brand');
    const ben = await somebody('2052-11-20T12:00:00Z', { timezone: 'Asia/Tokyo' });
    await look('2052-11-20T13:00:00Z');
    await look('2052-11-20T15:00:00Z');
    // In Tokyo, the 21st has begun, and was looked at.
    const of = (kind: string, on: string) => ({ kind, name: kind, on });
    await saveBrand({ ...brand, occasions: [of('harvest', '--11-21'), of('eve', '--11-20')] });
    await withRules([{ id: 'harvest', on: 'occasion', within: 'P3D' }], async () => {
      await look('2052-11-20T16:00:00Z');
      const told = (await ben.mine()).filter(({ rule }) => rule === 'harvest');
      expect(told.map(({ subject }) => subject)).toEqual(['person/date/harvest/2052']);
      expect(await look('2052-11-20T17:00:00Z')).toEqual([]);
      expect(await ben.one('harvest')).toMatchObject({ dueAt: '2052-11-21T00:00:00.000Z' });
    });
    await saveBrand(brand);
  });

  test('tells a second occasion of a day that comes on the day itself, after the first was told', async () => {
    const { readBrand, saveBrand } = await import('../../shared/store/brands.ts');
    const brand = await readBrand('demo');
    if (!brand) throw new Error('no brand');
    const of = (kind: string) => ({ kind, name: kind, on: '--11-21' });
    await saveBrand({ ...brand, occasions: [of('harvest')] });
    await withRules([{ id: 'feast', on: 'occasion', within: 'P3D' }], async () => {
      const ben = await somebody('2053-11-19T12:00:00Z', { timezone: 'Asia/Tokyo' });
      const subjects = async () =>
        (await ben.mine()).filter(({ rule }) => rule === 'feast').map(({ subject }) => subject);
      await look('2053-11-20T15:00:00Z');
      expect(await subjects()).toEqual(['person/date/harvest/2053']);
      await saveBrand({ ...brand, occasions: [of('harvest'), of('market')] });
      await look('2053-11-20T17:00:00Z');
      expect((await subjects()).toSorted()).toEqual(['person/date/harvest/2053', 'person/date/market/2053']);
      expect(await look('2053-11-20T18:00:00Z')).toEqual([]);
    });
    await saveBrand(brand);
  });

  test('for days before that comes on such a day tells those who were looked at for another rule', async () => {
    const before = { daysBefore: 3, within: 'P3D' };
    const dates = { birthday: '1980-06-14', dates: { customer: '2050-06-14' } };
    await withRules([{ id: 'soon', on: 'birthday', ...before }], async () => {
      const ana = await somebody('2054-06-09T12:00:00Z', { ...dates, country: 'DE' });
      const ben = await somebody('2054-06-09T12:00:00Z', { ...dates, timezone: 'Europe/Lisbon' });
      await look('2054-06-11T05:00:00Z');
      const rulesOf = async (one: typeof ana) =>
        (await one.mine()).flatMap(({ rule }) => (rule === 'welcome' ? [] : [rule])).toSorted();
      expect([await rulesOf(ana), await rulesOf(ben)]).toEqual([['soon'], ['soon']]);
      await withRules([{ id: 'year', on: 'anniversary', ...before }], async () => {
        await look('2054-06-11T06:00:00Z');
        expect([await rulesOf(ana), await rulesOf(ben)]).toEqual([
          ['soon', 'year'],
          ['soon', 'year'],
        ]);
        expect(await look('2054-06-11T07:00:00Z')).toEqual([]);
      });
    });
  });
});

test('a mark that cannot be written is heard of, and takes no wish away and makes no second one', async () => {
  const ana = await somebody('2090-08-16T12:00:00Z', { birthday: '--08-17', country: 'DE' });
  at('2090-08-16T22:00:00Z');
  rooms.cloud.gateway.faults.add({
    service: 'dynamodb',
    operation: 'UpdateItem',
    match: ({ input }) => JSON.stringify(input['Key']).includes('DATE#birthday'),
    respond: { code: 'ValidationException', message: 'no' },
  });
  await expect(calendar()).rejects.toThrow('no');
  expect((await calendar()).events).toBe(0);
  expect(await planned()).toHaveLength(1);
  expect((await ana.mine()).filter(({ rule }) => rule === 'birthday')).toHaveLength(1);
  const next = await look('2091-08-16T22:00:00Z');
  expect(next.filter(({ occurredAt }) => occurredAt === '2091-08-16T22:00:00.000Z')).toHaveLength(1);
});
