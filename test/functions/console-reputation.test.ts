import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestConsole, startConsole } from '../helpers/console.ts';

let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
});
afterAll(() => house.stop());

const why = 'As agreed';
const set = async (part: string, body: object) => {
  const revision = Number((await call('GET', 'settings')).body['revision']);
  return call('PATCH', `settings/${part}`, { revision, body: { why, ...body } });
};

describe('the limits of complaints and bounces', () => {
  it('are the usual ones until they are set, one by one, and again after null', async () => {
    const usual = { complaints: 0.001, bounces: 0.05, atLeast: 200, softBounces: 3 };
    const before = (await call('GET', 'settings/reputation')).body;
    expect(before).toMatchObject({ limits: usual, paused: false });
    expect(before['outcomes']).toEqual([
      { within: 'within 24 hours', delivered: 0, bounced: 0, complained: 0 },
      { within: 'within 7 days', delivered: 0, bounced: 0, complained: 0 },
    ]);
    await set('reputation', { bounces: 0.03 });
    const changed = await set('reputation', { atLeast: 50 });
    expect(changed.body).toMatchObject({ limits: { ...usual, bounces: 0.03, atLeast: 50 } });
    const back = await set('reputation', { bounces: null, atLeast: null });
    expect(back.body).toMatchObject({ limits: usual });
  });

  it.each([{}, { bounces: 0 }, { complaints: 2 }, { atLeast: 1 }, { softBounces: 1 }])(
    'are refused: %j',
    async (body) => {
      expect((await set('reputation', body)).status).toBe(400);
    },
  );
});

describe('the sender', () => {
  it('is set to what SES has verified', async () => {
    const sender = { name: 'Kettle & Co', address: 'hi@shop.demo.example' };
    const done = await set('sender', { ...sender, replyTo: 'help@demo.example' });
    expect(done).toMatchObject({ status: 200, body: { sender, replyTo: 'help@demo.example' } });
    expect((await set('sender', { replyTo: null })).body).not.toHaveProperty('replyTo');
  });

  it.each([
    [{ address: 'hello@other.example' }, /sender is of other.example, .* use an address of demo.example/],
    [{ replyTo: 'help@other.example' }, /reply-to address is of other.example/],
    [{ name: 'Kettle\r\nBcc: all@example.com' }, /one line/],
    [{}, /or \\"replyTo\\"/],
  ])('is refused, and stays: %j', async (body, reason) => {
    const before = (await call('GET', 'settings')).body;
    const refused = await set('sender', body);
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toMatch(reason);
    expect((await call('GET', 'settings')).body).toEqual(before);
  });
});

describe('the warm-up', () => {
  const today = Temporal.Now.plainDateISO('Europe/Berlin').toString();

  it('is off until it is set, takes the usual plan or one of its own, and is ended by null', async () => {
    const before = (await call('GET', 'settings/warm-up')).body;
    expect(before).toMatchObject({ timezone: 'Europe/Berlin' });
    expect(before).not.toHaveProperty('plan');
    const dry = await set('warm-up', { from: today, dryRun: true });
    expect(dry.body).toMatchObject({ plan: { from: today }, today: { day: 1, ceiling: 100, mails: 0 } });
    expect((await call('GET', 'settings/warm-up')).body).toEqual(before);
    await set('warm-up', { from: today });
    const own = await set('warm-up', { ceilings: [5, 10] });
    expect(own.body).toMatchObject({
      plan: { from: today, ceilings: [5, 10] },
      today: { day: 1, ceiling: 5, mostMarketing: 3, mails: 0, marketing: 0 },
    });
    const later = await set('warm-up', { from: '2999-01-01' });
    expect(later.body).toMatchObject({ plan: { lastDay: '2999-01-02', ceilings: [5, 10] } });
    expect(later.body).not.toHaveProperty('today');
    expect((await set('warm-up', { from: null })).body).not.toHaveProperty('plan');
  });

  it.each([
    [{}, /Name .*from/],
    [{ ceilings: [5] }, /from which day on/],
    [{ from: today, ceilings: [10, 5] }, /less than the one before/],
    [{ from: 'tomorrow' }, /use a day/],
  ])('is refused: %j', async (body, reason) => {
    const refused = await set('warm-up', body);
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toMatch(reason);
  });
});
