import type { Contact } from '../../../contract/contact.ts';
import type { Subject } from '../../../contract/follow-up.ts';
import { subjectPart } from '../identity.ts';
import { readText } from './plain-text.ts';
import type { Read } from './read.ts';

const MOST = 128;
/** What is left of a long number in a spreadsheet. */
const SHORTENED = /^\d([.,]\d+)?E\+\d+$/i;

/** The number by which a shop knows a customer, as its webhooks name it. */
export function readCustomerId(raw: string): Read<string> {
  const read = readText(raw);
  if ('fault' in read) return read;
  if (SHORTENED.test(read.value))
    return { fault: 'a spreadsheet has shortened it; give the column the format text before saving' };
  return read.value.length > MOST ? { fault: `it is longer than ${MOST} characters` } : { value: read.value };
}

/** The row that says whose a number is. */
export const customerRowId = (number: string): string => subjectPart('customer', number);

type Numbers = Readonly<Record<string, string>>;

/** The numbers of a person knowing what an import tells. One that is known stays, and nobody gets another's. */
export function numbersAfter(
  { id, externalIds }: Pick<Contact, 'id' | 'externalIds'>,
  told: Numbers,
  rows: readonly Subject[],
): { externalIds: Record<string, string>; notes: string[] } {
  const notes: string[] = [];
  const after = { ...externalIds };
  for (const [source, number] of Object.entries(told)) {
    const fault = faultOf({ known: externalIds[source], number, row: rowOf(rows, source, number) }, id);
    if (fault === undefined) after[source] = number;
    else notes.push(`customer_id.${source} left out: ${fault}`);
  }
  return { externalIds: after, notes };
}

type Meeting = { known: string | undefined; number: string; row: Subject | undefined };

function faultOf({ known, number, row }: Meeting, contact: string): string | undefined {
  if (known !== undefined && known !== number) return 'another is known, which is kept';
  return row && whyNotTheirs(row, contact);
}

function whyNotTheirs({ contact, waiting, erasedAt }: Subject, who: string): string | undefined {
  if (erasedAt !== undefined) return 'whoever had it was erased';
  if (contact !== undefined) return contact === who ? undefined : 'somebody else has this number';
  return waiting.length > 0
    ? 'something is waiting under it; an order of theirs brings both together'
    : undefined;
}

const rowOf = (rows: readonly Subject[], source: string, number: string): Subject | undefined =>
  rows.find((row) => row.source === source && row.id === customerRowId(number));

/** The rows to be written for numbers that a person has now and had not before. */
export function rowsFor(
  before: Contact | undefined,
  { brand, id, externalIds }: Contact,
  rows: readonly Subject[],
): Subject[] {
  return Object.entries(externalIds).flatMap(([source, number]) => {
    const known = rowOf(rows, source, number);
    if (before?.externalIds[source] === number || known?.contact === id) return [];
    const fresh = { brand, source, id: customerRowId(number), seen: {}, waiting: [], version: 0 };
    return [{ ...(known ?? fresh), contact: id }];
  });
}
