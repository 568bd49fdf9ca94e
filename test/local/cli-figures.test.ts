import { expect, test } from 'vitest';
import type { Client } from '../../infra/cli/client.ts';
import { figuresCommand } from '../../infra/cli/rule-figures.ts';
import { noFigures } from '../../shared/contract/figures.ts';
import { CommandError } from '../../infra/cli/client.ts';

const part = (rule: string, sent: number, bounced = 0) => ({
  ...noFigures(rule),
  sent,
  delivered: sent - bounced,
  bounced,
});

/** Answers page by page, and notes what it was asked. */
function clientOf(pages: readonly object[]): { client: Client; asked: string[] } {
  const asked: string[] = [];
  const never = () => Promise.reject(new Error('Nothing else is asked.'));
  const call = (_: string, path: string) => Promise.resolve(pages[asked.push(path) - 1]);
  return { client: { call, edit: never, deliver: never }, asked };
}
const run = ({ client }: { client: Client }, options: { days?: string } = {}, ...rest: string[]) =>
  figuresCommand.run({ client, brand: 'demo', options, rest });

test('the parts of all pages are added up, the rule that sends most first', async () => {
  const of = clientOf([
    { items: [part('welcome', 2), part('thanks', 3, 1)], cursor: 'next' },
    { items: [part('thanks', 1)] },
  ]);
  const { data, text } = await run(of);
  expect(data).toMatchObject({ items: [part('thanks', 4, 1), part('welcome', 2)] });
  expect(text).toMatch(/thanks\s+4\s+3 \(75\.0 %\)\s+1 \(25\.0 %\)\s+–/);
  expect(of.asked[1]).toContain('cursor=next');
});

test('one rule, of so many days, can be asked for', async () => {
  const of = clientOf([{ items: [] }]);
  const today = new Date().toISOString().slice(0, 10);
  expect((await run(of, { days: '1' }, 'welcome')).text).toContain(`since ${today}`);
  expect(of.asked[0]).toContain(`from=${today}&rule=welcome`);
  for (const days of ['0', '1.5', 'many']) await expect(run(of, { days })).rejects.toThrow(CommandError);
});

test('opens and clicks have columns where there are any, and machines one of their own', async () => {
  const of = { ...part('guide', 4), opened: 2, openedByMachine: 1, clicked: 1 };
  const { text } = await run(clientOf([{ items: [of] }]));
  const [head = '', row = ''] = text.split('\n');
  expect(head.split(/  +/)).toEqual([
    'rule',
    'sent',
    'delivered',
    'opened',
    'opened by a machine',
    'clicked',
    'bounced',
    'complained',
  ]);
  expect(row).toMatch(/2 \(50\.0 %\) +1 \(25\.0 %\) +1 \(25\.0 %\)/);
  expect((await run(clientOf([{ items: [part('guide', 4)] }]))).text).not.toContain('opened');
});
