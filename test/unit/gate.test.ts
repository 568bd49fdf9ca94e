import { describe, expect, test } from 'vitest';
import { type GateInput, gate } from '../../shared/domain/ledger/gate.ts';
import { newSubject } from '../../shared/domain/ledger/subjects.ts';
import { at, makeBrand, makeContact, makeEvent, makeFollowUp } from '../helpers/make.ts';

const input = (over: Partial<GateInput> = {}): GateInput => ({
  followUp: makeFollowUp(),
  contact: makeContact(),
  subject: undefined,
  suppression: undefined,
  brand: makeBrand(),
  now: at('2026-11-22T09:00:05Z'),
  ...over,
});
const subject = newSubject(makeEvent());

describe('the gate', () => {
  test('lets go what nothing speaks against', () => {
    expect(gate(input())).toEqual({ kind: 'send', to: 'ana@example.com' });
  });

  test.each<[string, Partial<GateInput>, 'skipped' | 'cancelled', RegExp]>([
    [
      'an unsubscribed person',
      { suppression: { brand: 'demo', contact: 'c', reason: 'unsubscribed', at: '2026-11-22T09:00:00Z' } },
      'skipped',
      /unsubscribed on 2026-11-22/,
    ],
    [
      'an address that bounced',
      { suppression: { brand: 'demo', contact: 'c', reason: 'bounced', at: '2026-11-22T09:00:00Z' } },
      'skipped',
      /bounced/,
    ],
    [
      'an order refunded meanwhile',
      { subject: { ...subject, seen: { refund: '2026-11-22T09:00:00.000Z' } } },
      'cancelled',
      /refunded/,
    ],
    [
      'a person who bought meanwhile',
      {
        followUp: makeFollowUp({ unless: [{ event: 'purchase', of: 'contact' }] }),
        contact: makeContact({ last: { purchase: '2026-11-22T09:00:00.000Z' } }),
      },
      'cancelled',
      /made a purchase/,
    ],
    [
      'marketing without consent',
      { followUp: makeFollowUp({ purpose: 'marketing' }) },
      'skipped',
      /not agreed/,
    ],
    [
      'a person without an address',
      { contact: { ...makeContact(), email: undefined } },
      'skipped',
      /No e-mail/,
    ],
    ['what came too late', { now: at('2026-11-24T09:00:00Z') }, 'skipped', /ran out/],
  ])('ends %s', (_name, over, state, reason) => {
    expect(gate(input(over))).toEqual({ kind: 'end', state, reason: expect.stringMatching(reason) });
  });

  test('an older purchase of the person cancels nothing', () => {
    const followUp = makeFollowUp({ unless: [{ event: 'purchase', of: 'contact' }] });
    const contact = makeContact({ last: { purchase: '2026-11-21T09:00:00.000Z' } });
    expect(gate(input({ followUp, contact })).kind).toBe('send');
  });

  test('marketing goes to those who agreed', () => {
    const contact = makeContact({ consent: { marketing: 'granted' } });
    expect(gate(input({ followUp: makeFollowUp({ purpose: 'marketing' }), contact })).kind).toBe('send');
  });

  test.each([
    ['the brand', { paused: true }],
    ['the rule', { pausedRules: ['purchase-thanks'] }],
  ])('a pause of %s postpones, shortly', (_name, over) => {
    expect(gate(input({ brand: makeBrand(over) }))).toMatchObject({
      kind: 'postpone',
      until: at('2026-11-22T09:05:05Z'),
    });
  });

  test('a pause at the end of its time asks once more at the very end', () => {
    const followUp = makeFollowUp({ expiresAt: '2026-11-22T09:02:00.000Z' });
    expect(gate(input({ followUp, brand: makeBrand({ paused: true }) }))).toMatchObject({
      kind: 'postpone',
      until: at('2026-11-22T09:02:00Z'),
    });
  });

  test('quiet hours postpone to their end, or skip what would come too late', () => {
    const brand = makeBrand({ quietHours: { from: '09:00', to: '12:00' } });
    expect(gate(input({ brand }))).toMatchObject({ kind: 'postpone', until: at('2026-11-22T11:00:00Z') });
    const followUp = makeFollowUp({ expiresAt: '2026-11-22T10:00:00.000Z' });
    expect(gate(input({ brand, followUp }))).toMatchObject({
      kind: 'end',
      state: 'skipped',
      reason: expect.stringMatching(/quiet/),
    });
  });

  test('a cap postpones until the oldest of its messages is old enough', () => {
    const brand = makeBrand({ cap: { max: 2, per: 'P1D' } });
    const recentSends = [
      { at: '2026-11-21T20:00:00.000Z', rule: 'a' },
      { at: '2026-11-22T08:00:00.000Z', rule: 'b' },
    ];
    expect(gate(input({ brand, contact: makeContact({ recentSends }) }))).toMatchObject({
      kind: 'postpone',
      until: at('2026-11-22T20:00:00Z'),
    });
    expect(gate(input({ brand, contact: makeContact({ recentSends: recentSends.slice(1) }) })).kind).toBe(
      'send',
    );
  });

  test("a rule's own limit counts its own messages only", () => {
    const followUp = makeFollowUp({ limit: { max: 1, per: 'P1D' } });
    const other = makeContact({ recentSends: [{ at: '2026-11-22T08:00:00.000Z', rule: 'other' }] });
    expect(gate(input({ followUp, contact: other })).kind).toBe('send');
    const own = makeContact({ recentSends: [{ at: '2026-11-22T08:00:00.000Z', rule: 'purchase-thanks' }] });
    expect(gate(input({ followUp, contact: own }))).toMatchObject({
      kind: 'postpone',
      until: at('2026-11-23T08:00:00Z'),
    });
  });
});
