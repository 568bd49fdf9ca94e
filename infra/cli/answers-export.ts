import { stat, writeFile } from 'node:fs/promises';
import { counted } from '../../shared/contract/wording.ts';
import { answersPage } from './answers-shapes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { csvLine } from './people-file.ts';
import { readPages } from './rule-list.ts';

const COLUMNS = ['day', 'language', 'question', 'text', 'id'] as const;

async function run({ client, brand, options, rest }: Run): Promise<Found> {
  const file = rest[0] ?? `answers-${brand}.csv`;
  if (!options.force && (await stat(file).catch(() => undefined)))
    throw new CommandError(`${file} is there already: name another file, or write over it with --force.`, 2);
  const path = `${brandPath(brand)}/answers`;
  const items = await readPages(client, { path, query: { limit: '500' }, page: answersPage });
  const isJson = /\.json$/i.test(file);
  const lines = [COLUMNS, ...items.map((item) => COLUMNS.map((column) => item[column]))];
  // What somebody wrote in confidence is for nobody else on this machine.
  await writeFile(file, isJson ? `${JSON.stringify(items, undefined, 2)}\n` : lines.map(csvLine).join(''), {
    mode: 0o600,
  });
  const stand = counted(items.length, 'answer stands', 'answers stand');
  return { data: { file, answers: items.length }, text: `${stand} in ${file}.` };
}

export const ANSWERS_EXPORT: Command = {
  words: ['answers', 'export'],
  reads: ['force'],
  takes: 1,
  usage: 'answers export [answers.csv]',
  about: 'all answers of days that are over as a file; .json for JSON',
  help: [
    '--force   writes over a file that is there',
    '',
    'Cells that a spreadsheet would run begin with an apostrophe.',
  ],
  run,
};
