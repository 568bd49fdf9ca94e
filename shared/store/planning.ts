import {
  type Contact,
  type Suppression,
  type Tombstone,
  contact as contactSchema,
  tombstone as tombstoneSchema,
} from '../contract/contact.ts';
import {
  type FollowUp,
  type FollowUpKey,
  type Subject,
  followUp as followUpSchema,
  subject as subjectSchema,
} from '../contract/follow-up.ts';
import type { Plan, RecordedEvent } from '../domain/ledger/plan.ts';
import { hasRow, parseSubjectRef } from '../domain/ledger/subjects.ts';
import { followUpId } from '../domain/people/identity.ts';
import { tableName } from './client.ts';
import { putDate } from './dates.ts';
import { changeOf, followUpItem } from './follow-ups.ts';
import { type Writes, readAll, write } from './requests.ts';
import { contactListKey, eventDayKey } from './indexes.ts';
import { readSuppression } from './suppressions.ts';
import { type Key, keys } from './table.ts';

export type Wanted = {
  brand: string;
  contact?: string | undefined;
  subject?: { source: string; id: string } | undefined;
  /** The row of a platform's customer number. */
  customer?: { source: string; id: string } | undefined;
  orderNumber?: string | undefined;
  followUps?: readonly FollowUpKey[];
};
export type Loaded = {
  contact?: Contact;
  suppression?: Suppression;
  tombstone?: Tombstone;
  subject?: Subject;
  customer?: Subject;
  /** Of the order number: one, unless several shops count alike. */
  owners?: string[];
  followUps: FollowUp[];
};

/** Everything a decision needs in one consistent read. */
export async function loadState(wanted: Wanted): Promise<Loaded> {
  const { brand, contact, subject, customer, orderNumber, followUps = [] } = wanted;
  const Keys: Key[] = [
    ...(contact === undefined ? [] : keysOf(brand, contact)),
    ...(subject === undefined ? [] : [keys.subject(brand, subject.source, subject.id)]),
    ...(customer === undefined ? [] : [keys.subject(brand, customer.source, customer.id)]),
    ...(orderNumber === undefined ? [] : [keys.orderNumber(brand, orderNumber)]),
    ...followUps.map(keys.followUp),
  ];
  if (Keys.length === 0) return { followUps: [] };
  return sortOut(await readAll(Keys));
}

/** A follow-up with all that the gate looks at. */
export function loadFollowing(key: FollowUpKey): Promise<Loaded> {
  const { source, subject } = parseSubjectRef(key.subject);
  const row = hasRow(subject) ? { source, id: subject } : undefined;
  return loadState({ brand: key.brand, contact: key.contact, followUps: [key], subject: row });
}

/** Several people at once, by id: thirty-three at most. */
export async function loadPeople(
  brand: string,
  ids: readonly string[],
): Promise<Map<string, Pick<Loaded, 'contact' | 'suppression' | 'tombstone'>>> {
  const items = await readAll(ids.flatMap((id) => keysOf(brand, id)));
  const byPerson = Map.groupBy(items, (item) => String(item['pk']).split('#')[2] ?? '');
  return new Map(ids.map((id) => [id, sortOut(byPerson.get(id) ?? [])]));
}

const keysOf = (brand: string, contact: string): Key[] => [
  keys.contact(brand, contact),
  keys.suppression(brand, contact),
  keys.tombstone(brand, contact),
];

function sortOut(items: Record<string, unknown>[]): Loaded {
  const loaded: Loaded = { followUps: [] };
  for (const item of items) {
    const [pk, sk] = [String(item['pk']), String(item['sk'])];
    if (sk === 'ERASED') loaded.tombstone = tombstoneSchema.parse(item);
    else if (pk.startsWith('SUPPRESSED#')) loaded.suppression = readSuppression(item);
    else if (pk.startsWith('NUMBER#')) loaded.owners = ownersOf(item);
    else if (pk.startsWith('SUBJECT#')) sortSubject(loaded, subjectSchema.parse(item));
    else if (sk.startsWith('FOLLOWUP#')) loaded.followUps.push(followUpSchema.parse(item));
    else loaded.contact = contactSchema.parse(item);
  }
  return loaded;
}

function sortSubject(loaded: Loaded, row: Subject): void {
  if (row.id.startsWith('customer/')) loaded.customer = row;
  else loaded.subject = row;
}

const ownersOf = ({ owners }: Record<string, unknown>): string[] =>
  owners instanceof Set ? [...owners].map(String) : [];

/** Why nothing was written: the event is known already, or something moved and the decision must be made anew. */
export type Outcome =
  { kind: 'saved' } | { kind: 'known' } | { kind: 'nobody' } | { kind: 'again'; existing: string[] };

/** Events are kept for rehearsal and to know a late repeat; DynamoDB removes them some day after. */
const EVENT_RETENTION_DAYS = 400;

/** Writes a whole decision or nothing of it. */
export async function savePlan(plan: Plan): Promise<Outcome> {
  const items: Writes = [
    ...plan.events.map((recorded) => putEvent(plan.contact, recorded)),
    putContact(plan.contact),
    ...(plan.subject ? [putSubject(plan.subject)] : []),
    ...plan.created.map(putFollowUp),
    ...plan.changed.map(({ seen, after }) => ({ Update: changeOf(seen, after) })),
    ...(plan.customer ? [putSubject(plan.customer)] : []),
    ...(plan.orderNumber === undefined ? [] : [addOwner(plan.contact, plan.orderNumber)]),
    ...plan.dates.map(putDate),
  ];
  const reasons = await write(items);
  if (!reasons) return { kind: 'saved' };
  const failed = reasons.map((code) => code === 'ConditionalCheckFailed');
  if (failed.some(Boolean) && failed[mainEvent(plan)]) return { kind: 'known' };
  const firstCreated = plan.events.length + 1 + (plan.subject ? 1 : 0);
  const existing = plan.created.filter((_, index) => failed[firstCreated + index]).map(followUpId);
  return { kind: 'again', existing };
}

const mainEvent = (plan: Plan): number => plan.events.findIndex(({ event }) => event.id === plan.eventId);

/** Writes a row of a subject or a customer number, with what waits in it until somebody is known. */
export async function saveRow(subject: Subject): Promise<Outcome> {
  const reasons = await write([putRow(subject)]);
  return reasons ? { kind: 'again', existing: [] } : { kind: 'saved' };
}

const unlessVersion = (version: number) =>
  version === 1
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': version - 1 } };

/** The profile, on condition that it is as it was read. */
export const putContact = (contact: Contact): Writes[number] => ({
  Put: {
    TableName: tableName(),
    Item: { ...keys.contact(contact.brand, contact.id), ...contact, ...contactListKey(contact) },
    ...unlessVersion(contact.version),
  },
});

/** A row of a subject or a customer number, on condition that it is as it was read. */
export const putRow = (subject: Subject): Writes[number] =>
  putSubject({ ...subject, version: subject.version + 1 });

const putSubject = (subject: Subject): Writes[number] => ({
  Put: {
    TableName: tableName(),
    Item: { ...keys.subject(subject.brand, subject.source, subject.id), ...subject },
    ...unlessVersion(subject.version),
  },
});

const addOwner = ({ brand, id }: Contact, number: string): Writes[number] => ({
  Update: {
    TableName: tableName(),
    Key: keys.orderNumber(brand, number),
    UpdateExpression: 'ADD owners :owner',
    ExpressionAttributeValues: { ':owner': new Set([id]) },
  },
});

const putFollowUp = (followUp: FollowUp): Writes[number] => ({
  Put: {
    TableName: tableName(),
    Item: followUpItem(followUp),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

const putEvent = (contact: Contact, { event, before, trace }: RecordedEvent): Writes[number] => ({
  Put: {
    TableName: tableName(),
    Item: {
      ...keys.event(event.brand, contact.id, event.id),
      ...eventDayKey(event, contact.id),
      event,
      before,
      trace,
      ttl: Math.floor(Date.parse(event.receivedAt) / 1000) + EVENT_RETENTION_DAYS * 86_400,
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});
