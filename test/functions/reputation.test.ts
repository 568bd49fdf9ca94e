import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { followUpId } from '../../shared/domain/people/identity.ts';
import { type Newcomer, startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterAll(() => rooms.stop());

const RULE = 'first-purchase-thanks';
const WHY = { by: 'ops@demo.example', why: 'The list is clean now' };

const change = async (settings: object, why = WHY) => {
  const { changeSettings } = await import('../../shared/work/life/settings.ts');
  const at = new Date().toISOString();
  return changeSettings({ brand: 'demo', settings, deed: { ...why, at } });
};
const brandNow = async () => (await import('../../shared/store/brands.ts')).readBrand('demo');
const outcomes = async () => {
  const { loadOutcomes } = await import('../../shared/store/reputation.ts');
  const { Temporal } = await import('temporal-polyfill');
  const hours = await loadOutcomes('demo', Temporal.Now.instant());
  return ['delivered', 'bounced', 'complained'].map((name) =>
    hours.reduce((sum, hour) => sum + Number({ ...hour }[name]), 0),
  );
};

const arrived = { eventType: 'Delivery', delivery: { timestamp: new Date().toISOString() } };
const bounce = (bounceType: string, bounceSubType: string) => ({
  eventType: 'Bounce',
  bounce: { bounceType, bounceSubType, timestamp: new Date().toISOString() },
});
const gone = bounce('Permanent', 'General');

const report = (followUp: FollowUp, detail: object): string =>
  JSON.stringify({
    id: 'report',
    source: 'aws.ses',
    'detail-type': 'Email',
    detail: {
      mail: {
        timestamp: new Date().toISOString(),
        messageId: followUp.messageId,
        tags: { 'follow-up': [followUpId(followUp)], brand: ['demo'] },
      },
      ...detail,
    },
  });

/** Somebody who has got their thank-you; what SES reports of it by itself is left aside. */
async function thanked(): Promise<Newcomer> {
  const somebody = rooms.newcomer();
  await rooms.planEvents(somebody.make());
  await rooms.sendQueued();
  rooms.cloud.emptyQueue('observe');
  return somebody;
}

describe('complaints and bounces of a brand', () => {
  test('are counted once each, and stop it; what is due waits and says why, until a person lets it go on', async () => {
    await change({ reputation: { bounces: 0.2, atLeast: 10 } });
    const people: Newcomer[] = [];
    for (let each = 0; each < 12; each++) people.push(await thanked());
    const mails = await Promise.all(people.map((person) => person.one(RULE)));
    const reports = mails.map((mail, nth) => report(mail, nth < 9 ? arrived : gone));
    // All of them side by side, and each twice: SES tells at least once.
    const [first] = await Promise.all([
      rooms.observeBodies(reports),
      rooms.observeBodies(reports.toReversed()),
    ]);
    expect(first.batchItemFailures).toEqual([]);
    await rooms.observeBodies(reports);
    expect(await outcomes()).toEqual([9, 3, 0]);
    expect(await brandNow()).toMatchObject({
      paused: true,
      halted: {
        reason: expect.stringMatching(/3 of 12 mails came back for good within 24 hours, more than 20%/),
      },
    });

    const late = rooms.newcomer();
    await rooms.planEvents(late.make());
    await rooms.sendQueued();
    const held = await late.one(RULE);
    expect(held).toMatchObject({ state: 'planned' });
    expect(held.trace.at(-1)).toMatch(/stopped for the brand: 3 of 12 .* A person has to let it go on/);
    expect(await late.mails()).toEqual([]);

    expect(await change({ paused: false })).toMatchObject({ ok: true });
    expect(await brandNow()).toMatchObject({ paused: false, judgedSince: expect.any(String) });
    expect(await brandNow()).not.toHaveProperty('halted');
    // A report of before, told once more, stops nothing again.
    await rooms.observeBodies(reports);
    expect(await brandNow()).toMatchObject({ paused: false });
  });

  test('the stop and its end stand in the audit, with who did it and why', async () => {
    const { listAudit } = await import('../../shared/store/audit.ts');
    const { items } = await listAudit({ brand: 'demo', limit: 10 });
    const told = items.map(({ by, why }) => `${by}: ${why}`);
    expect(told[0]).toBe(`${WHY.by}: ${WHY.why}`);
    expect(told[1]).toMatch(/^extramile: Sending is stopped for the brand/);
  });
});

test('an address that gets no mail: the event is kept, and its follow-ups say why nothing is sent', async () => {
  const email = 'postmaster@shop.example';
  const somebody = rooms.newcomer({ person: { email } });
  await rooms.planEvents(somebody.make());
  const found = await rooms.followUpsOf(new Set([email]));
  expect(found.map(({ state }) => state)).toEqual(found.map(() => 'skipped'));
  expect(found[0]?.reason).toMatch(/Nothing is sent to this address: postmaster@/);
});

describe('mails that come back for a while', () => {
  test('stop an address at the third in a row, and count as no bounce of the brand', async () => {
    const before = await outcomes();
    const ana = await thanked();
    const full = bounce('Transient', 'MailboxFull');
    const [thanks] = [await ana.one(RULE)];
    const again = (nth: number): FollowUp => ({ ...thanks, subject: `${thanks.subject}-${nth}` });
    const { followUpItem } = await import('../../shared/store/follow-ups.ts');
    const { writeItems } = await import('../helpers/rush.ts');
    const earlier = [again(1), again(2)].map((one) => ({
      PutRequest: {
        Item: followUpItem({ ...one, feedback: { bounced: thanks.updatedAt, detail: 'Transient' } }),
      },
    }));
    await writeItems(rooms.cloud, earlier.slice(0, 1));
    await rooms.observeBodies([report(thanks, full)]);
    const { loadSuppression } = await import('../../shared/store/suppressions.ts');
    expect(await loadSuppression('demo', thanks.contact)).toBeUndefined();
    await writeItems(rooms.cloud, earlier.slice(1));
    await rooms.observeBodies([report(thanks, full)]);
    expect(await loadSuppression('demo', thanks.contact)).toMatchObject({ reason: 'bounced-often' });
    expect(await outcomes()).toEqual(before);
  });
});
