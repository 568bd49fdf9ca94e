import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { gatewayEvent } from '../helpers/page-request.ts';
import { startRooms } from '../helpers/rooms.ts';

type Call = (body: unknown, of?: { groups?: string }) => Promise<{ status: number; body: Answer }>;
const followUp = z.looseObject({
  rule: z.string(),
  state: z.string(),
  dueAt: z.string(),
  sentAt: z.string().optional(),
  trace: z.array(z.string()),
  mail: z
    .looseObject({ subject: z.string(), text: z.string(), language: z.string(), to: z.string() })
    .optional(),
});
const answer = z.looseObject({
  followUps: z.array(followUp).default([]),
  changed: z.array(followUp).default([]),
  trace: z.array(z.string()).default([]),
  // Of a replay it is how many.
  events: z.array(z.looseObject({ kind: z.string(), reasons: z.array(z.string()) })).catch([]),
  detail: z.string().default(''),
  problems: z.array(z.string()).default([]),
});
type Answer = z.infer<typeof answer>;

let rooms: Awaited<ReturnType<typeof startRooms>>;
let ask: (path: string, ...of: Parameters<Call>) => ReturnType<Call>;
let tryEvent: Call;
let edit: (path: string, body: object, revision?: number) => Promise<unknown>;
let why: (query: Record<string, string>) => Promise<{ status: number; body: Answer }>;
beforeAll(async () => {
  rooms = await startRooms();
  rooms.cloud.use('console');
  const { handler } = await import('../../functions/console/handler.ts');
  const call = async (of: Parameters<typeof gatewayEvent>[0], groups = '[demo.viewer]') => {
    const { statusCode, body = '{}' } = await handler(
      gatewayEvent({ ...of, claims: { 'cognito:groups': groups } }),
    );
    return { status: statusCode, body: answer.parse(JSON.parse(body)) };
  };
  edit = (path, body, revision = 0) =>
    call(
      {
        method: 'PUT',
        path: `/api/brands/demo/${path}`,
        headers: { 'If-Match': `"${revision}"` },
        body: JSON.stringify(body),
      },
      '[demo.editor]',
    );
  ask = (path, body, { groups } = {}) =>
    call({ method: 'POST', path: `/api/brands/demo/${path}`, body: JSON.stringify(body) }, groups);
  tryEvent = (body, of) => ask('try', body, of);
  why = (query) => call({ method: 'GET', path: '/api/brands/demo/why', query });
});
afterEach(() => {
  vi.useRealTimers();
  rooms.cloud.emptyQueue('send');
});
afterAll(() => rooms.stop());

const contentOf = ({ facts, person }: { facts: object; person: { email?: string | undefined } }) => ({
  ...facts,
  contact: { email: person.email, firstName: 'Ana', locale: 'de' },
});
const byRule = (followUps: Answer['followUps']) =>
  Object.fromEntries(followUps.map(({ rule, state, dueAt, trace }) => [rule, { state, dueAt, trace }]));

describe('trying an event', () => {
  test('tells who would get what and when, with the mail and the reasons, and writes nothing', async () => {
    const person = rooms.newcomer();
    const { status, body } = await tryEvent({
      event: { type: 'purchase', data: contentOf(person.make()) },
    });
    expect(status).toBe(200);
    expect(body.followUps.map(({ rule, state }) => `${rule} ${state}`).toSorted()).toEqual([
      'check-in sent',
      'first-purchase-thanks sent',
    ]);
    const thanks = body.followUps.find(({ rule }) => rule === 'first-purchase-thanks');
    expect(thanks?.mail).toMatchObject({ to: person.email, language: 'de' });
    expect(thanks?.mail?.text).toContain('Ana');
    expect(body.trace.join('\n')).toContain(
      '"Loyal-customer thanks" does not apply: it asks that contact.orders',
    );
    expect(await person.contact()).toBeUndefined();
    expect(rooms.cloud.queueMessages('send')).toEqual([]);
  });

  test('says what then happens', async () => {
    const person = rooms.newcomer();
    const event = person.make();
    vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / 60_000) * 60_000 + 90_000 });
    const at = new Date().toISOString();
    const { body } = await tryEvent({
      event: { type: 'purchase', timestamp: at, data: { ...event.facts, contact: { email: person.email } } },
    });
    await rooms.planEvents({ ...event, occurredAt: at, receivedAt: at });
    await rooms.sendQueued();
    const checkIn = await person.one('check-in');
    vi.setSystemTime(Math.ceil(Date.parse(checkIn.dueAt) / 60_000) * 60_000);
    await rooms.dispatch();
    await rooms.sendQueued();
    const lived = (await person.mine()).map(({ rule, state, dueAt, trace }) => [
      rule,
      { state, dueAt, trace: [...trace.slice(0, -1), 'It would be handed to SES.'] },
    ]);
    expect(byRule(body.followUps)).toEqual(Object.fromEntries(lived));
  });

  test.each([
    ['Europe/Berlin', '2036-06-10T07:00:00.000Z'],
    ['Pacific/Auckland', '2036-06-09T21:00:00.000Z'],
    ['America/Los_Angeles', '2036-06-10T16:00:00.000Z'],
  ])('tells of a birthday as the calendar does, at any hour: %s', async (timezone, dueAt) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2036-06-10T20:00:00Z') });
    const { email } = rooms.newcomer();
    const data = { contact: { email, timezone }, date: { kind: 'birthday', on: '--06-10' } };
    const { body } = await tryEvent({ event: { type: 'birthday', data } });
    expect(byRule(body.followUps)['birthday']).toMatchObject({ state: 'sent', dueAt });
    expect(body).toMatchObject({ event: { subject: 'date/birthday/2036' } });
  });

  test('knows the person as they are: orders so far, and what waits for them', async () => {
    const person = rooms.newcomer();
    const event = person.make();
    await rooms.planEvents(event);
    const again = { type: 'purchase', data: { ...contentOf(event), order: { id: 'another' } } };
    expect((await tryEvent({ event: again })).body.followUps.map(({ rule }) => rule)).toContain(
      'purchase-thanks',
    );
    const refund = { type: 'refund', data: { ...event.facts, refund: { id: 'R' } } };
    const { body } = await tryEvent({ event: refund });
    expect(body.changed.map(({ rule, state }) => `${rule} ${state}`)).toContain('check-in cancelled');
    expect(body.trace).toContainEqual(expect.stringMatching(/^"Check-in" for \S+: Cancelled because it was/));
    expect(await person.one('check-in')).toMatchObject({ state: 'planned' });
    const { body: known } = await tryEvent({ event: { type: 'purchase', data: contentOf(event) } });
    expect(known.trace).toEqual([expect.stringContaining('counted already')]);
  });

  const draft = {
    id: 'big-order',
    name: 'Big order',
    on: 'purchase',
    purpose: 'transactional',
    within: 'P2D',
    if: {
      all: [
        { field: 'event.order.total.currency', op: 'eq', value: 'EUR' },
        { field: 'event.order.total.amount', op: 'gte', value: '50' },
      ],
    },
    template: 'big-order',
  };
  const mjml = (text: string) =>
    `<mjml><mj-body><mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section></mj-body></mjml>`;
  const bigOrder = (text: string) => ({
    id: 'big-order',
    languages: { en: { subject: 'So much!', mjml: mjml(text), text } },
  });
  const purchase = () => ({ type: 'purchase', data: contentOf(rooms.newcomer().make()) });

  test('takes saved drafts over what is live, with the mail of the draft template, and publishes nothing', async () => {
    await edit('rules/big-order', { rule: draft });
    await edit('templates/big-order', {
      template: bigOrder('A draft, {{ contact.first_name | default: "you" }}'),
    });
    await edit('templates/check-in', { template: { ...bigOrder('New'), id: 'check-in' } }, 1);
    const event = purchase();
    const { body } = await tryEvent({ event, drafts: ['big-order'] });
    const { body: all } = await tryEvent({ event, drafts: true });
    const rulesOf = ({ followUps }: Answer) => followUps.map(({ rule }) => rule).toSorted();
    expect(rulesOf(body)).toEqual(['big-order', 'check-in', 'first-purchase-thanks']);
    const mailOf = ({ followUps }: Answer, of: string) => followUps.find(({ rule }) => rule === of)?.mail;
    expect(mailOf(body, 'big-order')).toMatchObject({ subject: 'So much!', text: 'A draft, Ana' });
    expect(mailOf(body, 'check-in')?.text).not.toBe('New');
    expect(mailOf(all, 'check-in')?.text).toBe('New');
    const { body: alone } = await tryEvent({ event, drafts: ['check-in'] });
    expect([mailOf(alone, 'check-in')?.text, mailOf(alone, 'big-order')]).toEqual(['New', undefined]);
    expect(rulesOf((await tryEvent({ event })).body)).toEqual(['check-in', 'first-purchase-thanks']);
    const unknown = await tryEvent({ event, drafts: ['bigorder'] });
    expect([unknown.status, unknown.body.detail]).toEqual([
      400,
      'There is no draft "bigorder". Did you mean "big-order"?',
    ]);
  });

  test('takes what stands in files alone, after checking it', async () => {
    const files = { rules: [{ ...draft, id: 'in-a-file' }], templates: [bigOrder('From a file')] };
    const { body } = await tryEvent({ event: purchase(), files });
    expect(body.followUps.find(({ rule }) => rule === 'in-a-file')?.mail?.text).toBe('From a file');
    const wrong = { ...draft, if: { field: 'event.order.totl.amount', op: 'gte', value: '50' } };
    const refused = await tryEvent({ event: purchase(), files: { ...files, rules: [wrong] } });
    expect(refused.status).toBe(400);
    expect(refused.body.detail).toContain('Did you mean "event.order.total.amount"?');
    const broken = { ...files, templates: [bigOrder('{{ oops')] };
    const told = (await tryEvent({ event: purchase(), files: broken })).body.followUps;
    expect(told.find(({ rule }) => rule === 'in-a-file')).toMatchObject({
      fault: expect.stringContaining('big-order'),
    });
  });

  test('tells what would keep it from being published, and so does a replay', async () => {
    const rules = [{ ...draft, id: 'in-a-file' }];
    const unguarded = bigOrder('Hello {{ contact.first_name }}').languages.en;
    const problems = async (languages: object, path = 'try') => {
      const files = { rules, templates: [{ id: 'big-order', languages }] };
      const { body } = await ask(path, path === 'try' ? { event: purchase(), files } : { files });
      return body.problems;
    };
    for (const path of ['try', 'replay']) {
      expect(await problems({ en: bigOrder('Hello').languages.en }, path)).toEqual([]);
      expect(await problems({ en: unguarded }, path)).toContainEqual(
        expect.stringContaining('"contact.first_name" may be missing'),
      );
      expect(await problems({ de: bigOrder('Hallo').languages.en }, path)).toEqual([
        expect.stringContaining('Template big-order: it lacks the language of the brand (en)'),
      ]);
      const survey = bigOrder('{{ survey.title | default: "" }}{{ survey.title }}').languages.en;
      expect(await problems({ en: survey }, path)).toContainEqual(
        expect.stringContaining('Rule in-a-file: its template "big-order", en'),
      );
    }
    expect((await tryEvent({ event: purchase() })).body.problems).toEqual([]);
  });

  test('tells which names in the event nobody reads, and which were meant', async () => {
    const { email } = rooms.newcomer();
    const order = { id: 'H-1', totl: { amount: '3', currency: 'EUR' }, items: [{ title: 'Cup', sk: 'C' }] };
    const data = { contact: { email, firstNme: 'Ana' }, order };
    const { status, body } = await tryEvent({ event: { type: 'purchase', data } });
    expect([status, body['hints']]).toEqual([
      200,
      [
        '"data.contact.firstNme" is not read. Did you mean "firstName"?',
        '"data.order.totl" is not read. Did you mean "total"?',
        '"data.order.items.0.sk" is not read. Did you mean "sku"?',
      ],
    ]);
    expect(
      (await tryEvent({ event: { type: 'signup', data: { contact: { email } } } })).body['hints'],
    ).toEqual([]);
  });

  test('takes an event that was counted, for the person as they were then', async () => {
    const person = rooms.newcomer();
    const first = person.make();
    await rooms.planEvents(first);
    await rooms.planEvents(person.another());
    const past = { event: first.id, email: person.email };
    const { status, body } = await tryEvent({ past });
    expect(status).toBe(200);
    expect(body.followUps.map(({ rule }) => rule).toSorted()).toEqual(['check-in', 'first-purchase-thanks']);
    expect(await tryEvent({ past: { ...past, email: 'nobody@example.com' } })).toMatchObject({ status: 404 });
    expect(await tryEvent({ past, event: { type: 'signup' } })).toMatchObject({ status: 400 });
  });

  test.each([
    ['no event', {}, /event/],
    [
      'a kind that there is not',
      { event: { type: 'weather' } },
      /^"event.type" cannot be the text "weather"; use signup, /,
    ],
    [
      'data that lack what it is about',
      { event: { type: 'purchase', data: { contact: { email: 'a@example.com' } } } },
      /order/,
    ],
    ['unknown members', { event: { type: 'signup' }, rules: [] }, /rules/],
  ])('refuses %s in words', async (_name, body, words) => {
    const refused = await tryEvent(body);
    expect(refused.status).toBe(400);
    expect(refused.body.detail).toMatch(words);
  });

  test('is for those who may look at the brand', async () => {
    expect((await tryEvent({ event: { type: 'signup' } }, { groups: '[other.admin]' })).status).toBe(403);
  });
});

describe('why', () => {
  test('tells of each event why a rule fired or not, and what came of it', async () => {
    const person = rooms.newcomer();
    await rooms.planEvents(person.make());
    const { body } = await why({ email: person.email, rule: 'purchase-thanks' });
    expect(body.events).toEqual([
      expect.objectContaining({
        kind: 'purchase',
        reasons: [
          expect.stringMatching(/^"Purchase thanks" also applies, but "First-purchase thanks" is the better/),
        ],
      }),
    ]);
    expect(body.followUps).toEqual([]);
    const all = await why({ email: person.email });
    expect(all.body.events[0]?.reasons.length).toBeGreaterThan(3);
    expect(all.body.followUps.map(({ rule }) => rule).toSorted()).toEqual([
      'check-in',
      'first-purchase-thanks',
    ]);
  });

  test('tells what a rule listens to, and what an event did to what waited', async () => {
    const person = rooms.newcomer();
    const event = person.make();
    await rooms.planEvents(event);
    const { body: review } = await why({ email: person.email, rule: 'low-review' });
    expect(review).toMatchObject({ rule: { id: 'low-review', on: 'review' }, followUps: [] });
    await rooms.planEvents(person.refund());
    const { body } = await why({ email: person.email, rule: 'check-in' });
    expect(body.events.find(({ kind }) => kind === 'refund')?.reasons).toEqual([
      expect.stringMatching(/^"Check-in" for \S+: Cancelled because it was refunded on/),
    ]);
  });

  test('leads with why nothing at all is sent', async () => {
    const person = rooms.newcomer();
    await rooms.planEvents(person.make());
    const { contact } = await person.one('check-in');
    const { suppress } = await import('../../shared/store/suppressions.ts');
    await suppress({ brand: 'demo', contact, reason: 'unsubscribed', at: '2026-11-20T08:00:00.000Z' });
    expect((await why({ email: person.email })).body).toMatchObject({
      silence: 'Nothing is sent: the person unsubscribed on 2026-11-20.',
    });
  });

  test('tells what somebody has chosen to get, which a try respects like a send', async () => {
    const person = rooms.newcomer();
    await rooms.planEvents(person.make());
    const { contact } = await person.one('check-in');
    const { prefer } = await import('../../shared/store/suppressions.ts');
    const preference = { gets: 'dates' as const, at: '2026-11-20T08:00:00.000Z' };
    await prefer({ brand: 'demo', contact, preference });
    const wish = 'The person asked for wishes on birthdays and anniversaries only on 2026-11-20.';
    const told = (await why({ email: person.email })).body;
    expect(told).toMatchObject({ wish });
    expect(told).not.toHaveProperty('silence');
    const { body } = await tryEvent({
      event: { type: 'purchase', data: { ...contentOf(person.make()), order: { id: 'second' } } },
    });
    expect(body.followUps.map(({ state, trace }) => [state, trace.at(-1)])).toContainEqual(['skipped', wish]);
    expect(body.followUps.map(({ state }) => state)).not.toContain('sent');
  });

  test('knows neither strangers’ rules nor strangers', async () => {
    const stranger = rooms.newcomer();
    expect((await why({ email: stranger.email })).body).toMatchObject({ events: [], followUps: [] });
    expect((await why({ email: stranger.email, rule: 'no-such-rule' })).status).toBe(404);
    expect((await why({ email: 'nonsense' })).status).toBe(400);
  });
});
