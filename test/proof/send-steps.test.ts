import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Event } from '../../shared/contract/event.ts';
import { startRoom } from '../bench/room.ts';
import { envelope, startRooms, makeBatch } from '../helpers/rooms.ts';

/**
 * Kills each room at each of its calls to AWS: before the call is done, and after it is done but before its answer.
 * Whatever room and whichever call, the person ends with one thank-you, or with none or one and the follow-up parked.
 */
let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterEach(() => {
  vi.useRealTimers();
  rooms.cloud.gateway.faults.clear();
});
afterAll(async () => {
  await rooms.stop();
});

const RULE = 'first-purchase-thanks';
const SERVICES = ['dynamodb', 'secretsmanager', 'sqs', 'ses', 'events'];
const MINUTE = 60_000;

type Batch = (event: SQSEvent) => Promise<SQSBatchResponse>;
const hand = (handler: Batch, body: string) => handler(makeBatch([body]));

/** Rooms as a new container loads them: no client, no cache, no key. */
const FRESH = {
  plan: async (body: string) => hand((await import('../../functions/plan/handler.ts')).handler, body),
  send: async (body: string) => hand((await import('../../functions/send/handler.ts')).handler, body),
  observe: async (body: string) => hand((await import('../../functions/observe/handler.ts')).handler, body),
  dispatch: async () => (await import('../../functions/dispatch/handler.ts')).handler(),
};
async function runFresh(room: keyof typeof FRESH, body: string): Promise<unknown> {
  vi.resetModules();
  rooms.cloud.use(room);
  process.env['LOG_LEVEL'] = 'silent';
  return FRESH[room](body);
}

/** From its call at this position on, a process is dead: nothing after it gets through. Tells how many calls there were. */
function dieAt(position: number, done: boolean): { calls: () => number } {
  let calls = 0;
  const { faults } = rooms.cloud.gateway;
  const last = done ? { dropAfterAccept: true as const } : { dropAfterRead: true as const };
  for (const service of SERVICES) {
    faults.add({ service, times: Infinity, match: () => (calls += 1) === position, ...last });
    faults.add({ service, times: Infinity, match: () => calls > position, dropAfterRead: true });
  }
  return { calls: () => calls };
}

function moveOn(minutes: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * MINUTE });
}

/** Past every lease: what waits is dispatched, sent and, if reports come, reported. */
async function recover(reports: boolean): Promise<void> {
  for (let round = 0; round < 3; round++) {
    moveOn(6);
    await rooms.dispatch();
    await rooms.sendQueued();
    if (reports) await rooms.observeQueued();
    else rooms.cloud.emptyQueue('observe');
  }
}

type Path = {
  room: keyof typeof FRESH;
  /** What came before; answers with the message that the room gets, if it gets one. */
  before: (event: Event) => Promise<string>;
  /** Whether SES's reports of what it took arrive; they are best effort. */
  reports: boolean;
};

/** The follow-up stands in the ledger as queued; its message, which is no longer in the queue. */
async function planned(event: Event): Promise<string> {
  rooms.cloud.emptyQueue('send');
  await rooms.planEvents(event);
  const [message = ''] = rooms.cloud.queueMessages('send');
  rooms.cloud.emptyQueue('send');
  return message;
}

/** SES took the mail, but its answer was lost: the follow-up is in doubt, and the report is on its way. */
async function inDoubt(event: Event): Promise<string> {
  rooms.cloud.emptyQueue('observe');
  rooms.cloud.gateway.faults.add({ service: 'ses', operation: 'SendRawEmail', dropAfterAccept: true });
  await rooms.sendBodies([await planned(event)]);
  return rooms.cloud.queueMessages('observe')[0] ?? '';
}

async function leaseOver(event: Event): Promise<string> {
  await planned(event);
  moveOn(6);
  return '';
}

const PATHS: [string, Path][] = [
  ['plan', { room: 'plan', before: async (event) => envelope(event), reports: true }],
  ['dispatch', { room: 'dispatch', before: leaseOver, reports: true }],
  ['send', { room: 'send', before: planned, reports: true }],
  ['send, no report ever coming,', { room: 'send', before: planned, reports: false }],
  ['observe', { room: 'observe', before: inDoubt, reports: true }],
];

type Death = { path: Path; position: number; done: boolean };

/** Lives one death through to the end: what is wrong then. `died` is false when the room has fewer calls than that. */
async function live({ path, position, done }: Death): Promise<{ died: boolean; wrong: string[] }> {
  const ana = rooms.newcomer();
  const message = await path.before(ana.make());
  rooms.cloud.gateway.requests.clear();
  const death = dieAt(position, done);
  await runFresh(path.room, message).catch(() => undefined);
  rooms.cloud.gateway.faults.clear();
  const died = death.calls() >= position;
  const atDeath = (await ana.mine()).find(({ rule }) => rule === RULE);
  // Nobody acknowledged the message, so the queue hands it over again.
  await runFresh(path.room, message);
  await recover(path.reports);
  const wrong = wrongOf({ ...(await endOf(ana)), atDeath: atDeath?.state, reports: path.reports });
  return { died, wrong: wrong.map((what) => `dead at ${position}, ${String(atDeath?.state)}: ${what}`) };
}

async function endOf(ana: ReturnType<typeof rooms.newcomer>) {
  const followUps = await ana.mine();
  const contact = await ana.contact();
  const states = followUps.map(({ rule, state }) => `${rule} ${state}`).toSorted();
  const asked = rooms.cloud.gateway.requests.count({ service: 'ses', operation: 'SendRawEmail' });
  const thanks = followUps.find(({ rule }) => rule === RULE)?.state;
  const [orders, slots] = [contact?.counters.orders, contact?.recentSends.length];
  return { thanks, states, asked, orders, slots, mails: (await ana.mails()).length };
}

type End = Awaited<ReturnType<typeof endOf>> & { atDeath: string | undefined; reports: boolean };

function wrongOf({ thanks, states, asked, orders, slots, mails, atDeath, reports }: End): string[] {
  // Only what was claimed may end in doubt, and a report that came ends the doubt.
  const mayDoubt = (atDeath === 'sending' || atDeath === 'unknown') && !(reports && mails === 1);
  const wanted = mayDoubt && thanks === 'unknown' ? 'unknown' : 'sent';
  const holds = {
    [`${states.join()}; not only ${RULE} ${wanted} and the check-in to come`]:
      states.join() === `check-in planned,${RULE} ${wanted}`,
    [`${mails} mails when ${wanted}`]: mails === 1 || (mails === 0 && wanted === 'unknown'),
    [`SES was asked ${asked} times`]: asked <= 1,
    [`${orders} orders counted, ${slots} slots taken`]: orders === 1 && slots === 1,
  };
  return Object.entries(holds).flatMap(([what, is]) => (is ? [] : [what]));
}

describe.each(PATHS)('%s killed at each call', (_name, path) => {
  test.each([
    ['before it is done', false],
    ['after it is done', true],
  ])('%s: one mail or a parked doubt; never two, lost or stuck', async (_when, done) => {
    const wrong: string[] = [];
    let position = 1;
    for (let died = true; died && position < 40; position++) {
      const end = await live({ path, position, done });
      wrong.push(...end.wrong);
      died = end.died;
    }
    expect(wrong).toEqual([]);
    // At least a read and a write, and an end to them.
    expect(position).toBeGreaterThan(3);
    expect(position).toBeLessThan(40);
  });
});

/** As `live`, of `send` in a process of its own, as it is deployed, which is killed and not only cut off. */
async function kill({ position, done }: Omit<Death, 'path'>): Promise<{ died: boolean; wrong: string[] }> {
  const ana = rooms.newcomer();
  const message = await planned(ana.make());
  rooms.cloud.gateway.requests.clear();
  const room = await startRoom(rooms.cloud, 'send');
  let calls = 0;
  const isLast = (): boolean => {
    calls += 1;
    if (calls === position) room.stop('SIGKILL');
    return calls === position;
  };
  const last = done ? { dropAfterAccept: true as const } : { dropAfterRead: true as const };
  for (const service of SERVICES)
    rooms.cloud.gateway.faults.add({ service, caller: 'send', times: Infinity, match: isLast, ...last });
  const call = room.call({ at: new Date().toISOString(), event: makeBatch([message]) });
  const died = await call.then(
    () => false,
    () => true,
  );
  room.stop();
  rooms.cloud.gateway.faults.clear();
  expect(died).toBe(calls >= position);
  const atDeath = (await ana.mine()).find(({ rule }) => rule === RULE)?.state;
  await runFresh('send', message);
  await recover(false);
  const wrong = wrongOf({ ...(await endOf(ana)), atDeath, reports: false });
  return { died, wrong: wrong.map((what) => `killed at ${position}, ${String(atDeath)}: ${what}`) };
}

describe('the process of send, killed at each call', () => {
  test.each([
    ['before it is done', false],
    ['after it is done', true],
  ])('%s: sent later, sent and marked, or parked', async (_when, done) => {
    const wrong: string[] = [];
    let position = 1;
    for (let died = true; died && position < 20; position++) {
      const end = await kill({ position, done });
      wrong.push(...end.wrong);
      died = end.died;
    }
    expect(wrong).toEqual([]);
    // A read, the keys of links, the claim, SES and the mark at least, and then none that could be killed.
    expect(position).toBeGreaterThan(6);
    expect(position).toBeLessThan(20);
  });
});
