import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../shared/contract/event.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import type { Rule } from '../../shared/contract/rule.ts';
import { simulate } from '../../shared/domain/ledger/simulate.ts';
import { type World, emptyWorld } from '../../shared/domain/ledger/world.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { at, makeBrand, makeEvent, makeRule } from '../helpers/make.ts';

const ANA = 'contact-of-ana';
const THANKS = makeRule({ group: 'thanks' });
const CHECK_IN = makeRule({
  id: 'check-in',
  name: 'Check-in',
  after: 'P14D',
  at: '10:00',
  within: 'P30D',
  retimedBy: ['delivery'],
});
const order = (over: Partial<Event> = {}): Event => makeEvent(over);
const refund = (over: Partial<Event> = {}): Event =>
  makeEvent({
    kind: 'refund',
    person: {},
    facts: { order: { id: 'A-1001' }, refund: { id: 'R-1' } },
    ...over,
  });

function run(
  events: Event[],
  {
    rules = [THANKS, CHECK_IN],
    until = '2027-03-01T00:00:00Z',
    world = emptyWorld(),
    brand = makeBrand(),
  } = {},
): { world: World; byRule: Record<string, FollowUp> } {
  simulate({
    world,
    arrivals: events.map((event) => ({ event, contact: event.person.email ? ANA : undefined })),
    laws: { brand, rules: compileRules(rules) },
    until: at(until),
  });
  return {
    world,
    byRule: Object.fromEntries([...world.followUps.values()].map((followUp) => [followUp.rule, followUp])),
  };
}

describe('a rehearsal', () => {
  test('sends what is due at once when the event is heard of, the rest in the first minute after it is due', () => {
    const { byRule } = run([order()]);
    expect(byRule['purchase-thanks']).toMatchObject({ state: 'sent', sentAt: '2026-11-22T09:00:01.000Z' });
    expect(byRule['check-in']).toMatchObject({ state: 'sent', sentAt: '2026-12-06T09:00:00.000Z' });
  });

  test('ends where it is told to: what is due later stays planned', () => {
    const { byRule } = run([order()], { until: '2026-12-06T08:59:59Z' });
    expect(byRule['check-in']).toMatchObject({ state: 'planned' });
    expect(run([order()], { until: '2026-12-06T09:00:00Z' }).byRule['check-in']).toMatchObject({
      state: 'sent',
    });
  });

  test('waits for the next purchase without taking the first for it', () => {
    const MISSED = makeRule({
      id: 'missed',
      after: 'P120D',
      within: 'P150D',
      unless: [{ event: 'purchase', of: 'contact' }],
    });
    const until = '2027-12-01T00:00:00Z';
    expect(run([order()], { rules: [MISSED], until }).byRule['missed']).toMatchObject({
      state: 'sent',
      sentAt: '2027-03-22T09:00:00.000Z',
    });
    const next = order({
      id: `evt_${'b'.repeat(32)}`,
      subject: 'order/A-1002',
      occurredAt: '2026-12-24T09:00:00.000Z',
      receivedAt: '2026-12-24T09:00:01.000Z',
    });
    const { world } = run([order(), next], { rules: [MISSED], until });
    expect([...world.followUps.values()].map(({ state, sentAt }) => [state, sentAt])).toEqual([
      ['cancelled', undefined],
      ['sent', '2027-04-23T08:00:00.000Z'],
    ]);
  });

  test('lets a refund stop the check-in, whichever comes first', () => {
    const later = refund({ occurredAt: '2026-11-25T09:00:00.000Z', receivedAt: '2026-11-25T09:00:01.000Z' });
    expect(run([order(), later]).byRule['check-in']).toMatchObject({ state: 'cancelled' });
    const first = refund({ receivedAt: '2026-11-22T09:00:00.500Z' });
    expect(run([first, order()]).byRule['check-in']).toMatchObject({ state: 'cancelled' });
  });

  test('counts an event once, and passes over tests and what was erased', () => {
    expect(run([order(), order()]).world.contacts.get(ANA)?.counters.orders).toBe(1);
    expect(run([order({ test: true })]).world.contacts.size).toBe(0);
    const world = emptyWorld();
    world.tombstones.set(ANA, { brand: 'demo', contact: ANA, erasedAt: '2026-11-23T00:00:00.000Z' });
    expect(run([order()], { world }).world.followUps.size).toBe(0);
  });

  test('sends nothing to whom nothing is sent, and marketing only to who agreed', () => {
    const world = emptyWorld();
    world.suppressions.set(ANA, {
      brand: 'demo',
      contact: ANA,
      reason: 'unsubscribed',
      at: '2026-11-01T00:00:00.000Z',
    });
    expect(run([order()], { world }).byRule['purchase-thanks']).toMatchObject({ state: 'skipped' });
    const rules: Rule[] = [{ ...THANKS, purpose: 'marketing' }];
    expect(run([order()], { rules }).byRule['purchase-thanks']).toMatchObject({ state: 'skipped' });
  });

  test.each([
    ['before', '2026-11-01T00:00:00.000Z', 'skipped'],
    ['only after', '2027-11-01T00:00:00.000Z', 'sent'],
  ])('respects what somebody chose %s it', (_name, at, state) => {
    const world = emptyWorld();
    world.suppressions.set(ANA, { brand: 'demo', contact: ANA, preference: { gets: 'dates', at } });
    expect(run([order()], { world }).byRule['purchase-thanks']).toMatchObject({ state });
  });

  test.each([
    ['later', [THANKS, makeRule({ id: 'important', priority: 900 })]],
    ['earlier', [makeRule({ id: 'important', priority: 900 }), THANKS]],
  ])('gives the one free slot of a cap to the more important, be it made %s', (_name, two) => {
    const first = order({ subject: 'order/A-1000', occurredAt: '2026-11-20T09:00:00.000Z' });
    const hello = makeRule({ id: 'hello', if: { field: 'contact.orders', op: 'eq', value: 1 } });
    const rules = two.map((rule) => ({
      ...rule,
      group: undefined,
      within: 'P30D',
      if: { field: 'contact.orders', op: 'eq' as const, value: 2 },
    }));
    const brand = makeBrand({ cap: { max: 1, per: 'P7D' }, spread: 'PT3H' });
    const { byRule } = run(
      [
        { ...first, id: `evt_${'c'.repeat(32)}`, receivedAt: '2026-11-20T09:00:00.000Z' },
        order({ receivedAt: '2026-11-22T09:00:00.000Z' }),
      ],
      { rules: [hello, ...rules], brand },
    );
    expect(byRule['hello']).toMatchObject({ sentAt: '2026-11-20T09:00:00.000Z' });
    expect(byRule['important']).toMatchObject({ sentAt: '2026-11-27T09:00:00.000Z' });
    expect(byRule['purchase-thanks']).toMatchObject({
      sentAt: '2026-12-04T09:00:00.000Z',
      trace: [
        expect.anything(),
        'Due at once.',
        expect.stringMatching(/^Moved by the limit of messages per person to Fri 27 Nov 2026 10:00 /),
        expect.stringMatching(/^Moved by the limit of messages per person to Fri 4 Dec 2026 10:00 /),
        'SES took the mail.',
      ],
    });
  });

  test('goes on from what stands already', () => {
    const { world } = run([order()], { until: '2026-12-01T00:00:00Z' });
    const { byRule } = run([], { world });
    expect(byRule['check-in']).toMatchObject({ state: 'sent', sentAt: '2026-12-06T09:00:00.000Z' });
  });

  test('follows the names of things as live events do', () => {
    const invoice = order({ subject: 'order/in_1', source: 'stripe', id: `evt_${'1'.repeat(32)}` });
    const same = makeEvent({
      kind: 'update',
      source: 'stripe',
      subject: 'order/pi_1',
      person: {},
      facts: { same: 'order/in_1' },
      id: `evt_${'2'.repeat(32)}`,
    });
    const back = refund({ subject: 'order/pi_1', source: 'stripe', id: `evt_${'3'.repeat(32)}` });
    for (const events of [
      [invoice, same, back],
      [back, same, invoice],
      [back, invoice, same],
    ])
      expect(run(events).byRule['check-in']).toMatchObject({ state: 'cancelled' });
  });

  test('takes thousands of orders of hundreds of people', () => {
    const start = Temporal.Instant.from('2026-11-01T00:00:00Z');
    const events = Array.from({ length: 3000 }, (_, n) => {
      const when = start.add({ seconds: n * 60 }).toString();
      return {
        event: order({
          id: `evt_${String(n).padStart(32, '0')}`,
          subject: `order/${n}`,
          occurredAt: when,
          receivedAt: when,
        }),
        contact: `contact-${n % 700}`,
      };
    });
    const world = emptyWorld();
    const laws = { brand: makeBrand(), rules: compileRules([THANKS, CHECK_IN]) };
    simulate({ world, arrivals: events, laws, until: start.add({ hours: 24 * 60 }) });
    expect(world.followUps.size).toBe(6000);
  });
});
