import type { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../../contract/brand.ts';
import type { Contact } from '../../../contract/contact.ts';
import type { DateOrder, ImportRow, NameOrder } from '../../../contract/import.ts';
import { id } from '../../../contract/primitives.ts';
import { faultOfDate } from '../../time/dates.ts';
import { zoneOf } from '../../time/zones.ts';
import { normaliseEmail } from '../identity.ts';
import { refusedBecause } from '../refused-address.ts';
import { didYouMean } from '../../rules/nearest.ts';
import { readCustomerId } from './customer-ids.ts';
import { readFullName } from './full-name.ts';
import { readMoment } from './moment.ts';
import { countryOf, localeOf, zoneNamed } from './places.ts';
import { readText } from './plain-text.ts';
import { type Read, readBy } from './read.ts';
import { consentOf, kindOf } from './words.ts';
import { readWritten } from './written-date.ts';

/** What a row tells of a person, as far as it can be believed. */
export type Told = Partial<
  Pick<Contact, 'firstName' | 'lastName' | 'locale' | 'timezone' | 'country' | 'kind'>
> & {
  email: string;
  /** By source. */
  customerIds?: Record<string, string>;
  dates: Record<string, string>;
  consent?: { marketing: Contact['consent']['marketing']; at?: string; proof?: string };
};
/** `id` is that of the person whose address it is. */
export type RowRead = { id: string; told: Told; notes: string[] } | { reason: string };

export type RowContext = {
  brand: Pick<Brand, 'timezone' | 'refused'>;
  /** Of the person of a normalised address. */
  idOf: (email: string) => string;
  /** By kind of date, where the figures alone do not tell. */
  orders: Readonly<Record<string, DateOrder>>;
  /** Of full names, where somebody told it. */
  names?: NameOrder | undefined;
  /** Those of the brand, whose numbers of customers are known. */
  sources: readonly string[];
  now: Temporal.Instant;
};

const FIELDS = {
  firstName: readText,
  lastName: readText,
  locale: readBy(localeOf, 'this is no language; write its tag, for instance de or fr-CA'),
  timezone: readBy(zoneNamed, 'there is no such zone; write its IANA name, for instance Europe/Berlin'),
  country: readBy(countryOf, 'there is no such country; write its two letters, for instance DE'),
};
type Field = keyof typeof FIELDS;
const isField = (name: string): name is Field => Object.hasOwn(FIELDS, name);

/** Reads one row. Without a usable address it is nobody; whatever else cannot be believed is left out, with the reason. */
export function readRow(row: ImportRow, context: RowContext): RowRead {
  const email = normaliseEmail(row.email);
  if (email === undefined)
    return { reason: row.email.trim() === '' ? 'there is no address' : 'this is no mail address' };
  const cells = new Cells();
  const facts = readFacts(row, cells, context);
  const customerIds = readCustomerIds(row, cells, context);
  const kind = cells.take(
    'kind',
    row.kind,
    readBy(kindOf, 'use customer, partner or employee; whoever has no kind is a customer'),
  );
  const consent = readConsent(row, cells, context);
  const dates = readDates(row, cells, { ...context, zone: zoneOf(facts, context.brand).id });
  const id = context.idOf(email);
  return {
    id,
    told: {
      email,
      ...facts,
      ...(kind && { kind }),
      ...(customerIds && { customerIds }),
      dates,
      ...(consent && { consent }),
    },
    notes: [...notesOfAddress({ id, email }, context), ...cells.notes],
  };
}

/** Whoever has an address that gets no mail is kept, and may come with a better one. */
function notesOfAddress(of: { id: string; email: string }, { brand }: RowContext): string[] {
  const refused = refusedBecause(of, brand);
  return refused === undefined ? [] : [`email: ${refused}`];
}

/** Takes cell after cell, and notes what was left out. An empty cell tells nothing. */
class Cells {
  readonly notes: string[] = [];

  take<Value>(name: string, raw: string | undefined, read: (text: string) => Read<Value>): Value | undefined {
    if (raw === undefined || raw.trim() === '') return undefined;
    const found = read(raw);
    if ('fault' in found) this.notes.push(`${name} left out: ${found.fault}`);
    else if (found.note !== undefined) this.notes.push(`${name}: ${found.note}`);
    return 'fault' in found ? undefined : found.value;
  }
}

type Facts = Partial<Record<Field, string>>;

/** Short texts, each by its own reader. The full name counts where no part of it is told. */
function readFacts(row: ImportRow, cells: Cells, { names }: RowContext): Facts {
  const facts: Facts = {};
  for (const [name, text] of Object.entries(row)) {
    if (!isField(name) || typeof text !== 'string') continue;
    const value = cells.take(name, text, FIELDS[name]);
    if (value !== undefined) facts[name] = value;
  }
  if (facts.firstName !== undefined || facts.lastName !== undefined) return facts;
  return { ...facts, ...cells.take('name', row.name, (text) => readFullName(text, names)) };
}

function readCustomerIds(
  { customerIds = {} }: ImportRow,
  cells: Cells,
  { sources }: RowContext,
): Told['customerIds'] {
  const found: Record<string, string> = {};
  for (const [source, raw] of Object.entries(customerIds)) {
    const number = cells.take(`customer_id.${id.safeParse(source).success ? source : ''}`, raw, (text) =>
      sources.includes(source)
        ? readCustomerId(text)
        : { fault: `the brand has no source of that name.${didYouMean(source, sources)}` },
    );
    if (number !== undefined) found[source] = number;
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

function readConsent(row: ImportRow, cells: Cells, { brand, now }: RowContext): Told['consent'] {
  const marketing = cells.take(
    'consent',
    row.consent,
    readBy(consentOf, 'use granted, withdrawn or unknown'),
  );
  const at = cells.take('consentAt', row.consentAt, (text) =>
    readMoment(text, { zone: brand.timezone, now }),
  );
  const proof = cells.take('consentProof', row.consentProof, readText);
  if (marketing === undefined) return undefined;
  return { marketing, ...(at !== undefined && { at }), ...(proof && { proof }) };
}

function readDates(
  { dates = {} }: ImportRow,
  cells: Cells,
  { orders, zone, now }: RowContext & { zone: string },
): Record<string, string> {
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const found: Record<string, string> = {};
  for (const [kind, raw] of Object.entries(dates)) {
    const name = kind === 'birthday' ? kind : `date ${id.safeParse(kind).success ? kind : ''}`.trim();
    const on = cells.take(name, raw, (text): Read<string> => {
      if (!id.safeParse(kind).success)
        return { fault: 'names of dates have lower-case letters, digits and hyphens' };
      // Of a birthday the day is known and no moment; a purchase has one, and its day is that of the buyer's zone.
      const of = { order: orders[kind], ...(kind !== 'birthday' && { zone }) };
      const written = readWritten(text, of);
      const fault = 'fault' in written ? written.fault : faultOfDate(written.on, today);
      return 'on' in written && fault === undefined ? { value: written.on } : { fault: fault ?? '' };
    });
    if (on !== undefined) found[kind] = on;
  }
  return found;
}
