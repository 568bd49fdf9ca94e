import { describe, expect, test } from 'vitest';
import type { Preference } from '../../shared/contract/contact.ts';
import { type GateInput, gate } from '../../shared/domain/ledger/gate.ts';
import { unwantedBecause } from '../../shared/domain/ledger/wishes.ts';
import { at, makeBrand, makeContact, makeFollowUp } from '../helpers/make.ts';

const asking = (gets: Preference['gets']) => ({
  brand: 'demo',
  contact: 'c',
  preference: { gets, at: '2026-11-20T09:00:00.000Z' },
});
const kind = (over: Partial<Parameters<typeof unwantedBecause>[1]> = {}) => ({
  on: 'purchase' as const,
  purpose: 'transactional' as const,
  after: 'PT0S',
  ...over,
});

describe('what somebody has chosen to get', () => {
  test.each([
    ['all', kind({ on: 'occasion', purpose: 'marketing' })],
    ['less', kind({ on: 'occasion', purpose: 'marketing' })],
    ['thanks', kind()],
    ['thanks', kind({ on: 'delivery', after: 'P7D' })],
    ['thanks', kind({ on: 'renewal' })],
    ['thanks', kind({ on: 'survey' })],
    ['thanks', kind({ on: 'review' })],
    ['dates', kind({ on: 'birthday', purpose: 'marketing' })],
    ['dates', kind({ on: 'anniversary' })],
  ] as const)('%s takes %o', (gets, of) => expect(unwantedBecause(asking(gets), of)).toBeUndefined());

  test.each([
    ['thanks', kind({ after: 'P14D' }), 'The person asked for thanks only on 2026-11-20.'],
    ['thanks', kind({ after: 'P7DT1S' }), 'The person asked for thanks only on 2026-11-20.'],
    ['thanks', kind({ purpose: 'marketing' }), 'The person asked for thanks only on 2026-11-20.'],
    ['thanks', kind({ on: 'birthday' }), 'The person asked for thanks only on 2026-11-20.'],
    ['thanks', kind({ on: 'signup' }), 'The person asked for thanks only on 2026-11-20.'],
    ['thanks', kind({ on: undefined }), 'The person asked for thanks only on 2026-11-20.'],
    ['dates', kind(), 'The person asked for wishes on birthdays and anniversaries only on 2026-11-20.'],
    [
      'dates',
      kind({ on: 'occasion' }),
      'The person asked for wishes on birthdays and anniversaries only on 2026-11-20.',
    ],
  ] as const)('%s leaves out %o', (gets, of, why) => expect(unwantedBecause(asking(gets), of)).toBe(why));
});

const input = (over: Partial<GateInput> = {}): GateInput => ({
  followUp: makeFollowUp({ on: 'purchase', expiresAt: '2027-01-24T09:00:00.000Z' }),
  contact: makeContact(),
  subject: undefined,
  suppression: undefined,
  brand: makeBrand(),
  now: at('2026-11-22T09:00:05Z'),
  ...over,
});

describe('the gate', () => {
  test('ends what waits and is no longer wanted', () => {
    expect(gate(input({ suppression: asking('dates') }))).toEqual({
      kind: 'end',
      state: 'skipped',
      reason: 'The person asked for wishes on birthdays and anniversaries only on 2026-11-20.',
    });
  });

  test('a choice is no consent: marketing still needs that', () => {
    const followUp = makeFollowUp({ on: 'birthday', purpose: 'marketing' });
    const reason = 'It is marketing, and the person has not agreed to that.';
    expect(gate(input({ followUp, suppression: asking('dates') }))).toMatchObject({ kind: 'end', reason });
  });

  test('an address that bounced stays stopped, whatever is chosen', () => {
    const suppression = { ...asking('all'), reason: 'bounced' as const, at: '2026-11-19T09:00:00Z' };
    expect(gate(input({ suppression }))).toMatchObject({
      kind: 'end',
      reason: expect.stringMatching(/bounced/),
    });
  });

  describe('to somebody who asked for less', () => {
    const suppression = asking('less');
    const sent = (when: string) => makeContact({ recentSends: [{ at: when, rule: 'other', subject: 's' }] });

    test('lets the first one of 30 days go', () => {
      expect(gate(input({ suppression })).kind).toBe('send');
      expect(gate(input({ suppression, contact: sent('2026-10-22T09:00:00.000Z') })).kind).toBe('send');
    });

    test('puts off the next, and says why', () => {
      expect(gate(input({ suppression, contact: sent('2026-11-21T09:00:00.000Z') }))).toEqual({
        kind: 'postpone',
        until: at('2026-12-21T09:00:00Z'),
        reason: expect.stringMatching(/^Moved by the person's wish to hear less often to .*21/),
      });
    });

    test('skips what would come too late by it', () => {
      const followUp = makeFollowUp({ on: 'purchase', expiresAt: '2026-12-01T09:00:00.000Z' });
      expect(gate(input({ followUp, suppression, contact: sent('2026-11-21T09:00:00.000Z') }))).toEqual({
        kind: 'end',
        state: 'skipped',
        reason: expect.stringMatching(/hear less often.*after its time runs out\.$/),
      });
    });
  });
});
