import { describe, expect, test } from 'vitest';
import { gate } from '../../shared/domain/ledger/gate.ts';
import { readRow } from '../../shared/domain/people/import/read-row.ts';
import { normaliseEmail } from '../../shared/domain/people/identity.ts';
import { refusedBecause } from '../../shared/domain/people/refused-address.ts';
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
    expect(email === undefined ? 'not written as an address' : refusedBecause(email)).toMatch(reason);
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
    expect(refusedBecause(address)).toBeUndefined();
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
