import { describe, expect, test } from 'vitest';
import type { Person } from '../../shared/contract/event.ts';
import { type Plan, plan } from '../../shared/domain/ledger/plan.ts';
import { eventOf } from '../../shared/domain/time/calendar.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { followUpId } from '../../shared/domain/people/identity.ts';
import { translateOwn } from '../../shared/sources/standard-webhooks.ts';
import { Temporal } from 'temporal-polyfill';
import { at, makeBrand, makeContact, makeRule } from '../helpers/make.ts';

/* A birthday or an anniversary that a source tells means what it means when the calendar tells it. */

const EVERY_RULE = [
  makeRule({ id: 'birthday', name: 'Birthday', on: 'birthday', at: '09:00', within: 'PT20H', unless: [] }),
  makeRule({ id: 'years', name: 'Years', on: 'anniversary', at: '09:00', within: 'PT20H', unless: [] }),
];
const rules = compileRules(EVERY_RULE);
const DAY_OF = { birthday: 'birthday', anniversary: 'customer' } as const;

function event(now: string, on: string, { kind = 'birthday', ...person }: Told = {}) {
  const contact = { email: 'ana@example.com', timezone: 'Europe/Berlin', ...person };
  const message = { type: kind, timestamp: now, data: { contact, date: { kind: DAY_OF[kind], on } } };
  const of = { brand: 'demo', source: 'own', receivedAt: at(now), settings: {} };
  const told = translateOwn(message, of);
  const first = told.ok ? told.value[0] : undefined;
  if (!first || !('event' in first)) throw new Error('no event');
  return first.event;
}
type Told = { kind?: 'birthday' | 'anniversary'; timezone?: string; birthday?: string };

const decide = (now: string, over: { event: ReturnType<typeof event>; before?: Plan }) =>
  plan({
    contactId: 'ana',
    contact: over.before?.contact,
    subject: undefined,
    suppression: undefined,
    open: over.before?.created ?? [],
    existing: new Set(over.before?.created.map(followUpId)),
    rules,
    brand: makeBrand(),
    now: at(now),
    event: over.event,
  });
const tell = (now: string, on: string, told?: Told) => decide(now, { event: event(now, on, told) });

describe('a birthday that is told on its day', () => {
  test.each([
    ['before its hour, for that hour', '2026-12-11T05:00:00Z', 'Europe/Berlin', '2026-12-11T08:00:00.000Z'],
    ['after its hour, at once', '2026-12-11T11:01:00Z', 'Europe/Berlin', '2026-12-11T08:00:00.000Z'],
    ['by the day of the person', '2026-12-10T16:00:00Z', 'Asia/Tokyo', '2026-12-11T00:00:00.000Z'],
  ])('is planned %s', (_, now, timezone, dueAt) =>
    expect(tell(now, '1990-12-11', { timezone }).created).toMatchObject([{ state: 'planned', dueAt }]),
  );

  test('is skipped when the day is over for its rule, by the day where they live', () => {
    expect(tell('2026-12-11T20:30:00Z', '1990-12-11').created).toMatchObject([
      { state: 'skipped', reason: expect.stringContaining('Too late: its day was 2026-12-11,') },
    ]);
  });

  test('is the one that the calendar tells later, and counts from the same moment', () => {
    const before = tell('2026-12-11T05:00:00Z', '1990-12-11');
    expect(before.contact.last.birthday).toBe('2026-12-10T23:00:00.000Z');
    const found = eventOf(
      { brand: 'demo', contact: 'ana', kind: 'birthday', on: '1990-12-11' },
      { on: 'birthday', day: Temporal.PlainDate.from('2026-12-11'), daysBefore: 0 },
      { start: at('2026-12-10T23:00:00Z'), now: at('2026-12-11T06:00:00Z') },
    );
    if (!found) throw new Error('no event of the calendar');
    const again = decide('2026-12-11T06:00:00Z', { event: found, before });
    expect(again).toMatchObject({ created: [], changed: [] });
    expect(again.events[0]?.trace.join(' ')).toContain('already has a follow-up');
  });

  test('of February 29 is that of who celebrates it on this day', () => {
    const created = (now: string) => tell(now, '1992-02-29').created;
    expect(created('2027-02-28T05:00:00Z')).toMatchObject([{ facts: { date: { leapDay: 'feb-28' } } }]);
    expect(created('2027-03-01T05:00:00Z')).toEqual([]);
  });
});

describe('a date that is told on another day', () => {
  test.each([['2026-12-10T12:00:00Z'], ['2026-12-12T12:00:00Z'], ['2026-04-06T12:00:00Z']])(
    'is noted and plans nothing: %s',
    (now) => {
      const { created, contact, events, dates } = tell(now, '1990-12-11');
      expect(created).toEqual([]);
      expect(contact.dates).toMatchObject({ birthday: { on: '1990-12-11', from: 'event', source: 'own' } });
      expect(contact.last.birthday).toBeUndefined();
      expect(dates).toContainEqual(expect.objectContaining({ kind: 'birthday', list: '12-11' }));
      expect(events[0]).toMatchObject({
        event: { kind: 'birthday' },
        trace: [expect.stringContaining('told on another day than its own')],
      });
    },
  );

  test('leaves the wish of the day to the calendar', () => {
    const before = tell('2026-12-10T12:00:00Z', '1990-12-11');
    const again = event('2026-12-11T05:00:00Z', '1990-12-11');
    expect(decide('2026-12-11T05:00:00Z', { event: again, before }).created).toHaveLength(1);
  });
});

describe('what is noted of the first day', () => {
  const known = (dates: Person['dates'], on: string) => {
    const kept = Object.entries(dates ?? {}).map(([kind, day]) => [
      kind,
      { on: day, from: 'import', at: '2026-01-01T00:00:00Z' } as const,
    ]);
    const contact = makeContact({ dates: Object.fromEntries(kept) });
    const now = '2026-12-11T05:00:00Z';
    const told = event(now, on, { kind: 'anniversary' });
    return decide(now, { event: told, before: { ...tell(now, on), contact, created: [] } }).contact.dates;
  };

  test('is its year, where the event names it', () =>
    expect(known({}, '2020-12-11')).toMatchObject({ customer: { on: '2020-12-11' } }));

  test('is none, where the event names the day of this year', () =>
    expect(known({}, '2026-12-11')).toMatchObject({ customer: { on: '--12-11' } }));

  test('is what was known, where that says more', () =>
    expect(known({ customer: '2020-12-11' }, '--12-11')).toMatchObject({ customer: { on: '2020-12-11' } }));

  test('is put right by another day', () =>
    expect(known({ customer: '2020-12-10' }, '--12-11')).toMatchObject({ customer: { on: '--12-11' } }));
});
