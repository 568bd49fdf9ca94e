import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import type * as FollowUps from '../../shared/store/follow-ups.ts';
import type * as Planning from '../../shared/store/planning.ts';
import type { FollowUp, FollowUpKey } from '../../shared/contract/follow-up.ts';
import { plan } from '../../shared/domain/ledger/plan.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';
import { at, makeBrand, makeContact, makeEvent, makeFollowUp, makeRule } from '../helpers/make.ts';

let console_: TestConsole;
let store: typeof FollowUps & typeof Planning;
beforeAll(async () => {
  console_ = await startConsole();
  store = {
    ...(await import('../../shared/store/follow-ups.ts')),
    ...(await import('../../shared/store/planning.ts')),
  };
});
afterAll(() => console_.stop());

const why = 'The shop wants it';
const now = at(new Date().toISOString());
let number = 0;

/** A rule of its own, live, in its first version; and what waits by it, one for each of these people. */
async function rule(people: number, over: Record<string, unknown> = {}) {
  const id = `rule-${++number}`;
  const publish = async (draft: Record<string, unknown>, revision?: number): Promise<void> => {
    const seen = revision === undefined ? {} : { revision };
    const put = await console_.call('PUT', `rules/${id}`, {
      body: makeDraft({ template: id, after: 'P5D', within: 'P30D', ...draft }),
      ...seen,
    });
    expect(put.status).toBe(200);
    expect((await console_.call('POST', 'publish', { body: { why, rules: [id] } })).status).toBe(200);
  };
  await console_.call('PUT', `templates/${id}`, { body: makeTemplate() });
  await console_.call('POST', 'publish', { body: { why, templates: [id] } });
  await publish(over);
  const live = makeRule({ id, name: 'Thanks', template: id, after: 'P5D', within: 'P30D', unless: [] });
  const keys: FollowUpKey[] = [];
  for (let each = 0; each < people; each++) keys.push(await buy(live, `${id}-person-${each}`));
  const revision = async (): Promise<number> =>
    Number((await console_.call('GET', `rules/${id}`)).body['revision']);
  const load = async (): Promise<(FollowUp | undefined)[]> => Promise.all(keys.map(store.loadFollowUp));
  const act = (body: Record<string, unknown>, role = 'approver') =>
    console_.call('POST', `rules/${id}/waiting`, { role, body: { why, ...body } });
  return { id, load, act, edit: async (draft: object) => publish({ ...draft }, await revision()), revision };
}

async function buy(live: ReturnType<typeof makeRule>, contactId: string): Promise<FollowUpKey> {
  const occurredAt = new Date().toISOString();
  const subject = `order/${contactId}`;
  const event = makeEvent({ subject, occurredAt, receivedAt: occurredAt });
  const decided = plan({
    event,
    contactId,
    contact: { ...makeContact({ id: contactId }), version: 0 },
    subject: undefined,
    suppression: undefined,
    open: [],
    existing: new Set(),
    rules: compileRules([live]),
    brand: makeBrand(),
    now,
  });
  expect(await store.savePlan(decided)).toEqual({ kind: 'saved' });
  const [created] = decided.created;
  if (!created) throw new Error('nothing was planned');
  return { brand: 'demo', contact: contactId, rule: live.id, subject: created.subject };
}

const contactOf = async (followUp: FollowUp | undefined) =>
  (await store.loadState({ brand: 'demo', contact: followUp?.contact })).contact;

describe('what waits by an older version', () => {
  test('is planned anew by the live one, and nothing happens on a dry run', async () => {
    const { id, load, act, edit } = await rule(3);
    await edit({ after: 'P7D', unless: [{ event: 'review', of: 'contact' }] });
    const before = await load();
    const dry = await act({ do: 'renew', dryRun: true });
    expect(dry.body).toMatchObject({ done: true, seen: 3, renewed: 3, retimed: 3, cancelled: 0, left: 0 });
    expect(await load()).toEqual(before);
    expect((await act({ do: 'renew' })).body).toMatchObject({ done: true, renewed: 3, retimed: 3 });
    const after = await load();
    for (const [index, each] of after.entries()) {
      expect(each).toMatchObject({
        state: 'planned',
        ruleVersion: 2,
        revision: 2,
        unless: [{ event: 'review' }],
      });
      expect(Date.parse(each?.dueAt ?? '') - Date.parse(before[index]?.dueAt ?? '')).toBe(2 * 86_400_000);
    }
    expect((await contactOf(after[0]))?.open).toEqual([
      { rule: id, subject: after[0]?.subject, watch: ['review'] },
    ]);
    expect((await act({ do: 'renew' })).body).toMatchObject({ seen: 3, left: 3, renewed: 0 });
  });

  test('is cancelled where the live version does not apply, with the reason counted', async () => {
    const { load, act, edit } = await rule(2);
    await edit({ if: { field: 'contact.orders', op: 'gte', value: 3 } });
    const { body } = await act({ do: 'renew' });
    expect(body).toMatchObject({ seen: 2, renewed: 0, cancelled: 2 });
    expect(Object.values(body['reasons'] ?? {})).toEqual([2]);
    const [one] = await load();
    expect(one).toMatchObject({ state: 'cancelled', ruleVersion: 1 });
    expect((await contactOf(one))?.open).toEqual([]);
  });

  test('is cancelled on demand, and what waits by the live version is not', async () => {
    const { id, load, act, edit } = await rule(2);
    expect((await act({ do: 'cancel' })).body).toMatchObject({ seen: 2, left: 2, cancelled: 0 });
    await edit({ after: 'P7D' });
    expect((await act({ do: 'cancel' })).body).toMatchObject({ seen: 2, cancelled: 2 });
    expect((await load()).map((each) => each?.reason)).toEqual(
      Array(2).fill(`Cancelled by an operator: ${why}`),
    );
    const { body } = await console_.call('GET', 'audit');
    expect(body['items']).toContainEqual(
      expect.objectContaining({
        act: 'waiting',
        why,
        changes: [{ kind: 'rule', id, to: 2, difference: [{ at: 'waiting', after: 'cancel' }] }],
      }),
    );
    expect(body['items']).toContainEqual(
      expect.objectContaining({
        act: 'waiting',
        changes: [{ kind: 'rule', id, to: 2, difference: [{ at: 'cancelled', after: 2 }] }],
      }),
    );
  });

  test('is not asked about when a rule differs in its text alone', async () => {
    const { id, revision } = await rule(2);
    const { content } = z
      .object({ content: z.object({ live: z.object({ rule: z.looseObject({}) }) }) })
      .parse((await console_.call('GET', `rules/${id}`)).body);
    const body = { rule: content.live.rule, text: '# Why it is so' };
    await console_.call('PUT', `rules/${id}`, { body, revision: await revision() });
    for (const dryRun of [true, false]) {
      const done = await console_.call('POST', 'publish', { body: { rules: [id], why, dryRun } });
      expect(done.body).toMatchObject({ changes: [{ id, difference: [] }], waiting: { counts: [] } });
    }
  });

  test('can be looked at before the draft is published', async () => {
    const { id, act, revision } = await rule(2);
    const draft = makeDraft({ template: id, within: 'P30D', after: 'P9D' });
    await console_.call('PUT', `rules/${id}`, { body: draft, revision: await revision() });
    expect((await act({ do: 'renew', dryRun: true })).body).toMatchObject({ left: 2, renewed: 0 });
    expect((await act({ do: 'renew', dryRun: true, by: 'draft' })).body).toMatchObject({
      renewed: 2,
      retimed: 2,
    });
    expect((await act({ do: 'renew', by: 'draft' })).status).toBe(400);
  });

  test('of a retired rule can only be cancelled', async () => {
    const { id, load, act } = await rule(1);
    await console_.call('POST', `rules/${id}/retire`, { body: { why } });
    expect(await act({ do: 'renew' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/retired/) },
    });
    expect((await act({ do: 'cancel' })).body).toMatchObject({ cancelled: 1 });
    expect((await load())[0]?.state).toBe('cancelled');
  });

  test('is not touched once it is being sent', async () => {
    const { load, act, edit } = await rule(1);
    const [seen] = await load();
    if (!seen) throw new Error('nothing waits');
    await store.changeFollowUp(seen, { ...seen, state: 'sending' });
    await edit({ after: 'P7D' });
    for (const what of ['renew', 'cancel'])
      expect((await act({ do: what })).body).toMatchObject({ seen: 1, left: 1, cancelled: 0, renewed: 0 });
    expect((await load())[0]).toMatchObject({ state: 'sending', ruleVersion: 1 });
  });

  test('is not lost to somebody who changes the person meanwhile', async () => {
    const { load, act, edit } = await rule(1);
    await edit({ after: 'P7D' });
    console_.cloud.gateway.faults.add({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      match: ({ body }) => String(body).includes('FOLLOWUP#'),
      respond: {
        code: 'TransactionCanceledException',
        extra: { CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }] },
      },
    });
    expect((await act({ do: 'renew' })).body).toMatchObject({ renewed: 1, missed: 0 });
    expect((await load())[0]).toMatchObject({ ruleVersion: 2, revision: 2 });
  });

  test('is worked through a slice at a time, and nothing twice', async () => {
    const { id, act } = await rule(0);
    await console_.call('POST', `rules/${id}/retire`, { body: { why } });
    const { documents, tableName } = await import('../../shared/store/client.ts');
    const contact = { contact: 'person-of-slices', rule: id };
    for (let each = 0; each < 230; each++) {
      const item = store.followUpItem(makeFollowUp({ ...contact, subject: `shopify/order/${each}` }));
      await documents().send(new PutCommand({ TableName: tableName(), Item: item }));
    }
    // Each look at the clock finds that the time of the slice is over.
    let clock = performance.now();
    const watch = vi.spyOn(performance, 'now').mockImplementation(() => (clock += 60_000));
    const parts: Record<string, unknown>[] = [];
    try {
      let cursor: unknown;
      do {
        const { status, body } = await act({ do: 'cancel', ...(cursor !== undefined && { cursor }) });
        expect(status).toBe(200);
        parts.push(body);
        cursor = body['cursor'];
      } while (cursor !== undefined);
    } finally {
      watch.mockRestore();
    }
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map(({ done }) => done)).toEqual([...parts.slice(1).map(() => false), true]);
    expect(parts.reduce((sum, { cancelled }) => sum + Number(cancelled), 0)).toBe(230);
    const { body } = await console_.call('GET', 'audit', { query: { limit: '500' } });
    const lines = z.array(
      z.looseObject({
        act: z.string(),
        changes: z.array(
          z.looseObject({
            id: z.string(),
            difference: z.array(z.object({ at: z.string(), after: z.unknown() })),
          }),
        ),
      }),
    );
    const mine = lines
      .parse(body['items'])
      .filter((line) => line.act === 'waiting' && line.changes[0]?.id === id)
      .flatMap(({ changes }) => changes[0]?.difference ?? []);
    expect(mine.filter(({ at }) => at === 'waiting')).toHaveLength(1);
    const cancelled = mine.filter(({ at }) => at === 'cancelled').map(({ after }) => Number(after));
    expect(cancelled.reduce((sum, each) => sum + each, 0)).toBe(230);
  });

  test.each([
    ['an editor', { do: 'cancel' }, 'editor', 403],
    ['somebody without a reason', { do: 'cancel', why: '' }, 'approver', 400],
    ['an unknown deed', { do: 'forget' }, 'approver', 400],
    ['a cursor that is none', { do: 'cancel', cursor: 'e30' }, 'approver', 400],
  ])('is refused to %s', async (_name, body, role, status) => {
    const { act } = await rule(0);
    expect((await act(body, role)).status).toBe(status);
  });

  test('of a rule that there is not is not found', async () => {
    expect(
      (await console_.call('POST', 'rules/nowhere/waiting', { body: { why, do: 'cancel' } })).status,
    ).toBe(404);
  });
});
