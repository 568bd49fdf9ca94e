import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contact } from '../../shared/contract/contact.ts';
import type { ImportRow } from '../../shared/contract/import.ts';
import { importInto, isSame } from '../../shared/domain/people/import/import-into.ts';
import { type Told, readRow } from '../../shared/domain/people/import/read-row.ts';
import { at, makeContact } from '../helpers/make.ts';

const read = (over: Partial<ImportRow>, orders = {}) =>
  readRow(
    { line: 2, email: 'ana@example.com', ...over },
    {
      brand: { timezone: 'Europe/Berlin' },
      idOf: (email) => `id of ${email}`,
      orders,
      sources: ['shopify'],
      now: at('2026-11-27T09:00:00Z'),
    },
  );
const told = (over: Partial<ImportRow>, orders = {}): { told: Told; notes: string[] } => {
  const found = read(over, orders);
  if ('reason' in found) throw new Error(found.reason);
  return { told: found.told, notes: found.notes };
};

describe('a row', () => {
  test.each(['', ' ', 'ana', 'ana@localhost', '"Ana" <ana@example.com>', 'a@b@example.com'])(
    'without a usable address is refused: %j',
    (email) => {
      expect(read({ email })).toEqual({ reason: expect.stringContaining('address') });
    },
  );

  test('tells what it says, in our spelling', () => {
    const row = {
      email: ' Ana@Example.com ',
      firstName: 'Ana ',
      locale: 'de_at',
      timezone: 'europe/berlin',
      country: 'Deutschland',
      kind: 'Mitarbeiterin',
      consent: 'Subscribed',
      consentAt: '2026-01-02 10:00',
      consentProof: 'Form at the till',
      dates: { birthday: '--02-29', customer: '5 May 2020' },
    };
    expect(told(row)).toEqual({
      told: {
        email: 'ana@example.com',
        firstName: 'Ana',
        locale: 'de-AT',
        timezone: 'Europe/Berlin',
        country: 'DE',
        kind: 'employee',
        consent: { marketing: 'granted', at: '2026-01-02T09:00:00.000Z', proof: 'Form at the till' },
        dates: { birthday: '--02-29', customer: '2020-05-05' },
      },
      notes: [
        'locale: other spellings were read as "de-AT"',
        'timezone: other spellings were read as "Europe/Berlin"',
        'country: other spellings were read as "DE"',
        'kind: other spellings were read as "employee"',
        'consent: other spellings were read as "granted"',
      ],
    });
  });

  test.each([
    [{ dates: { birthday: '1990-02-30' } }, 'no such day'],
    [{ dates: { birthday: '1990-13-01' } }, 'no such day'],
    [{ dates: { birthday: '2023-02-29' } }, 'no such day'],
    [{ dates: { birthday: '0003-01-01' } }, 'before 1900'],
    [{ dates: { birthday: '2027-01-01' } }, 'still to come'],
    [{ dates: { birthday: '03/04/1990' } }, 'two days'],
    [{ dates: { 'Wedding Day': '2010-05-05' } }, 'lower-case'],
    [{ timezone: '+25:00' }, 'no such zone'],
    [{ timezone: 'Mars/Olympus' }, 'no such zone'],
    [{ timezone: 'W. Europe Standard Time' }, 'no such zone'],
    [{ country: 'XQ' }, 'no such country'],
    [{ country: 'Atlantis' }, 'no such country'],
    [{ locale: 'german' }, 'no language'],
    [{ kind: 'robot' }, 'use customer, partner or employee; whoever has no kind is a customer'],
    [{ consent: 'perhaps' }, 'use granted'],
    [{ consentAt: '2030-01-01' }, 'still to come'],
    [{ consentAt: 'then' }, 'no time'],
    [{ firstName: '=HYPERLINK("http://evil.example")' }, 'formula'],
    [{ firstName: "@SUM(1+1)*cmd|' /C calc'!A0" }, 'formula'],
    [{ firstName: '-2+3+cmd' }, 'formula'],
    [{ lastName: 'x'.repeat(201) }, 'longer than 200'],
  ])('%j is left out, with the reason, and the row goes on', (over, why) => {
    const { told: person, notes } = told(over);
    expect(notes).toEqual([expect.stringMatching(new RegExp(`left out: .*${why}`))]);
    expect(person).toEqual({ email: 'ana@example.com', dates: {} });
  });

  test.each([
    ['+Ana', '+Ana'],
    ['-O’Neill', '-O’Neill'],
    ['@ndrea', '@ndrea'],
    ['Ana\r\nBcc: eve', 'Ana Bcc: eve'],
    ['An\u202Ea', 'An a'],
    ['Zo\u0065\u0308', 'Zo\u00eb'],
  ])('the harmless name %j is taken as %j', (firstName, as) => {
    expect(told({ firstName }).told.firstName).toBe(as);
  });

  test('older names of zones and countries are known', () => {
    expect(told({ timezone: 'Asia/Calcutta' }).notes).toEqual([]);
    expect(told({ timezone: 'Asia/Calcutta' }).told.timezone).toBe('Asia/Calcutta');
    expect(told({ country: 'UK' }).told.country).toBe('GB');
    expect(told({ country: 'Suiza' }).told.country).toBe('CH');
  });

  test('of a shop’s moments the day is that of the person’s zone; of a birthday there is none', () => {
    const moment = '2024-01-05T23:30:00Z';
    const { told: person, notes } = told({ dates: { customer: moment, birthday: moment } });
    expect(person.dates).toEqual({ customer: '2024-01-06' });
    expect(notes).toEqual([expect.stringContaining('birthday left out: with a time of day')]);
  });

  test('whatever stands in it, it is read or refused', () => {
    const text = fc.string({ unit: 'binary' });
    const cells = fc.record({
      firstName: text,
      locale: text,
      timezone: text,
      country: text,
      kind: text,
      consent: text,
      consentAt: text,
    });
    fc.assert(
      fc.property(cells, fc.dictionary(text, text), text, (row, dates, email) => {
        expect(read({ ...row, dates, email })).toBeDefined();
        expect(read({ ...row, dates })).toHaveProperty('told');
      }),
      { numRuns: 2000 },
    );
  });
});

const source = { now: '2026-11-27T09:00:00.000Z', proof: 'Import of people.csv' };
const into = (contact: Contact, over: Partial<Told>, suppression?: 'unsubscribed') =>
  importInto(
    {
      contact,
      suppression: suppression && { brand: 'demo', contact: contact.id, reason: suppression, at: source.now },
    },
    { email: 'ana@example.com', dates: {}, ...over },
    source,
  );

describe('a known person', () => {
  test('keeps what the file does not tell, and all counters', () => {
    const known = makeContact({ lastName: 'Ruiz', counters: { ...makeContact().counters, orders: 7 } });
    const { contact } = into(known, { firstName: 'Anna' });
    expect(contact).toEqual({ ...known, firstName: 'Anna' });
    expect(isSame(known, into(known, { firstName: 'Ana' }).contact)).toBe(true);
  });

  test('gets consent only where it is unknown, with its proof', () => {
    const granted = { marketing: 'granted', at: source.now, source: 'import', proof: source.proof } as const;
    expect(into(makeContact(), { consent: { marketing: 'granted' } }).contact.consent).toEqual(granted);
    const own = { marketing: 'granted', at: '2020-01-01T00:00:00.000Z', proof: 'Form' } as const;
    expect(into(makeContact(), { consent: own }).contact.consent).toEqual({ ...own, source: 'import' });
    for (const marketing of ['granted', 'withdrawn'] as const) {
      const known = makeContact({ consent: { marketing, at: source.now, source: 'shopify' } });
      for (const said of ['granted', 'withdrawn', 'unknown'] as const)
        expect(into(known, { consent: { marketing: said } }).contact).toEqual(known);
    }
  });

  test('who unsubscribed is not made to agree', () => {
    const { contact, notes } = into(makeContact(), { consent: { marketing: 'granted' } }, 'unsubscribed');
    expect(contact.consent).toEqual({ marketing: 'unknown' });
    expect(notes).toEqual([expect.stringContaining('suppressed (unsubscribed)')]);
  });

  test('of two imports the one that says withdrawn counts, in either order', () => {
    const granted = into(makeContact(), { consent: { marketing: 'granted' } }).contact;
    const withdrawn = into(granted, { consent: { marketing: 'withdrawn' } }).contact;
    expect(withdrawn.consent.marketing).toBe('withdrawn');
    expect(into(withdrawn, { consent: { marketing: 'granted' } }).contact.consent.marketing).toBe(
      'withdrawn',
    );
  });

  test('since when somebody is a customer: the earlier of what orders and files tell', () => {
    const customer = { on: '2022-05-05', from: 'orders', source: 'shopify', at: source.now } as const;
    const known = makeContact({ dates: { customer } });
    const after = (on: string) => into(known, { dates: { customer: on } }).contact.dates['customer'];
    expect(after('2019-01-01')).toEqual({ on: '2019-01-01', from: 'import', at: source.now });
    expect(after('2023-01-01')).toEqual(customer);
    expect(after('--01-01')).toEqual(customer);
    expect(into(known, { dates: { customer: '2023-01-01' } }).notes).toHaveLength(1);
  });

  test('a birthday is corrected, but its year is not lost', () => {
    const birthday = { on: '1990-03-02', from: 'event', at: source.now } as const;
    const known = makeContact({ dates: { birthday } });
    const after = (on: string) => into(known, { dates: { birthday: on } }).contact.dates['birthday']?.on;
    expect(after('--03-02')).toBe('1990-03-02');
    expect(after('1991-03-02')).toBe('1991-03-02');
    expect(after('--03-03')).toBe('--03-03');
  });

  test('has ten dates at most', () => {
    const dates = Object.fromEntries(Array.from({ length: 12 }, (_, at_) => [`day-${at_}`, '--01-01']));
    const { contact, notes } = into(makeContact(), { dates });
    expect(Object.keys(contact.dates)).toHaveLength(10);
    expect(notes).toHaveLength(2);
  });

  test('a second time changes nothing', () => {
    const once = into(makeContact(), {
      firstName: 'A',
      consent: { marketing: 'granted' },
      dates: { birthday: '--03-02' },
    });
    const twice = into(once.contact, {
      firstName: 'A',
      consent: { marketing: 'granted' },
      dates: { birthday: '--03-02' },
    });
    expect(isSame(once.contact, twice.contact)).toBe(true);
    expect(twice.notes).toEqual([]);
  });
});
