import { describe, expect, test } from 'vitest';
import { type GateInput, type Verdict, gate } from '../../shared/domain/ledger/gate.ts';
import type { Timing } from '../../shared/contract/follow-up.ts';
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
const LATER = '2026-12-24T09:00:00.000Z';
const withTiming = (over: Partial<Timing>) =>
  makeFollowUp({ timing: { ...makeFollowUp().timing, ...over }, expiresAt: LATER });

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

  describe('on a weekend', () => {
    const SATURDAY = { now: at('2026-11-21T09:00:00Z'), followUp: makeFollowUp({ expiresAt: LATER }) };
    const words = (verdict: Verdict) => verdict.kind !== 'send' && verdict.reason;

    test.each<[string, Partial<GateInput>]>([
      ['the brand', { brand: makeBrand({ weekdaysOnly: true }) }],
      ['the rule', { followUp: withTiming({ weekdays: true }) }],
    ])('postpones to Monday morning where %s wants weekdays only', (_name, over) => {
      const verdict = gate(input({ ...SATURDAY, ...over }));
      expect(verdict).toMatchObject({ kind: 'postpone', until: at('2026-11-23T08:00:00Z') });
      expect(words(verdict)).toBe(
        "Moved by the weekend to Mon 23 Nov 2026 09:00 (Europe/Berlin, the brand's time).",
      );
      expect(gate(input({ ...SATURDAY, ...over, now: at('2026-11-20T09:00:00Z') })).kind).toBe('send');
    });

    test('postpones to the time of the rule, and skips what would come too late', () => {
      const brand = makeBrand({ weekdaysOnly: true });
      const followUp = withTiming({ at: '16:00' });
      expect(gate(input({ ...SATURDAY, brand, followUp }))).toMatchObject({
        until: at('2026-11-23T15:00:00Z'),
      });
      const late = { ...followUp, expiresAt: '2026-11-23T14:00:00.000Z' };
      expect(gate(input({ ...SATURDAY, brand, followUp: late }))).toEqual({
        kind: 'end',
        state: 'skipped',
        reason: expect.stringMatching(/^Moved by the weekend to Mon .* That is after its time runs out\.$/),
      });
    });
  });

  describe('where one limit ends and another begins', () => {
    const quietHours = { from: '20:00', to: '09:30' };

    test('postpones to the first moment that is free of all, and names them', () => {
      const followUp = makeFollowUp({ expiresAt: LATER });
      const brand = makeBrand({ weekdaysOnly: true, quietHours });
      const friday = at('2026-11-20T20:00:00Z');
      expect(gate(input({ followUp, brand, now: friday }))).toEqual({
        kind: 'postpone',
        until: at('2026-11-23T08:30:00Z'),
        reason:
          "Moved by quiet hours, then the weekend to Mon 23 Nov 2026 09:30 (Europe/Berlin, the brand's time).",
      });
      const capped = { ...brand, cap: { max: 1, per: 'P3D' } };
      const contact = makeContact({ recentSends: [{ at: '2026-11-20T19:30:00.000Z', rule: 'a' }] });
      expect(gate(input({ followUp, brand: capped, contact, now: friday }))).toMatchObject({
        until: at('2026-11-24T08:30:00Z'),
        reason: expect.stringMatching(/^Moved by the limit of messages per person, then quiet hours to Tue /),
      });
    });

    test('finds the one hour of the week that is left', () => {
      const brand = makeBrand({ weekdaysOnly: true, quietHours: { from: '03:00', to: '02:00' } });
      const followUp = withTiming({ weekdays: true, at: '02:30' });
      const verdict = gate(input({ followUp, brand, now: at('2026-11-21T09:00:00Z') }));
      expect(verdict).toMatchObject({ kind: 'postpone', until: at('2026-11-23T01:30:00Z') });
    });

    test('spreads what many wait for, and asks for no more once that moment has come', () => {
      const brand = makeBrand({ quietHours: { from: '21:00', to: '08:00' }, spread: 'PT2H' });
      const night = { followUp: makeFollowUp({ expiresAt: LATER }), brand, now: at('2026-11-22T22:00:00Z') };
      const verdict = gate(input(night));
      if (verdict.kind !== 'postpone') throw new Error('it went');
      expect(verdict.reason).toMatch(
        /^Moved by quiet hours to Mon 23 Nov 2026 0[89]:\d\d .*, spread over 2 hours\.$/,
      );
      expect(gate(input({ ...night, now: at('2026-11-23T03:00:00Z') }))).toEqual(verdict);
      expect(gate(input({ ...night, now: verdict.until })).kind).toBe('send');
    });
  });
});
