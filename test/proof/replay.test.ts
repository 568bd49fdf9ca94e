import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import type { Event } from '../../shared/contract/event.ts';
import type { Rule } from '../../shared/contract/rule.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { type ReplayPart, addPart, emptyPart } from '../../shared/work/rehearse/replay-part.ts';
import type * as Replay from '../../shared/work/rehearse/replay.ts';
import { makeBrand } from '../helpers/make.ts';
import { writePast } from '../helpers/past.ts';
import { type Newcomer, startRooms } from '../helpers/rooms.ts';

const DAY = 86_400_000;
const SHARDS = [0, 1, 2, 3];
let rooms: Awaited<ReturnType<typeof startRooms>>;
let replay: typeof Replay;
let live: Rule[];
let brand: ReturnType<typeof makeBrand>;
let clock = Math.floor(Date.now() / DAY) * DAY + 9 * 3_600_000;

beforeAll(async () => {
  rooms = await startRooms();
  replay = await import('../../shared/work/rehearse/replay.ts');
  live = (await (await import('../../shared/store/rules.ts')).loadLive('demo')).rules;
  brand = (await (await import('../../shared/store/brands.ts')).loadBrand('demo')) ?? makeBrand();
  vi.useFakeTimers({ toFake: ['Date'], now: clock });
});
// Each test has days of its own, which no other test's events reach into.
beforeEach(() => to(clock + 60 * DAY));
afterAll(async () => {
  vi.useRealTimers();
  await rooms.stop();
});

function to(time: number): void {
  clock = time;
  vi.setSystemTime(time);
}

/** Something happens, and we hear of it a second later. */
async function hear(event: Event): Promise<void> {
  const occurredAt = new Date(clock).toISOString();
  to(clock + 1000);
  await rooms.planEvents({ ...event, occurredAt, receivedAt: new Date(clock).toISOString() });
  await rooms.sendQueued();
}

/** Some people buy, some have it sent back; two weeks later the check-ins go. */
async function threeWeeks(): Promise<Newcomer[]> {
  const people = Array.from({ length: 6 }, () => rooms.newcomer());
  for (const [at, person] of people.entries()) {
    await hear(person.make());
    if (at % 3 === 0) await hear(person.another());
    if (at % 3 === 1) await hear(person.refund());
    to(clock + 3_600_000);
  }
  for (let { next } = await rooms.dispatch(); next !== null; { next } = await rooms.dispatch()) {
    await rooms.sendQueued();
    to(Math.max(clock, Math.ceil(Date.parse(next) / 60_000) * 60_000));
  }
  await rooms.sendQueued();
  to(clock + 5 * DAY);
  return people;
}

async function replayAll(rules: readonly Rule[], { days = 30, unfit = new Set<string>() } = {}) {
  const now = Temporal.Instant.fromEpochMilliseconds(clock);
  const parts = await Promise.all(
    SHARDS.map(async (shard) => {
      const wish = { brand, rules: compileRules(rules), unfit, days, now, hasTime: () => true };
      const { part, cursor } = await replay.replaySlice(wish, { shard });
      expect(cursor).toEqual(shard < 3 ? { shard: shard + 1 } : undefined);
      return part;
    }),
  );
  const sum = (of: (part: ReplayPart, rule: string) => number, rule = ''): number =>
    parts.reduce((total, part) => total + of(part, rule), 0);
  return {
    events: sum(({ events }) => events),
    people: sum(({ people }) => people),
    of: (rule: string) => ({
      rehearsed: sum((part) => part.rules[rule]?.rehearsed ?? 0),
      real: sum((part) => part.rules[rule]?.real ?? 0),
      more: sum((part) => part.rules[rule]?.more ?? 0),
      less: sum((part) => part.rules[rule]?.less ?? 0),
      moved: sum((part) => part.rules[rule]?.moved ?? 0),
    }),
    more: parts.flatMap(({ more }) => more),
    less: parts.flatMap(({ less }) => less),
    moved: parts.flatMap(({ moved }) => moved),
    recipients: sum(({ recipients }) => recipients),
  };
}

/** The whole, as somebody asks who goes on with each cursor. */
async function inSlices(wish: Replay.ReplayWish): Promise<{ slices: number; part: ReplayPart }> {
  let part = emptyPart();
  let slices = 0;
  let progress = 0;
  let cursor: Replay.ReplayCursor | undefined = { shard: 0 };
  while (cursor) {
    const slice: Awaited<ReturnType<typeof Replay.replaySlice>> = await replay.replaySlice(wish, cursor);
    part = addPart(part, slice.part);
    slices += 1;
    ({ cursor } = slice);
    const next = cursor ? replay.progressOf(cursor) : 1;
    expect(next).toBeGreaterThanOrEqual(progress);
    progress = next;
  }
  expect(progress).toBe(1);
  return { slices, part };
}

/** Without the examples, which are of whoever came first. */
const counts = ({ more: _more, less: _less, moved: _moved, ...rest }: ReplayPart) => rest;

describe('a replay', () => {
  test('under the rules that were live sends just what was sent', async () => {
    await threeWeeks();
    const replayed = await replayAll(live);
    expect(replayed).toMatchObject({ events: 10, people: 6, recipients: 6, more: [], less: [], moved: [] });
    expect(replayed.of('first-purchase-thanks')).toEqual({
      rehearsed: 6,
      real: 6,
      more: 0,
      less: 0,
      moved: 0,
    });
    expect(replayed.of('purchase-thanks')).toEqual({ rehearsed: 2, real: 2, more: 0, less: 0, moved: 0 });
    expect(replayed.of('check-in')).toEqual({ rehearsed: 6, real: 6, more: 0, less: 0, moved: 0 });
  });

  test('under a draft tells what would have been sent besides, and what not', async () => {
    await threeWeeks();
    const draft = live.map((rule): Rule => {
      if (rule.id === 'check-in') return { ...rule, after: 'P30D', within: 'P60D' };
      return rule.id === 'first-purchase-thanks' ? { ...rule, unless: [] } : rule;
    });
    const replayed = await replayAll(draft);
    expect(replayed.of('check-in')).toEqual({ rehearsed: 0, real: 6, more: 0, less: 0, moved: 6 });
    expect(replayed.less).toEqual([]);
    expect(replayed.moved[0]).toEqual({
      id: expect.any(String),
      rule: 'check-in',
      contact: expect.stringMatching(/^[\w-]{22}$/),
      to: expect.stringMatching(/^.…@example\.com$/),
      real: expect.stringMatching(/T.*Z$/),
      rehearsed: expect.stringMatching(/T.*Z$/),
      why: expect.stringMatching(/^It still waits: Due .*30 days after the purchase/),
    });
    expect(Date.parse(replayed.moved[0]?.rehearsed ?? '')).toBeGreaterThan(clock);
    const muted = await replayAll(live.filter(({ id }) => id !== 'first-purchase-thanks'));
    expect(muted.of('purchase-thanks')).toMatchObject({ rehearsed: 8, real: 2, more: 6 });
  });

  test('says of each mail that is missing why', async () => {
    await threeWeeks();
    const draft = live.flatMap((rule): Rule[] => {
      if (rule.id === 'purchase-thanks') return [];
      if (rule.id === 'check-in') return [{ ...rule, unless: [{ event: 'purchase', of: 'contact' }] }];
      if (rule.id !== 'first-purchase-thanks') return [rule];
      return [{ ...rule, if: { field: 'contact.orders', op: 'gt', value: 99 } }];
    });
    const { less } = await replayAll(draft);
    const whyOf = (id: string) => new Set(less.filter(({ rule }) => rule === id).map(({ why }) => why));
    expect(whyOf('purchase-thanks')).toEqual(new Set(['There is no such rule.']));
    expect(whyOf('first-purchase-thanks')).toEqual(
      new Set([expect.stringMatching(/does not apply: it asks that contact\.orders is more than 99\.$/)]),
    );
    expect(whyOf('check-in')).toEqual(
      new Set([expect.stringMatching(/^Cancelled because the person made a purchase on/)]),
    );
    const unfit = await replayAll(live, { unfit: new Set(['check-in']) });
    expect(unfit.less[0]).toMatchObject({ why: 'Its mail could not be written.' });
  });

  test('does not count the mails that could not be written', async () => {
    await threeWeeks();
    const replayed = await replayAll(live, { unfit: new Set(['check-in']) });
    expect(replayed.of('check-in')).toEqual({ rehearsed: 0, real: 6, more: 0, less: 6, moved: 0 });
    expect(replayed.of('first-purchase-thanks')).toMatchObject({ rehearsed: 6, real: 6 });
  });

  test('tells what would have gone at another time, with both times', async () => {
    await threeWeeks();
    const sooner = live.map((rule): Rule => (rule.id === 'check-in' ? { ...rule, after: 'P10D' } : rule));
    const replayed = await replayAll(sooner);
    expect(replayed.of('check-in')).toMatchObject({ rehearsed: 6, real: 6, more: 0, less: 0, moved: 6 });
    const [first] = replayed.moved;
    const apart = Date.parse(first?.real ?? '') - Date.parse(first?.rehearsed ?? '');
    expect(apart / DAY).toBeGreaterThan(3);
    expect(apart / DAY).toBeLessThan(6);
  });

  test('goes on after the people that there was time for, and comes to the same', async () => {
    await writePast(rooms.cloud, { people: 60, orders: 3, now: clock });
    const wish = {
      brand,
      rules: compileRules(live),
      unfit: new Set<string>(),
      days: 30,
      now: Temporal.Instant.fromEpochMilliseconds(clock),
    };
    const whole = await inSlices({ ...wish, hasTime: () => true });
    expect(whole).toMatchObject({ slices: 4, part: { events: 180, people: 60, recipients: 60 } });
    expect(whole.part.rules['first-purchase-thanks']).toMatchObject({ rehearsed: 60, real: 60 });
    const portion = { held: 1000, people: 4, events: 100 };
    const inHaste = await inSlices({ ...wish, hasTime: () => false, portion });
    expect(inHaste.slices).toBeGreaterThanOrEqual(15);
    const littleRoom = await inSlices({
      ...wish,
      hasTime: () => true,
      portion: { held: 10, people: 2, events: 5 },
    });
    expect(littleRoom.slices).toBeGreaterThanOrEqual(8);
    for (const { part } of [inHaste, littleRoom]) expect(counts(part)).toEqual(counts(whole.part));
  });

  test('knows how many orders somebody had before the days that are looked at', async () => {
    const [person] = await threeWeeks();
    const third = person?.another();
    if (!third) throw new Error('nobody');
    await hear({ ...third, id: `evt_${'a'.repeat(32)}`, subject: `${third.subject}-3` });
    to(clock + DAY);
    const replayed = await replayAll(live, { days: 3 });
    expect(replayed).toMatchObject({ events: 1, people: 1, more: [], less: [] });
    expect(replayed.of('purchase-thanks')).toMatchObject({ rehearsed: 1, real: 1 });
  });
});
