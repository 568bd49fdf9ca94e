import { expect, test } from 'vitest';
import type { Client } from '../../infra/cli/client.ts';
import { FOLLOW_UP_COMMANDS } from '../../infra/cli/follow-ups.ts';

const never = () => Promise.reject(new Error('Nothing else is asked.'));
const clientOf = (answer: object): Client => ({
  call: () => Promise.resolve(answer),
  edit: never,
  deliver: never,
});

const run = async (word: string, answer: object, ...rest: string[]): Promise<string | undefined> => {
  const command = FOLLOW_UP_COMMANDS.find(({ words }) => words.join(' ') === `follow-ups ${word}`);
  return (await command?.run({ client: clientOf(answer), brand: 'demo', options: {}, rest }))?.text;
};

const doubt = 'In doubt since 2026-11-27 09:01 UTC. SES has told nothing of it for 3 hours.';
const followUp = {
  id: 'abc',
  contact: 'contact-of-ana',
  rule: 'thanks',
  subject: 'shopify/order/1',
  state: 'unknown',
  dueAt: '2026-11-27T09:00:00.000Z',
  trace: [
    'Due at once.',
    'It is not known whether SES took the mail: TimeoutError. Not sent again on doubt.',
  ],
  doubt,
  ruleName: 'Thanks',
  ruleVersion: 1,
  template: 'thanks',
  templateVersion: 1,
  attempt: 1,
  expiresAt: '2026-11-30T09:00:00.000Z',
};
const ways = [
  'They got it:        follow-ups resolve abc --as sent --why "…"',
  'They did not:       follow-ups resend abc --why "…"',
  'It is too late now: follow-ups resolve abc --as failed --why "…"',
];

test('a list tells of each in doubt who, since when, what SES answered last, and what can be done', async () => {
  const text = await run('list', { items: [followUp] });
  for (const part of ['TimeoutError', `Person contact-of-ana. ${doubt}`, ...ways])
    expect(text).toContain(part);
});

test('so does what shows one', async () => {
  const text = await run('show', followUp, 'abc');
  for (const part of ['contact-of-ana', `· ${doubt}`, ...ways]) expect(text).toContain(part);
});

test('what is in no doubt has none of it', async () => {
  const { doubt: _none, ...sent } = { ...followUp, state: 'sent' };
  expect(await run('list', { items: [sent] })).not.toContain('resolve');
});
