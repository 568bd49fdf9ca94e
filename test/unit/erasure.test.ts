import { describe, expect, test } from 'vitest';
import { isErased, shareOf, withoutSource } from '../../shared/domain/people/erasure.ts';
import { newSubject } from '../../shared/domain/ledger/subjects.ts';
import { makeContact, makeEvent } from '../helpers/make.ts';

const tombstone = { brand: 'demo', contact: 'c', erasedAt: '2026-11-22T12:00:00.000Z' };
const event = (occurredAt: string) => makeEvent({ occurredAt });
const subject = { ...newSubject(makeEvent()), contact: 'c' };

describe('an event belongs to what was erased', () => {
  test.each([
    ['it happened before', '2026-11-22T11:59:59Z', undefined],
    ['it happened at that very moment', '2026-11-22T12:00:00Z', undefined],
    ['its order was known before', '2026-11-25T09:00:00Z', { purchase: '2026-11-20T09:00:00Z' }],
  ])('when %s', (_, occurredAt, seen) => {
    const around = { tombstone, contact: undefined, subject: seen && { ...subject, seen } };
    expect(isErased(event(occurredAt), around)).toBe(true);
  });

  test('when its order was to be erased, whoever it names', () => {
    const marked = { ...subject, erasedAt: tombstone.erasedAt };
    const around = { tombstone: undefined, contact: undefined, subject: marked };
    expect(isErased(event('2026-11-25T09:00:00Z'), around)).toBe(true);
  });
});

test('what names no address begins no new relation, but belongs to one that is there', () => {
  const unnamed = makeEvent({ occurredAt: '2026-11-25T09:00:00Z', person: { externalId: '1' } });
  const around = { tombstone, subject: undefined };
  expect(isErased(unnamed, { ...around, contact: undefined })).toBe(true);
  expect(isErased(unnamed, { ...around, contact: makeContact() })).toBe(false);
});

describe('after an erasure', () => {
  const around = { tombstone, subject: undefined, contact: undefined };
  const later = (over: Parameters<typeof makeEvent>[0]) =>
    makeEvent({ occurredAt: '2026-11-25T09:00:00Z', ...over });

  test.each([
    ['a withdrawal', later({ kind: 'consent', facts: { consent: { marketing: 'withdrawn' } } })],
    ['a review', later({ kind: 'review', facts: { review: { id: '1', rating: 2 } } })],
    ['a delivery', later({ kind: 'delivery' })],
    ['a refund', later({ kind: 'refund', facts: { order: { id: 'A-1001' }, refund: { id: 'R' } } })],
  ])('%s makes nobody known again', (_, told) => expect(isErased(told, around)).toBe(true));

  test.each([
    ['an order', later({})],
    ['a sign-up', later({ kind: 'signup', facts: {} })],
    ['a consent that is given', later({ kind: 'consent', facts: { consent: { marketing: 'granted' } } })],
  ])('%s begins anew', (_, told) => expect(isErased(told, around)).toBe(false));
});

describe('an event is new', () => {
  test('when it happened afterwards, of something that was heard of afterwards', () => {
    const later = { ...subject, seen: { refund: '2026-11-22T12:00:01Z' } };
    expect(isErased(event('2026-11-22T12:00:01Z'), { tombstone, contact: undefined, subject: later })).toBe(
      false,
    );
  });

  test('when nobody was erased', () => {
    expect(
      isErased(event('2020-01-01T00:00:00Z'), { tombstone: undefined, contact: undefined, subject }),
    ).toBe(false);
  });
});

describe('of a person, a source has', () => {
  const of = (ids: string[], events: string[], followUps: string[]) => ({
    contact: { externalIds: Object.fromEntries(ids.map((id) => [id, '1'])) },
    events: events.map((source) => ({ source })),
    followUps: followUps.map((subject_) => ({ subject: subject_ })),
  });

  test.each([
    ['all', of(['shop'], ['shop', 'shop'], ['shop/order/1', 'person/signup'])],
    ['all', of([], ['shop'], [])],
    ['all', of([], [], ['shop/order/1'])],
    ['part', of([], ['shop', 'forms'], [])],
    ['part', of(['forms'], ['shop'], [])],
    ['part', of([], ['shop'], ['forms/survey/1'])],
    ['none', of(['forms'], ['forms'], ['forms/survey/1', 'person/signup'])],
    ['none', of([], [], [])],
  ] as const)('%s', (share, origins) => {
    expect(shareOf('shop', origins)).toBe(share);
  });

  test('its number and what it was owed, which are taken out alone', () => {
    const open = ['shop/order/1', 'forms/survey/1'].map((ref) => ({ rule: 'r', subject: ref, watch: [] }));
    const contact = makeContact({ externalIds: { shop: '1', forms: '2' }, open });
    expect(withoutSource(contact, 'shop')).toEqual({
      ...contact,
      externalIds: { forms: '2' },
      open: [open[1]],
      version: contact.version + 1,
    });
  });
});
