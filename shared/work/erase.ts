import { Temporal } from 'temporal-polyfill';
import type { ErasedCounts, PrivacyRequest } from '../contract/privacy.ts';
import { contactId, subjectPart } from '../domain/people/identity.ts';
import { customerRowId } from '../domain/people/import/customer-ids.ts';
import { orderNumber } from '../domain/ledger/subjects.ts';
import { iso } from '../domain/time/waits.ts';
import {
  eraseSubject,
  loadSubjects,
  removeOwner,
  removeSubjects,
  saveTombstone,
  type SubjectPlace,
} from '../store/erasures.ts';
import { listEvents } from '../store/events.ts';
import { personKeys } from '../store/people.ts';
import { loadState } from '../store/planning.ts';
import { removeAll } from '../store/requests.ts';
import { parsePersonKey, type Key } from '../store/table.ts';

export const nothingErased = (): ErasedCounts => ({ people: 0, events: 0, followUps: 0 });

export const addErased = (a: ErasedCounts, b: ErasedCounts): ErasedCounts => ({
  people: a.people + b.people,
  events: a.events + b.events,
  followUps: a.followUps + b.followUps,
});

/**
 * Whom a request is about, as contact ids: by the address, and those to whom the customer's number and the named orders
 * lead, since an order may have been placed with another address than the account's.
 */
export async function peopleOf(request: PrivacyRequest, contactKey: string): Promise<string[]> {
  const { brand, source, email, externalId } = request;
  const rows = await loadSubjects([...ordersOf(request), ...customersOf(request)]);
  const owners = rows.map(({ contact }) => contact);
  const ids = [
    email && contactId(contactKey, brand, { email }),
    externalId && contactId(contactKey, brand, { externalId: `${source}/${externalId}` }),
    ...owners,
  ];
  return [...new Set(ids.flatMap((id) => id || []))];
}

const ordersOf = ({ brand, source, orders = [] }: PrivacyRequest): SubjectPlace[] =>
  orders.map((order) => ({ brand, source, id: subjectPart('order', order) }));

const customersOf = ({ brand, source, externalId }: PrivacyRequest): SubjectPlace[] =>
  externalId === undefined ? [] : [customerRow(brand, source, externalId)];

/** The row that says who a customer number is. */
export const customerRow = (brand: string, source: string, number: string): SubjectPlace => ({
  brand,
  source,
  id: customerRowId(number),
});

/** So many orders are marked at the same time. */
const AT_ONCE = 20;

/** Makes sure that nothing that is told later of the named orders does anything. */
export async function eraseOrders(request: PrivacyRequest): Promise<void> {
  const places = ordersOf(request);
  const at = iso(Temporal.Now.instant());
  for (let from = 0; from < places.length; from += AT_ONCE)
    await Promise.all(places.slice(from, from + AT_ONCE).map((place) => eraseSubject(place, at)));
}

/**
 * The last step of a request: the customer's number leads to nobody any more, and what waited for it is gone. It comes
 * last because a second try finds people by it.
 */
export const eraseNumber = (request: PrivacyRequest): Promise<void> => removeSubjects(customersOf(request));

/**
 * Erases a person: the tombstone first, so that from then on nothing old makes them known again; then all there is,
 * until nothing is left. A second time finishes what a crash has left. What came up meanwhile goes too, so the tombstone
 * names the end.
 */
export async function eraseContact(brand: string, contact: string): Promise<ErasedCounts> {
  const bury = (): Promise<void> => saveTombstone({ brand, contact, erasedAt: iso(Temporal.Now.instant()) });
  let erased = nothingErased();
  await bury();
  const rows = await rowsOf(brand, contact);
  await disownNumbers(brand, contact);
  for (;;) {
    const held = await personKeys({ brand, contact });
    if (held.length === 0) break;
    await removeAll(held);
    erased = addErased(erased, countKeys(held));
  }
  await removeSubjects(rows);
  await bury();
  return erased;
}

/** The numbers of the person's orders lead to nobody any more: a late review must not find them. */
async function disownNumbers(brand: string, contact: string): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await listEvents({ brand, contact, ...(cursor !== undefined && { cursor }) });
    const numbers = new Set(page.items.flatMap(({ event }) => orderNumber(event) ?? []));
    for (const number of numbers) await removeOwner({ brand, contact, number });
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Of the person's customer numbers, those that lead to them. */
async function rowsOf(brand: string, id: string): Promise<SubjectPlace[]> {
  const { contact } = await loadState({ brand, contact: id });
  const numbers = Object.entries(contact?.externalIds ?? {});
  const rows = await loadSubjects(numbers.map(([source, number]) => customerRow(brand, source, number)));
  return rows.filter((row) => row.contact === undefined || row.contact === id);
}

export function countKeys(keys: readonly Key[]): ErasedCounts {
  const kinds = keys.map((key) => parsePersonKey(key).kind);
  const of = (kind: (typeof kinds)[number]): number => kinds.filter((one) => one === kind).length;
  return { people: of('profile'), events: of('event'), followUps: of('followUp') };
}
