import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { actOn as ActOn } from '../../functions/jobs/privacy.ts';
import { privacyMessage, type PrivacyRequest } from '../../shared/contract/privacy.ts';
import { eventId } from '../../shared/domain/people/identity.ts';
import { listRequests } from '../../shared/store/privacy.ts';
import { makeRequest } from '../helpers/make-privacy.ts';
import { type Newcomer, startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
let actOn: typeof ActOn;
beforeAll(async () => {
  rooms = await startRooms();
  ({ actOn } = await import('../../functions/jobs/privacy.ts'));
});
afterEach(() => {
  vi.useRealTimers();
  rooms.cloud.gateway.faults.clear();
  rooms.cloud.emptyQueue('jobs');
  rooms.cloud.emptyQueue('send');
});
afterAll(() => rooms.stop());

const noFailures = { batchItemFailures: [] };
const later = (ms: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
};
const redact = (source: string): PrivacyRequest => makeRequest({ kind: 'erase-source', source });
const recordOf = async ({ id }: PrivacyRequest) =>
  (await listRequests('demo')).find((record) => record.id === id);
const run = (request: PrivacyRequest) => rooms.jobBodies([JSON.stringify({ request })]);

/** Somebody who bought at this source. */
async function buyerAt(source: string): Promise<Newcomer> {
  const person = rooms.newcomer({ source });
  const { subject } = person.make();
  await rooms.planEvents(
    person.make({ id: eventId({ brand: 'demo', source, kind: 'purchase', subject }), source }),
  );
  return person;
}

/** The same person buys at another source. */
async function buysAt(person: Newcomer, source: string, externalId: string): Promise<string> {
  const { subject: first } = person.make();
  const subject = `${first}-${source}`;
  const event = person.make({
    id: eventId({ brand: 'demo', source, kind: 'purchase', subject }),
    source,
    subject,
    person: { email: person.email, externalId },
  });
  await rooms.planEvents(event);
  return subject;
}

describe('erasing a shop', () => {
  test('erases everybody who is known only from there, and nobody else', async () => {
    const [ana, ben] = [await buyerAt('gone'), await buyerAt('stays')];
    later(1000);
    const request = redact('gone');
    expect(await run(request)).toEqual(noFailures);
    expect(await ana.contact()).toBeUndefined();
    expect(await ben.contact()).toBeDefined();
    expect(await recordOf(request)).toMatchObject({ state: 'done', contacts: [], erased: { people: 1 } });
  });

  test('takes from who is known from elsewhere, too, only what came from the shop', async () => {
    const ana = await buyerAt('kept');
    const subject = await buysAt(ana, 'left', 'c-1');
    await buysAt(ana, 'kept', 'k-1');
    later(1000);
    const request = redact('left');
    expect(await run(request)).toEqual(noFailures);
    const contact = await ana.contact();
    expect(contact?.externalIds).toEqual({ kept: 'k-1' });
    expect(contact?.open.map((open) => open.subject).filter((open) => open.startsWith('left'))).toEqual([]);
    const subjects = (await ana.mine()).map((followUp) => followUp.subject);
    expect(subjects.filter((one) => one.startsWith('left/'))).toEqual([]);
    expect(subjects.filter((one) => one.startsWith('kept/')).length).toBeGreaterThan(1);
    expect(await recordOf(request)).toMatchObject({ erased: { people: 0, events: 1 } });
    // What the shop had told is known still: told again it does nothing.
    const before = (await ana.mine()).length;
    await rooms.planEvents(
      ana.make({
        id: eventId({ brand: 'demo', source: 'left', kind: 'purchase', subject }),
        source: 'left',
        subject,
        occurredAt: new Date().toISOString(),
      }),
    );
    expect(await ana.mine()).toHaveLength(before);
    expect((await ana.contact())?.externalIds).toEqual({ kept: 'k-1' });
  });

  test('leaves alone who came after it was asked', async () => {
    const request = redact('reopened');
    later(60_000);
    const ana = await buyerAt('reopened');
    expect(await run(request)).toEqual(noFailures);
    expect(await ana.contact()).toBeDefined();
  });

  test('goes slice by slice, and a slice that crashed is done again', async () => {
    const people: Newcomer[] = [];
    for (let round = 0; round < 12; round += 1) people.push(await buyerAt('large'));
    later(1000);
    const request = redact('large');
    const turn = { now: Temporal.Now.instant(), until: 0 };
    const nextSlice = () => {
      const [body] = rooms.cloud.queueMessages('jobs');
      rooms.cloud.emptyQueue('jobs');
      return body === undefined ? undefined : privacyMessage.parse(JSON.parse(body));
    };
    await actOn({ request }, turn);
    let message = nextSlice();
    rooms.cloud.gateway.faults.add({
      service: 'dynamodb',
      operation: 'BatchWriteItem',
      times: 10,
      respond: { status: 400, code: 'AccessDeniedException', message: 'not now' },
    });
    await expect(actOn(message ?? { request }, turn)).rejects.toThrow('not now');
    rooms.cloud.gateway.faults.clear();
    let slices = 1;
    for (; message !== undefined; message = nextSlice()) {
      expect(await recordOf(request)).toMatchObject({ state: 'open' });
      expect(await actOn(message, turn)).toMatchObject({ ok: true });
      slices += 1;
    }
    expect(slices).toBeGreaterThanOrEqual(4);
    expect(await Promise.all(people.map((person) => person.contact()))).toEqual(people.map(() => undefined));
    expect(await recordOf(request)).toMatchObject({ state: 'done', erased: { people: 12, events: 12 } });
  });

  test('whose next slice cannot be queued is tried again', async () => {
    await buyerAt('queueless');
    later(1000);
    rooms.cloud.gateway.faults.add({
      service: 'sqs',
      times: 5,
      respond: { status: 500, code: 'InternalError', message: 'no' },
    });
    const told = await actOn({ request: redact('queueless') }, { now: Temporal.Now.instant(), until: 0 });
    expect(told).toMatchObject({ ok: false, failure: { kind: 'queue-unavailable', retryable: true } });
  });
});
