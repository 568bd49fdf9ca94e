import type { Call } from '../../infra/local/gateway/call.ts';
import type { Contact } from '../../shared/contract/contact.ts';
import { type FollowUp, followUp as followUpSchema } from '../../shared/contract/follow-up.ts';
import { putContact } from '../../shared/store/planning.ts';
import { followUpItem } from '../../shared/store/follow-ups.ts';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Temporal } from 'temporal-polyfill';
import type { TestCloud } from './cloud.ts';
import { makeContact, makeFollowUp } from './make.ts';
import { writeItems } from './rush.ts';

/**
 * Very many follow-ups, and an SES that is rough: of a hundred calls it throttles five; two it does not answer in time,
 * one of them with the mail taken and one without; and of two hundred it resets one that it has done and one that it has not.
 */
const ROUGH = { throttled: 5, late: 6, silent: 7, reset: 8 };
/** Milliseconds; longer than the sender waits. */
const TOO_LATE = 12_000;

/** Which call of SendRawEmail of the rough ones it is, counted from 0; the same call asked again is the same. */
function counting(): (call: Call) => number {
  const numbers = new WeakMap<Call, number>();
  let next = 0;
  return (call) => {
    const number = numbers.get(call) ?? next++;
    numbers.set(call, number);
    return number;
  };
}

export function roughen({ gateway }: TestCloud): void {
  const numberOf = counting();
  // A prime, so that those of a batch do not all meet the same.
  const kindOf = (call: Call): number => (numberOf(call) * 37) % 100;
  const between = (from: number, to: number) => (call: Call) => kindOf(call) >= from && kindOf(call) < to;
  const isReset = between(ROUGH.silent, ROUGH.reset);
  const isDone = (call: Call): boolean => Math.floor(numberOf(call) / 100) % 2 === 0;
  const ses = { service: 'ses', operation: 'SendRawEmail', times: Infinity };
  const throttling = { code: 'Throttling', message: 'Maximum sending rate exceeded.' };
  gateway.faults.add({ ...ses, match: between(0, ROUGH.throttled), respond: throttling });
  gateway.faults.add({ ...ses, match: between(ROUGH.throttled, ROUGH.late), delay: TOO_LATE });
  gateway.faults.add({
    ...ses,
    match: between(ROUGH.late, ROUGH.silent),
    hold: new Promise<void>(() => undefined),
  });
  gateway.faults.add({ ...ses, match: (call) => isReset(call) && isDone(call), dropAfterAccept: true });
  gateway.faults.add({ ...ses, match: (call) => isReset(call) && !isDone(call), dropAfterRead: true });
}

export const addressOf = (number: number): string => `person-${number}@example.com`;

/** One person and one follow-up each, due at `at`, of a starter rule of the demo. */
export async function writeDue(cloud: TestCloud, numbers: readonly number[], at: Temporal.Instant) {
  const requests = numbers.flatMap((number) => {
    const { followUp, contact } = dueOf(number, at);
    const person = putContact(contact).Put?.Item;
    return [followUpItem(followUp), ...(person ? [person] : [])].map((Item) => ({ PutRequest: { Item } }));
  });
  await writeItems(cloud, requests);
}

function dueOf(number: number, at: Temporal.Instant): { followUp: FollowUp; contact: Contact } {
  const id = `rough-${String(number).padStart(16, '0')}`;
  const followUp = makeFollowUp({
    contact: id,
    rule: 'first-purchase-thanks',
    template: 'first-purchase-thanks',
    subject: `standard-webhooks/order/R-${number}`,
    // As the demo brand plans it, which is asked for in two partitions until much is due.
    narrow: true,
    dueAt: at.toString({ smallestUnit: 'millisecond' }),
    expiresAt: at.add({ hours: 48 }).toString({ smallestUnit: 'millisecond' }),
  });
  return { followUp, contact: makeContact({ id, email: addressOf(number) }) };
}

export type Tally = {
  sent: number;
  unknown: number;
  /** Still to be sent. */
  waiting: number;
  /** People who have two mails or more. */
  twice: number;
  /** Neither sent with a mail that SES has, nor parked, nor waiting. */
  lost: number;
  /** Parked, and SES has the mail: its report resolves that. */
  hidden: number;
};

/** Of the people with the numbers below `size`; `taken` is whom SES has taken mails for, one by one. */
export async function tally(
  cloud: TestCloud,
  { size, taken }: { size: number; taken: readonly string[] },
): Promise<Tally> {
  const mails = new Map<string, number>();
  for (const address of taken) mails.set(address, (mails.get(address) ?? 0) + 1);
  const count: Tally = { sent: 0, unknown: 0, waiting: 0, twice: 0, lost: 0, hidden: 0 };
  for (const { contact, state } of await allFollowUps(cloud)) {
    const number = Number(contact.split('-')[1]);
    if (number >= size) continue;
    const got = mails.get(addressOf(number)) ?? 0;
    count[whatOf(state, got)] += 1;
    count.twice += Number(got > 1);
    count.hidden += Number(state === 'unknown' && got > 0);
  }
  return count;
}

function whatOf(state: FollowUp['state'], mails: number): 'waiting' | 'unknown' | 'sent' | 'lost' {
  if (['planned', 'queued', 'sending'].includes(state)) return 'waiting';
  if (state === 'unknown') return 'unknown';
  return state === 'sent' && mails > 0 ? 'sent' : 'lost';
}

async function allFollowUps({ table, tableName }: TestCloud): Promise<FollowUp[]> {
  const found: FollowUp[] = [];
  const pages = paginateScan(
    { client: table },
    {
      TableName: tableName,
      FilterExpression: 'begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':sk': 'FOLLOWUP#' },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) found.push(...Items.map((item) => followUpSchema.parse(item)));
  return found;
}

/** Takes what waits in the queue of a function. */
export function takeQueued(cloud: TestCloud, room: string): string[] {
  const bodies = cloud.queueMessages(room);
  cloud.emptyQueue(room);
  return bodies;
}

/** Minute by minute, until nothing waits: dispatch, and whatever it releases to the senders. Answers how many minutes. */
export async function sendAll(
  cloud: TestCloud,
  of: {
    from: Temporal.Instant;
    dispatch: (at: Temporal.Instant) => Promise<void>;
    send: (bodies: readonly string[], at: Temporal.Instant) => Promise<void>;
  },
): Promise<number> {
  let idle = 0;
  let minutes = 0;
  // A throttle waits an hour at most, and its doubling is spread: so long nothing may be due.
  for (let at = of.from; idle < 130; at = at.add({ minutes: 1 })) {
    await of.dispatch(at);
    const bodies = takeQueued(cloud, 'send');
    if (bodies.length > 0) await of.send(bodies, at);
    idle = bodies.length > 0 ? 0 : idle + 1;
    minutes += 1;
  }
  return minutes - idle;
}
