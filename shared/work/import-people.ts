import { setTimeout as wait } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../contract/brand.ts';
import type { Contact } from '../contract/contact.ts';
import type { Subject } from '../contract/follow-up.ts';
import type { ImportedRow } from '../contract/import.ts';
import { newContact } from '../domain/people/contact.ts';
import { rowsFor } from '../domain/people/import/customer-ids.ts';
import {
  type ImportSource,
  contradictions,
  importInto,
  isSame,
  withOldDates,
} from '../domain/people/import/import-into.ts';
import type { Told } from '../domain/people/import/read-row.ts';
import { iso } from '../domain/time/waits.ts';
import { type Loaded, loadPeople, putRow } from '../store/planning.ts';
import { type Writes, write } from '../store/requests.ts';
import { type Person, loadNumbers } from './import-numbers.ts';
import { type Import, readRows } from './read-rows.ts';
import { writesOfPerson } from './write-person.ts';

type Context = { brand: Brand; dryRun: boolean; source: ImportSource };

/** So many people are read at once: of each the profile, and what outlives them. */
const TOGETHER = 33;
/** So many requests are under way at a time. */
const LANES = 4;

/** Takes rows of people in, a call's worth; says of each row what became of it. Done twice, it changes nothing more. */
export async function importPeople(of: Import): Promise<ImportedRow[]> {
  const { brand, dryRun, proof } = of;
  const now = Temporal.Now.instant();
  const { people, refused } = await readRows(of, now);
  const done = await importAll(people, { brand, dryRun, source: { now: iso(now), proof } });
  return [...refused, ...done].toSorted((a, b) => a.line - b.line);
}

/** Reads and decides group by group, then writes what changes in as few transactions as it takes. */
async function importAll(people: readonly Person[], context: Context): Promise<ImportedRow[]> {
  const groups = Array.from({ length: Math.ceil(people.length / TOGETHER) }, (_, at) =>
    people.slice(at * TOGETHER, (at + 1) * TOGETHER),
  );
  const decided = (await inLanes(groups, (group) => decideGroup(group, context))).flat();
  if (context.dryRun) return decided.flatMap(({ rows }) => rows);
  const ready = await inLanes(decided, async (one) => ({ ...one, items: await writesOf(one, context) }));
  return (await inLanes(partsOf(ready), (part) => writePart(part, context))).flat();
}

/** Several at a time, in the order of their list. */
async function inLanes<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  const left = all.entries();
  const lane = async (): Promise<void> => {
    for (const [at, one] of left) done[at] = await work(one);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return done;
}

async function decideGroup(group: readonly Person[], context: Context): Promise<Decided[]> {
  const known = await loadPeople(
    context.brand.id,
    group.map(({ id }) => id),
  );
  const customers = await loadNumbers(context.brand.id, group);
  return group.map((person) => decide(person, { ...known.get(person.id), customers }, context));
}

type Ready = Decided & { items: Writes };

/** A transaction takes a hundred items. */
const MOST_ITEMS = 100;

/** People who are written in one transaction. */
function partsOf(all: readonly Ready[]): Ready[][] {
  const parts: Ready[][] = [];
  let size = Infinity;
  for (const one of all) {
    if (size + one.items.length > MOST_ITEMS) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(one);
    size += one.items.length;
  }
  return parts;
}

async function writePart(part: readonly Ready[], context: Context): Promise<ImportedRow[]> {
  const items = part.flatMap((one) => one.items);
  if (items.length === 0 || !(await write(items))) return part.flatMap(({ rows }) => rows);
  // One of them was changed meanwhile, and with it all were held back: each for itself then.
  const rows: ImportedRow[] = [];
  for (const one of part)
    rows.push(...(one.items.length === 0 ? one.rows : await importOne(one.person, context)));
  return rows;
}

const ATTEMPTS = 6;
/** Milliseconds. */
const PAUSE = 20;

async function importOne(person: Person, context: Context): Promise<ImportedRow[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await wait(PAUSE * 2 ** attempt * (0.5 + Math.random()));
    const known = await loadPeople(context.brand.id, [person.id]);
    const customers = await loadNumbers(context.brand.id, [person]);
    const decided = decide(person, { ...known.get(person.id), customers }, context);
    const items = await writesOf(decided, context);
    if (items.length === 0 || !(await write(items))) return decided.rows;
  }
  throw new Error('Somebody kept changing while they were imported, or the table is throttled.');
}

const refuse = ({ parts }: Person, reason: string): ImportedRow[] =>
  parts.map(({ line }) => ({ line, outcome: 'refused', reason }));

/** `change` is not there when nothing is written. */
type Decided = {
  person: Person;
  rows: ImportedRow[];
  change?: { before: Contact | undefined; after: Contact; numbers: Subject[] };
};

/** `customers` are the rows of the numbers that are told. */
type Known = Omit<Loaded, 'followUps'> & { customers: readonly Subject[] };

/** What the rows of one person make of what is known of them. */
function decide(person: Person, known: Known, context: Context): Decided {
  const { brand, source } = context;
  if (!known.contact && known.tombstone)
    return {
      person,
      rows: refuse(person, 'this person was erased; an import does not bring them back'),
    };
  const before = known.contact ?? newContact(person.id, { brand: brand.id }, source.now);
  const { after, notes } = knowing(before, { person, known, source });
  const isChanged = !known.contact || !isSame(before, after);
  const outcome = known.contact ? (isChanged ? 'updated' : 'unchanged') : 'created';
  const [first] = person.parts;
  const rows = person.parts.map((part, at): ImportedRow => ({
    line: part.line,
    ...(part === first
      ? { outcome }
      : { outcome: 'merged', reason: `the same person as line ${first?.line}` }),
    ...notesOf([...part.notes, ...(notes[at] ?? [])]),
    ...(context.dryRun && { read: shown(part.told) }),
  }));
  const numbers = rowsFor(known.contact, after, known.customers);
  return { person, rows, ...(isChanged && { change: { before: known.contact, after, numbers } }) };
}

const notesOf = (notes: string[]): { notes?: string[] } => (notes.length > 0 ? { notes } : {});

function knowing(
  before: Contact,
  of: { person: Person; known: Known; source: ImportSource },
): { after: Contact; notes: string[][] } {
  const notes: string[][] = [];
  const earlier: Told[] = [];
  let after = before;
  for (const { told } of of.person.parts) {
    const next = importInto({ ...of.known, contact: after }, told, of.source);
    notes.push([...next.notes, ...contradictions(earlier, after, next.contact)]);
    after = next.contact;
    earlier.push(told);
  }
  return { after: withOldDates(before, after), notes };
}

const shown = ({ consent, ...told }: Told): NonNullable<ImportedRow['read']> => ({
  ...told,
  ...(consent && { consent: consent.marketing }),
});

/** A call takes seconds; the calendar has to know of an arrival by the minute. */
const writesOf = async ({ change }: Decided, { brand }: Context): Promise<Writes> =>
  change
    ? [
        ...(await writesOfPerson({ ...change, brand, now: Temporal.Now.instant() })),
        ...change.numbers.map(putRow),
      ]
    : [];
