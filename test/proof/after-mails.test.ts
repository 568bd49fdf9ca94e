import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { event as eventSchema } from '../../shared/contract/event.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { eventId, followUpId } from '../../shared/domain/people/identity.ts';
import { makeRule } from '../helpers/make.ts';
import { type Newcomer, startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
const GUIDE = { field: 'event.mail.rule', op: 'eq', value: 'guide' } as const;
const template = { template: 'first-purchase-thanks', templateVersion: 1 };

beforeAll(async () => {
  rooms = await startRooms();
  const { loadLive, publishLive } = await import('../../shared/store/rules.ts');
  const rules = [
    makeRule({ id: 'guide', name: 'Guide', ...template }),
    makeRule({
      id: 'ask-again',
      name: 'Ask again',
      on: 'sent',
      if: GUIDE,
      after: 'P5D',
      within: 'P20D',
      unless: [
        { event: 'clicked', of: 'subject' },
        { event: 'replied', of: 'subject' },
      ],
      ...template,
    }),
    makeRule({
      id: 'answer-thanks',
      name: 'Answer thanks',
      on: 'replied',
      if: GUIDE,
      unless: [],
      ...template,
    }),
    makeRule({
      id: 'once-more',
      name: 'Once more',
      on: 'bounced',
      if: GUIDE,
      unless: [{ event: 'complained', of: 'subject' }],
      ...template,
    }),
    makeRule({
      id: 'much-later',
      name: 'Much later',
      after: 'P5D',
      within: 'P20D',
      unless: [{ event: 'complained', of: 'contact' }],
      ...template,
    }),
    makeRule({ id: 'click-thanks', name: 'Click thanks', on: 'clicked', if: GUIDE, unless: [], ...template }),
  ];
  const { version } = await loadLive('demo');
  const live = await publishLive({ brand: 'demo', rules, basedOn: version });
  if (!live.ok) throw new Error(live.failure.message);
});
afterAll(() => rooms.stop());
beforeEach(() => {
  for (const queue of ['plan', 'send', 'observe']) rooms.cloud.emptyQueue(queue);
  rooms.cloud.gateway.faults.clear();
});

const LINK = 'https://shop.example/guide?email=ana%40example.com';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
/** When somebody clicks, each time that it is told. */
const CLICKED = new Date(Date.now() + 43_200_000).toISOString();
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const report = ({ messageId, attempt, ...of }: FollowUp, detail: object, days: number): string =>
  JSON.stringify({
    id: 'report',
    detail: {
      mail: {
        timestamp: ago(days),
        messageId,
        tags: { 'follow-up': [followUpId(of)], brand: ['demo'], attempt: [String(attempt)] },
      },
      ...detail,
    },
  });
const arrived = (mail: FollowUp, days = 0) =>
  report(mail, { eventType: 'Delivery', delivery: { timestamp: ago(days) } }, days);
const clicked = (mail: FollowUp, userAgent = FIREFOX) =>
  report(mail, { eventType: 'Click', click: { timestamp: CLICKED, userAgent, link: LINK } }, 0);

/** Somebody who got the guide; what SES reports of it by itself is left aside. */
async function guided(): Promise<Newcomer & { guide: FollowUp }> {
  const somebody = rooms.newcomer();
  await rooms.planEvents(somebody.make());
  await rooms.sendQueued();
  rooms.cloud.emptyQueue('observe');
  return { ...somebody, guide: await somebody.one('guide') };
}
const envelope = z.object({ detail: eventSchema });
const onTheBus = () =>
  rooms.cloud.queueMessages('plan').map((body) => envelope.parse(JSON.parse(body)).detail);
const planBus = async () => {
  const bodies = rooms.cloud.queueMessages('plan');
  rooms.cloud.emptyQueue('plan');
  return rooms.planBodies(bodies);
};
const stateOf = async (somebody: Newcomer, rule: string) => {
  const found = (await somebody.mine()).filter((one) => one.rule === rule);
  return found.map(({ state }) => state);
};

describe('a rule on silence', () => {
  test('asks again after five days in which nobody clicked, and once however often SES tells', async () => {
    const ana = await guided();
    await rooms.observeBodies([arrived(ana.guide, 6), arrived(ana.guide, 6)]);
    await planBus();
    const again = await ana.one('ask-again');
    expect(again.trace[0]).toMatch(/fired on the mail of "guide" of/);
    await rooms.observeBodies([arrived(ana.guide, 6)]);
    await planBus();
    await rooms.sendQueued();
    expect(await stateOf(ana, 'ask-again')).toEqual(['sent']);
    expect(await ana.mails()).toHaveLength(2);
  });

  test('says nothing when a person clicks meanwhile, and the click is thanked for, once', async () => {
    const ben = await guided();
    await rooms.observeBodies([arrived(ben.guide, 0)]);
    await planBus();
    expect(await stateOf(ben, 'ask-again')).toEqual(['planned']);
    await rooms.observeBodies([clicked(ben.guide), clicked(ben.guide)]);
    expect(onTheBus().map(({ kind, facts }) => [kind, facts.mail])).toContainEqual([
      'clicked',
      { rule: 'guide', link: 'https://shop.example/guide' },
    ]);
    await planBus();
    await rooms.observeBodies([clicked(ben.guide)]);
    await planBus();
    const again = await ben.one('ask-again');
    expect(again).toMatchObject({
      state: 'cancelled',
      reason: expect.stringMatching(/a link in a mail about it/),
    });
    expect(await stateOf(ben, 'click-thanks')).toHaveLength(1);
    expect((await ben.one('guide')).feedback?.clicks).toHaveLength(1);
  });

  test('says nothing either when the click was told before the arrival', async () => {
    const eva = await guided();
    await rooms.observeBodies([clicked(eva.guide)]);
    await planBus();
    await rooms.observeBodies([arrived(eva.guide, 0)]);
    await planBus();
    expect(await stateOf(eva, 'ask-again')).toEqual(['cancelled']);
  });

  test('is not silenced by a scanner, whose click nobody is thanked for', async () => {
    const tom = await guided();
    await rooms.observeBodies([arrived(tom.guide, 0), clicked(tom.guide, 'Barracuda Sentinel (EE)')]);
    expect(onTheBus().map(({ kind }) => kind)).toEqual(['sent']);
    await planBus();
    expect(await stateOf(tom, 'ask-again')).toEqual(['planned']);
    expect(await stateOf(tom, 'click-thanks')).toEqual([]);
    expect((await tom.one('guide')).feedback?.clicks).toMatchObject([{ machine: 'a scanner or program' }]);
  });
});

describe('a mail that comes back', () => {
  const bounced = (mail: FollowUp, bounceType: string) =>
    report(
      mail,
      { eventType: 'Bounce', bounce: { bounceType, bounceSubType: 'General', timestamp: ago(0) } },
      0,
    );
  const complained = (mail: FollowUp) =>
    report(mail, { eventType: 'Complaint', complaint: { timestamp: ago(0) } }, 0);

  test('for a while is an event on which a rule writes again, once however often SES tells', async () => {
    const ana = await guided();
    await rooms.observeBodies([bounced(ana.guide, 'Transient'), bounced(ana.guide, 'Transient')]);
    expect(onTheBus()[0]).toMatchObject({
      kind: 'bounced',
      subject: ana.guide.facts.order && `order/${ana.guide.facts.order.id}`,
      facts: { mail: { rule: 'guide', bounce: 'transient' } },
    });
    await planBus();
    await rooms.observeBodies([bounced(ana.guide, 'Transient')]);
    await planBus();
    await rooms.sendQueued();
    expect(await stateOf(ana, 'once-more')).toEqual(['sent']);
    expect(await ana.mails()).toHaveLength(2);
  });

  test('for good is an event, too, and nothing goes to that address because of it', async () => {
    const ben = await guided();
    await rooms.observeBodies([bounced(ben.guide, 'Permanent'), bounced(ben.guide, 'Permanent')]);
    expect(onTheBus()[0]).toMatchObject({ facts: { mail: { bounce: 'permanent' } } });
    await planBus();
    await rooms.sendQueued();
    expect(await ben.one('once-more')).toMatchObject({
      state: 'skipped',
      reason: expect.stringMatching(/bounced for good/),
    });
    expect(await ben.mails()).toHaveLength(1);
  });

  test('as unwanted calls off what waits for that, though nothing would go anyway', async () => {
    const eva = await guided();
    expect(await stateOf(eva, 'much-later')).toEqual(['planned']);
    await rooms.observeBodies([complained(eva.guide), complained(eva.guide)]);
    expect(onTheBus()[0]).toMatchObject({ kind: 'complained', facts: { mail: { rule: 'guide' } } });
    await planBus();
    await rooms.observeBodies([complained(eva.guide)]);
    await planBus();
    expect(await eva.one('much-later')).toMatchObject({
      state: 'cancelled',
      reason: expect.stringMatching(/because the person reported a mail as unwanted/),
    });
    expect(await eva.mails()).toHaveLength(1);
  });

  test('that is marked as no junk after all is no event', async () => {
    const tom = await guided();
    const details = { timestamp: ago(0), complaintFeedbackType: 'not-spam' };
    await rooms.observeBodies([report(tom.guide, { eventType: 'Complaint', complaint: details }, 0)]);
    expect(onTheBus()).toEqual([]);
  });
});

describe('an answer', () => {
  const answer = (somebody: Newcomer, id: string, inReplyTo?: string) =>
    somebody.make({
      kind: 'replied',
      source: 'help-desk',
      subject: `reply/${id}`,
      id: eventId({ brand: 'demo', source: 'help-desk', kind: 'replied', subject: `reply/${id}` }),
      occurredAt: new Date().toISOString(),
      facts: { reply: inReplyTo === undefined ? {} : { inReplyTo } },
    });

  test('is noted with the mail that it names, calls off what waits for that, and may start something', async () => {
    const ana = await guided();
    await rooms.observeBodies([arrived(ana.guide)]);
    await planBus();
    const told = answer(ana, 'r-1', `<${ana.guide.messageId}@eu-central-1.amazonses.com>`);
    await rooms.planEvents(told);
    await rooms.planEvents(told);
    expect((await ana.one('guide')).repliedAt).toBe(told.occurredAt);
    expect(await ana.one('ask-again')).toMatchObject({
      state: 'cancelled',
      reason: expect.stringMatching(/because a mail about it was answered/),
    });
    expect(await ana.one('answer-thanks')).toMatchObject({
      subject: ana.guide.subject,
      facts: { order: {} },
    });
  });

  test('that names none is one to the last mail, and one that names a stranger’s to none of ours', async () => {
    const ben = await guided();
    await rooms.planEvents(answer(ben, 'r-2', '<of-another@mail.example>'));
    expect(await ben.one('guide')).not.toHaveProperty('repliedAt');
    expect(await stateOf(ben, 'answer-thanks')).toEqual([]);
    await rooms.planEvents(answer(ben, 'r-3'));
    expect(await ben.one('guide')).toHaveProperty('repliedAt');
    expect(await stateOf(ben, 'answer-thanks')).toHaveLength(1);
  });

  test('of somebody who never got a mail changes nothing', async () => {
    const stranger = rooms.newcomer();
    expect((await rooms.planEvents(answer(stranger, 'r-4'))).batchItemFailures).toEqual([]);
    expect(await stranger.mine()).toEqual([]);
  });
});

test('a click that the bus did not take is told again when SES’s report comes again', async () => {
  const ana = await guided();
  rooms.cloud.gateway.faults.add({ service: 'events', partialFailure: [0] });
  expect((await rooms.observeBodies([clicked(ana.guide)])).batchItemFailures).toHaveLength(1);
  expect(onTheBus()).toEqual([]);
  rooms.cloud.gateway.faults.clear();
  expect((await rooms.observeBodies([clicked(ana.guide)])).batchItemFailures).toEqual([]);
  expect(onTheBus().map(({ kind }) => kind)).toEqual(['clicked']);
});

test('an arrival is an event only while a live rule is on it', async () => {
  const { loadLive, publishLive, readLive } = await import('../../shared/store/rules.ts');
  const { version, rules } = await loadLive('demo');
  const deaf = rules.filter(({ on }) => on !== 'sent');
  await publishLive({ brand: 'demo', rules: deaf, basedOn: version });
  const ana = await guided();
  await rooms.observeBodies([arrived(ana.guide)]);
  expect(onTheBus()).toEqual([]);
  await publishLive({ brand: 'demo', rules: [...rules], basedOn: (await readLive('demo')).version });
  await rooms.observeBodies([arrived(ana.guide)]);
  expect(onTheBus().map(({ kind }) => kind)).toEqual(['sent']);
});

test('a mail that is not tracked costs no request more than before', async () => {
  const somebody = rooms.newcomer();
  await rooms.planEvents(somebody.make());
  rooms.cloud.gateway.requests.clear();
  await rooms.sendQueued();
  expect(rooms.cloud.gateway.requests.count({ service: 'dynamodb' })).toBe(3);
});
