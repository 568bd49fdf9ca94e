import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { ruleFigures } from '../../shared/contract/figures.ts';
import type { Feedback, FollowUp } from '../../shared/contract/follow-up.ts';
import { type TestConsole, startConsole } from '../helpers/console.ts';
import { makeFollowUp } from '../helpers/make.ts';

let console_: TestConsole;
let put: (rule: string, day: string, feedback?: Feedback, over?: Partial<FollowUp>) => Promise<unknown>;
let at = 0;

beforeAll(async () => {
  console_ = await startConsole();
  const { table, tableName: TableName } = console_.cloud;
  const { followUpItem } = await import('../../shared/store/follow-ups.ts');
  put = (rule, day, feedback, over = {}) => {
    at += 1;
    const sentAt = `${day}T09:00:${String(at).padStart(2, '0')}Z`;
    const of = { rule, contact: `person-${at}`, state: 'sent' as const, sentAt, updatedAt: sentAt };
    const Item = followUpItem(makeFollowUp({ ...of, ...(feedback && { feedback }), ...over }));
    return table.send(new PutCommand({ TableName, Item }));
  };
  const when = '2026-11-20T09:05:00Z';
  await put('thanks', '2026-11-20', { delivered: when });
  await put('thanks', '2026-11-21', { delivered: when, complained: when });
  await put('thanks', '2026-11-21', { bounced: when, detail: 'Permanent General' });
  await put('thanks', '2026-11-22');
  await put('thanks', '2026-11-22', undefined, { state: 'skipped' });
  await put('welcome', '2026-11-22', { delivered: when });
  const machine = [{ at: when, machine: 'Apple Mail Privacy Protection' }];
  await put('guide', '2026-11-18', { opens: machine });
  await put('guide', '2026-11-18', { opens: [...machine, { at: when }], opened: when });
  await put('guide', '2026-11-18', {
    opened: when,
    opens: [{ at: when }],
    clicked: when,
    clicks: [{ at: when }],
  });
  await put(
    'guide',
    '2026-11-18',
    { clicks: machine },
    { unsubscribedAt: when, repliedAt: when, answered: true },
  );
  await put('welcome', '2026-11-19', { delivered: when });
  // Of another brand.
  await put('welcome', '2026-11-22', { delivered: when }, { brand: 'other' });
});
afterAll(() => console_.stop());

const part = z.object({ items: z.array(ruleFigures), cursor: z.string().optional() });

/** All parts, and how many there were. */
async function figures(query: Record<string, string>) {
  const items: z.infer<typeof ruleFigures>[] = [];
  let [cursor, parts]: [string | undefined, number] = [undefined, 0];
  do {
    const asked: Record<string, string> = { ...query, ...(cursor !== undefined && { cursor }) };
    const { body } = await console_.call('GET', 'figures', { role: 'viewer', query: asked });
    const found = part.parse(body);
    items.push(...found.items);
    cursor = found.cursor;
    parts += 1;
  } while (cursor !== undefined);
  const sum = (rule: string, what: Exclude<keyof z.infer<typeof ruleFigures>, 'rule'>): number =>
    items.filter((of) => of.rule === rule).reduce((all, of) => all + of[what], 0);
  const of = (rule: string) => [
    sum(rule, 'sent'),
    sum(rule, 'delivered'),
    sum(rule, 'bounced'),
    sum(rule, 'complained'),
  ];
  return { of, parts, rules: [...new Set(items.map(({ rule }) => rule))].sort() };
}

it('tells what became of the mails of each rule since a day', async () => {
  const since = await figures({ from: '2026-11-20' });
  expect([since.of('thanks'), since.of('welcome')]).toEqual([
    [4, 2, 1, 1],
    [1, 1, 0, 0],
  ]);
  expect((await figures({ from: '2026-11-22' })).of('thanks')).toEqual([1, 0, 0, 0]);
  expect((await figures({ from: '2026-12-01' })).rules).toEqual([]);
});

it('comes in parts that add up to the same, and ends where the days end', async () => {
  const { of, parts } = await figures({ from: '2026-11-21', limit: '2' });
  expect([of('thanks'), of('welcome')]).toEqual([
    [3, 1, 1, 1],
    [1, 1, 0, 0],
  ]);
  expect(parts).toBe(3);
});

it('of one rule alone, if that is asked', async () => {
  expect((await figures({ from: '2026-11-01', rule: 'welcome' })).rules).toEqual(['welcome']);
});

it('goes on only in the list that it began in', async () => {
  const { body } = await console_.call('GET', 'figures', { query: { from: '2026-11-01', limit: '1' } });
  const cursor = String(body['cursor']);
  const other = await console_.call('GET', 'figures', { query: { from: '2026-11-02', cursor } });
  expect(other.status).toBe(400);
});

it('counts opens and clicks of persons, and opens that only a machine made', async () => {
  const { body } = await console_.call('GET', 'figures', { query: { from: '2026-11-01', rule: 'guide' } });
  expect(part.parse(body).items).toMatchObject([
    { sent: 4, opened: 2, openedByMachine: 1, clicked: 1, unsubscribed: 1, replied: 1 },
  ]);
});
