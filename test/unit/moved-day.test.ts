import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { draft } from '../../shared/domain/ledger/draft.ts';
import { dateEntries, elsewhereOf } from '../../shared/domain/people/date-entries.ts';
import { at, makeBrand, makeContact, makeEvent, makeRule } from '../helpers/make.ts';

/*
 * Over the date line to the east somebody jumps over their day: in Kiritimati June 10 is over when it begins in Pago
 * Pago, an hour later. The day counts as where they came from, then.
 */
const PAGO = 'Pacific/Pago_Pago';
const KIRITIMATI = 'Pacific/Kiritimati';
const brand = makeBrand();
const day = Temporal.PlainDate.from('2027-06-10');
const startIn = (zone: string) => day.toZonedDateTime(zone).toInstant();

function elsewhere(from: string, to: string, moved: string): string | undefined {
  const dates = { birthday: { on: '--06-10', from: 'event', at: '2027-01-01T00:00:00Z' } } as const;
  const before = makeContact({ timezone: from, dates });
  const entries = dateEntries(before, { ...before, timezone: to }, { brand, now: at(moved) });
  const entry = entries.find(({ kind }) => kind === 'birthday');
  if (!entry) throw new Error('nothing to find anew');
  return elsewhereOf(entry, { day, start: startIn(to), brand })?.toString();
}

describe('the day of somebody who has moved', () => {
  test('counts as where they came from, too, where it begins later', () => {
    expect(elsewhere(PAGO, KIRITIMATI, '2027-06-10T08:00:00Z')).toBe('2027-06-10T11:00:00Z');
  });

  test.each([
    ['they came before it began', PAGO, KIRITIMATI, '2027-06-09T09:59:00Z'],
    ['they came from the east', KIRITIMATI, PAGO, '2027-06-10T12:00:00Z'],
    ['they came a year ago', PAGO, KIRITIMATI, '2026-06-10T08:00:00Z'],
  ])('counts as where they are, where %s', (_, from, to, moved) =>
    expect(elsewhere(from, to, moved)).toBeUndefined(),
  );
});

describe('a wish for somebody who has moved', () => {
  const wish = (now: string, of: { elsewhere?: string } = {}) =>
    draft({
      key: {
        brand: 'demo',
        contact: 'contact-of-ana',
        rule: 'birthday',
        subject: 'person/date/birthday/2027',
      },
      rule: makeRule({ id: 'birthday', on: 'birthday', at: '09:00', within: 'PT20H', unless: [] }),
      event: makeEvent({
        kind: 'birthday',
        subject: 'date/birthday/2027',
        occurredAt: startIn(KIRITIMATI).toString(),
        facts: { date: { kind: 'birthday', on: '--06-10', ...of } },
      }),
      contact: makeContact({ timezone: KIRITIMATI }),
      subject: undefined,
      suppression: undefined,
      brand,
      now: at(now),
    });
  const PAGO_DAY = { elsewhere: startIn(PAGO).toString() };

  test('goes at once where their day is over and was still to come where they were', () => {
    expect(wish('2027-06-10T10:30:00Z', PAGO_DAY)).toMatchObject({
      state: 'planned',
      dueAt: '2027-06-10T10:30:00.000Z',
      expiresAt: '2027-06-11T07:00:00.000Z',
      trace: [expect.anything(), 'Due at once, as the day is over where they are now.'],
    });
  });

  test('waits for its hour where there is time', () => {
    expect(wish('2027-06-09T12:00:00Z', PAGO_DAY)).toMatchObject({ dueAt: '2027-06-09T19:00:00.000Z' });
  });

  test('is too late when it would be too late where they were, too, or they were nowhere else', () => {
    for (const late of [wish('2027-06-11T07:00:00Z', PAGO_DAY), wish('2027-06-10T10:30:00Z')])
      expect(late).toMatchObject({ state: 'skipped', reason: expect.stringContaining('Too late') });
  });
});
