import { expect, test } from 'vitest';
import { ANSWER_COMMANDS } from '../../infra/cli/answers.ts';
import { type Client, CommandError } from '../../infra/cli/client.ts';
import type { Options } from '../../infra/cli/command.ts';
import { QUESTION_COMMANDS } from '../../infra/cli/settings-question.ts';

const EN = { language: 'en', text: 'What is hard?' };
const state = { items: [EN], keepDays: 365, revision: 7 };

/** Shows `before`, and answers every change with `after`; notes what was sent. */
function clientOf(before: object, after: object = before) {
  const sent: object[] = [];
  const edit = (of: object) => Promise.resolve((sent.push(of), after));
  const never = () => Promise.reject(new Error('Nothing is delivered.'));
  const client: Client = { call: () => Promise.resolve(before), edit, deliver: never };
  return { client, sent };
}

async function run(words: string, of: { client: Client }, options: Options = {}, ...rest: string[]) {
  const command = [...QUESTION_COMMANDS, ...ANSWER_COMMANDS].find((one) => one.words.join(' ') === words);
  if (!command) throw new Error(`There is no command ${words}.`);
  return command.run({ client: of.client, brand: 'demo', options, rest });
}
const why = 'As agreed';

test('a brand that asks nothing is told how to', async () => {
  const { text } = await run('settings question list', clientOf({ ...state, items: [] }));
  expect(text).toContain('settings question set en');
  expect(text).toContain('Answers are kept for 365 days.');
});

test('a wording is set by what was seen, and what differs is told', async () => {
  const of = clientOf(state, { ...state, items: [{ language: 'pt-br', text: 'O quê?' }, EN] });
  const { text } = await run('settings question set', of, { why }, 'pt_BR', 'O quê?');
  expect(of.sent).toEqual([
    {
      method: 'PUT',
      path: '/api/brands/demo/settings/question/pt-br',
      body: { text: 'O quê?', why },
      revision: 7,
    },
  ]);
  expect(text).toContain('pt-br: ');
  expect(text).toContain('It counts within 30 s');
});

test('a dry run says so, and what is set already changes nothing', async () => {
  const of = clientOf(state, { ...state, keepDays: 90 });
  const dry = await run('settings question keep', of, { why, 'dry-run': true }, '90');
  expect(dry.text).toContain('Nothing was changed.');
  expect(of.sent).toMatchObject([{ method: 'PATCH', body: { keepDays: 90, dryRun: true } }]);
  const same = await run('settings question set', clientOf(state), { why }, 'en', EN.text);
  expect(same.text).toBe('It is set so already. Nothing was changed.');
});

test.each([
  ['settings question set', []],
  ['settings question set', ['english', 'Why?']],
  ['settings question set', ['en']],
  ['settings question set', ['en', ' ']],
  ['settings question remove', []],
  ['settings question keep', ['soon']],
  ['settings question keep', ['0']],
  ['answers remove', []],
])('%s with %j says how to write it', async (words, rest) => {
  const of = clientOf(state);
  await expect(run(words, of, { why }, ...rest)).rejects.toThrow(CommandError);
  expect(of.sent).toEqual([]);
});

test('answers are shown whole, and those of today are said to come', async () => {
  const one = { id: '2026-11-26-aaaabbbbccccdddd', day: '2026-11-26', language: 'en', question: 'Why?' };
  const items = [{ ...one, text: 'First line\nsecond \u001b[2Jline' }];
  const { text } = await run('answers list', clientOf({ items, ofToday: 2, cursor: 'next' }));
  expect(text).toContain('  First line\n  second');
  expect(text).toContain('2 answers of today (UTC) are shown from tomorrow on');
  expect(text).toContain('answers list --cursor next');
  const none = await run('answers list', clientOf({ items: [], ofToday: 0 }));
  expect(none.text).toBe('There are no answers of days that are over.');
});
