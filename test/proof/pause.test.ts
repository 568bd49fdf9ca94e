import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Brand } from '../../shared/contract/brand.ts';
import { startRooms } from '../helpers/rooms.ts';

/**
 * The brake, while a thousand follow-ups are on their way: what was due before is held, what was sent stays sent, and
 * once it is released everybody gets their mail, once.
 */
let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterEach(() => vi.useRealTimers());
afterAll(() => rooms.stop());

const RULE = 'first-purchase-thanks';
const PEOPLE = 1000;
const BEFORE = 300;
/** Milliseconds in which a pause must be obeyed by every container. */
const WITHIN = 30_000;

let clock = Date.now();
function to(time: number): void {
  clock = time;
  vi.useFakeTimers({ toFake: ['Date'], now: time });
}

async function setBrand(over: Partial<Brand>): Promise<void> {
  const { changeBrand, loadBrand } = await import('../../shared/store/brands.ts');
  const { write } = await import('../../shared/store/requests.ts');
  const brand = await loadBrand('demo');
  if (!brand) throw new Error('no brand');
  // As the container of the console does: this one goes on with what it remembers.
  const refused = await write([changeBrand({ ...brand, ...over, revision: (brand.revision ?? 0) + 1 })]);
  expect(refused).toBeUndefined();
}

/** Everything waits in the ledger and in the send queue. */
async function planThousand(): Promise<string[]> {
  rooms.cloud.emptyQueue('send');
  const people = Array.from({ length: PEOPLE }, () => rooms.newcomer());
  for (let from = 0; from < PEOPLE; from += 50)
    await rooms.planEvents(...people.slice(from, from + 50).map((person) => person.make()));
  expect(rooms.cloud.queueMessages('send')).toHaveLength(PEOPLE);
  return people.map(({ email }) => email);
}

const asked = (): number => rooms.cloud.gateway.requests.count({ service: 'ses', operation: 'SendRawEmail' });

async function sendInTens(bodies: readonly string[], onEach: () => void): Promise<void> {
  for (let from = 0; from < bodies.length; from += 10) {
    onEach();
    await rooms.sendBodies(bodies.slice(from, from + 10));
  }
}

test.each([
  ['the brand', { paused: true }],
  ['the rule', { pausedRules: [RULE] }],
])('pausing %s holds what is on its way within 30 s; resuming sends each once', async (_, pause) => {
  to(clock + 3_600_000);
  rooms.cloud.gateway.requests.clear();
  const emails = await planThousand();
  const bodies = rooms.cloud.queueMessages('send');
  rooms.cloud.emptyQueue('send');

  await sendInTens(bodies.slice(0, BEFORE), () => undefined);
  expect(asked()).toBe(BEFORE);
  await setBrand(pause);
  const pausedAt = clock;
  let late = 0;
  // A second for every ten: the rest takes more than a minute of the function's time.
  await sendInTens(bodies.slice(BEFORE), () => {
    if (clock - pausedAt > WITHIN && late === 0) late = asked();
    to(clock + 1000);
  });
  expect(clock - pausedAt).toBeGreaterThan(2 * WITHIN);
  expect(late).toBeGreaterThanOrEqual(BEFORE);
  expect(asked()).toBe(late);

  const isMine = new Set(emails);
  const states = async (): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { state, rule } of await rooms.followUpsOf(isMine))
      if (rule === RULE) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  };
  expect(await states()).toEqual({ sent: late, planned: PEOPLE - late });

  await setBrand({ paused: false, pausedRules: [] });
  to(clock + WITHIN);
  for (let minute = 0; minute < 60 && asked() < PEOPLE; minute++) {
    to(clock + 60_000);
    await rooms.dispatch();
    await rooms.sendQueued();
  }
  expect(await states()).toEqual({ sent: PEOPLE });
  const mails = (await rooms.cloud.mails()).flatMap(({ destinations }) => destinations);
  expect(mails.filter((to_) => isMine.has(to_)).toSorted((a, b) => a.localeCompare(b))).toEqual(
    emails.toSorted((a, b) => a.localeCompare(b)),
  );
});
