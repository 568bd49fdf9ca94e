import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { vi } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Event } from '../../shared/contract/event.ts';
import { type FollowUp, followUp as followUpSchema } from '../../shared/contract/follow-up.ts';
import { ENV } from '../../shared/contract/names.ts';
import type { Rule } from '../../shared/contract/rule.ts';
import { simulate } from '../../shared/domain/ledger/simulate.ts';
import { namedBy } from '../../shared/domain/ledger/touched.ts';
import { emptyWorld } from '../../shared/domain/ledger/world.ts';
import { contactId, eventId, followUpId } from '../../shared/domain/people/identity.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { iso } from '../../shared/domain/time/waits.ts';
import { INDEX, parseDueKey } from '../../shared/store/indexes.ts';
import { addForecast, emptyForecast } from '../../shared/work/rehearse/forecast-part.ts';
import type { ForecastCursor } from '../../shared/work/rehearse/forecast.ts';
import { startCloud } from './cloud.ts';
import { conditions } from './make-rules.ts';
import { makeBrand, makeEvent, makeRule } from './make.ts';
import { envelope, makeBatch } from './rooms.ts';

/** A brand, its rules, and what happens to a few people; moments in minutes since the beginning. */
export type Story = { brand: Partial<Brand>; rules: Rule[]; events: Moment[]; isLong: boolean };
type Moment = { at: number; kind: Event['kind']; who: number; order: number; late: number };

const DAY = 24 * 60;

const rule = fc.record({
  on: fc.constantFrom('purchase', 'purchase', 'delivery', 'refund', 'signup'),
  // Most rules apply to most orders, so that they meet in groups and under caps.
  if: fc.option(conditions, { nil: undefined, freq: 1 }),
  group: fc.option(fc.constantFrom('thanks', 'check-in'), { nil: undefined }),
  priority: fc.constantFrom(300, 500, 700),
  after: fc.constantFrom('PT0S', 'PT0S', 'PT1H', 'P1D', 'P7D'),
  at: fc.option(fc.constantFrom('10:00', '02:30', '23:45'), { nil: undefined }),
  weekdays: fc.option(fc.constant(true as const), { nil: undefined, freq: 1 }),
  within: fc.constantFrom('P2D', 'P10D', 'P30D'),
  purpose: fc.constantFrom('transactional', 'transactional', 'marketing'),
  retimedBy: fc.subarray(['delivery' as const]),
  unless: fc.subarray([
    { event: 'refund' as const, of: 'subject' as const },
    { event: 'purchase' as const, of: 'contact' as const },
    { event: 'cancellation' as const, of: 'subject' as const },
  ]),
  limit: fc.option(fc.constantFrom({ max: 1, per: 'P3D' }, { max: 2, per: 'P7D' }), { nil: undefined }),
});

const moment: fc.Arbitrary<Moment> = fc.record({
  at: fc.integer({ min: 0, max: 12 * DAY }),
  kind: fc.constantFrom('purchase', 'purchase', 'purchase', 'delivery', 'refund', 'cancellation', 'signup'),
  who: fc.integer({ min: 0, max: 1 }),
  order: fc.integer({ min: 0, max: 3 }),
  /** How long it took until we heard of it. */
  late: fc.constantFrom(0, 0, 0, 30, 3 * DAY),
});

const allStories: fc.Arbitrary<Story> = fc.record({
  brand: fc.record(
    {
      timezone: fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Pacific/Auckland'),
      quietHours: fc.constantFrom({ from: '21:00', to: '08:00' }, { from: '12:00', to: '13:30' }),
      cap: fc.constantFrom({ max: 1, per: 'P1D' }, { max: 2, per: 'P7D' }),
      weekdaysOnly: fc.boolean(),
      spread: fc.constantFrom('PT2H', 'PT10M'),
      // As every brand is until much of it is due at once.
      narrow: fc.constant(true),
    },
    { requiredKeys: ['timezone'] },
  ),
  rules: fc.array(rule, { minLength: 1, maxLength: 5 }).map((all) =>
    all.map(({ if: when, group, at, weekdays, limit, ...rest }, index) =>
      makeRule({
        id: `rule-${index}`,
        name: `Rule ${index}`,
        template: 'plain',
        ...rest,
        ...(when && { if: when }),
        ...(group !== undefined && { group }),
        ...(at !== undefined && { at }),
        ...(weekdays && { weekdays }),
        ...(limit && { limit }),
      }),
    ),
  ),
  events: fc.array(moment, { minLength: 3, maxLength: 10 }),
  isLong: fc.boolean(),
});

const WAITS: Record<string, string> = { PT0S: 'P3D', PT1H: 'P5D' };

/**
 * In a long story rules wait, and mostly apply: of what goes at once, and of what never goes, a forecast has little to
 * tell.
 */
export const stories = allStories.map((story): Story => {
  if (!story.isLong) return story;
  const rules = story.rules.map(({ if: _if, after, ...rest }): Rule => {
    const longer = { within: 'P30D', after: WAITS[after] ?? after };
    return { ...rest, ...longer, purpose: 'transactional' };
  });
  return { ...story, rules };
});

/** What became of everything, as far as anybody can see it: by follow-up. */
export type Outcome = Record<string, Partial<FollowUp>>;

const seen = (followUps: readonly FollowUp[]): Outcome =>
  Object.fromEntries(
    followUps
      .map(({ state, dueAt, expiresAt, sentAt, reason, trace, ...of }) => ({
        id: followUpId(of),
        shown: { rule: of.rule, subject: of.subject, state, dueAt, expiresAt, sentAt, reason, trace },
      }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, shown }) => [id, shown]),
  );

const MINUTE = 60_000;
/** Longer than any rule makes sense. */
const HORIZON = 60 * DAY * MINUTE;
const BRAND = 'rehearsal';
const DAYS_AHEAD = 14;

/** Mails by day and rule. */
export type Days = Record<string, Record<string, number>>;

/** The rooms in this process with a clock that stands where it is put, and the same stories told to `simulate`. */
export async function startRehearsal() {
  const cloud = await startCloud();
  for (const room of ['jobs', 'plan', 'dispatch', 'send']) cloud.use(room);
  process.env['LOG_LEVEL'] = 'silent';
  const [plan, dispatch, send, brands, rules, templates, secrets, follow, forecast] = await Promise.all([
    import('../../functions/plan/handler.ts'),
    import('../../functions/dispatch/handler.ts'),
    import('../../functions/send/handler.ts'),
    import('../../shared/store/brands.ts'),
    import('../../shared/store/rules.ts'),
    import('../../shared/store/templates.ts'),
    import('../../shared/clients/secrets.ts'),
    import('../../shared/store/follow-ups.ts'),
    import('../../shared/work/rehearse/forecast.ts'),
  ]);
  const key = await secrets.loadKey(ENV.contactKey);
  const plain = { subject: 'Thank you', html: '<p>Thank you</p>', text: 'Thank you' };
  await templates.saveTemplate(BRAND, { id: 'plain', version: 1, languages: { en: plain } });
  let told = 0;
  // Each story begins after the one before has ended.
  let clock = Date.parse('2026-11-01T00:00:17Z');

  const contactOf = (event: Event): string | undefined => {
    const named = namedBy(event);
    return named && contactId(key, BRAND, named);
  };

  /** The events of a story, in the order in which they are heard of. */
  function happen({ events }: Story): Event[] {
    told += 1;
    return events
      .map((one) => makeMoment(one, { start: clock, story: told }))
      .toSorted((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt));
  }

  const to = (time: number): void => void vi.setSystemTime(time);
  async function sendAll(): Promise<void> {
    for (let bodies = cloud.queueMessages('send'); bodies.length > 0; bodies = cloud.queueMessages('send')) {
      cloud.emptyQueue('send');
      await send.handler(makeBatch(bodies));
    }
  }
  /** The minute in which `dispatch` finds something. All that waits is the story's: one look at the whole index. */
  async function nextTick(): Promise<number> {
    const { Items = [] } = await cloud.table.send(
      new ScanCommand({ TableName: cloud.tableName, IndexName: INDEX.byDue }),
    );
    const times = Items.map((item) => Date.parse(parseDueKey(String(item['dueSk'])).dueAt));
    return Math.min(...times.map((time) => Math.ceil(time / MINUTE) * MINUTE));
  }
  /** Runs every minute before `end` in which something is due. */
  async function tickUntil(end: number): Promise<void> {
    for (let tick = await nextTick(); tick < end; tick = await nextTick()) {
      to(Math.max(tick, Math.ceil(Date.now() / MINUTE) * MINUTE));
      await dispatch.handler();
      await sendAll();
    }
  }

  /** Everything as it happens, up to the last event. */
  async function begin({ brand: over, rules: all }: Story, events: readonly Event[]): Promise<void> {
    vi.useFakeTimers({ toFake: ['Date'], now: clock });
    await brands.saveBrand(makeBrand({ ...over, id: BRAND }));
    const { version: basedOn } = await rules.readLive(BRAND);
    await rules.publishLive({ brand: BRAND, rules: all, basedOn });
    for (const event of events) {
      const at = Date.parse(event.receivedAt);
      await tickUntil(at);
      to(at);
      await plan.handler(makeBatch([envelope(event)]));
      await sendAll();
    }
  }

  /** The days pass, and nothing more happens. */
  async function end(events: readonly Event[]): Promise<Outcome> {
    await tickUntil(clock + HORIZON);
    const people = new Set(events.flatMap((event) => contactOf(event) ?? []));
    const pages = await Promise.all(
      [...people].map((contact) => follow.listFollowUps({ brand: BRAND, contact })),
    );
    return seen(pages.flatMap(({ items }) => items.map((item) => followUpSchema.parse(item))));
  }

  function rehearse({ brand: over, rules: all }: Story, events: readonly Event[]): Outcome {
    const world = emptyWorld();
    const until = Temporal.Instant.fromEpochMilliseconds(clock + HORIZON);
    const arrivals = events.map((event) => ({ event, contact: contactOf(event) }));
    const laws = { brand: makeBrand({ ...over, id: BRAND }), rules: compileRules(all) };
    simulate({ world, arrivals, laws, until });
    return seen([...world.followUps.values()]);
  }

  /** What is forecast for the next days, by day and rule, and until when. */
  async function foresee(story: Story): Promise<{ foreseen: Days; until: number }> {
    const brand = makeBrand({ ...story.brand, id: BRAND });
    const now = Temporal.Now.instant();
    const wish = forecast.prepareForecast({ brand, rules: story.rules, days: DAYS_AHEAD, now });
    let part = emptyForecast();
    let cursor: ForecastCursor | undefined = { shard: 0 };
    while (cursor) {
      const slice: Awaited<ReturnType<typeof forecast.forecastSlice>> = await forecast.forecastSlice(
        wish,
        cursor,
      );
      part = addForecast(part, slice.part);
      ({ cursor } = slice);
    }
    return { foreseen: part.days, until: forecast.endOf(wish).epochMilliseconds };
  }

  return {
    /**
     * Rehearses a story, then lets it happen. When the last event was heard of, `foreseen` is what is forecast for the
     * next days; `came` is what then was sent in them.
     */
    async tell(story: Story): Promise<{ rehearsed: Outcome; lived: Outcome; foreseen: Days; came: Days }> {
      const events = happen(story);
      const rehearsed = rehearse(story, events);
      await begin(story, events);
      const from = Date.now();
      const { foreseen, until } = await foresee(story);
      const lived = await end(events);
      clock += HORIZON + DAY * MINUTE;
      const { timezone } = makeBrand(story.brand);
      return { rehearsed, lived, foreseen, came: sentIn(lived, { from, until, timezone }) };
    },
    async stop(): Promise<void> {
      vi.useRealTimers();
      await cloud.stop();
    },
  };
}

/** What was sent after `from` and before `until`. */
function sentIn(lived: Outcome, of: { from: number; until: number; timezone: string }): Days {
  const days: Days = {};
  for (const { sentAt, rule = '' } of Object.values(lived)) {
    if (sentAt === undefined || Date.parse(sentAt) <= of.from || Date.parse(sentAt) >= of.until) continue;
    const day = Temporal.Instant.from(sentAt).toZonedDateTimeISO(of.timezone).toPlainDate().toString();
    const rules = (days[day] ??= {});
    rules[rule] = (rules[rule] ?? 0) + 1;
  }
  return days;
}

function makeMoment(one: Moment, { start, story }: { start: number; story: number }): Event {
  const { at, kind, who, order, late } = one;
  const occurred = Temporal.Instant.fromEpochMilliseconds(start + at * MINUTE);
  const subject = kind === 'signup' ? 'signup' : `order/${story}-${order}`;
  const email = `person-${story}-${who}@example.com`;
  const isThin = kind === 'refund' || kind === 'cancellation';
  const detail = kind === 'refund' ? String(at) : email;
  const apart = kind === 'refund' || kind === 'signup' ? { detail } : {};
  return makeEvent({
    id: eventId({ brand: BRAND, source: 'standard-webhooks', kind, subject, ...apart }),
    brand: BRAND,
    kind,
    subject,
    occurredAt: iso(occurred),
    // A second apart from every tick and every other arrival of the same minute.
    receivedAt: iso(occurred.add({ minutes: late, seconds: (who * 4 + order) * 2 })),
    person: isThin ? {} : { email, country: who === 0 ? 'DE' : 'US' },
    facts: kind === 'signup' ? {} : factsOf(one, story),
  });
}

const factsOf = ({ at, kind, order }: Moment, story: number): Event['facts'] => ({
  order: {
    id: `${story}-${order}`,
    number: `#${story}-${order}`,
    total: { amount: order === 0 ? '64.50' : '120', currency: 'EUR' },
    items: [{ title: 'Kettle', sku: order % 2 === 0 ? 'KT-1' : 'CUP-9', quantity: 1 }],
  },
  ...(kind === 'refund' && { refund: { id: String(at) } }),
});
