import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import type { Rule } from '../../shared/contract/rule.ts';
import { plan } from '../../shared/domain/ledger/plan.ts';
import { renew } from '../../shared/domain/ledger/renew.ts';
import { planned } from '../../shared/domain/ledger/transitions.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { at, makeBrand, makeContact, makeEvent, makeRule } from '../helpers/make.ts';

const NOW = at('2026-11-22T09:00:02Z');
const LATER = at('2026-11-23T12:00:00Z');
const event = makeEvent();
const contact = makeContact();
const brand = makeBrand();

/** What an event comes to by one rule, and all that stands in the table then. */
function planBy(rule: Rule, now = NOW) {
  const decided = plan({
    event,
    contactId: contact.id,
    contact,
    subject: undefined,
    suppression: undefined,
    open: [],
    existing: new Set(),
    rules: compileRules([rule]),
    brand,
    now,
  });
  const [recorded] = decided.events;
  if (!recorded) throw new Error('no event');
  return { ...decided, recorded, followUp: decided.created[0] };
}

function renewBy(rule: Rule, first: ReturnType<typeof planBy>, over: Partial<FollowUp> = {}) {
  const { followUp, recorded, subject } = first;
  if (!followUp) throw new Error('nothing was planned');
  const renewing = { rule, recorded, contact: first.contact, subject, suppression: undefined, brand };
  return renew({ ...renewing, followUp: { ...followUp, ...over }, now: LATER });
}

const WAIT = makeRule({ after: 'P14D', within: 'P60D' });

const versions: fc.Arbitrary<Rule> = fc
  .record({
    after: fc.constantFrom('P3D', 'P14D', 'P20DT5H'),
    at: fc.constantFrom(undefined, '08:00', '17:30'),
    weekdays: fc.constantFrom(undefined, true as const),
    within: fc.constantFrom('P30D', 'P90D'),
    priority: fc.integer({ min: 0, max: 999 }),
    template: fc.constantFrom('one', 'two'),
    templateVersion: fc.integer({ min: 1, max: 9 }),
    retimedBy: fc.subarray(['delivery', 'renewal'] as const),
    unless: fc.subarray([
      { event: 'refund', of: 'subject' },
      { event: 'purchase', of: 'contact' },
    ] as const),
    limit: fc.constantFrom(undefined, { max: 1, per: 'P30D' }),
    if: fc.constantFrom(
      undefined,
      { field: 'contact.orders', op: 'eq' as const, value: 1 },
      { field: 'contact.orders', op: 'gte' as const, value: 5 },
    ),
  })
  .map((over) => makeRule({ ...over, unless: [...over.unless], retimedBy: [...over.retimedBy] }));

/** All but how it came to be. */
const core = (followUp: FollowUp | undefined) => {
  if (!followUp) return undefined;
  const { trace: _trace, createdAt: _created, updatedAt: _updated, revision: _revision, ...rest } = followUp;
  return JSON.parse(JSON.stringify(rest));
};

describe('renewing what waits', () => {
  test('by the same version changes nothing but the trace', () => {
    const renewed = fc.property(versions, (rule) => {
      const first = planBy(rule);
      return first.followUp ? isDeepStrictEqual(core(renewBy(rule, first)), core(first.followUp)) : true;
    });
    expect(() => fc.assert(renewed)).not.toThrow();
  });

  test('by another version is what planning the event anew would give, or nothing where that gives nothing', () => {
    const renewed = fc.property(versions, versions, (before, after) => {
      const first = planBy({ ...before, if: undefined });
      const next = { ...after, version: 2 };
      const anew = planBy(next, LATER).followUp;
      const { state, ruleVersion, ...rest } = renewBy(next, first);
      return anew
        ? isDeepStrictEqual(core({ ...rest, state, ruleVersion }), core(anew))
        : state === 'cancelled' && ruleVersion === 1;
    });
    expect(() => fc.assert(renewed)).not.toThrow();
  });

  test('asks by the counters of then: later orders do not make it a second one', () => {
    const rule = makeRule({ ...WAIT, version: 2, if: { field: 'contact.orders', op: 'eq', value: 1 } });
    const first = planBy(WAIT);
    const since = { ...first.contact, counters: { ...first.contact.counters, orders: 7 } };
    expect(renewBy(rule, { ...first, contact: since })).toMatchObject({ state: 'planned', ruleVersion: 2 });
  });

  test('tells why it is cancelled', () => {
    const first = planBy(WAIT);
    const grown = makeRule({ ...WAIT, version: 3, if: { field: 'contact.orders', op: 'gte', value: 3 } });
    expect(renewBy(grown, first)).toMatchObject({
      state: 'cancelled',
      reason: expect.stringMatching(
        /^Cancelled: version 3 of "purchase thanks" does not apply: .*contact\.orders/,
      ),
    });
    expect(renewBy(makeRule({ ...WAIT, version: 3, on: 'delivery' }), first).reason).toMatch(
      /another event, delivery/,
    );
  });

  test('keeps what the gate has put off, where the wait is counted as before', () => {
    const first = planBy(WAIT);
    if (!first.followUp) throw new Error('nothing was planned');
    const off = planned(first.followUp, { dueAt: at('2026-12-24T08:00:00Z'), reason: 'Quiet.' }, NOW);
    expect(renewBy(makeRule({ ...WAIT, version: 2, priority: 9 }), first, off)).toMatchObject({
      dueAt: '2026-12-24T08:00:00.000Z',
      priority: 9,
      trace: expect.arrayContaining(['Planned anew by version 2 of "purchase thanks". Due as before.']),
    });
  });

  test('keeps the number of the attempt', () => {
    expect(
      renewBy(makeRule({ ...WAIT, version: 2 }), planBy(WAIT), { attempt: 3, revision: 8 }),
    ).toMatchObject({
      attempt: 3,
      revision: 8,
    });
  });
});
