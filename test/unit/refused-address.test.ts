import { describe, expect, test } from 'vitest';
import { gate } from '../../shared/domain/ledger/gate.ts';
import { readRow } from '../../shared/domain/people/import/read-row.ts';
import { normaliseEmail } from '../../shared/domain/people/identity.ts';
import { refusedBecause } from '../../shared/domain/people/refused-address.ts';
import { readListed, withRefused } from '../../shared/domain/people/refused-list.ts';
import { at, makeBrand, makeContact, makeFollowUp } from '../helpers/make.ts';

describe('an address', () => {
  test.each([
    ['postmaster@shop.example', /postmaster@ is read by a machine/],
    ['NoReply@shop.example', /noreply@/],
    ['no-reply+orders@shop.example', /no-reply@/],
    ['ana@mailinator.com', /thrown away/],
    ['ana@mx.mailinator.com', /thrown away/],
    ['ana..ruiz@example.com', /not written as an address/],
    ['.ana@example.com', /not written/],
    ['ana.@example.com', /not written/],
    ['ana@shop-.example', /not written/],
    [`ana@${'x'.repeat(64)}.example`, /not written/],
  ])('%s gets no mail', (address, reason) => {
    const email = normaliseEmail(address);
    // What cannot be an address at all is known as none.
    expect(
      email === undefined ? 'not written as an address' : refusedBecause({ id: 'x', email }, {}),
    ).toMatch(reason);
  });

  test.each([
    'ana@example.com',
    'info@shop.example',
    'a.r+thanks@gmail.com',
    'ana@mailinator.com.example',
    'o’neill@example.com',
    'jörg@xn--bcher-kva.example',
    'x7k2@privaterelay.appleid.com',
    'bounce@simulator.amazonses.com',
    'root.ana@example.com',
  ])('%s gets mail', (address) => {
    expect(refusedBecause({ id: 'x', email: address }, {})).toBeUndefined();
  });
});

describe('whoever has such an address', () => {
  const email = 'noreply@shop.example';

  test('is sent nothing of what was planned already', () => {
    const verdict = gate({
      followUp: makeFollowUp(),
      contact: makeContact({ email }),
      subject: undefined,
      suppression: undefined,
      brand: makeBrand(),
      now: at('2026-11-22T09:01:00Z'),
    });
    expect(verdict).toMatchObject({
      kind: 'end',
      state: 'skipped',
      reason: expect.stringMatching(/noreply@/),
    });
  });

  test('is imported, with a note at the row', () => {
    const context = {
      brand: { timezone: 'Europe/Berlin' },
      idOf: () => 'x',
      orders: {},
      sources: [],
      now: at('2026-11-22T09:01:00Z'),
    };
    const read = readRow({ line: 1, email }, context);
    expect(read).toMatchObject({
      told: { email },
      notes: [expect.stringMatching(/^email: Nothing is sent/)],
    });
  });
});

describe('the list of a brand', () => {
  const refused = { addresses: ['id-of-eve'], domains: ['rival.example'] };

  test.each([
    ['eve@shop.example', 'id-of-eve', /the brand refuses it\.$/],
    ['ana@rival.example', 'id-of-ana', /the brand refuses the domain rival\.example\.$/],
    ['ana@mx.rival.example', 'id-of-ana', /the domain rival\.example/],
    ['ana@arrival.example', 'id-of-ana', undefined],
    ['ana@rival.example.org', 'id-of-ana', undefined],
    ['ana@shop.example', 'id-of-ana', undefined],
  ])('about %s of %s', (email, id, expected) => {
    const reason = refusedBecause({ id, email }, { refused });
    expect(reason ?? 'none').toMatch(expected ?? /^none$/);
    const brand = makeBrand({ refused });
    const contact = makeContact({ id, email });
    const [followUp, now] = [makeFollowUp(), at('2026-11-22T09:01:00Z')];
    const verdict = gate({ followUp, contact, subject: undefined, suppression: undefined, brand, now });
    expect(verdict.kind).toBe(expected ? 'end' : 'send');
  });

  test('is told at the row of an import', () => {
    const context = {
      brand: { timezone: 'Europe/Berlin', refused },
      idOf: (email: string) => `id-of-${email.split('@')[0]}`,
      orders: {},
      sources: [],
      now: at('2026-11-22T09:01:00Z'),
    };
    const notes = ['eve@shop.example', 'ana@rival.example', 'ana@shop.example'].map((email) =>
      readRow({ line: 1, email }, context),
    );
    expect(notes).toMatchObject([
      { notes: ['email: Nothing is sent to this address: the brand refuses it.'] },
      { notes: [expect.stringContaining('refuses the domain rival.example')] },
      { notes: [] },
    ]);
  });

  test.each([
    [' Eve@Shop.example', { address: 'eve@shop.example' }],
    ['Rival.example', { domain: 'rival.example' }],
    ['@rival.example', { domain: 'rival.example' }],
    ['bücher.example', { domain: 'xn--bcher-kva.example' }],
    ['AbCdEfGhIjKlMnOpQrStUv', { id: 'AbCdEfGhIjKlMnOpQrStUv' }],
    ['rival', undefined],
    ['@', undefined],
    ['a@b@rival.example', undefined],
    ['', undefined],
    ['*', undefined],
  ])('reads %j as %j', (text, expected) => expect(readListed(text)).toEqual(expected));

  test('is in order, has each once, and is gone when it is empty', () => {
    const none = { addresses: [], domains: [] };
    const more = { addresses: ['b', 'id-of-eve'], domains: ['a.example'] };
    const after = { addresses: ['b', 'id-of-eve'], domains: ['a.example', 'rival.example'] };
    expect(withRefused(refused, { add: more, remove: none })).toEqual(after);
    expect(withRefused(undefined, { add: more, remove: none })).toEqual({ ...more });
    expect(withRefused(after, { add: none, remove: more })).toEqual({
      addresses: [],
      domains: ['rival.example'],
    });
    expect(withRefused(refused, { add: none, remove: refused })).toBeUndefined();
  });

  test('says what is not on it without naming an address, and is bounded', () => {
    const none = { addresses: [], domains: [] };
    const domain = { addresses: [], domains: ['x.example'] };
    expect(withRefused(refused, { add: none, remove: domain })).toMatch(/^The domain x\.example is not on/);
    const person = { addresses: ['nobody'], domains: [] };
    expect(withRefused(refused, { add: none, remove: person })).toMatch(/^An address .* not on the list/);
    const many = Array.from({ length: 500 }, (_, at) => `${at}.example`);
    expect(withRefused(refused, { add: { addresses: [], domains: many }, remove: none })).toMatch(
      /500 domains/,
    );
  });
});
