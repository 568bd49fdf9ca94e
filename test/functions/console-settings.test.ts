import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestConsole, startConsole } from '../helpers/console.ts';
import { makeFollowUp } from '../helpers/make.ts';

let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
});
afterAll(() => house.stop());

const why = 'As agreed';
const revisionNow = async () => Number((await call('GET', 'settings')).body['revision']);
const set = async (body: object, asking: { role?: string; revision?: number } = {}) =>
  call('PATCH', 'settings/timing', { revision: await revisionNow(), body: { why, ...body }, ...asking });
const ALL = {
  timezone: 'Asia/Tokyo',
  quietHours: { from: '21:00', to: '08:00' },
  cap: { max: 2, per: 'P7D' },
  weekdaysOnly: true,
  spread: 'PT2H',
};

describe('the settings of time', () => {
  it('are set together, stay as they are when they are not named, and are taken away by null', async () => {
    expect(await set(ALL)).toMatchObject({ status: 200, body: ALL });
    expect((await call('GET', 'settings')).body).toMatchObject(ALL);
    const { quietHours: _quiet, cap: _cap, ...rest } = ALL;
    const less = await set({ quietHours: null, cap: null, timezone: 'europe/berlin' });
    expect(less.body).toMatchObject({ ...rest, timezone: 'Europe/Berlin' });
    const kept = (await call('GET', 'settings')).body;
    expect([kept['quietHours'], kept['cap'], kept['timezone']]).toEqual([
      undefined,
      undefined,
      'Europe/Berlin',
    ]);
    await set({ spread: null, weekdaysOnly: false });
    expect((await call('GET', 'settings')).body).toMatchObject({
      name: 'Demo',
      paused: false,
      weekdaysOnly: false,
    });
  });

  it('tell how many follow-ups keep their time when the zone or the spreading becomes another', async () => {
    expect((await set({ spread: 'PT1H', dryRun: true })).body['waiting']).toEqual({
      count: 0,
      isWhole: true,
    });
    const { write } = await import('../../shared/store/requests.ts');
    const { followUpItem } = await import('../../shared/store/follow-ups.ts');
    const { tableName } = await import('../../shared/store/client.ts');
    const Put = { TableName: tableName(), Item: followUpItem(makeFollowUp({ state: 'planned' })) };
    expect(await write([{ Put }])).toBeUndefined();
    expect((await set({ timezone: 'Asia/Tokyo', dryRun: true })).body['waiting']).toEqual({
      count: 1,
      isWhole: true,
    });
    expect((await set({ weekdaysOnly: false, dryRun: true })).body['waiting']).toBeUndefined();
  });

  it('stand in the audit with who, why and what differs', async () => {
    await set({ cap: { max: 3, per: 'P1D' } });
    const { items } = (await call('GET', 'audit')).body;
    expect(items).toMatchObject({
      0: {
        by: 'ina',
        why,
        act: 'settings',
        changes: [{ kind: 'settings', difference: [{ at: 'cap', after: '{"max":3,"per":"P1D"}' }] }],
      },
    });
    await set({ cap: null });
  });

  it('are looked at, and left alone, in a dry run', async () => {
    const before = await call('GET', 'settings');
    const dry = await set({ spread: 'PT1H', dryRun: true });
    expect(dry).toMatchObject({ status: 200, body: { ...before.body, spread: 'PT1H' } });
    expect((await call('GET', 'settings')).body).toEqual(before.body);
    expect((await set({ timezone: 'Europe/Berln', dryRun: true })).status).toBe(400);
  });

  it('of somebody else are not written over, and nobody sets what they did not look at', async () => {
    const old = await revisionNow();
    await set({ spread: 'PT3H' });
    const late = await set({ weekdaysOnly: true }, { revision: old });
    expect(late).toMatchObject({ status: 409, body: { theirs: { spread: 'PT3H' } } });
    const blind = await call('PATCH', 'settings/timing', { body: { weekdaysOnly: true, why } });
    expect(blind).toMatchObject({ status: 400, body: { detail: expect.stringContaining('If-Match: *') } });
    expect((await call('GET', 'settings')).body['weekdaysOnly']).not.toBe(true);
  });

  it.each([
    ['PATCH', 'settings', { paused: true }],
    ['PATCH', 'settings', { pausedRules: [] }],
    ['PUT', 'settings/approval', { approval: false }],
    ['PATCH', 'settings/timing', { weekdaysOnly: false }],
  ])(
    '%s %s %j asks for the revision like all the others, or to be told that any will do',
    async (method, path, body) => {
      const sent = { ...body, why };
      const blind = await call(method, path, { body: sent });
      expect([blind.status, blind.body['detail']]).toEqual([
        400,
        'Name the revision that you saw (If-Match: "3"), or say that any will do (If-Match: *).',
      ]);
      const before = await call('GET', 'settings');
      const late = await call(method, path, { body: sent, revision: Number(before.body['revision']) + 1 });
      expect(late.status).toBe(409);
      expect((await call('GET', 'settings')).body).toEqual(before.body);
      expect((await call(method, path, { body: sent, revision: '*' })).status).toBe(200);
      const seen = await revisionNow();
      expect((await call(method, path, { body: sent, revision: seen })).status).toBe(200);
      await call('PATCH', 'settings', { body: { paused: false, why }, revision: '*' });
    },
  );

  it('are the only ones of which any revision will do', async () => {
    const blind = await call('DELETE', 'rules/nothing', { revision: '*' });
    expect([blind.status, blind.body['detail']]).toEqual([
      400,
      'Here If-Match takes the ETag of what you saw, for instance "3": what somebody else wrote meanwhile would be lost.',
    ]);
  });

  it('are not for an approver', async () => {
    expect((await set({ spread: 'PT1H' }, { role: 'approver' })).status).toBe(403);
  });

  it.each([
    [
      'a zone that is not there',
      { timezone: 'Europe/Berln' },
      'There is no time zone "Europe/Berln". Did you mean "Europe/Berlin"?',
    ],
    ['a city alone', { timezone: 'new york' }, 'Did you mean "America/New_York"?'],
    ['a city, nearly', { timezone: 'Tokio' }, 'Did you mean "Asia/Tokyo"?'],
    [
      'a distance',
      { timezone: '+02:00' },
      'There is no time zone "+02:00". Use a name such as Europe/Berlin.',
    ],
    [
      'hours that end when they begin',
      { quietHours: { from: '09:00', to: '09:00' } },
      '"quietHours": they end when they begin; use two times, or null for none.',
    ],
    [
      'an hour too late',
      { quietHours: { from: '21:00', to: '24:00' } },
      '"quietHours.to": use HH:MM, for instance 09:30.',
    ],
    [
      'a cap of none',
      { cap: { max: 0, per: 'P7D' } },
      '"cap.max": use 1 to 30; to send nothing at all, pause the brand.',
    ],
    ['a cap that nobody can count', { cap: { max: 31, per: 'P7D' } }, '"cap.max": use 1 to 30;'],
    [
      'a cap over no time',
      { cap: { max: 1, per: 'P0D' } },
      '"cap.per": use a length above zero, for instance P7D.',
    ],
    [
      'half a day of spreading',
      { spread: 'PT12H' },
      '"spread": use hours and minutes, PT6H at most, for instance PT2H or PT90M.',
    ],
    ['spreading over seconds', { spread: 'PT30S' }, '"spread": use hours and minutes'],
    ['nothing at all', {}, 'Name "timezone", "quietHours", "cap", "weekdaysOnly" or "spread"'],
    [
      'a name that is not known',
      { weekdayOnly: true },
      'There is no "weekdayOnly". Did you mean "weekdaysOnly"?',
    ],
  ])('refuse %s', async (_name, body, said) => {
    const before = await revisionNow();
    const refused = await set(body);
    expect([refused.status, refused.body['detail']]).toEqual([400, expect.stringContaining(said)]);
    expect(await revisionNow()).toBe(before);
  });
});

describe('the mailbox for unsubscribing', () => {
  const put = async (body: object, role = 'admin') =>
    call('PUT', 'settings/unsubscribing', { role, revision: await revisionNow(), body: { why, ...body } });

  it('is set and taken away by an admin', async () => {
    expect(await put({ address: ' Stop@Demo.example' })).toMatchObject({
      status: 200,
      body: { unsubscribeAddress: 'stop@demo.example' },
    });
    expect((await put({ address: null })).body).not.toHaveProperty('unsubscribeAddress');
    expect(await put({ address: 'stop@demo.example' }, 'approver')).toMatchObject({ status: 403 });
  });

  it.each([{}, { address: '' }, { address: 'stop' }, { address: 'a@b.example\r\nBcc: c@d.example' }])(
    'is not %j',
    async (body) => expect((await put(body)).status).toBe(400),
  );
});

describe('whether SES tells clicks and opens', () => {
  const patch = async (body: object, role = 'admin') =>
    call('PATCH', 'settings/tracking', { role, revision: await revisionNow(), body: { why, ...body } });

  it('is off unless an admin turns it on, each by itself', async () => {
    expect((await call('GET', 'settings')).body).not.toHaveProperty('tracking');
    expect((await patch({ clicks: true })).body).toMatchObject({ tracking: { clicks: true, opens: false } });
    expect((await patch({ opens: true })).body).toMatchObject({ tracking: { clicks: true, opens: true } });
    expect((await patch({ opens: false, dryRun: true })).body).toMatchObject({ tracking: { opens: false } });
    expect((await patch({ clicks: false })).body).toMatchObject({ tracking: { clicks: false, opens: true } });
    expect((await patch({ opens: false })).body).not.toHaveProperty('tracking');
    expect(await patch({ clicks: true }, 'approver')).toMatchObject({ status: 403 });
  });

  it.each([{}, { clicks: 'on' }, { opens: null }, { links: true }])('is not %j', async (body) =>
    expect((await patch(body)).status).toBe(400),
  );
});

describe('whom the brand writes to never', () => {
  const patch = async (body: object, role = 'admin') =>
    call('PATCH', 'settings/refused', { role, revision: await revisionNow(), body: { why, ...body } });

  it('is nobody unless an admin says so; of an address only the id of its person is kept', async () => {
    expect((await call('GET', 'settings')).body).not.toHaveProperty('refused');
    const add = ['Eve@shop.example', '@Rival.example'];
    const expected = {
      refused: { addresses: [expect.stringMatching(/^[\w-]{22}$/)], domains: ['rival.example'] },
    };
    expect((await patch({ add, dryRun: true })).body).toMatchObject(expected);
    expect((await call('GET', 'settings')).body).not.toHaveProperty('refused');
    expect((await patch({ add })).body).toMatchObject(expected);
    const { body } = await call('GET', 'settings');
    expect(body).toMatchObject(expected);
    const audit = JSON.stringify(await call('GET', 'audit'));
    expect(audit).toContain('rival.example');
    expect(audit).not.toMatch(/eve@/i);
    expect((await patch({ remove: ['other.example'] })).body).toMatchObject({ status: 400 });
    expect((await patch({ remove: ['eve@shop.example', 'rival.example'] })).body).not.toHaveProperty(
      'refused',
    );
    expect(await patch({ add }, 'approver')).toMatchObject({ status: 403 });
  });

  it.each([{}, { add: [] }, { add: ['rival'] }, { add: 'rival.example' }, { block: ['rival.example'] }])(
    'is not %j',
    async (body) => expect((await patch(body)).status).toBe(400),
  );
});
