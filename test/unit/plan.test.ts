import { describe, expect, test } from 'vitest';
import type { Event } from '../../shared/contract/event.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { plan, type Plan, type PlanInput } from '../../shared/domain/ledger/plan.ts';
import { newSubject, withWaiting } from '../../shared/domain/ledger/subjects.ts';
import type { Rule } from '../../shared/contract/rule.ts';
import { followUpId } from '../../shared/domain/people/identity.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { at, makeBrand, makeContact, makeEvent, makeRule } from '../helpers/make.ts';

const NOW = at('2026-11-22T09:00:02Z');
const THANKS = makeRule({ group: 'thanks' });
const CHECK_IN = makeRule({
  id: 'check-in',
  name: 'check-in',
  template: 'check-in',
  after: 'P14D',
  at: '10:00',
  within: 'P30D',
  retimedBy: ['delivery'],
});
const WELCOME = makeRule({
  id: 'welcome',
  name: 'welcome',
  on: 'signup',
  if: { field: 'contact.orders', op: 'eq', value: 0 },
  after: 'PT1H',
  unless: [{ event: 'purchase', of: 'contact' }],
});
const RULES = compileRules([THANKS, CHECK_IN, WELCOME]);

const decide = (over: Partial<PlanInput> & { event: Event }): Plan =>
  plan({
    contactId: 'contact-of-ana',
    contact: undefined,
    subject: undefined,
    suppression: undefined,
    open: [],
    existing: new Set(),
    rules: RULES,
    brand: makeBrand(),
    now: NOW,
    ...over,
  });

const byRule = (followUps: FollowUp[], rule: string): FollowUp => {
  const found = followUps.find((followUp) => followUp.rule === rule);
  if (!found) throw new Error(`no follow-up of ${rule}`);
  return found;
};

/** What stands in the store after a plan: the input of the next one. */
const after = (planned: Plan): Pick<PlanInput, 'contact' | 'subject' | 'open'> => ({
  contact: planned.contact,
  subject: planned.subject,
  open: planned.created,
});

describe('a purchase', () => {
  const planned = decide({ event: makeEvent() });

  test('makes a person with counters', () => {
    expect(planned.contact).toMatchObject({
      email: 'ana@example.com',
      firstName: 'Ana',
      counters: { orders: 1, spent: { EUR: '64.50' }, firstOrderAt: '2026-11-22T09:00:00.000Z' },
      version: 1,
    });
  });

  test('is thanked now and checked on two weeks later at ten local time', () => {
    expect(planned.created.map(({ rule, state, dueAt }) => ({ rule, state, dueAt }))).toEqual([
      { rule: 'check-in', state: 'planned', dueAt: '2026-12-06T09:00:00.000Z' },
      { rule: 'purchase-thanks', state: 'planned', dueAt: '2026-11-22T09:00:00.000Z' },
    ]);
    expect(byRule(planned.created, 'check-in').trace).toEqual([
      '"check-in" fired on the purchase #1001 of 2026-11-22.',
      "Due Sun 6 Dec 2026 10:00 (Europe/Berlin, the brand's time): 14 days after the purchase, then the first 10:00.",
    ]);
  });

  test('is recorded with the person as they were before', () => {
    expect(planned.events).toMatchObject([
      { before: { orders: 0 }, trace: expect.arrayContaining(['"check-in" applies.']) },
    ]);
  });

  test('is thanked at the time of the person, by their own zone', () => {
    const event = makeEvent({ person: { email: 'kim@example.com', timezone: 'Asia/Seoul' } });
    expect(byRule(decide({ event }).created, 'check-in').dueAt).toBe('2026-12-07T01:00:00.000Z');
  });

  test('a reason known to have its follow-up makes no second one', () => {
    const existing = new Set(planned.created.map(followUpId));
    expect(decide({ event: makeEvent(), existing }).created).toEqual([]);
  });

  test('that is too old is skipped as too late, with the reason', () => {
    const event = makeEvent({ occurredAt: '2026-11-19T09:00:00.000Z' });
    expect(byRule(decide({ event }).created, 'purchase-thanks')).toMatchObject({
      state: 'skipped',
      reason: 'Too late: it happened on 2026-11-19, and the rule only makes sense within 2 days.',
    });
  });

  test('of somebody who unsubscribed is counted, and skipped with the reason', () => {
    const suppression = {
      brand: 'demo',
      contact: 'contact-of-ana',
      reason: 'unsubscribed',
      at: '2026-10-01T00:00:00.000Z',
    } as const;
    const held = decide({ event: makeEvent(), suppression });
    expect(held.contact.counters.orders).toBe(1);
    expect(held.created.map(({ state, reason }) => ({ state, reason }))).toEqual(
      Array.from({ length: 2 }, () => ({
        state: 'skipped',
        reason: 'The person unsubscribed on 2026-10-01.',
      })),
    );
  });

  test('amounts of different currencies are never added', () => {
    const second = makeEvent({
      subject: 'order/A-2',
      facts: { order: { id: 'A-2', total: { amount: '0.10', currency: 'USD' } } },
    });
    expect(decide({ event: second, contact: planned.contact }).contact.counters.spent).toEqual({
      EUR: '64.50',
      USD: '0.10',
    });
  });
});

describe('a refund', () => {
  const purchase = decide({ event: makeEvent() });
  const refund = makeEvent({
    kind: 'refund',
    person: {},
    occurredAt: '2026-11-25T09:00:00.000Z',
    facts: { order: { id: 'A-1001' }, refund: { id: 'R-1', amount: { amount: '10.00', currency: 'EUR' } } },
  });

  test('cancels what waits, and says so', () => {
    const refunded = decide({ event: refund, ...after(purchase) });
    expect(refunded.changed.map(({ after: { rule, state, reason } }) => ({ rule, state, reason }))).toEqual([
      { rule: 'check-in', state: 'cancelled', reason: 'Cancelled because it was refunded on 2026-11-25.' },
      {
        rule: 'purchase-thanks',
        state: 'cancelled',
        reason: 'Cancelled because it was refunded on 2026-11-25.',
      },
    ]);
    expect(refunded.contact).toMatchObject({
      open: [],
      counters: { refunds: 1, refunded: { EUR: '10.00' } },
    });
  });

  test('of another order cancels nothing', () => {
    const other = { ...refund, subject: 'order/A-2' };
    expect(decide({ event: other, ...after(purchase), subject: undefined }).changed).toEqual([]);
  });

  test('leaves what was sent already', () => {
    const open = purchase.created.map((followUp) => ({ ...followUp, state: 'sent' as const }));
    expect(decide({ event: refund, ...after(purchase), open }).changed).toEqual([]);
  });

  test('that came before its purchase is decided with it: nobody is thanked, both are counted', () => {
    const waiting = withWaiting(newSubject(refund), refund);
    expect(withWaiting(waiting, refund)).toBe(waiting);
    const planned = decide({ event: makeEvent(), subject: { ...waiting, version: 1 } });
    expect(planned.created.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(planned.events.map(({ event }) => event.kind)).toEqual(['purchase', 'refund']);
    expect(planned.contact).toMatchObject({ open: [], counters: { orders: 1, refunds: 1 } });
    expect(planned.subject).toMatchObject({ contact: 'contact-of-ana', waiting: [] });
  });
});

describe('a delivery', () => {
  const delivery = makeEvent({ kind: 'delivery', person: {}, occurredAt: '2026-11-27T16:00:00.000Z' });

  test('moves the check-in to two weeks after it, and leaves the thanks', () => {
    const moved = decide({ event: delivery, ...after(decide({ event: makeEvent() })) });
    expect(moved.created).toEqual([]);
    expect(moved.changed).toHaveLength(1);
    expect(moved.changed[0]?.after).toMatchObject({
      rule: 'check-in',
      state: 'planned',
      dueAt: '2026-12-12T09:00:00.000Z',
      countedFrom: '2026-11-27T16:00:00.000Z',
    });
  });

  test('that came first is counted from when the purchase is known', () => {
    const first = decide({ event: { ...delivery, person: { email: 'ana@example.com' } } });
    const planned = decide({ event: makeEvent(), contact: first.contact, subject: first.subject });
    expect(byRule(planned.created, 'check-in').dueAt).toBe('2026-12-12T09:00:00.000Z');
    expect(byRule(planned.created, 'purchase-thanks').dueAt).toBe('2026-11-22T09:00:00.000Z');
  });
});

describe('a date', () => {
  const person = { email: 'ana@example.com', timezone: 'Europe/Madrid' };
  const birthday = (daysBefore?: number) =>
    makeEvent({
      kind: 'birthday',
      subject: 'date/birthday/2026',
      // Midnight of November 22 in Madrid.
      occurredAt: '2026-11-21T23:00:00.000Z',
      person,
      facts: { date: { kind: 'birthday', on: '--11-22', ...(daysBefore && { daysBefore }) } },
    });
  const wish = (daysBefore?: number, over: Partial<Rule> = {}) => {
    const before = daysBefore && { daysBefore };
    const rule = makeRule({ id: 'wish', name: 'Wish', on: 'birthday', ...before, ...over });
    const planned = decide({ event: birthday(daysBefore), rules: compileRules([rule]) });
    return byRule(planned.created, 'wish');
  };
  const told = (daysBefore?: number) => wish(daysBefore).trace[0];

  test('is told by the day of the person, not by that of Greenwich', () => {
    expect(told()).toBe('"Wish" fired on the birthday of 2026-11-22.');
    expect(told(3)).toBe('"Wish" fired 3 days before the birthday of 2026-11-25.');
    const late = (daysBefore?: number) => wish(daysBefore, { within: 'PT2H' }).reason;
    expect(late()).toMatch(/^Too late: its day was 2026-11-22, and the rule/);
    expect(late(3)).toMatch(/^Too late: its day was 2026-11-22, and the rule/);
  });
});

describe('a signup', () => {
  const signup = makeEvent({ kind: 'signup', occurredAt: '2026-11-22T08:50:00.000Z' });

  test('is welcomed an hour later', () => {
    expect(decide({ event: signup }).created).toMatchObject([
      { rule: 'welcome', dueAt: '2026-11-22T09:50:00.000Z' },
    ]);
  });

  test('is not welcomed any more once the person buys, whatever the order', () => {
    const joined = decide({ event: signup });
    const bought = decide({ event: makeEvent(), ...after(joined), subject: undefined });
    expect(bought.changed[0]?.after).toMatchObject({ rule: 'welcome', state: 'cancelled' });
    const late = decide({ event: signup, contact: decide({ event: makeEvent() }).contact });
    expect(late.created).toEqual([]);
  });

  test('a person who appears with an order is not one', () => {
    expect(decide({ event: makeEvent() }).created.map(({ rule }) => rule)).not.toContain('welcome');
  });
});

describe('what is known of a person', () => {
  test('an older arrival fills gaps but overwrites nothing', () => {
    const contact = makeContact({ last: { purchase: '2026-11-22T09:00:00.000Z' } });
    const event = makeEvent({
      subject: 'order/A-0',
      occurredAt: '2026-11-01T09:00:00.000Z',
      person: { email: 'ana@example.com', firstName: 'Anna', lastName: 'Ruiz' },
    });
    expect(decide({ event, contact }).contact).toMatchObject({ firstName: 'Ana', lastName: 'Ruiz' });
  });

  test('silence about consent withdraws nothing, an answer counts', () => {
    const contact = makeContact({ consent: { marketing: 'granted', at: '2026-01-01T00:00:00.000Z' } });
    expect(decide({ event: makeEvent(), contact }).contact.consent.marketing).toBe('granted');
    const said = makeEvent({
      kind: 'consent',
      subject: 'consent',
      facts: { consent: { marketing: 'withdrawn' } },
    });
    expect(decide({ event: said, contact }).contact.consent.marketing).toBe('withdrawn');
  });

  test('one event makes at most twenty follow-ups, and the trace says what was left out', () => {
    const many = Array.from({ length: 25 }, (_, n) => makeRule({ id: `rule-${n}`, name: `rule ${n}` }));
    const planned = decide({ event: makeEvent(), rules: compileRules(many) });
    expect(planned.created).toHaveLength(20);
    expect(planned.events[0]?.trace.filter((line) => line.includes('left out'))).toHaveLength(5);
  });
});
